"""Reads one field of a definition by the keys that its type may have."""

from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.definition.model import Expr, Field
from doanso.blocks.eforms.definition.reading import Reading
from doanso.core.units import assignees


class FieldLoader(Reading):
    def field(self, source: Any, path: str, *, inside: str = "") -> Field:
        """`inside` is `table` or `group` for their parts, which may be of fewer types."""
        kind = source.get("type") if isinstance(source, dict) else None
        if not isinstance(kind, str) or kind not in spec.TYPES:
            self.one_of(kind, f"{path}.type", spec.TYPES)
            return Field("", "text", self.text("?", path))
        entry = self.mapping(source, path, spec.TYPES[kind])
        self._refuse_nesting(kind, entry, path, inside)
        values: dict[str, Any] = dict(spec.DEFAULTS.get(kind, {}))
        for name, value in entry.items():
            reader = getattr(self, f"_read_{name}", None)
            if reader and value is not None:
                values[name] = reader(value, f"{path}.{name}", kind)
        values["key"] = self.matching(entry.get("key"), f"{path}.key", spec.KEY)
        values["label"] = self.text(entry.get("label"), f"{path}.label", needed=True)
        field = Field(type=kind, **values)
        self._agree(field, path)
        return field

    def condition(self, entry: dict[str, Any], path: str) -> Expr | None:
        value = entry.get("show_if")
        return self.expression(value, f"{path}.show_if") if value is not None else None

    def _refuse_nesting(self, kind: str, entry: dict[str, Any], path: str, inside: str) -> None:
        banned = {"table": spec.NOT_IN_TABLES, "group": spec.NOT_IN_GROUPS}.get(inside, set())
        if kind in banned:
            self.wrong(f"{path}.type", _("A field of this type cannot stand inside a table or a group."))
        if inside == "table" and entry.get("show_if") is not None:
            self.wrong(f"{path}.show_if", _("A column is shown in every row or in none."))

    def _agree(self, field: Field, path: str) -> None:
        """What can only be judged when all keys of the field are read."""
        if field.type in {"choice", "many_choice"} and not field.options:
            self.wrong(f"{path}.options", _("A choice needs options."))
        if field.type in spec.NESTING and not field.parts:
            self.wrong(f"{path}.{'columns' if field.type == 'table' else 'fields'}", _("Must not be empty."))
        if field.type == "note" and not field.text:
            self.wrong(f"{path}.text", _("Must not be empty."))
        if field.check and not field.message:
            self.wrong(f"{path}.message", _("A check needs the message that is shown when it fails."))
        if field.max_length and field.min_length > field.max_length:
            self.wrong(f"{path}.min_length", _("Larger than max_length."))
        if _reversed(field.min, field.max):
            self.wrong(f"{path}.min", _("Larger than max."))
        self._table_agrees(field, path)

    def _table_agrees(self, field: Field, path: str) -> None:
        if field.max_rows and field.min_rows > field.max_rows:
            self.wrong(f"{path}.min_rows", _("Larger than max_rows."))
        keys = [part.key for part in field.parts]
        if len(keys) != len(set(keys)):
            self.wrong(path, _("Two columns have the same key."))
        summable = {part.key for part in field.columns if part.type in spec.SUMMED}
        for key in field.totals:
            if key not in summable:
                self.wrong(f"{path}.totals", _("“%(key)s” is no column of numbers or money.") % {"key": key})

    def _read_help(self, value: Any, path: str, kind: str) -> Any:
        return self.text(value, path, most=2_000)

    def _read_missing(self, value: Any, path: str, kind: str) -> Any:
        return self.text(value, path)

    def _read_message(self, value: Any, path: str, kind: str) -> Any:
        return self.text(value, path)

    def _read_text(self, value: Any, path: str, kind: str) -> Any:
        return self.text(value, path, most=spec.MAX_TEXT)

    def _read_unit(self, value: Any, path: str, kind: str) -> Any:
        return self.text(value, path, most=30)

    def _read_required(self, value: Any, path: str, kind: str) -> bool | Expr:
        return value if isinstance(value, bool) else self.expression(value, path) or False

    def _read_show_if(self, value: Any, path: str, kind: str) -> Expr | None:
        return self.expression(value, path)

    _read_computed = _read_show_if
    _read_check = _read_show_if

    def _read_words(self, value: Any, path: str, kind: str) -> bool:
        return self.flag(value, path)

    _read_detail = _read_words

    def _read_prefill(self, value: Any, path: str, kind: str) -> str:
        return self.one_of(value, path, spec.PREFILLS)

    def _read_sort(self, value: Any, path: str, kind: str) -> str:
        return self.one_of(value, path, spec.SORTS)

    def _read_style(self, value: Any, path: str, kind: str) -> str:
        return self.one_of(value, path, spec.STYLES)

    def _read_tree(self, value: Any, path: str, kind: str) -> str:
        return self.one_of(value, path, {"doan", "cq", "dia_ban"})

    def _read_within(self, value: Any, path: str, kind: str) -> str:
        return self.one_of(value, path, assignees.UNIT_VARIABLES)

    def _read_version(self, value: Any, path: str, kind: str) -> str:
        return self.string(value, path, 20) or "1"

    def _read_options(self, value: Any, path: str, kind: str) -> Any:
        return self.options(value, path)

    def _read_min(self, value: Any, path: str, kind: str) -> Any:
        if kind in {"date", "partial_date", "month"}:
            return self.day(value, path)
        return self.number(value, path)

    _read_max = _read_min

    def _read_min_length(self, value: Any, path: str, kind: str) -> int:
        return self.whole(value, path, 0, spec.MAX_TEXT)

    def _read_max_length(self, value: Any, path: str, kind: str) -> int:
        return self.whole(value, path, 1, spec.MAX_TEXT)

    def _read_decimals(self, value: Any, path: str, kind: str) -> int:
        return self.whole(value, path, 0, spec.MAX_DECIMALS)

    def _read_max_mb(self, value: Any, path: str, kind: str) -> int:
        return self.whole(value, path, 1, spec.MAX_MB)

    def _read_max_files(self, value: Any, path: str, kind: str) -> int:
        return self.whole(value, path, 1, spec.MAX_FILES)

    def _read_min_rows(self, value: Any, path: str, kind: str) -> int:
        return self.whole(value, path, 0, spec.MAX_ROWS)

    def _read_max_rows(self, value: Any, path: str, kind: str) -> int:
        return self.whole(value, path, 1, spec.MAX_ROWS)

    def _read_columns(self, value: Any, path: str, kind: str) -> tuple[Field, ...]:
        return self._parts(value, path, "table")

    def _read_fields(self, value: Any, path: str, kind: str) -> tuple[Field, ...]:
        return self._parts(value, path, "group")

    def _parts(self, value: Any, path: str, inside: str) -> tuple[Field, ...]:
        entries = self.items(value, path, spec.MAX_COLUMNS)
        return tuple(self.field(item, f"{path}[{n}]", inside=inside) for n, item in enumerate(entries))

    def _read_accept(self, value: Any, path: str, kind: str) -> tuple[str, ...]:
        kinds = self.items(value, path, len(spec.FILE_KINDS))
        return tuple(self.one_of(item, f"{path}[{n}]", spec.FILE_KINDS) for n, item in enumerate(kinds))

    def _read_totals(self, value: Any, path: str, kind: str) -> tuple[str, ...]:
        return tuple(str(item) for item in self.items(value, path, spec.MAX_COLUMNS))

    def _read_unit_types(self, value: Any, path: str, kind: str) -> tuple[str, ...]:
        return tuple(self.string(item, f"{path}[{n}]", 20) for n, item in enumerate(self.items(value, path, 20)))

    def _read_matches(self, value: Any, path: str, kind: str) -> dict[str, str]:
        pairs = self.mapping(value, path, {"sex", "born"})
        return {name: self.string(key, f"{path}.{name}", 40) for name, key in pairs.items()}


def _reversed(low: Any, high: Any) -> bool:
    return low is not None and high is not None and "today" not in (low, high) and low > high
