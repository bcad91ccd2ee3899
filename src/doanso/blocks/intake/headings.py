"""Which column of an importer a heading of a file means."""

from collections.abc import Mapping, Sequence
from functools import cache

from django.utils.translation import gettext_lazy as _

from doanso.blocks.intake.cells import in_all_languages
from doanso.lib.intake import Column, Importer
from doanso.lib.text import fold

NOTE = _("Notes (not imported)")
EXAMPLE = _("EXAMPLE – this row is not imported")
REQUIRED = " *"


def plain(heading: str) -> str:
    return fold(heading.replace("*", " "))


@cache
def known(columns: tuple[Column, ...]) -> dict[str, str]:
    """Every spelling of every heading, folded → key of the column."""
    found: dict[str, str] = {}
    for column in columns:
        for spelling in (*in_all_languages(column.heading), *column.aliases, column.key):
            found.setdefault(plain(spelling), column.key)
    return found


@cache
def _notes() -> frozenset[str]:
    return frozenset(plain(text) for text in in_all_languages(NOTE))


@cache
def _examples() -> tuple[str, ...]:
    return tuple(fold(text.split("–")[0]) for text in in_all_languages(EXAMPLE))


def is_note(heading: str) -> bool:
    return plain(heading) in _notes()


def is_example(text: str) -> bool:
    return fold(text).startswith(_examples())


def proposed(importer: Importer, headings: Sequence[str], remembered: Mapping[str, str]) -> list[str]:
    """The column under each heading, or ""; no column twice: the first heading keeps it."""
    names, keys = known(importer.columns), {column.key for column in importer.columns}
    found: list[str] = []
    for heading in headings:
        key = remembered.get(plain(heading), "" if is_note(heading) else names.get(plain(heading), ""))
        found.append(key if key in keys and key not in found else "")
    return found


def are_ours(importer: Importer, headings: Sequence[str], columns: Sequence[str]) -> bool:
    """Nothing needs to be asked: every heading is known and every required column is there."""
    understood = all(key or is_note(heading) or not heading for heading, key in zip(headings, columns, strict=True))
    return understood and not missing(importer, columns)


def missing(importer: Importer, columns: Sequence[str]) -> list[Column]:
    return [column for column in importer.columns if column.required and column.key not in columns]


def score(importer: Importer, headings: Sequence[str], remembered: Mapping[str, str]) -> int:
    return sum(bool(key) for key in proposed(importer, headings, remembered))
