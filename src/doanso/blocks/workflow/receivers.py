"""What flows do when others announce something: who stands in for a role has changed."""

from datetime import datetime
from typing import Any

from doanso.blocks.workflow import services, standing_in
from doanso.core.accounts.models import Person
from doanso.lib.shifts import Change, Shift


def others_stand_in(
    sender: Any, *, change: Change, by: Person | None, now: datetime | None, **rest: Any
) -> list[Shift]:
    if now is None:
        return [one.words for one in standing_in.shifted(change)]
    return services.give_anew(change, by=by, now=now)
