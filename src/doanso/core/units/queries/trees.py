"""Units as they stand in their trees on a day, and what became of them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from doanso.core.units.models import Lineage, Tree, Unit, UnitType
from doanso.lib import rows
from doanso.lib.remembered import remembered
from doanso.lib.text import fold


def valid(on: date, prefix: str = "") -> Q:
    """Rows of a dated table that hold on this day; `prefix` leads to the table, as in `unit__`."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": on})
    )


def units(on: date, tree: Tree | None = None) -> QuerySet[Unit]:
    found = Unit.objects.filter(valid(on)).select_related("type")
    return found.filter(type__tree=tree) if tree else found


def by_code(code: str) -> Unit:
    return Unit.objects.select_related("type").get(code=code)


def by_ids(ids: Iterable[int]) -> list[Unit]:
    """With their types."""
    return with_types(rows.select(Unit, "id = ANY(%s)", list(ids)))


def with_types(found: list[Unit]) -> list[Unit]:
    """The same units; a type that is new is asked of its row."""
    types = _types()
    for unit in found:
        if unit.type_id in types:
            unit.type = types[unit.type_id]
    return found


@remembered(seconds=10)
def _types() -> dict[str, UnitType]:
    return UnitType.objects.in_bulk()


def below(unit: Unit, on: date) -> QuerySet[Unit]:
    """The unit and everything under it."""
    return units(on).filter(path__startswith=unit.path)


def inherited(unit: Unit, prefix: str = "") -> Q:
    """In or below this unit, or ended and carried on there; `prefix` leads to the unit, as in `unit__`."""
    return Q(**{f"{prefix}path__startswith": unit.path}) | Q(**{f"{prefix}heir_path__startswith": unit.path})


def carried_on_from_elsewhere(units: Iterable[Unit]) -> QuerySet[Unit]:
    """Ended units that these, or those below them, carry on and that did not lie below them."""
    wanted = Q(pk__in=[])
    for unit in units:
        wanted |= Q(heir_path__startswith=unit.path) & ~Q(path__startswith=unit.path)
    return Unit.objects.filter(wanted)


def only_heir(unit: Unit) -> Unit | None:
    """The one unit in which an ended one went on; none where it was divided: nobody said which part has what."""
    if unit.valid_to is None:
        return None
    found = Unit.objects.filter(came_from__in=Lineage.objects.filter(sources=unit).exclude(targets=unit)).distinct()
    heirs = list(found.exclude(pk=unit.pk)[:2])
    return heirs[0] if len(heirs) == 1 else None


def above(unit: Unit, on: date) -> QuerySet[Unit]:
    """The unit's superiors, nearest first, without itself."""
    codes = unit.path.strip("/").split("/")
    paths = ["/" + "/".join(codes[:length]) + "/" for length in range(1, len(codes))]
    return units(on).filter(path__in=paths).order_by("-path")


def with_superiors(unit: Unit) -> Unit:
    """The same unit; all that stand above it and the territories of all of them are there by one statement."""
    codes = unit.path.strip("/").split("/")
    paths = ["/" + "/".join(codes[:length]) + "/" for length in range(1, len(codes) + 1)]
    found = {one.pk: one for one in rows.select(Unit, "units_unit.path = ANY(%s)", paths, related=("area",))}
    for one in found.values():
        if one.parent_id in found:
            one.parent = found[one.parent_id]
    if unit.pk in found:
        unit.area, unit.parent = found[unit.pk].area, found[unit.pk].parent
    return unit


def superior(unit: Unit, on: date) -> Unit | None:
    """Cấp trên trực tiếp: the nearest superior that is not an office or a club."""
    return above(unit, on).filter(type__office=False).first()


def base_unit_of(unit: Unit, on: date) -> Unit | None:
    """Đoàn cơ sở của: the unit itself when it counts as a base unit, else the nearest superior that does."""
    if unit.type.base:
        return unit
    return above(unit, on).filter(type__base=True).first()


def successors(unit: Unit, on: date) -> list[Unit]:
    """The units that carry this one's work on that day: itself while valid, else through the lineage, to the end."""
    found: dict[int, Unit] = {}
    waiting, seen = [unit], set()
    while waiting:
        current = waiting.pop()
        if current.pk in seen:
            continue
        seen.add(current.pk)
        if current.valid_from <= on and (current.valid_to is None or current.valid_to >= on):
            found[current.pk] = current
            continue
        waiting += Unit.objects.filter(came_from__sources=current, came_from__effective__lte=on).select_related("type")
    return sorted(found.values(), key=lambda item: item.code)


def sources(unit: Unit) -> QuerySet[Lineage]:
    """What it came from, itself apart."""
    return Lineage.objects.filter(targets=unit).exclude(sources=unit).prefetch_related("sources").order_by("effective")


def altered(unit: Unit) -> QuerySet[Lineage]:
    """Changes in which it went on: another kind or name, or parts that became units of their own."""
    return Lineage.objects.filter(sources=unit).filter(targets=unit).prefetch_related("targets").order_by("effective")


def followed_by(unit: Unit) -> QuerySet[Lineage]:
    """What became of it, itself apart."""
    return Lineage.objects.filter(sources=unit).exclude(targets=unit).prefetch_related("targets").order_by("effective")


def heirs_of_ended(on: date) -> dict[int, int]:
    """Ended unit -> the one unit that carries on all of it today. Where several do, its figures cannot be divided."""
    lines: dict[tuple[int, int], set[int]] = {}
    ended = Lineage.objects.filter(effective__lte=on, sources__valid_to__lt=on, targets__isnull=False)
    for line, source, target in ended.values_list("pk", "sources", "targets"):
        lines.setdefault((line, source), set()).add(target)
    links: dict[int, set[int]] = {}
    for (_line, source), targets in lines.items():
        if source not in targets:  # else it went on itself: renamed, or a part was taken out of it
            links.setdefault(source, set()).update(targets)
    return {source: heir for source in links if (heir := _only_heir(source, links)) is not None}


def _only_heir(unit_id: int, links: dict[int, set[int]]) -> int | None:
    seen = set()
    while unit_id in links and unit_id not in seen:
        seen.add(unit_id)
        if len(links[unit_id]) != 1:
            return None
        unit_id = next(iter(links[unit_id]))
    return unit_id


def roots(on: date, tree: Tree) -> QuerySet[Unit]:
    """Where the tree begins on that day: nothing above, or nothing that still holds."""
    parents = Unit.objects.filter(valid(on), pk=OuterRef("parent"))
    return counted(units(on, tree).filter(~Exists(parents)), on)


def children(parents: Iterable[Unit], on: date) -> QuerySet[Unit]:
    """One step down, offices and clubs after the rest."""
    found = units(on).filter(parent__in=[parent.pk for parent in parents])
    return counted(found, on).order_by("type__rank", "type__name", "code")


def counted(found: QuerySet[Unit], on: date) -> QuerySet[Unit]:
    """With `below_count`, how many stand directly below."""
    return found.annotate(below_count=Count("children", filter=valid(on, "children__"))).order_by("type__rank", "code")


def find(text: str, on: date, tree: Tree | None = None) -> QuerySet[Unit]:
    """By every word of the name without diacritics, or by the start of the code."""
    wanted = Q(code__istartswith=text.strip())
    if words := fold(text).split():
        named = Q()
        for word in words[:8]:
            named &= Q(search_key__contains=word)
        wanted |= named
    return units(on, tree).select_related("type", "parent").filter(wanted).order_by("type__rank", "name")
