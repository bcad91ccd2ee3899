"""Changes of the staff register and of quotas, all audited with their whole content."""

from doanso.features.staff.services.entering import Given, enter, note_export, note_reading
from doanso.features.staff.services.handing_over import hand_over, to_hand_over
from doanso.features.staff.services.joining import join
from doanso.features.staff.services.quotas import plan_reduction, set_quota
from doanso.features.staff.services.recording import correct, record, recruit, undo

__all__ = [
    "Given",
    "correct",
    "enter",
    "hand_over",
    "join",
    "note_export",
    "note_reading",
    "plan_reduction",
    "record",
    "recruit",
    "set_quota",
    "to_hand_over",
    "undo",
]
