"""What people decide about entrants: who does not count, and what an appeal changes.

Nothing here is decided by a program: a flag waits until somebody has looked at it.
"""

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units import rules as units
from doanso.features.contests.models import Contest, Entrant, Exclusion, Flag, Round, Scope, Standing, Whole
from doanso.features.contests.queries import parties
from doanso.features.contests.queries.judging import JUDGE
from doanso.features.contests.services import tallying, telling
from doanso.lib import locks
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

Row = TypeVar("Row", Round, Contest)
SHORTEST = 10  # letters of a reason that says anything
LONGEST = 2000


def check(by: Person | None, round: Scope, now: datetime) -> None:
    """Who may judge what this unit organises."""
    if not units.may(by, JUDGE, round.contest.unit, timezone.localdate(now)):
        raise Forbidden(_("You do not judge this contest."))


def check_apart(by: Person | None, round: Round, *concerned: Entrant | None) -> None:
    """Nobody decides about themselves, nor, in a round that they take part in, about anybody."""
    if why := why_not_apart(by, round, *concerned):
        raise Forbidden(why)


def why_not_apart(by: Person | None, round: Round, *concerned: Entrant | None) -> str:
    if by is None:
        return ""
    if any(one is not None and parties.is_oneself(by, one) for one in concerned):
        return _("Nobody judges themselves.")
    if parties.takes_part(by, round):
        return _("You take part in this round yourself: another person decides.")
    return ""


def said(words: str, field: str = "reason") -> str:
    words = words.strip()
    if len(words) < SHORTEST:
        raise Refused(_("Please say why, in a sentence: it is read by those whom it concerns."), field=field)
    return words[:LONGEST]


def locked(round: Scope) -> Scope:
    """The row is held: what two people decide about a round, or about the whole contest, comes one after the other."""
    if isinstance(round, Round):
        return _held(Round, round.pk, "contest__unit")
    whole = Whole(_held(Contest, round.contest.pk, "unit"))
    list(Round.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in whole.rounds]).order_by("pk"))
    return Whole(whole.contest)  # its rounds are read anew, now that none of them is taken back meanwhile


def _held(kind: type[Row], pk: int, unit: str) -> Row:
    rows = kind.objects.select_for_update(of=("self",), no_key=True)  # a fold may go on pointing to it
    return rows.select_related(unit).get(pk=pk)  # who announced is read afterwards: a joined row would be the old one


def not_announced(round: Round) -> None:
    if round.announced_at:
        raise Refused(_("The results are announced. Take the announcement back first, and announce anew afterwards."))


@transaction.atomic
def exclude(*, round: Round, entrant: Entrant, reason: str, by: Person | None, now: datetime) -> Exclusion:
    """The entrant does not count in this round, is told why, and may appeal once."""
    check(by, round, now)
    reason = said(reason)
    round = locked(round)
    not_announced(round)
    if entrant.contest_id != round.contest_id:
        raise Refused(_("This person does not take part in this contest."))
    check_apart(by, round, entrant)
    known = round.exclusions.exclude(appeal=Exclusion.Appeal.GRANTED).filter(entrant=entrant).first()
    if known:
        raise AlreadyDone(_("This person is already excluded."), who=known.by.full_name, when=known.at)
    made = Exclusion.objects.create(round=round, entrant=entrant, reason=reason, by=by, at=now)
    Standing.objects.filter(round=round, entrant=entrant).update(excluded=True)
    tallying.count_standings(round)
    audit.record("contests.excluded", made, by=by, now=now, data={"entrant": entrant.pk, "reason": reason})
    telling.excluded(made, now=now)
    return made


@transaction.atomic
def decide(*, flag: Flag, exclude_whom: Entrant | None, note: str, by: Person | None, now: datetime) -> Flag:
    """Somebody has looked: nothing wrong (`exclude_whom` is None), or one of the two is excluded for this reason."""
    check(by, flag.round, now)
    flag = locks.row(Flag.objects.select_related("round", "entrant", "other", "decided_by"), flag.pk)
    if flag.state != Flag.State.OPEN:
        who = flag.decided_by.full_name if flag.decided_by else ""
        raise AlreadyDone(_("Somebody has decided about this already."), who=who, when=flag.decided_at)
    check_apart(by, flag.round, flag.entrant, flag.other)
    note = said(note, "note")
    if exclude_whom is not None:
        if exclude_whom.pk not in (flag.entrant_id, flag.other_id):
            raise Refused(_("This doubt is about somebody else."))
        exclude(round=flag.round, entrant=exclude_whom, reason=note, by=by, now=now)
    flag.state = Flag.State.EXCLUDED if exclude_whom else Flag.State.CLEARED
    flag.decided_by, flag.decided_at, flag.note = by, now, note
    flag.save(update_fields=["state", "decided_by", "decided_at", "note"])
    audit.record("contests.flag_decided", flag, by=by, now=now, data={"state": flag.state, "note": note})
    return flag


@transaction.atomic
def appeal(*, exclusion: Exclusion, words: str, entrant: Entrant | None, now: datetime) -> Exclusion:
    """Once, by the entrant alone."""
    exclusion = locks.row(Exclusion.objects.select_related("entrant"), exclusion.pk)
    if entrant is None or exclusion.entrant_id != entrant.pk:
        raise Forbidden(_("Only whom it concerns may appeal."))
    if exclusion.appeal != Exclusion.Appeal.NONE:
        raise AlreadyDone(
            _("You have appealed already; it can be done once."), who=entrant.full_name, when=exclusion.appealed_at
        )
    exclusion.appeal, exclusion.appeal_text, exclusion.appealed_at = Exclusion.Appeal.OPEN, said(words, "words"), now
    exclusion.save(update_fields=["appeal", "appeal_text", "appealed_at"])
    audit.record("contests.appealed", exclusion, by=entrant.person, now=now, label="" if entrant.person else "entrant")
    telling.appealed(exclusion, now=now)
    return exclusion


@transaction.atomic
def answer(*, exclusion: Exclusion, granted: bool, words: str, by: Person | None, now: datetime) -> Exclusion:
    """By another person than who excluded; granted, the entrant counts again."""
    check(by, exclusion.round, now)
    round = locked(exclusion.round)
    exclusion = locks.row(Exclusion.objects.select_related("answered_by"), exclusion.pk)
    if exclusion.appeal in (Exclusion.Appeal.GRANTED, Exclusion.Appeal.REFUSED):
        who = exclusion.answered_by.full_name
        raise AlreadyDone(_("This appeal is answered already."), who=who, when=exclusion.answered_at)
    if exclusion.appeal != Exclusion.Appeal.OPEN:
        raise Refused(_("Nobody has appealed."))
    if by is None or by.pk in (exclusion.by_id, exclusion.entrant.person_id):
        raise Forbidden(_("Another person than who excluded answers the appeal."))
    check_apart(by, round, exclusion.entrant)
    if granted:
        not_announced(round)
    exclusion.appeal = Exclusion.Appeal.GRANTED if granted else Exclusion.Appeal.REFUSED
    exclusion.answer, exclusion.answered_by, exclusion.answered_at = said(words, "words"), by, now
    exclusion.save(update_fields=["appeal", "answer", "answered_by", "answered_at"])
    if granted:
        Standing.objects.filter(round=round, entrant=exclusion.entrant_id).update(excluded=False)
        tallying.count_standings(round)
    audit.record("contests.appeal_answered", exclusion, by=by, now=now, data={"granted": granted})
    telling.answered(exclusion, now=now)
    return exclusion
