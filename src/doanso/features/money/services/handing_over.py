"""A unit's books go on in another one's, as when units merge."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.money.models import ADVANCES, DUES_UP, FUND, TO_PAY, TO_RETURN, Account, Entry, Line
from doanso.features.money.queries import books
from doanso.features.money.queries.books import NET
from doanso.features.money.services.posting import Side, hold, post
from doanso.lib.moves import Handover

OF_DOSSIERS = (ADVANCES, TO_RETURN, TO_PAY)
KEPT = (Account.Kind.ASSET, Account.Kind.DEBT)


@transaction.atomic
def hand_over(*, unit: Unit, into: Unit, on: date, source: str, by: Person | None, now: datetime) -> dict[str, Any]:
    """All that the unit has and owes goes into the other books, to the đồng: one entry here and one there for each
    dossier whose money is open, and one for the rest. Income and expenses stay where they were. The caller has checked
    the right. A second call moves what came meanwhile."""
    hold_both(unit, into)
    day = max([on, *(last + timedelta(days=1) for one in (unit, into) if (last := books.closed_up_to(one)))])
    turn = Entry.objects.filter(unit=unit, kind=Entry.Kind.HANDOVER, source=source).count()
    pairs = []
    for ref, there in _balances(unit).items():
        here = [Side(side.account, -side.amount, side.person_id, quarter=side.quarter) for side in there]
        common = {"kind": Entry.Kind.HANDOVER, "day": day, "source": source, "ref": ref, "by": by, "now": now}
        once = f"handover:{unit.pk}:{into.pk}:{source}:{turn}:{ref}"
        closing = post(
            unit=unit,
            words=lambda: _("Handed over to %(unit)s") % {"unit": into},
            sides=_to_the_fund(here),
            once=f"{once}:out",
            **common,
        )
        opening = post(
            unit=into,
            words=lambda: _("Taken over from %(unit)s") % {"unit": unit},
            sides=_to_the_fund(there),
            once=f"{once}:in",
            **common,
        )
        pairs.append([closing.pk, opening.pk])
    return {"entries": pairs}


def hold_both(unit: Unit, into: Unit) -> None:
    """In the order of their keys, so that two handovers crosswise wait for one another."""
    for one in sorted((unit, into), key=lambda one: one.pk):
        hold(one)


def _to_the_fund(sides: list[Side]) -> list[Side]:
    return [*sides, Side(FUND, -sum(side.amount for side in sides))]


def move(handover: Handover) -> dict[str, Any]:
    """As a part of what a reorganisation moves."""
    h = handover
    return hand_over(unit=h.unit, into=h.into, on=h.on, source=h.source, by=h.by, now=h.now)


def hold_books(handover: Handover) -> None:
    hold_both(handover.unit, handover.into)


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
