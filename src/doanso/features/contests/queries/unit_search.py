"""Units by what somebody types of their names: asked again with every few letters, so that the names are in memory.

A change of units is seen after ten seconds. What is found is read anew: nobody joins with a unit that has gone.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from doanso.core.units import queries as units
from doanso.core.units.models import Tree, Unit
from doanso.features.contests.models import Contest
from doanso.lib import rows
from doanso.lib.remembered import forgettable
from doanso.lib.text import fold

LIVES_S = 10.0
MOST_AUDIENCES = 20
MOST_UNITS = 12
MOST_WORDS = 8


@dataclass(frozen=True)
class Names:
    """One line a unit in the order in which they are offered, to be looked through as one text."""

    text: str
    ids: dict[int, int]  # where a line begins -> whose it is
    read_at: float

    def exactly(self, name: str) -> list[int]:
        return list(self._beginning(f"\n{name}\n"))[:MOST_UNITS]

    def holding(self, words: list[str]) -> list[int]:
        """The first whose name holds every word."""
        rarest, found, at = max(words, key=len), [], 0
        while len(found) < MOST_UNITS and (at := self.text.find(rarest, at)) >= 0:
            begin, end = self.text.rindex("\n", 0, at), self.text.index("\n", at)
            if all(word in self.text[begin:end] for word in words):
                found.append(self.ids[begin])
            at = end
        return found

    def _beginning(self, line: str) -> Iterator[int]:
        at = self.text.find(line)
        while at >= 0:
            yield self.ids[at]
            at = self.text.find(line, at + 1)


_known: dict[tuple[str, ...], Names] = forgettable({})


def called(contest: Contest, words: str, on: date) -> list[Unit]:
    """Units of the audience whose name holds every word; a name that fits exactly comes alone, or with its like."""
    name, wanted = fold(words), fold(words).split()[:MOST_WORDS]
    if not wanted:
        return []
    names = _names(tuple(contest.audience.get("units") or ()), on)
    ids = names.exactly(name) or names.holding(wanted)
    read = rows.select(Unit, "units_unit.id = ANY(%s)", ids, related=("parent",)) if ids else []
    found = {unit.pk: unit for unit in read}
    there = [found[pk] for pk in ids if pk in found]
    return [unit for unit in there if _is_valid(unit, on) and all(word in unit.search_key for word in wanted)]


def audience_paths(contest: Contest) -> list[str]:
    """Where the units of the audience begin; without a choice everywhere."""
    return _paths(contest.audience.get("units") or ())


def _paths(chosen: tuple[str, ...] | list[str]) -> list[str]:
    return [unit.path for unit in rows.select(Unit, "code = ANY(%s)", list(chosen))] if chosen else ["/"]


def _is_valid(unit: Unit, on: date) -> bool:
    return unit.valid_from <= on and (unit.valid_to is None or on <= unit.valid_to)


def _names(chosen: tuple[str, ...], on: date) -> Names:
    known = _known.get(chosen)
    if known is None or time.monotonic() - known.read_at > LIVES_S:
        if len(_known) >= MOST_AUDIENCES:
            _known.clear()
        known = _known[chosen] = _read(chosen, on)
    return known


def _read(chosen: tuple[str, ...], on: date) -> Names:
    inside = Q()
    for path in _paths(chosen):
        inside |= Q(path__startswith=path)
    found = units.units(on).exclude(type__tree=Tree.TERRITORY).filter(inside).order_by("type__rank", "name", "pk")
    lines, ids, at = [], {}, 0
    for pk, name in found.values_list("pk", "search_key"):
        ids[at] = pk
        lines.append(name)
        at += len(name) + 1
    return Names("\n" + "\n".join(lines) + "\n", ids, time.monotonic())
