"""One open step under the old version and the new: what forbids the move, and what it changes, in words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doanso.blocks.workflow.definition import Definition, Step
from doanso.blocks.workflow.models import Activation, Case
from doanso.core.calendar.worktime import WorkCalendar
from doanso.core.units import assignees
from doanso.lib.dates import local


@dataclass(frozen=True)
class Placed:
    """Where an open step of a case stands and where it would. `rows` are its branches, the answered ones too."""

    case: Case
    rows: tuple[Activation, ...]
    old: Step
    new: Step
    definitions: tuple[Definition, Definition]
    ballots: Mapping[int, int]
    keys: Mapping[str, str]

    @property
    def open(self) -> list[Activation]:
        return [row for row in self.rows if row.state == Activation.State.OPEN]

    @property
    def answered(self) -> list[Activation]:
        """Siblings of the open branches that are done: those of an earlier round were opened at another time."""
        round_ = {row.opened_at for row in self.open}
        return [row for row in self.rows if row.state == Activation.State.DONE and row.opened_at in round_]

    @property
    def cast(self) -> int:
        return sum(self.ballots.get(row.pk, 0) for row in self.open)

    @property
    def clock_changes(self) -> bool:
        return self.old.clock != self.new.clock

    def expressions(self, branch: str) -> tuple[str, str | None]:
        """Who it was for and who it is for; None when the branch is gone."""
        if not branch:
            return self.old.assignee, self.new.assignee
        was = {one.key: one.assignee for one in self.old.branches}
        return was.get(branch, ""), {one.key: one.assignee for one in self.new.branches}.get(branch)

    def added(self) -> list[str]:
        """Keys of branches that the new version asks besides."""
        present = {row.branch for row in [*self.open, *self.answered]}
        return [branch.key for branch in self.new.branches if branch.key not in present]

    def due(self, row: Activation, calendar: WorkCalendar) -> object:
        if not (self.new.minutes and self.new.clock):
            return None
        return calendar.add_minutes(row.opened_at, self.new.minutes + row.paused_minutes)


def step_changes(one: Placed, calendar_of: Callable[[int], WorkCalendar]) -> tuple[list[str], list[str]]:
    """Reasons against, and remarks."""
    reasons = list(_reasons(one))
    return (reasons, []) if reasons else ([], list(_remarks(one, calendar_of)))


def _reasons(one: Placed) -> Iterator[str]:
    names = {"step": one.old.name, "new": one.new.name}
    if _kind(one.old) != _kind(one.new):
        yield _("“%(step)s” is open, and “%(new)s” is another kind of step: wait until it is done.") % names
        return
    if one.case.state == Case.State.WAITING and one.clock_changes:
        yield _("The clock of “%(step)s” changes while the applicant supplements: wait for the supplement.") % names
    if one.new.kind == "vote" and one.cast and _terms(one.old) != _terms(one.new):
        cast = ngettext("%(n)d ballot is cast", "%(n)d ballots are cast", one.cast) % {"n": one.cast}
        yield _("%(cast)s in “%(step)s”, and its terms change: wait until the vote is closed.") % (
            names | {"cast": cast}
        )
    if one.new.kind == "consult":
        yield from _counting(one)


def _kind(step: Step) -> str:
    return "system" if step.assignee == assignees.SYSTEM else step.kind


def _terms(step: Step) -> tuple[object, ...]:
    return step.vote, step.assignee, step.chair


def _counting(one: Placed) -> Iterator[str]:
    """The answers given must neither be enough already, nor be too few for ever."""
    need = one.new.need or len(one.new.branches)
    given = len(one.answered)
    staying = [row for row in one.open if one.expressions(row.branch)[1] is not None]
    told = {"step": one.new.name, "given": given, "need": need}
    if given >= need:
        yield _("“%(step)s” has %(given)d answers, which the new version finds enough: wait until it is done.") % told
    elif given + len(staying) + len(one.added()) < need:
        yield _("“%(step)s” would wait for %(need)d answers and can never get them.") % told


def _remarks(one: Placed, calendar_of: Callable[[int], WorkCalendar]) -> Iterator[str]:
    names = {"step": one.old.name, "new": one.new.name}
    if one.old.name != one.new.name:
        yield _("“%(step)s” becomes “%(new)s”.") % names
    yield from _people(one)
    yield from _branches(one)
    yield from _clock(one, calendar_of)
    if one.new.kind == "vote" and _terms(one.old) != _terms(one.new):
        yield _("The terms of the vote change; no ballot is cast yet.")
    if set(one.old.actions) != set(one.new.actions):
        yield _("What one may do at “%(new)s” changes.") % names
    yield from _separation(one)
    before, after = (_following(one, side) for side in (0, 1))
    if before != after:
        yield _("Afterwards comes “%(after)s” instead of “%(before)s”.") % {"before": before, "after": after}


def _people(one: Placed) -> Iterator[str]:
    for row in one.open:
        was, becomes = one.expressions(row.branch)
        if becomes is None or was == becomes:
            continue
        told = {"step": row.name, "was": row.label, "becomes": assignees.describe(becomes)}
        yield _("“%(step)s” passes from %(was)s to %(becomes)s.") % told
        if row.claimed_by:
            yield _("%(who)s, who has taken it, gives it up.") % {"who": row.claimed_by}


def _branches(one: Placed) -> Iterator[str]:
    names = {branch.key: branch.name for branch in one.new.branches}
    for row in one.open:
        if one.expressions(row.branch)[1] is None:
            yield _("“%(branch)s” is not asked any more: this open work is taken back.") % {"branch": row.name}
    for row in one.answered:
        if row.branch not in names:
            yield _("“%(branch)s” is not asked any more; its answer still counts.") % {"branch": row.name}
    for key in one.added():
        yield _("“%(branch)s” is asked, too, from now on.") % {"branch": names[key]}
    if one.new.kind == "consult" and one.old.need != one.new.need:
        yield _("%(need)d answers are enough.") % {"need": one.new.need or len(one.new.branches)}


def _clock(one: Placed, calendar_of: Callable[[int], WorkCalendar]) -> Iterator[str]:
    if one.clock_changes:
        runs, stands = _("The clock runs again at this step."), _("The clock stands still at this step.")
        yield runs if one.new.clock else stands
        return
    if one.old.minutes == one.new.minutes or not one.open:
        return
    row = one.open[0]
    due = one.due(row, calendar_of(one.case.unit_id))
    if due is None:
        yield _("The step has no time limit any more; it was due at %(was)s.") % {"was": _moment(row.due_at)}
    elif row.due_at is None:
        yield _("The step is now due at %(due)s.") % {"due": _moment(due)}
    elif due != row.due_at:
        yield _("The step is due at %(due)s instead of %(was)s.") % {"due": _moment(due), "was": _moment(row.due_at)}


def _moment(at: object) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}" if at else "–"


def _separation(one: Placed) -> Iterator[str]:
    """Who did one of these steps may not pass this one."""
    known = {key: step.name for definition in one.definitions for key, step in definition.by_key().items()}
    known["applicant"] = _("This dossier")
    before = {key: one.keys.get(key) or key for key in one.old.not_by}
    fresh = [known.get(key, key) for key in one.new.not_by if key not in before.values()]
    lifted = [known.get(key, key) for key, now in before.items() if now not in one.new.not_by]
    if fresh:
        yield _("Who did %(steps)s may not decide this step any more.") % {"steps": _quoted(fresh)}
    if lifted:
        yield _("Who did %(steps)s may decide this step from now on.") % {"steps": _quoted(lifted)}


def _quoted(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _following(one: Placed, side: int) -> str:
    step = one.new if side else one.old
    found = one.definitions[side].by_key().get(step.to)
    return found.name if found else _("the end")
