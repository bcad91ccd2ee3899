"""What a person's record already says: answers to begin a form with."""

from collections.abc import Callable
from datetime import date
from typing import Any

from doanso.blocks.eforms import engine
from doanso.blocks.eforms.definition.model import Definition, Field
from doanso.core.accounts.models import Person, Precision
from doanso.core.units import queries as units

_KNOWN = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


def prefill(definition: Definition, person: Person | None, *, today: date) -> dict[str, Any]:
    """Answers from the record, only those that the form itself would accept; nothing for a visitor."""
    if person is None:
        return {}
    answers: dict[str, Any] = {}
    for key, f in definition.fields.items():
        if f.type == "group":
            inside = {part.key: _value(part, person, today) for part in f.fields}
            answers[key] = {name: value for name, value in inside.items() if value is not None} or None
        else:
            answers[key] = _value(f, person, today)
    return _accepted(definition, {key: value for key, value in answers.items() if value is not None}, today)


def _accepted(definition: Definition, answers: dict[str, Any], today: date) -> dict[str, Any]:
    """An old record may hold what the form refuses: then that box stays empty."""
    errors = engine.reread(definition, engine.raw_of(definition, answers), today=today).errors
    kept: dict[str, Any] = {}
    for key, value in answers.items():
        if definition.fields[key].type == "group":
            value = {name: item for name, item in value.items() if not _refused(f"{key}.{name}", errors)}
        if value and not _refused(key, errors, inside=definition.fields[key].type != "group"):
            kept[key] = value
    return kept


def _refused(path: str, errors: dict[str, list[str]], *, inside: bool = True) -> bool:
    return path in errors or (inside and any(name.startswith(f"{path}.") for name in errors))


def _value(f: Field, person: Person, today: date) -> Any:
    reader = _READERS.get(f.prefill)
    return reader(f, person, today) if reader else None


def _plain(name: str) -> Callable[[Field, Person, date], Any]:
    return lambda f, person, today: getattr(person, name) or None


def _born(f: Field, person: Person, today: date) -> str | None:
    if person.date_of_birth is None:
        return None
    known = person.date_of_birth.isoformat()[: _KNOWN[Precision(person.birth_precision)]]
    return known if f.type == "partial_date" or len(known) == 10 else None


def _sex(f: Field, person: Person, today: date) -> str | None:
    wanted = {"M": ("Nam", "M"), "F": ("Nữ", "F")}.get(person.sex, ())
    return next((option.value for option in f.options if option.value in wanted), None)


def _address(f: Field, person: Person, today: date) -> dict[str, str] | None:
    kept = person.address if isinstance(person.address, dict) else {}
    parts = ("province", "commune", "detail") if f.detail else ("province", "commune")
    found = {part: str(kept[part]) for part in parts if kept.get(part)}
    return found if {"province", "commune"} <= found.keys() else None


def _unit(f: Field, person: Person, today: date) -> str | None:
    membership = units.main_membership(person, today)
    return membership.unit.code if membership else None


_READERS: dict[str, Callable[[Field, Person, date], Any]] = {
    "person.full_name": _plain("full_name"),
    "person.date_of_birth": _born,
    "person.sex": _sex,
    "person.cccd": _plain("cccd"),
    "person.phone": _plain("phone"),
    "person.email": _plain("email"),
    "person.address": _address,
    "person.ethnicity": _plain("ethnicity"),
    "person.job": _plain("job"),
    "member.unit": _unit,
}
