"""From what was typed to answers: the one place where a form is read and judged.

`read` takes a browser's post, `check` takes JSON; both end in the same rules. Neither raises over data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms import kinds
from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.definition.model import Definition
from doanso.blocks.eforms.judging import Judge
from doanso.blocks.eforms.kinds.base import Desk, Raw, Source, Store, UnitLookup, no_units
from doanso.blocks.eforms.kinds.files import Files, sign
from doanso.blocks.eforms.kinds.parts import scoped
from doanso.blocks.eforms.queries import find_units

FORM = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Which button was pressed: `name` is submit, next, back, save, add, del or what the caller's button says."""

    name: str
    table: str = ""
    row: int = -1

    @property
    def edits_table(self) -> bool:
        return self.name in {"add", "del"}


@dataclass(frozen=True, slots=True)
class Reading:
    """`answers` is clean and complete only when `ok`; `raw` is what was typed, ready to be shown again.

    `errors` and `warnings` are messages by path: `ho_ten`, `tre.ho_ten`, `dong.0.so_tien`, "" for the whole form.
    """

    answers: dict[str, Any]
    errors: dict[str, list[str]]
    warnings: dict[str, list[str]]
    raw: Raw
    hidden: frozenset[str]
    computed: dict[str, Any]
    suggestions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    action: Action = Action("submit")

    @property
    def ok(self) -> bool:
        return not self.errors

    def file_tokens(self, definition: Definition) -> list[str]:
        """Of every file among the answers, also those in tables and signatures."""
        return [ref["token"] for key in definition.fields for ref in _refs(self.answers.get(key))]

    def pages(self, definition: Definition) -> list[int]:
        """The pages on which something is asked."""
        numbered = enumerate(definition.pages)
        return [number for number, page in numbered if any(f.key not in self.hidden for f in page.fields)]

    def errors_on(self, definition: Definition, page: int) -> dict[str, list[str]]:
        """Those of one page; what concerns the whole form belongs to the last one."""
        last = len(definition.pages) - 1
        pages = definition.page_of
        return {path: words for path, words in self.errors.items() if pages.get(path.partition(".")[0], last) == page}

    def first_bad_page(self, definition: Definition) -> int:
        pages = (page for page in range(len(definition.pages)) if self.errors_on(definition, page))
        return next(pages, len(definition.pages) - 1)


