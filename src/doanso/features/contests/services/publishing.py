"""A contest goes public, its dates move, it is called off: what everybody is told, and what is fixed by it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.questions import services as questions
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.qr import services as qr
from doanso.core.search import services as search
from doanso.core.units.models import Unit
from doanso.features.contests.models import Contest, Round, State, Together
from doanso.features.contests.queries import organising, published
from doanso.features.contests.rules import admitting, preparing
from doanso.features.contests.rules.preparing import Award
from doanso.features.contests.services import freezing, setting_up
from doanso.features.contests.timing import GRACE
from doanso.lib.errors import AlreadyDone, Refused


@dataclass(frozen=True)
class Fault:
    """What keeps a contest from being published: in words, and the part where it is mended."""

    words: str
    part: str
    number: int | None = None


def faults(contest: Contest, now: datetime) -> list[Fault]:
    """Empty when it can be published."""
    found = [Fault(words, part) for words, part in _faults_of_texts(contest)]
    rounds = list(organising.rounds_of(contest))
    if not rounds:
        found.append(Fault(_("There is no round yet."), "rounds"))
    if len(rounds) > 1:
        found += [Fault(words, "together") for words in _faults_of_whole(contest, [one.kind for one in rounds])]
    found += [Fault(f"{one.name}: {words}", "admits", one.number) for one, words in admitting.faults(rounds)]
    for one in rounds:
        found += [Fault(f"{one.name}: {words}", part, one.number) for words, part in _faults_of_round(one, now)]
    return found


def _faults_of_texts(contest: Contest) -> list[tuple[str, str]]:
    found = []
    if not contest.summary.strip():
        found.append((_("The contest is not introduced in a sentence yet."), "intro"))
    if not contest.rules.strip():
        found.append((_("The rules are not written yet."), "intro"))
    if "guess" in contest.tie_breaks and not contest.guess:
        found.append((_("The guess can decide only when it is asked."), "deciding"))
    codes = set(contest.audience.get("units", []))
    if codes and not Unit.objects.filter(code__in=codes).exists():
        found.append((_("The units of the audience do not exist any more."), "audience"))
    awards = [Award(**row) for row in organising.prizes(contest)["prizes"]]
    if fault := preparing.prize_fault(awards):
        found.append((fault[1], "prizes"))
    return found


def _faults_of_whole(contest: Contest, kinds: list[str]) -> list[str]:
    if fault := preparing.together_fault(contest.together, contest.best_rounds, kinds):
        return [fault[1]]
    if contest.together == Together.NOTHING and contest.prizes.filter(round=None).exists():
        return [_("There are prizes of the whole contest, but nothing counts for it.")]
    return []


def _faults_of_round(round: Round, now: datetime) -> list[tuple[str, str]]:
    found = []
    if round.closes_at <= now:
        found.append((_("The round would be over already."), "round"))
    if fault := preparing.window_fault(round.opens_at, round.closes_at, round.minutes):
        found.append((fault[1], "round"))
    if not round.lines.exists():
        found.append((_("It is not said yet what is asked."), "lines"))
    return found + [(words, "lines") for words in freezing.lacking(round)]


@transaction.atomic
def publish(*, contest: Contest, by: Person | None, now: datetime) -> Contest:
    """The questions of all rounds are fixed, the poster's link is made, the contest is found."""
    row = setting_up.lock(contest, by=by, now=now)
    if row.state != State.DRAFT:
        raise AlreadyDone(_("This contest has been published already."), who="", when=row.published_at or now)
    if missing := faults(row, now):
        raise Refused(" ".join(fault.words for fault in missing))
    row.state, row.published_at = State.PUBLISHED, now
    row.save(update_fields=["state", "published_at"])
    for one in organising.rounds_of(row):
        freezing.freeze(one, by=by, now=now)
    path = row.get_absolute_url()
    qr.issue(published.QR, path, by=by, now=now, key=row.code, unit=row.unit, label=row.name)
    _index(row, now)
    audit.record("contests.published", row, by=by, now=now, data={"name": row.name})
    return row


@transaction.atomic
def move(
    *, round: Round, opens_at: datetime, closes_at: datetime, reason: str, by: Person | None, now: datetime
) -> Round:
    """The window of a published round; everybody reads on its page that it moved, and why."""
    row = setting_up.hold_round(round, by=by, now=now)
    if row.contest.state != State.PUBLISHED:
        raise Refused(_("Only the dates of a published contest are moved."))
    if fault := preparing.moving_fault(row, opens_at, closes_at, now):
        raise Refused(fault[1], field=fault[0])
    before = {"opens_at": row.opens_at, "closes_at": row.closes_at}
    row.opens_at, row.closes_at = opens_at, closes_at
    others = [row if one.pk == row.pk else one for one in organising.rounds_of(row.contest)]
    if wrong := admitting.faults(others):
        raise Refused(f"{wrong[0][0].name}: {wrong[0][1]}")
    row.save(update_fields=["opens_at", "closes_at"])
    asked = list(row.items.values_list("question_id", flat=True))
    label = f"{row.contest.name} – {row.name}"[:200]
    questions.lock(asked, place=freezing.place_of(row), label=label, until=closes_at + GRACE, by=by, now=now)
    data = {"round": row.name, "before": before, "after": {"opens_at": opens_at, "closes_at": closes_at}}
    audit.record(published.MOVED, row.contest, by=by, now=now, data=data | {"reason": reason.strip()})
    return row


@transaction.atomic
def call_off(*, contest: Contest, reason: str, by: Person | None, now: datetime) -> Contest:
    """Nobody starts any more; the page stays and says why. What is announced is not taken back this way."""
    row = setting_up.lock(contest, by=by, now=now)
    if row.state != State.PUBLISHED:
        raise Refused(_("Only a published contest is called off."))
    if organising.rounds_of(row).exclude(announced_at=None).exists():
        raise Refused(_("Results have been announced already: this contest cannot be called off any more."))
    if not reason.strip():
        raise Refused(_("Please say why."), field="reason")
    row.state = State.CANCELLED
    row.save(update_fields=["state"])
    search.remove(published.SOURCE, row.code)
    audit.record(published.CALLED_OFF, row, by=by, now=now, data={"reason": reason.strip()})
    return row


@transaction.atomic
def change_text(*, contest: Contest, given: dict[str, str], seen: str, by: Person | None, now: datetime) -> Contest:
    """Name, introduction and rules; of a published contest the search learns them too.

    Once somebody has joined, everybody reads that the rules were changed, and what they were.
    """
    earlier = Contest.objects.values_list("rules", flat=True).get(pk=contest.pk)
    row = setting_up.change(contest=contest, part="intro", given=given, seen=seen, by=by, now=now)
    if row.state == State.PUBLISHED:
        _index(row, now)
        if row.rules != earlier and row.entrants.exists():
            audit.record(published.RULES, row, by=by, now=now, data={"earlier": earlier})
    return row


def _index(contest: Contest, now: datetime) -> None:
    search.put(published.SOURCE, **published.search_entry(contest), now=now)
