"""The 34 provinces and 3,321 communes since 1 July 2025: names to codes and back. Loaded once, when first asked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from doanso.lib.text import canonical_tone, fold, name_sort_key

_PREFIXES = ("phường ", "xã ", "đặc khu ", "thị trấn ", "p. ", "x. ", "p.", "x.", "đk ")
_CITY = "Thành phố "


@dataclass(frozen=True, slots=True)
class Place:
    """`code` as the State writes it: two digits for a province, five for a commune."""

    code: str
    name: str
    province: str = ""


@cache
def provinces() -> dict[str, Place]:
    """By code; in the order of a Vietnamese list."""
    from vietnam_provinces import Province  # 0.1 s of CPU: only when somebody needs it

    found = []
    for row in Province.iter_all():
        name = row.name if row.name.startswith(_CITY) else f"Tỉnh {row.name}"
        found.append(Place(f"{row.code.value:02}", name))
    return {place.code: place for place in sorted(found, key=lambda place: _list_key(place.name))}


def _list_key(name: str) -> str:
    bare = name.removeprefix(_CITY).removeprefix("Tỉnh ")
    return "-".join(name_sort_key(word) for word in bare.split())


@cache
def _communes() -> dict[str, Place]:
    from vietnam_provinces import Ward  # as slow as the provinces

    rows = (Place(f"{row.code.value:05}", row.name, f"{row.province_code.value:02}") for row in Ward.iter_all())
    return {place.code: place for place in rows}


@cache
def communes_of(province: str) -> tuple[Place, ...]:
    return tuple(place for place in _communes().values() if place.province == province)


def commune(code: str) -> Place | None:
    return _communes().get(code)


def find_province(text: str) -> list[Place]:
    """By code, else by name, with or without diacritics."""
    if text in provinces():
        return [provinces()[text]]
    return _best(text, tuple(provinces().values()), ("thành phố ", "tỉnh ", "tp. ", "tp.", "tp "))


def find_commune(text: str, province: str) -> list[Place]:
    """The communes of a province that the typed text may mean: one when it is clear."""
    place = commune(text)
    if place and place.province == province:
        return [place]
    return _best(text, communes_of(province), _PREFIXES)


def _best(text: str, places: tuple[Place, ...], prefixes: tuple[str, ...]) -> list[Place]:
    """Exact before without diacritics, with the kind (xã, phường) before without it."""
    forms: tuple[Callable[[str], str], ...] = (
        _spelled,
        fold,
        lambda name: _bare(_spelled(name), prefixes),
        lambda name: fold(_bare(_spelled(name), prefixes)),
    )
    for form in forms:
        wanted = form(text)
        found = [place for place in places if form(place.name) == wanted]
        if found:
            return found
    return []


def _spelled(name: str) -> str:
    return " ".join(canonical_tone(name).lower().split())


def _bare(name: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        if name.startswith(prefix):
            return name[len(prefix) :].strip()
    return name
