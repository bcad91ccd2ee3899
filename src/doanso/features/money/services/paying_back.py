"""A month that somebody paid under two records, which have become one: the second payment goes back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Unit
from doanso.features.money import rules
from doanso.features.money.models import DUES_KEPT, DUES_UP, MONEY, Dues, Entry
from doanso.features.money.quarters import of
from doanso.features.money.queries import dues
from doanso.features.money.services.posting import Side, check_not_below_zero, hold, post, record_dues, shares
from doanso.lib.dates import format_date, local
from doanso.lib.errors import Forbidden, Refused


@transaction.atomic
def pay_back(*, unit: Unit, fact: int, by: Person | None, now: datetime) -> Entry:
    """Out of the cash, once. What was passed up of it already is deducted when more of that quarter is passed up."""
    if not rules.may_keep(by, unit, local(now).date()):
        raise Forbidden(_("You do not keep the books of %(unit)s.") % {"unit": unit})
    hold(unit)
    paid = next((one for one in dues.paid_twice(unit) if one.pk == fact), None)
    if paid is None:
        raise Refused(_("This is paid back already, or was paid once only. Please open the page again."))
    quarter, month = of(paid.month), format_date(paid.month, "month")
    entry = post(
        unit=unit,
        kind=Entry.Kind.DUES,
        day=local(now).date(),
        words=lambda: (
            _("Paid back: dues of %(month)s, paid twice by %(person)s") % {"month": month, "person": paid.person}
        ),
        sides=_sides(unit, str(quarter), paid),
        once=f"payback:{paid.pk}",
        by=by,
        now=now,
    )
    check_not_below_zero(unit, MONEY[0], entry.day)
    row = Dues(unit=unit, person_id=paid.person_id, month=paid.month, turn=paid.turn, kind=Dues.Kind.UNDONE,
               undoes=paid, entry=entry, reason=entry.words[:200], by=by, at=now)  # fmt: skip
    record_dues(row, now=now)
    audit.record("money.paid_back", unit, by=by, now=now, data={"dues": paid.pk, "entry": entry.pk})
    return entry


def _sides(unit: Unit, quarter: str, paid: Dues) -> list[Side]:
    """As if it had never come in; but what is gone upwards is not there to be given back."""
    back = sum(side.amount for side in shares(unit, Entry.Kind.DUES, quarter, -paid.amount, paid.month)
               if side.account == DUES_UP)  # fmt: skip
    up = min(back, max(dues.own_share(unit, of(paid.month)).to_pass, 0))
    return [
        Side(MONEY[0], -paid.amount, paid.person_id, quarter=quarter),
        Side(DUES_KEPT, paid.amount - up, quarter=quarter),
        Side(DUES_UP, up, quarter=quarter),
    ]
