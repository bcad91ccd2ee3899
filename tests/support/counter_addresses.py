"""Addresses of the desk where somebody without an account asks about their own data, and that somebody."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from doanso.core.privacy import services as privacy
from doanso.core.units.models import Position
from doanso.features.procedures.models import Channel, IdentityCheck
from doanso.features.procedures.services import identity
from doanso.features.procedures.tests import office, publicly
from tests.support import org as organisation

NUMBER = "001204000008"
SHOWN = {"seen": "card", "number": NUMBER, "born": "2004-03-05", "handed_at": "{minute}"}
COUNTER: list[tuple[str, dict[str, Any]]] = [
    ("/tiep-nhan/T-DL/nguoi-yeu-cau/", {"refusal": (403,), "post": SHOWN | {"full_name": "{asks}"}}),
    ("/ho-so/{asked}/ban-sao/", {"post": {"seen": "card", "number": NUMBER}}),
]


def sample(o: SimpleNamespace, name: str) -> None:
    """Once worked at the office, has no account, and has asked for a copy that lies ready."""
    person = organisation.person(name, date_of_birth=date(2004, 3, 5), cccd=NUMBER)
    worked = {"role_id": "cong_chuc_linh_vuc", "valid_from": date(2020, 1, 1), "valid_to": date(2021, 1, 1)}
    Position.objects.create(person=person, unit=o.field_office, **worked)
    version = publicly.publish(o, "T-DL", effects=({"name": "privacy.copy", "params": {}},))
    shown = identity.Shown(name, date(2004, 3, 5), NUMBER, IdentityCheck.Seen.CARD, o.now)
    check = identity.note(version=version, shown=shown, by=o.desk_officer, now=o.now)
    how = {"applicant": person, "taken_by": o.desk_officer, "channel": Channel.COUNTER}
    asked = office.submit(version, name, now=o.now, **how)
    identity.tie(check, asked, now=o.now)
    privacy.open_copy(person=person, ground=privacy.Ground(asked.code), now=o.now)
    o.at |= {"asks": name, "asked": asked.code}
