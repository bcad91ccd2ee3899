"""What taking a workbook would do, procedure by procedure. Nothing is written here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.procedures.models import DraftEdit
from doanso.features.procedures.queries import comparing
from doanso.features.procedures.queries import drafts as queries
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring import exchange
from doanso.features.procedures.services.authoring.workbook import merging
from doanso.features.procedures.services.authoring.workbook.building import Built, Problem
from doanso.features.procedures.services.authoring.workbook.sheets import CODE, PROCEDURES, UNIT, Sheet
from doanso.features.procedures.services.authoring.workbook.standing import Desk, Standing, marked
from doanso.lib import changes

Json = dict[str, Any]
SAME, CHANGED, NEW, CLASH, REFUSED = "same", "changed", "new", "clash", "refused"
NEW_CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]{1,38}[A-Z0-9]")
# How the reasons of a form name a place: by numbers while it is read, by keys when its parts are put together.
BY_NUMBER = re.compile(
    r"pages\[(\d+)\](?:\.sections\[(\d+)\])?(?:\.fields\[(\d+)\])?(?:\.(?P<parts>columns|fields)\[(\d+)\])?"
    r"(?:\.(?P<name>\w+))?: "
)
BY_KEY = re.compile(
    r"([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?\.(?P<name>show_if|required|computed|check|min|max|matches): "
)


@dataclass(frozen=True)
class Entry:
    """One procedure of a workbook, as it is sent on from the preview. `trouble`: why it cannot be taken."""

    code: str
    unit: str
    mark: str
    content: Json
    bare: bool = False
    trouble: tuple[Problem, ...] = ()
    places: dict[int, tuple[Sheet, int]] = field(default_factory=dict)
    row: int = 0


@dataclass(frozen=True)
class Meeting:
    """A place that the file and somebody else changed: what each says, and who it was."""

    where: str
    before: str
    now: str
    wanted: str
    edit: DraftEdit | None


@dataclass(frozen=True)
class Plan:
    """`content`: what the draft will hold; where the file and others meet, theirs stays. `moved`: others changed it."""

    entry: Entry
    kind: str
    standing: Standing | None = None
    owner: Unit | None = None
    content: Json = field(default_factory=dict)
    base: Json = field(default_factory=dict)
    meetings: tuple[Meeting, ...] = ()
    problems: tuple[Problem, ...] = ()
    moved: bool = False

    @property
    def name(self) -> str:
        return self.entry.content["guide"].get("name", "") or self.entry.code

    @property
    def parts(self) -> list[comparing.Part]:
        """What changes, in words."""
        return comparing.compare(self.standing.content, self.content) if self.standing and self.content else []


def entries(procedures: list[Built]) -> list[Entry]:
    return [
        Entry(one.code, one.unit, one.mark, one.content, one.bare, tuple(one.problems), one.rows, one.row)
        for one in procedures
    ]


def plan(found: list[Entry], by: Person | None, on: date) -> list[Plan]:
    desk = Desk(by, on, {entry.code for entry in found})
    return [_plan(entry, desk) for entry in found]


def _plan(entry: Entry, desk: Desk) -> Plan:
    standing = desk.standing(entry.code)
    if standing and not desk.may_write(standing.owner):
        return _refused(entry, CODE, _("This is another unit's procedure."))
    if entry.trouble:
        return Plan(entry, REFUSED, standing, problems=entry.trouble)
    if standing is None:
        return _new(entry, desk)
    if not standing.content:
        return _refused(entry, CODE, _("This code is taken."))
    return _next(entry, standing)


def _new(entry: Entry, desk: Desk) -> Plan:
    owner = desk.unit(entry.unit)
    if owner is None:
        return _refused(entry, UNIT, _("Write the code of a unit for which you write procedures."))
    if not NEW_CODE.fullmatch(entry.code):
        return _refused(entry, CODE, _("A new code is made of capital letters, digits, points and hyphens."))
    content = _begun(entry.content) if entry.bare else entry.content
    problems = problems_of(replace(entry, content=content))
    return Plan(entry, REFUSED if problems else NEW, None, owner, content, problems=problems)


def _begun(content: Json) -> Json:
    """Of a row alone: with the first question and the first steps of any new procedure."""
    blank = contents.blank(code=content["code"], kind=content["kind"], name=content["guide"]["name"])
    guide = blank["guide"] | {name: value for name, value in content["guide"].items() if value != []}
    return content | {"guide": guide, "form": content["form"] | blank["form"], "flow": blank["flow"]}


def _next(entry: Entry, standing: Standing) -> Plan:
    now = standing.content
    base = marked(entry.mark, entry.code, now) or now
    if changes.same(base, entry.content):
        return Plan(entry, SAME, standing, standing.owner)
    made, clashes = merging.merged(now, base, entry.content)
    told = Plan(entry, CHANGED, standing, standing.owner, made, base, moved=base is not now)
    if changes.same(made, now) and not clashes:
        return replace(told, kind=SAME)
    if not standing.writable:
        return _refused(
            entry, CODE, _("This draft is not being written any more: %(state)s.") % {"state": standing.words}
        )
    if entry.unit and entry.unit != standing.owner.code:
        return _refused(entry, UNIT, _("A procedure keeps its unit: %(unit)s.") % {"unit": standing.owner.code})
    problems = problems_of(entry)
    if not problems and (clashes or told.moved):
        problems = problems_of(replace(entry, content=made))
    if problems:
        return replace(told, kind=REFUSED, problems=problems)
    if clashes:
        return replace(told, kind=CLASH, meetings=tuple(_meeting(clash, told) for clash in clashes))
    return told


def _meeting(clash: merging.Clash, told: Plan) -> Meeting:
    row = comparing.row(clash.change, told.base, told.entry.content)
    where = ": ".join(filter(None, [row.where, row.what]))
    path, now = clash.conflict.at, clash.conflict.now
    if now is None:
        standing = _("is not there any more")
    elif row.kind == comparing.CHANGED:
        standing = comparing.told(path[-1], now)
    else:
        standing = _("stands there with other words")
    wanted = {comparing.CHANGED: row.after, comparing.REMOVED: _("is not there any more")}.get(row.kind, _("is there"))
    draft = told.standing.draft if told.standing else None
    return Meeting(where, row.before, standing, wanted, queries.last_at(draft, path) if draft else None)


def _refused(entry: Entry, column: str, text: str) -> Plan:
    return Plan(entry, REFUSED, problems=(Problem(PROCEDURES.title, entry.row, column, text),))


def problems_of(entry: Entry) -> tuple[Problem, ...]:
    """Why it could not be published, by the row that it comes from where that is known."""
    return tuple(_located(reason, entry) for reason in exchange.reasons_against(entry.content))


def _located(reason: str, entry: Entry) -> Problem:
    form = entry.content["form"]
    for pattern, things in ((BY_NUMBER, _numbered), (BY_KEY, _named)):
        if found := pattern.match(reason):
            known = [entry.places[id(thing)] for thing in things(form, found) if id(thing) in entry.places]
            if known:
                sheet, number = known[-1]
                return Problem(sheet.title, number, sheet.head_of(found["name"] or "key"), reason[found.end() :])
    return Problem("", 0, "", reason)


def _numbered(form: Json, found: re.Match[str]) -> Iterator[Json]:
    """The page, the section, the question and its part that a path names by their places."""
    here: Json = form
    names = ("pages", "sections", "fields", found["parts"] or "columns")
    for name, number in zip(names, (found[1], found[2], found[3], found[5]), strict=True):
        if number is None or not isinstance(here.get(name), list) or int(number) >= len(here[name]):
            return
        here = here[name][int(number)]
        yield here


def _named(form: Json, found: re.Match[str]) -> Iterator[Json]:
    """What has the key that a path names; of a question and its part both."""
    sections = [section for page in form["pages"] for section in page["sections"]]
    fields = [field for section in sections for field in section["fields"]]
    named = [thing for thing in (*form["pages"], *sections, *fields) if thing["key"] == found[1]]
    yield from named[-1:]
    for thing in named[-1:]:
        parts = [*(thing.get("columns") or ()), *(thing.get("fields") or ())]
        yield from (part for part in parts if part["key"] == found[2])
