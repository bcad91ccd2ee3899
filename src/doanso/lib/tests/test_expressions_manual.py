"""The manual names every function, and its examples are true."""

import re
from pathlib import Path

import pytest

from doanso.lib.expressions import parse
from doanso.lib.expressions.functions import FUNCTIONS, OPERATORS
from doanso.lib.tests import vectors

ROOT = Path(__file__).resolve().parents[4]
MANUAL = (ROOT / "docs/expressions.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)\(.*\| `(.+)` \|$", MANUAL, re.MULTILINE)


def test_manual_lists_every_function_once():
    assert sorted(name for name, _ in ROWS) == sorted(FUNCTIONS)


@pytest.mark.parametrize(("name", "example"), ROWS)
def test_example_uses_its_function(name, example):
    assert f'["{name}"' in str(parse(example)).replace("'", '"')


def test_manual_shows_every_operator():
    assert [sign for sign in OPERATORS if sign != "neg" and f"`{sign}`" not in MANUAL] == []


def test_vectors_use_every_function_and_operator():
    used = {head for vector in vectors.load()[1] for head in re.findall(r"\['([^']+)'", str(parse(vector.text)))}
    assert (FUNCTIONS | OPERATORS).keys() - used == set()


def test_decision_counts_the_table_right():
    decision = (ROOT / "docs/decisions/0003-expressions.md").read_text(encoding="utf-8")
    assert f"{len(OPERATORS)} operators and {len(FUNCTIONS)} functions" in decision
