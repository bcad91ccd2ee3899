"""docs/assignees.md names every word of the language, and what it says is true."""

import re
from pathlib import Path

import pytest

from doanso.core.units import assignees, services
from doanso.core.units.seed import ROLES

MANUAL = (Path(__file__).resolve().parents[5] / "docs/assignees.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under this heading, without its head."""
    section = MANUAL.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def words(cell: str) -> list[str]:
    return CODE.findall(cell)


def test_manual_lists_every_unit_variable_with_what_it_is_derived_from():
    table = {words(name)[0]: (meaning, words(derived)) for name, meaning, derived in rows("Variables that name a unit")}

    derived = {name: [expression] for name, expression in assignees.DERIVED.items()}
    assert {name: found for name, (_meaning, found) in table.items() if found} == derived
    assert {name: meaning.split(",")[0] for name, (meaning, _found) in table.items()} == {
        name: {"the unit": "the unit itself"}.get(meaning, meaning)
        for name, meaning in assignees.UNIT_VARIABLES.items()
    }


def test_manual_lists_every_function():
    names = {words(call)[0].partition("(")[0] for call, _gives in rows("Functions that lead from one unit to another")}

    assert names == {"doan_co_so_cua", "cap_tren_truc_tiep"}


def test_manual_lists_every_person():
    table = {words(name)[0]: words(stand_in) for name, _who, stand_in in rows("People")}

    assert table.keys() == {*assignees.PERSON_VARIABLES, assignees.SYSTEM}
    assert {name: found[0] for name, found in table.items() if found} == assignees.STAND_INS


def test_manual_lists_every_body_with_its_seats():
    table = {words(call)[0].partition("(")[0]: words(who) for call, who in rows("Bodies and staff")}

    assert table.keys() == {"hop", "can_bo", *assignees.COMMITTEES}
    assert {name: tuple(table[name]) for name in assignees.COMMITTEES} == assignees.COMMITTEES


def test_manual_lists_every_seat_with_its_fallbacks():
    table = {words(seat)[0]: (name, words(fallback)) for seat, name, fallback in rows("Seats")}

    assert table == {code: (name, fallback) for code, name, _en, _rank, _below, _may, fallback in ROLES}


@pytest.mark.django_db
def test_every_expression_of_the_manual_is_right():
    services.seed_roles()
    block = MANUAL.split("```")[1].strip().splitlines()
    fallbacks = [expression for *_rest, fallback in ROLES for expression in fallback]
    prose = MANUAL.replace(MANUAL.split("```")[1], "").replace("```", "")
    shown = [text for text in words(prose) if "(" in text and not re.search(r"\((unit|function)|^seat\(", text)]

    assert {text: assignees.check(text) for text in [*block, *fallbacks] if assignees.check(text)} == {}
    assert [text for text in shown if assignees.parse(text) is None] == []
    assert len(shown) > 20
