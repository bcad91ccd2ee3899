"""Rows become contents: each goes to its place, and what has none is told with its sheet, row and column."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.editing import keys
from doanso.blocks.workflow import editing
from doanso.features.procedures.services.authoring.workbook.rows import unflatten
from doanso.features.procedures.services.authoring.workbook.shape import PARTS
from doanso.features.procedures.services.authoring.workbook.sheets import (
    CHANNELS,
    DOCUMENTS,
    PAGES,
    QUESTIONS,
    REST,
    STEPS,
    Sheet,
)

Json = dict[str, Any]
MOST_REASONS = 20


@dataclass(frozen=True)
class Problem:
    """What is wrong in a workbook, and where: `sheet` and `column` by their heads, `row` as spreadsheets count."""

    sheet: str
    row: int
    column: str
    text: str


class _Misplaced(Exception):
    """The head of the column that names a place which is not there, and why."""


@dataclass
class Built:
    """One procedure of a workbook. `content` is whole only without problems; `rows`: where each part of it stood."""

    code: str
    row: int
    unit: str
    mark: str
    content: Json
    problems: list[Problem] = field(default_factory=list)
    rows: dict[int, tuple[Sheet, int]] = field(default_factory=dict)
    _lists: dict[tuple[str, ...], dict[str, Json]] = field(default_factory=dict)

    @property
    def bare(self) -> bool:
        """Told by its row of procedures alone."""
        return not self.rows and not self.problems

    def put(self, sheet: Sheet, number: int, parents: list[str], flat: Json) -> None:
        """A row that stands below all those above it."""
        thing = unflatten(flat)
        add = {DOCUMENTS.title: self._document, CHANNELS.title: self._channel, STEPS.title: self._step,
               PAGES.title: self._page, QUESTIONS.title: self._question}[sheet.title]  # fmt: skip
        try:
            add(thing, *parents)
        except _Misplaced as wrong:
            column, text = wrong.args
            self.wrong(sheet, number, column, text)
        else:
            self.rows[id(thing)] = (sheet, number)

    def wrong(self, sheet: Sheet, number: int, column: str, text: str) -> None:
        if len(self.problems) < MOST_REASONS:
            self.problems.append(Problem(sheet.title, number, column, text))

    def _document(self, row: Json) -> None:
        rows = self.content["guide"]["documents"]
        self._add(rows, ("document",), row, DOCUMENTS, lambda: self._fresh(row.get("name"), "document"))

    def _channel(self, row: Json) -> None:
        rows = self.content["guide"]["channels"]
        self._add(rows, ("channel",), row, CHANNELS, lambda: self._fresh(row.get("mode"), "channel"))

    def _step(self, row: Json) -> None:
        rows = self.content["flow"]["steps"]
        self._add(rows, ("step",), row, STEPS, lambda: editing.new_key(rows))

    def _page(self, row: Json, code: str, above: str) -> None:
        form = self._form(code, PAGES)
        if not above:
            self._add(form["pages"], ("page", code), row, PAGES, lambda: self._fresh(row.get("title"), "page", code))
            row["sections"] = []
            return
        page = self._lists.get(("page", code), {}).get(above)
        if page is None:
            raise _Misplaced(PAGES.parents[1], _("There is no page “%(name)s” above.") % {"name": above})
        place = ("section", code)
        self._add(page["sections"], place, row, PAGES, lambda: self._fresh(row.get("title"), *place))
        row["fields"] = []

    def _question(self, row: Json, code: str, section: str, above: str) -> None:
        self._form(code, QUESTIONS)
        home = self._lists.get(("section", code), {}).get(section)
        if home is None:
            named = {"name": section or "–"}
            raise _Misplaced(QUESTIONS.parents[1], _("There is no section “%(name)s”.") % named)
        place, rows = ("field", code, section), home["fields"]
        if above:
            whole = self._lists.get(place, {}).get(above, {})
            parts = PARTS.get(whole.get("type", ""))
            if parts is None:
                named = {"name": above}
                raise _Misplaced(QUESTIONS.parents[2], _("There is no table or group “%(name)s” above.") % named)
            place, rows = ("part", code, section, above), whole.setdefault(parts, [])
        self._add(rows, place, row, QUESTIONS, lambda: self._fresh(row.get("label"), *place))

    def _form(self, code: str, sheet: Sheet) -> Json:
        form = self.content["step_forms"].get(code) if code else self.content["form"]
        if form is None:
            raise _Misplaced(sheet.parents[0], _("There is no form “%(name)s”.") % {"name": code})
        return form

    def _add(self, rows: list[Json], place: tuple[str, ...], row: Json, sheet: Sheet, fresh: Callable[[], str]) -> None:
        """At the end of a list; a row without a key gets one."""
        known = self._lists.setdefault(place, {})
        key = row["key"] if "key" in row else fresh()
        if not isinstance(key, str):
            raise _Misplaced(REST, _("What the programme wrote here was changed. Put it back, or empty the cell."))
        if key in known:
            raise _Misplaced(sheet.head_of("key"), _("“%(key)s” stands twice.") % {"key": key})
        row["key"] = key
        known[key] = row
        rows.append(row)

    def _fresh(self, label: Any, *place: str) -> str:
        """A key that no row of its list has; a question's must be the only one in its form."""
        lists = [row for kind, row in self._lists.items() if kind[:2] == place[:2]]
        return keys.fresh(label, {key for known in lists for key in known}, stem=place[0])
