"""Name and unit of entrants are put right by who runs the contest, as long as no announced result names them.

The identity stays: it says how somebody joined, so that nobody joins a second time.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Unit
from doanso.features.contests.models import Contest, Entrant, Fold, Round, Standing, UnitWords
from doanso.features.contests.queries import entrant_lists, entrants, parties
from doanso.features.contests.services import judging, tallying
from doanso.features.contests.services.reissuing import check
from doanso.lib import locks, text
from doanso.lib.errors import Forbidden, Refused

ANNOUNCED = Exists(Standing.objects.filter(entrant=OuterRef("pk")).exclude(round__announced_at=None))


@transaction.atomic
def correct(
    *, entrant: Entrant, full_name: str, unit: Unit | None, reason: str, by: Person | None, now: datetime
) -> Entrant:
    """Without `unit` the words stay that the entrant wrote."""
    check(by, entrant.contest, now)
    reason = judging.said(reason)
    folds = _held(entrant.contest)
    row = locks.row(Entrant.objects.select_related("contest", "unit"), entrant.pk)
    if row.withdrawn_at:
        raise Refused(_("This entrant has withdrawn."))
    if by is not None and parties.is_oneself(by, row):
        raise Forbidden(_("Nobody corrects their own entry: another person does."))
    if announced := entrant_lists.why_kept(row):
        raise Refused(
            _("The results of %(round)s are announced: name and unit stay as they are.") % {"round": announced}
        )
    before = _told(row)
    row.full_name, row.unit = text.clean_name(full_name)[:120], unit
    row.save()
    if before["unit"] != _told(row)["unit"]:
        _move(folds, [row.pk], unit)
    data = {"before": before, "after": _told(row), "reason": reason}
    audit.record("contests.entrant_corrected", row, by=by, now=now, data=data)
    return row


@transaction.atomic
def assign(
    *, contest: Contest, words: Collection[str], unit: Unit, by: Person | None, now: datetime
) -> tuple[int, int]:
    """All who wrote one of these words, in whatever spelling, or will write it, belong to this unit.

    Returns how many there are, and of how many a result is announced already.

    The words stay beside it: they often say the class.
    """
    check(by, contest, now)
    locks.hold(entrants.naming_lock(contest))
    folds, wanted = _held(contest), {text.fold(one) for one in words} - {""}
    for one in sorted(wanted):
        UnitWords.objects.update_or_create(contest=contest, words=one, defaults={"unit": unit, "at": now})
    free, fixed = _change(folds, contest, {*entrant_lists.spelled(contest, None, wanted), *words}, was=None, unit=unit)
    data = {"words": sorted(words), "unit": unit.code, "entrants": free}
    audit.record("contests.units_assigned", contest, by=by, now=now, data=data)
    return free, fixed


@transaction.atomic
def unbind(*, contest: Contest, words: str, by: Person | None, now: datetime) -> tuple[int, int]:
    """These words mean no unit any longer; who counted for it by them counts for none, where nothing is announced."""
    check(by, contest, now)
    locks.hold(entrants.naming_lock(contest))
    folds = _held(contest)
    row = UnitWords.objects.filter(contest=contest, words=words).select_related("unit").first()
    if row is None:
        raise Refused(_("Somebody has undone this meanwhile."))
    row.delete()
    free, fixed = _change(folds, contest, entrant_lists.spelled(contest, row.unit, {words}), was=row.unit, unit=None)
    data = {"words": words, "unit": row.unit.code, "entrants": free}
    audit.record("contests.units_unbound", contest, by=by, now=now, data=data)
    return free, fixed


def _change(
    folds: list[Fold], contest: Contest, spellings: Collection[str], *, was: Unit | None, unit: Unit | None
) -> tuple[int, int]:
    wrote = Entrant.objects.filter(contest=contest, unit=was, unit_words__in=spellings).annotate(fixed=ANNOUNCED)
    found = list(wrote.values_list("pk", "fixed"))
    free = [pk for pk, fixed in found if not fixed]
    Entrant.objects.filter(pk__in=free).update(unit=unit)
    _move(folds, free, unit)
    return len(free), len(found) - len(free)


def _held(contest: Contest) -> list[Fold]:
    """Of rounds whose ranking may still change: held against who announces, and the fold that writes the same rows."""
    rows = Round.objects.select_for_update(of=("self",), no_key=True).filter(contest=contest, announced_at=None)
    rounds = list(rows.filter(frozen_at__isnull=False).order_by("pk"))
    Fold.objects.bulk_create([Fold(round=one) for one in rounds], ignore_conflicts=True)
    held = Fold.objects.select_for_update(of=("self",)).filter(round__in=rounds)
    return list(held.select_related("round").order_by("round"))


def _move(folds: list[Fold], people: list[int], unit: Unit | None) -> None:
    """What was counted for one unit counts for the other; what is not folded yet is counted when it is."""
    for fold in folds:
        Standing.objects.filter(round=fold.round, entrant__in=people).update(unit_id=unit.pk if unit else None)
        if 0 < fold.through < Fold.ANEW:
            tallying.count_anew(fold.round, fold.through)


def _told(row: Entrant) -> dict[str, Any]:
    return {"name": row.full_name, "unit": row.unit.code if row.unit else row.unit_words}
