"""One row read or written, with a statement that is made once for each table.

The ORM builds its SQL anew at every call and spends several times as long on it as PostgreSQL does on the row. Nobody
notices, but for the handful of rows that every submission and every step writes (docs/decisions/0012-performance.md).
Values convert as the ORM's do. No signals are sent.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as of_class
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.base import ModelState

from doanso.lib.columns import Column, inserting, updating, values_of
from doanso.lib.joined import Names, Statement, joined
from doanso.lib.statements import Rows, ask, put

Row = TypeVar("Row", bound=models.Model)
NAMED = re.compile(r"%\((\w+)\)s")


def new(model: type[Row], **values: Any) -> Row:
    """As `model(**values)`, which asks each field, converts nothing either, and sends signals."""
    made = _new(model)
    row = model.__new__(model)
    state, held = ModelState(), row.__dict__
    held["_state"] = state
    held.update(made.plain)
    for name, make in made.makers:
        if name not in values:
            held[name] = make()
    for name, value in values.items():
        if field := made.foreign.get(name):
            state.fields_cache[name] = value
            held[field.attname] = None if value is None else value.pk
            if value is not None and field.one_to_one:  # who asks the other for its row gets this one
                field.remote_field.set_cached_value(value, row)
        elif name in made.names:
            held[name] = value
        else:
            raise TypeError(f"{model.__name__} has no field {name!r}")
    return row


@dataclass(frozen=True)
class _New:
    names: frozenset[str]
    plain: dict[str, Any]
    """What a row has that nobody gave anything, but for what is made for each."""
    makers: list[tuple[str, Callable[[], Any]]]
    foreign: dict[str, models.Field]


def _is_made(field: models.Field) -> bool:
    """Its default is another for each row."""
    return field.has_default() and callable(field.default)


@cache
def _new(model: type[models.Model]) -> _New:
    fields = model._meta.concrete_fields
    made = [(field.attname, field._get_default) for field in fields if _is_made(field)]
    foreign = {field.name: field for field in fields if field.is_relation}
    plain = {field.attname: field.get_default() for field in fields if not _is_made(field)}
    return _New(frozenset(field.attname for field in fields), plain, made, foreign)


def insert(row: Row) -> Row:
    """Write a new row; afterwards it has its id."""
    _is_written(row, _write(row, "")[0][0])
    return row


def insert_once(row: models.Model) -> bool:
    """The same, unless a unique constraint says that it is there already: then False, and nothing has happened."""
    found = _write(row, " ON CONFLICT DO NOTHING")
    _is_written(row, found[0][0] if found else None)
    return bool(found)


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that is there."""
    statement, columns = updating(type(row), names)
    put(statement, [*values_of(row, columns, add=False), row.pk])


@dataclass(frozen=True)
class Change:
    """A row to be written: a new one, or these fields of one that is there."""

    row: models.Model
    names: Names = ()


def added(row: models.Model) -> Change:
    return Change(row)


def changed(row: models.Model, *names: str) -> Change:
    return Change(row, names)


@dataclass(frozen=True)
class Also:
    """Parts of a WITH in SQL of another module's own, that are written along. All names in it end with `{n}`.

    `%(name)s` stands for one of `values`, `{id}` for the id that the new row `of` gets. `call`: a function of the
    server's that is called in the end, in place of such parts.
    """

    sql: str
    values: dict[str, Any]
    of: models.Model | None = None
    call: bool = False


@dataclass
class Batch:
    """What is to be written by one statement, gathered by several."""

    changes: list[Change] = of_class(default_factory=list)
    others: list[Also] = of_class(default_factory=list)

    def add(self, *changes: Change) -> None:
        self.changes += changes

    def write(self) -> None:
        """It is empty afterwards. Who reads what it holds, or needs an id of it, writes it first."""
        changes, others = tuple(self.changes), tuple(self.others)
        self.changes.clear()
        self.others.clear()
        write(*changes, others=others)


def write(*changes: Change, others: tuple[Also, ...] = ()) -> None:
    """Several rows in one statement, in this order; new ones have their ids afterwards. None asks about another."""
    if len(changes) == 1 and not others:
        [only] = changes
        update(only.row, *only.names) if only.names else insert(only.row)
        return
    if not changes and not others:
        return
    rows, others = [change.row for change in changes], tuple(sorted(others, key=lambda other: other.call))
    places = tuple((other.sql, _place(rows, other.of), other.call) for other in others)
    statement = _together(tuple((type(change.row), change.names) for change in changes), places)
    params: list[Any] = []
    for number, columns in statement.columns:
        row, names = changes[number].row, changes[number].names
        params += values_of(row, columns, add=not names)
        params += [row.pk] if names else []
    for other, names in zip(others, statement.names, strict=True):
        params += [other.values[name] for name in names]
    told = put(statement.sql, params)
    for group, ids in zip(statement.groups, told[0] if changes else (), strict=False):  # calls answer after them
        for number, pk in zip(group, sorted(ids) if len(group) > 1 else (ids,), strict=True):
            if not changes[number].names:
                _is_written(changes[number].row, pk)


