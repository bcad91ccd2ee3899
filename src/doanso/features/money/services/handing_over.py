"""A unit's books go on in another one's, as when units merge."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.money.models import ADVANCES, DUES_UP, FUND, TO_PAY, TO_RETURN, Account, Entry, Line
from doanso.features.money.queries.books import NET
from doanso.features.money.services.posting import Side, hold, post

OF_DOSSIERS = (ADVANCES, TO_RETURN, TO_PAY)
KEPT = (Account.Kind.ASSET, Account.Kind.DEBT)


@transaction.atomic
def hand_over(
    *, unit: Unit, into: Unit, on: date, source: str, by: Person | None, now: datetime, words: str = ""
) -> dict[str, Any]:
    """All that the unit has and owes goes into the other books, to the đồng: one entry here and one there for each
    dossier whose money is open, and one for the rest. Income and expenses stay where they were. The caller has checked
    the right. A second call finds nothing left to move."""
    for one in sorted((unit, into), key=lambda one: one.pk):
        hold(one)
    pairs = []
    for ref, sides in _balances(unit).items():
        rest = -sum(side.amount for side in sides)
        there = [*sides, Side(FUND, rest)]
        here = [Side(s.account, -s.amount, s.person_id, quarter=s.quarter) for s in there]
        common = {"day": on, "source": source, "ref": ref, "by": by, "now": now, "kind": Entry.Kind.HANDOVER}
        told = {"unit": unit.name, "into": into.name}
        once = f"handover:{unit.pk}:{into.pk}:{source}:{ref}"
        closing = post(unit=unit, sides=here, words=words or _("Handed over to %(into)s") % told,
                       once=f"{once}:out", **common)  # fmt: skip
        opening = post(unit=into, sides=there, words=words or _("Taken over from %(unit)s") % told,
                       once=f"{once}:in", **common)  # fmt: skip
        pairs.append([closing.pk, opening.pk])
    return {"entries": pairs}


def _balances(unit: Unit) -> dict[str, list[Side]]:
    """What the unit has and owes: money of dossiers by dossier and person, what is owed upwards by quarter."""
    lines = Line.objects.filter(entry__unit=unit, account__kind__in=KEPT)
    rows = lines.values("entry__ref", "account", "person", "quarter").annotate(net=NET)
    sums: dict[tuple[str, str, int | None, str], int] = defaultdict(int)
    for row in rows.order_by("entry__ref", "account", "person", "quarter"):
        account = row["account"]
        ref, person = (row["entry__ref"], row["person"]) if account in OF_DOSSIERS else ("", None)
        sums[ref, account, person, row["quarter"] if account == DUES_UP else ""] += row["net"]
    found: dict[str, list[Side]] = defaultdict(list)
    for (ref, account, person, quarter), net in sums.items():
        if net:
            found[ref].append(Side(account, net, person, quarter=quarter))
    return found
