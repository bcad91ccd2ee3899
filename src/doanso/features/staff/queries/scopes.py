"""Whose staff count in an agency: those of all that stand below it, and those of ended agencies that go on there.

An ended agency counts where everything that carries it on lies. One that was divided counts only where all its parts
come together again, for its figures cannot be divided. So every unit counts exactly once on each level of the tree.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from doanso.core.units import queries as units
from doanso.core.units.models import Lineage, Tree, Unit


@dataclass(frozen=True)
class Scope:
    """`ids`: the units whose staff count here. `divided`: ended ones of which only a part goes on here."""

    unit: Unit
    today: date
    ids: frozenset[int]
    divided: tuple[int, ...] = ()


def scope(unit: Unit, today: date) -> Scope:
    """An agency that has ended is seen as it was: with what stood below it."""
    inside = dict(_agencies().filter(path__startswith=unit.path).values_list("pk", "path"))
    if unit.valid_to and unit.valid_to < today:
        return Scope(unit, today, frozenset(inside))
    heirs = heirs_of_all(today)
    ids = {pk for pk in inside if heirs.get(pk, {pk}) <= inside.keys()}
    ids |= {pk for pk, found in heirs.items() if found <= inside.keys()}
    divided = [pk for pk, found in heirs.items() if pk not in ids and found & inside.keys()]
    return Scope(unit, today, frozenset(ids), tuple(divided))


def heirs_of_all(today: date) -> dict[int, frozenset[int]]:
    """Every agency that has ended -> what carries it on; one without a lineage of its own goes with its superior."""
    ended = {path: pk for pk, path in _agencies().filter(valid_to__lt=today).values_list("pk", "path")}
    links = _links(today)
    found = {}
    for path, pk in ended.items():
        source = next((ended[one] for one in _upwards(path) if ended.get(one) in links), None)
        if source is not None and (leaves := _leaves(source, links)):
            found[pk] = frozenset(leaves)
    return found


def lines(scope: Scope) -> dict[int, int]:
    """Unit -> the agency directly below the scope's in which it counts, or the scope's own; divided ones count in none
    of them and so in the scope's own."""
    path = scope.unit.path
    inside = dict(_agencies().filter(path__startswith=path).values_list("path", "pk"))
    child = {pk: inside.get(_step_below(one, path), scope.unit.pk) for one, pk in inside.items()}
    heirs = heirs_of_all(scope.today)
    found = {}
    for pk in scope.ids:
        homes = {child.get(heir, scope.unit.pk) for heir in heirs.get(pk, {pk})}
        found[pk] = homes.pop() if len(homes) == 1 else scope.unit.pk
    return found


def standing_below(unit: Unit, on: date) -> list[Unit]:
    """The agency itself and those directly below it, in the order of the tree."""
    own = units.units(on).filter(parent=unit).order_by("type__rank", "path")
    return [unit, *own]


def _agencies() -> QuerySet[Unit]:
    return Unit.objects.filter(type__tree=Tree.AGENCY)


def _links(today: date) -> dict[int, set[int]]:
    rows = Lineage.objects.filter(effective__lte=today, sources__valid_to__lt=today, targets__isnull=False)
    links: dict[int, set[int]] = {}
    for source, target in rows.values_list("sources", "targets"):
        links.setdefault(source, set()).add(target)
    return links


def _leaves(start: int, links: dict[int, set[int]]) -> set[int]:
    found, waiting, seen = set(), [start], set()
    while waiting:
        pk = waiting.pop()
        if pk in seen:
            continue
        seen.add(pk)
        if pk in links:
            waiting += links[pk]
        else:
            found.add(pk)
    return found


def _upwards(path: str) -> list[str]:
    codes = path.strip("/").split("/")
    return ["/" + "/".join(codes[:length]) + "/" for length in range(len(codes), 0, -1)]


def _step_below(path: str, base: str) -> str:
    rest = path[len(base) :].split("/")[0]
    return f"{base}{rest}/" if rest else base
