"""The rules of one reading: conditions, formulas, what is missing, what does not fit together."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms import kinds, wording
from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.definition.model import Definition, Expr, Field
from doanso.blocks.eforms.kinds.base import Desk
from doanso.blocks.eforms.kinds.parts import scoped
from doanso.lib.text import name_sort_key

_NAMES = {"person_name", "person"}
_OF_PARTS = {"group", "table", "address"}


class Judge:
    """Works once over the values of one reading: `answers`, `hidden`, `computed` are its results.

    `finished`: somebody says that this is all, so what is missing is a mistake.
    """

    def __init__(self, definition: Definition, desk: Desk, values: dict[str, Any], *, finished: bool = True) -> None:
        self.definition = definition
        self.finished = finished
        self.desk = desk
        self.values = values
        self.scope: dict[str, Any] = {}
        self.hidden: set[str] = set()
        self.computed: dict[str, Any] = {}
        self.answers: dict[str, Any] = {}

    def work(self) -> None:
        for key in self.definition.order:
            self._settle(self.definition.fields[key])
        self._drop_hidden()
        for key, f in self.definition.fields.items():
            if key not in self.hidden:
                self._judge(f)
        for rule in self.definition.checks:
            if rule.at not in self.hidden and rule.rule.fails(self.scope, self.desk.today):
                self.desk.wrong(rule.at, str(rule.message))
        self._finish()

    def _settle(self, f: Field) -> None:
        """Asked or not, computed or typed: afterwards the field's value stands in the scope."""
        value = None
        if all(condition.holds(self.scope, self.desk.today) for condition in self.definition.conditions[f.key]):
            value = self._computed(f, f.key, self.scope) if f.computed else self.values[f.key]
            if f.parts and value is not None:
                self._settle_parts(f, value)
        else:
            self.hidden.add(f.key)
        self.values[f.key] = value
        self.scope[f.key] = scoped(f, value)

    def _settle_parts(self, f: Field, value: Any) -> None:
        if f.type == "group":
            self._settle_row(f, f.key, value)
            return
        for number, row in zip(self.desk.row_numbers[f.key], value, strict=True):
            self._settle_row(f, f"{f.key}.{number}", row)

    def _settle_row(self, f: Field, path: str, row: dict[str, Any]) -> None:
        moving = [part for part in f.parts if part.computed or part.show_if]
        if not moving:
            return
        scope = self._row_scope(f, row)
        for part in moving:
            if part.show_if and not part.show_if.holds(scope, self.desk.today):
                self.hidden.add(f"{path}.{part.key}")
                row[part.key] = None
            elif part.computed:
                row[part.key] = self._computed(part, f"{path}.{part.key}", scope)
            scope[part.key] = scoped(part, row.get(part.key))

    def _row_scope(self, f: Field, row: dict[str, Any]) -> dict[str, Any]:
        return {**self.scope, **{part.key: scoped(part, row.get(part.key)) for part in f.parts}}

    def _computed(self, f: Field, path: str, scope: dict[str, Any]) -> Any:
        """The server's own result: what the browser sent is not looked at."""
        value = f.computed.value(scope, self.desk.today) if f.computed else None
        if f.type in spec.SUMMED:
            fits = isinstance(value, int | Decimal) and not isinstance(value, bool)
            value = kinds.of(f).rounded(f, Decimal(value)) if fits else None
        elif not isinstance(value, str):
            value = None
        self.computed[path] = value
        return value

    def _drop_hidden(self) -> None:
        """What is not asked has no answer and no error; what was typed there stays in `raw`."""
        for found in (self.desk.errors, self.desk.suggestions):
            for name in [name for name in found if self._is_hidden(name)]:
                del found[name]

    def _is_hidden(self, path: str) -> bool:
        while path:
            if path in self.hidden:
                return True
            path = path.rpartition(".")[0]
        return False

    def _judge(self, f: Field) -> None:
        value = self.values[f.key]
        if value is None:
            self._miss(f, f.key, self.scope)
            return
        self._judge_value(f, f.key, value, self.scope, self.values)
        if f.type == "group":
            self._judge_row(f, f.key, value)
        elif f.type == "table":
            self._judge_table(f, value)

    def _judge_table(self, f: Field, rows: list[dict[str, Any]]) -> None:
        if len(rows) < f.min_rows and self._needed(f, self.scope):
            self.desk.wrong(f.key, _("At least %(least)d rows.") % {"least": f.min_rows})
        for number, row in zip(self.desk.row_numbers[f.key], rows, strict=True):
            self._judge_row(f, f"{f.key}.{number}", row)

    def _judge_row(self, f: Field, path: str, row: dict[str, Any]) -> None:
        scope = None
        for part in f.parts:
            place, value = f"{path}.{part.key}", row.get(part.key)
            if place in self.hidden or (value is None and part.required is False):
                continue
            if scope is None and (part.check or isinstance(part.required, Expr)):
                scope = self._row_scope(f, row)
            if value is None:
                self._miss(part, place, scope or self.scope)
            else:
                self._judge_value(part, place, value, scope or self.scope, row)

    def _judge_value(self, f: Field, path: str, value: Any, scope: dict[str, Any], beside: dict[str, Any]) -> None:
        """`beside` holds the answers of the same form, group or row."""
        if f.check and f.check.fails(scope, self.desk.today):
            self.desk.wrong(path, str(f.message))
        warnings = kinds.of(f).warn(f, value, beside)
        if warnings:
            self.desk.warnings[path] = warnings

    def _miss(self, f: Field, path: str, scope: dict[str, Any]) -> None:
        if not self.finished:
            return
        troubled = path in self.desk.errors or (f.type in _OF_PARTS and self._has_errors_inside(path))
        if f.computed or f.type == "note" or troubled or not self._needed(f, scope):
            return
        self.desk.wrong(path, wording.missing(f))
        if f.type == "group":
            for part in f.fields:
                self._miss(part, f"{path}.{part.key}", {})

    def _has_errors_inside(self, path: str) -> bool:
        return any(name.startswith(f"{path}.") for name in self.desk.errors)

    def _needed(self, f: Field, scope: dict[str, Any]) -> bool:
        return f.required.holds(scope, self.desk.today) if isinstance(f.required, Expr) else f.required

    def _finish(self) -> None:
        for key, f in self.definition.fields.items():
            value = self.values[key]
            if value is None or f.type == "note":
                continue
            if f.type == "table":
                value = _sorted(f, [_without_gaps(row) for row in value])
            self.answers[key] = _without_gaps(value) if f.type == "group" else value


def _without_gaps(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


def _sorted(f: Field, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`vn_given_name`: by given name, as Vietnamese lists stand."""
    column = next((part.key for part in f.columns if part.type in _NAMES), f.columns[0].key)
    if f.sort != "vn_given_name":
        return rows
    return sorted(rows, key=lambda row: name_sort_key(str(row.get(column, ""))))
