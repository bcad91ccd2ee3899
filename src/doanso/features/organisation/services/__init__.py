"""Changes of the organisation are decided, carried out on their day, or given up before."""

from doanso.features.organisation.services.carrying_out import carry_out_due, catch_up
from doanso.features.organisation.services.deciding import cancel, decide, merge
from doanso.features.organisation.services.effects import EFFECTS
from doanso.features.organisation.services.proposing import foresee, reorganise

__all__ = ["EFFECTS", "cancel", "carry_out_due", "catch_up", "decide", "foresee", "merge", "reorganise"]