def _refs(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "token" in value and "size" in value:
            yield value
        else:
            for item in value.values():
                yield from _refs(item)
    elif isinstance(value, list):
        for item in value:
            yield from _refs(item)


def read(
    definition: Definition,
    data: Mapping[str, Any],
    files: Mapping[str, Any] | None = None,
    *,
    today: date,
    stored: Raw | None = None,
    page: int | None = None,
    store: Store | None = None,
    units: UnitLookup = find_units,
) -> Reading:
    """A post. With `page`, only that page's fields are taken from it and the others from `stored` (a draft's `raw`)."""
    action = action_of(data)
    shown = definition.pages if page is None else definition.pages[page : page + 1]
    asked = [f for part in shown for f in part.fields if not f.computed]
    desk = Desk(today, raw=_without(stored or {}, {f.key for f in asked}), store=store, units=units)
    if action.name == "del":
        desk.drop_row = (action.table, action.row)
    if action.name == "add":
        desk.add_row = action.table
    source = Source(data, files)
    for f in asked:
        kinds.of(f).collect(f, f.key, source, desk)
    return _judged(definition, desk, action)


def receive(definition: Definition, path: str, upload: Any, *, today: date, store: Store) -> tuple[Any, list[str]]:
    """One upload ahead of its form, for the field at this path: its signed reference, or what is wrong with it."""
    f = definition.at(path)
    if f is None or not isinstance(kinds.of(f), Files):
        return None, [_("The form asks for no file here.")]
    desk = Desk(today, store=store)
    ref = kinds.of(f).received(f, path, upload, desk, 0)
    return (sign(ref) if ref else None), desk.errors.get(path, [])


def reread(definition: Definition, raw: Raw, *, today: date, units: UnitLookup = find_units) -> Reading:
    """What `read` would say of a draft's `raw` today."""
    return _judged(definition, Desk(today, raw=dict(raw), units=units), Action("submit"))


def start(
    definition: Definition, answers: Mapping[str, Any] | None = None, *, today: date, raw: Raw | None = None
) -> Reading:
    """For showing a form: blank, pre-filled with `answers`, or as a draft left it. Nobody has made a mistake yet."""
    typed = raw_of(definition, answers) if answers else dict(raw or {})
    reading = _judged(definition, Desk(today, raw=typed, units=no_units), Action("submit"), finished=False)
    return replace(reading, errors={}, suggestions={})


def check(definition: Definition, answers: Any, *, today: date, units: UnitLookup = find_units) -> Reading:
    """JSON from another program: the same rules, and nothing else than the form's fields."""
    desk = Desk(today, units=units)
    if not isinstance(answers, dict):
        desk.wrong(FORM, _("Must be an object."))
        answers = {}
    for key, value in answers.items():
        f = definition.fields.get(key)
        if f is None or f.type == "note":
            desk.wrong(str(key)[:60], _("There is no field “%(name)s”.") % {"name": str(key)[:60]})
        elif value is not None and not f.computed and kinds.of(f).accept(f, key, value, desk):
            kinds.of(f).spread(f, key, value, desk.raw)
    for name, typed in list(desk.raw.items()):
        if isinstance(typed, str):
            desk.keep(name, typed, 2 * spec.MAX_TEXT)
    reading = _judged(definition, desk, Action("submit"))
    for path in _unasked(answers, reading.hidden):
        desk.wrong(path, _("Not asked with these answers: leave it out."))
    return reading


def _unasked(answers: dict[str, Any], hidden: frozenset[str]) -> Iterator[str]:
    """Nothing that a program sends is dropped in silence."""
    for path in sorted(hidden):
        root, _dot, part = path.partition(".")
        value = answers.get(root)
        if (value.get(part) if part and isinstance(value, dict) else None if part else value) is not None:
            yield path


def raw_of(definition: Definition, answers: Mapping[str, Any]) -> Raw:
    """What a person would have typed to give these answers: to show them in the form again."""
    raw: Raw = {}
    for key, f in definition.fields.items():
        if answers.get(key) is not None and not f.computed:
            kinds.of(f).spread(f, key, answers[key], raw)
    return raw


def scope(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as expressions see them: dates are dates, an unticked box is False."""
    return {key: scoped(f, answers.get(key)) for key, f in definition.fields.items()}


def _without(raw: Raw, keys: set[str]) -> Raw:
    return {name: value for name, value in raw.items() if name.partition(".")[0] not in keys}


def action_of(data: Mapping[str, Any]) -> Action:
    """`_add:<table>`, `_del:<table>:<row>`, else the value of `_go`."""
    for name in data:
        if isinstance(name, str) and name.startswith("_add:"):
            return Action("add", name[5:45])
        if isinstance(name, str) and name.startswith("_del:"):
            table, _colon, row = name[5:60].partition(":")
            if row.isascii() and row.isdigit():
                return Action("del", table, int(row))
    return Action(Source(data).one("_go")[:20] or "submit")


def _judged(definition: Definition, desk: Desk, action: Action, *, finished: bool = True) -> Reading:
    values = {key: None if f.computed else kinds.of(f).read(f, key, desk) for key, f in definition.fields.items()}
    judge = Judge(definition, desk, values, finished=finished)
    judge.work()
    return Reading(
        answers=judge.answers,
        errors=desk.errors,
        warnings=desk.warnings,
        raw=desk.raw,
        hidden=frozenset(judge.hidden),
        computed=judge.computed,
        suggestions=desk.suggestions,
        action=action,
    )


__all__ = ["Action", "Reading", "action_of", "check", "no_units", "raw_of", "read", "reread", "start"]
