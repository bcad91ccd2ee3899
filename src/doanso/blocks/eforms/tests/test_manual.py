"""The manual names every type, every key and every source of pre-filled answers."""

import json
import re
from pathlib import Path

import pytest

from doanso.blocks.eforms.definition import load, spec

MANUAL = (Path(__file__).resolve().parents[5] / "docs/forms.md").read_text(encoding="utf-8")
KEYS = set().union(spec.FORM_KEYS, spec.PAGE_KEYS, spec.SECTION_KEYS, spec.CHECK_KEYS, *spec.TYPES.values())


@pytest.mark.parametrize("kind", sorted(spec.TYPES))
def test_the_manual_lists_the_own_keys_of_every_type(kind):
    row = re.search(rf"^\| `{kind}` \|.*\| (.*)\|$", MANUAL, re.M)

    own = spec.TYPES[kind] - spec.COMMON
    assert row, kind
    assert set(re.findall(r"`(\w+)`", row[1])) == own


@pytest.mark.parametrize("key", sorted(KEYS))
def test_the_manual_explains_every_key(key):
    assert (
        re.search(rf"^\|[^|]*`{key}`[^|]*\|", MANUAL, re.M) or f"`{key}`" in MANUAL.split("## Keys of every field")[0]
    )


@pytest.mark.parametrize("source", sorted(spec.PREFILLS))
def test_the_manual_names_every_source_of_answers(source):
    assert f"`{source}`" in MANUAL


@pytest.mark.parametrize(("kind", "values"), sorted(spec.DEFAULTS.items()))
def test_the_manual_tells_the_defaults(kind, values):
    row = re.search(rf"^\| `{kind}` \|.*$", MANUAL, re.M)[0]

    for key in set(values) & spec.TYPES[kind] - {"accept"}:
        shown = re.search(rf"`{key}` \(\"?([\d,]+)", row)[1].replace(",", "")
        assert shown == str(values[key])


@pytest.mark.parametrize(
    "limit", [spec.MAX_FIELDS, spec.MAX_PAGES, spec.MAX_OPTIONS, spec.MAX_EXPRESSION, spec.MAX_ROWS]
)
def test_the_manual_tells_the_limits(limit):
    assert re.search(rf"\b{limit}\b", MANUAL)


def test_the_manuals_example_is_a_form():
    definition = load(json.loads(re.search(r"```json\n(.*?)```", MANUAL, re.S)[1]))

    assert list(definition.fields) == ["ho_ten", "sach", "ly_do"]