def _place(rows: list[models.Model], wanted: models.Model | None) -> int:
    return next((place for place, row in enumerate(rows) if row is wanted), -1)


def select(
    model: type[Row], where: str, *params: Any, related: Names = (), without: Names = (), only: Names = ()
) -> list[Row]:
    """Rows of one table; `where` is SQL of our own, with %s for what comes from outside.

    `related` are foreign keys, as in `select_related` with every step of a path named: the same statement brings their
    rows. Columns in `where` then need their table: `units_unit.id`, or the path's own name for a row that is joined.
    `without`: fields that come only when somebody asks for them, as after `defer`. `only`: all others do, but for keys.
    """
    statement = joined(model, related, without, only)
    return [statement.row(values) for values in ask(f"{statement.sql} WHERE {where}", params)]


def one(model: type[Row], where: str, *params: Any, related: Names = (), without: Names = ()) -> Row:
    """The model's DoesNotExist when there is none."""
    found = select(model, where, *params, related=related, without=without)
    if not found:
        raise model.DoesNotExist(f"{model.__name__} matching query does not exist.")
    return found[0]


@dataclass(frozen=True)
class Question:
    """SQL that comes to one value. `%(name)s` stands for one of `values`."""

    sql: str
    values: dict[str, Any] = of_class(default_factory=dict)


def one_and(
    model: type[Row], where: str, *params: Any, asked: tuple[Question, ...], related: Names = ()
) -> tuple[Row, list[Any]]:
    """`one`, and what these questions come to, in the same statement: as it was when that began.

    Who waits in it for a lock has the answers of before.
    """
    statement = joined(model, related, ())
    given = [question.values[name] for question in asked for name in NAMED.findall(question.sql)]
    found = ask(_questioned(statement, tuple(question.sql for question in asked), where), [*given, *params])
    if not found:
        raise model.DoesNotExist(f"{model.__name__} matching query does not exist.")
    answers = len(asked)
    return statement.row(found[0][answers:]), list(found[0][:answers])


@cache
def _questioned(statement: Statement, asked: tuple[str, ...], where: str) -> str:
    first = ", ".join(f"({NAMED.sub('%s', sql)})" for sql in asked)
    return f"SELECT {first}, {statement.columns} FROM {statement.tables} WHERE {where}"  # noqa: S608


def _write(row: models.Model, conflict: str) -> Rows:
    statement, columns = inserting(type(row))
    return put(f"{statement}{conflict} RETURNING id", values_of(row, columns, add=True))


def _is_written(row: models.Model, pk: int | None) -> None:
    row.pk = pk
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


Shape = tuple[tuple[type[models.Model], Names], ...]


@dataclass(frozen=True)
class _Together:
    sql: str
    groups: list[list[int]]
    """Of the changes, by their numbers: those that one part of the statement writes, and whose ids it answers with."""
    columns: list[tuple[int, list[Column]]]
    """The change whose values come next, and which they are."""
    names: list[Names]
    """Of the values in SQL of other modules, where they stand."""


@cache
def _together(shape: Shape, others: tuple[tuple[str, int, bool], ...]) -> _Together:
    """Its answer asks for every id, so that the server writes in this order."""
    groups = _groups(shape, {place for _sql, place, _call in others})
    parts, columns, named, calls = [], [], [], []
    for part, group in enumerate(groups):
        model, names = shape[group[0]]
        statement, mine = updating(model, names) if names else inserting(model, len(group))
        parts.append(f"w{part} AS ({statement} RETURNING id)")
        columns += [(number, mine) for number in group]
    for number, (sql, place, call) in enumerate(others):
        text = sql.format(n=number, id=f"(SELECT id FROM w{groups.index([place])})" if place >= 0 else "")  # noqa: S608
        named.append(tuple(NAMED.findall(text)))
        (calls if call else parts).append(NAMED.sub("%s", text))
    ids = [_ids(part, len(group)) for part, group in enumerate(groups)]
    first = f"WITH {', '.join(parts)} " if parts else ""
    return _Together(f"{first}SELECT {', '.join(ids + calls)}", groups, columns, named)


def _groups(shape: Shape, pointed_at: set[int]) -> list[list[int]]:
    """New rows of one table are one part, where its first would stand: to prepare a part costs more than a row of it.

    So a new row may be written before a change of that table that stood before it. A row whose id is asked for by
    others stays alone.
    """
    groups: list[list[int]] = []
    together: dict[type[models.Model], list[int]] = {}
    for number, (model, names) in enumerate(shape):
        if model in together and not names and number not in pointed_at:
            together[model].append(number)
            continue
        groups.append([number])
        if not names and number not in pointed_at:
            together[model] = groups[-1]
    return groups


def _ids(part: int, rows: int) -> str:
    """In the order in which they were given out, the rows' own (`sorted`)."""
    return f"(SELECT {'array_agg(id)' if rows > 1 else 'id'} FROM w{part})"  # noqa: S608
