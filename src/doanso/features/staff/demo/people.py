"""People who do not exist, the same on every machine: numbers from one seed, never from the clock."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.staff.demo.agencies import Agencies
from doanso.features.staff.models import (
    Computing,
    Education,
    Kind,
    Language,
    Post,
    Rank,
    StateTraining,
    Theory,
    What,
)
from doanso.features.staff.services import Given
from doanso.lib import demo

SEED = 20241231
LEVELS = {"Trên đại học": Education.POSTGRADUATE, "Đại học": Education.UNIVERSITY, "Khác (suy ra)": Education.OTHER}
POSTS = {1: Post.HEAD, 2: Post.DEPUTY}  # of the first and the second who come to an agency
OFFICE_SHARE = 57  # percent of all staff who work in the districts


@dataclass
class _One:
    """Somebody: where, since when, and what else happened to them."""

    unit: Unit
    values: dict[str, Any]
    since: date
    more: list[Given] = field(default_factory=list)


def invented(told: dict[str, Any], found: Agencies) -> list[Given]:
    rng, figures = Random(SEED), demo.data("staff_stats")  # noqa: S311 invents people, guards nothing
    there = _there(rng, told, found, figures)
    _goes_on(rng, told, found, there)
    known = _known_people(found)
    others = [*_gone_before(rng, told, found), *_came_after(rng, told, found)]
    return list(_entries([*there, *others], known))


def _there(rng: Random, told: dict[str, Any], found: Agencies, figures: dict[str, Any]) -> list[_One]:
    """Exactly as many as the figures say, of each education, on the day of the figures."""
    places = _places(rng, found, figures["total"])
    levels = [LEVELS[row["level"]] for row in figures["education"] for _number in range(row["n"])]
    rng.shuffle(levels)
    as_of = date.fromisoformat(told["as_of"])
    people = [_somebody(rng, told, unit, level, as_of) for unit, level in zip(places, levels, strict=True)]
    for one in people:
        _careers(rng, one, as_of)
    _lead(people)
    return people


def _places(rng: Random, found: Agencies, total: int) -> list[Unit]:
    """So many in each agency that all together make the total."""
    offices = total * OFFICE_SHARE // 100
    return [*_spread(rng, found.province, total - offices), *_spread(rng, found.district, offices)]


def _spread(rng: Random, agencies: list[Unit], total: int) -> list[Unit]:
    sure = total // len(agencies) * 3 // 4
    places = [unit for unit in agencies for _number in range(sure)]
    return places + [rng.choice(agencies) for _number in range(total - len(places))]


def _somebody(rng: Random, told: dict[str, Any], unit: Unit, level: str, as_of: date) -> _One:
    woman = rng.random() < 0.47
    names = told["women" if woman else "men"]
    born = date(as_of.year - rng.randint(28, 59), rng.randint(1, 12), rng.randint(1, 28))
    since = max(date(min(born.year + rng.randint(22, 28), 2019), rng.randint(1, 12), 1), unit.valid_from)
    kind = rng.choices([Kind.CIVIL_SERVANT, Kind.PUBLIC_EMPLOYEE, Kind.CONTRACT], [92, 3, 5])[0]
    values = {
        "full_name": " ".join([rng.choice(told["surnames"]), rng.choice(names["middle"]), rng.choice(names["given"])]),
        "sex": "F" if woman else "M",
        "date_of_birth": born.isoformat(),
        "ethnicity": rng.choice(told["ethnic_groups"]),
        "kind": str(kind),
        "education": str(level),
        "computer": True,
    }
    return _One(unit, values | _learning(rng, told, str(level)), since)


def _learning(rng: Random, told: dict[str, Any], level: str) -> dict[str, Any]:
    """Of some it is not known."""
    high = level == Education.POSTGRADUATE
    ranks = [Rank.PRINCIPAL, Rank.EXPERT] if high else [Rank.EXPERT, Rank.CLERK]
    languages = [Language.MIDDLE, Language.LOWER, Language.UPPER, Language.NONE, ""]
    return {
        "rank": str(rng.choices(ranks, [45, 55] if high else [88, 12])[0] if level != Education.OTHER else Rank.STAFF),
        "field": rng.choice(told["fields"]) if level != Education.OTHER else "",
        "state_training": str(rng.choices([StateTraining.EXPERT, StateTraining.PRINCIPAL, StateTraining.NONE, ""],
                                          [60, 25, 12, 3])[0]),
        "theory": str(rng.choices([Theory.INTERMEDIATE, Theory.ADVANCED, Theory.PRIMARY, Theory.NONE, ""],
                                  [45, 15, 20, 17, 3])[0]),
        "computing": str(rng.choices([Computing.BASIC, Computing.ADVANCED, Computing.DEGREE, Computing.NONE, ""],
                                     [70, 15, 6, 5, 4])[0]),
        "language": str(rng.choices(languages, [45, 30, 8, 12, 5])[0]),
        "party": rng.choices([True, False, None], [78, 20, 2])[0],
    }  # fmt: skip


def _careers(rng: Random, one: _One, as_of: date) -> None:
    """What is so on the day of the figures came about in the years before."""
    day = date(rng.randint(2019, 2023), rng.choice([1, 3, 5, 9]), 1)
    if one.since >= day:
        return
    if one.values["education"] == Education.POSTGRADUATE and rng.random() < 0.4:
        one.values["education"] = str(Education.UNIVERSITY)
        one.more.append(Given(What.TRAINED, day, values={"education": str(Education.POSTGRADUATE)}))
    elif rng.random() < 0.3:
        one.values["computer"] = False
        one.more.append(Given(What.CHANGED, day, values={"computer": True}))


def _lead(people: list[_One]) -> None:
    """The first of each agency heads it, the second is the deputy."""
    seen: dict[int, int] = {}
    for one in people:
        place = seen[one.unit.pk] = seen.get(one.unit.pk, 0) + 1
        one.values["post"] = str(POSTS.get(place, Post.NONE))


def _goes_on(rng: Random, told: dict[str, Any], found: Agencies, people: list[_One]) -> None:
    """With the reform everybody moves on, but for those who leave: some with it, some in the months after."""
    arrived: Counter[int] = Counter()
    leaving = set(rng.sample(range(len(people)), told["leaving_after"]))
    for number, one in enumerate(people):
        into = found.into.get(one.unit.pk)
        day = one.unit.valid_to + timedelta(days=1) if into and one.unit.valid_to else date(2025, 9, 1)
        if number in leaving and number % 3:
            what = What.DOWNSIZED if number % 2 else What.RETIRED
            one.more.append(Given(what, day, decision="118/QĐ-SNV (giả lập)"))
            continue
        if into:
            target = into[number % len(into)]
            arrived[target.pk] += 1
            post = {"post": str(POSTS.get(arrived[target.pk], Post.NONE))}
            one.more.append(Given(What.MOVED, day, unit=target, values=post, decision="205/QĐ-UBND (giả lập)"))
        if number in leaving:
            later = date(2025, 10, 1) + timedelta(days=30 * (number % 8))
            one.more.append(Given(What.RETIRED, later.replace(day=1), decision="64/QĐ-SNV (giả lập)"))


def _gone_before(rng: Random, told: dict[str, Any], found: Agencies) -> Iterator[_One]:
    """Who left in the years before the day of the figures."""
    places = [*found.province, *found.district]
    for number in range(told["left_before"]):
        day = date(2020 + number % 5, rng.randint(1, 12), 1)
        level = rng.choices(list(LEVELS.values()), [20, 74, 6])[0]
        one = _somebody(rng, told, rng.choice(places), str(level), date(2019, 12, 31))
        one.values |= {"post": str(Post.NONE), "computer": rng.random() < 0.6}
        what = rng.choices([What.RETIRED, What.DOWNSIZED, What.LEFT], [50, 35, 15])[0]
        one.more.append(Given(what, day, decision="31/QĐ-SNV (giả lập)"))
        yield one


def _came_after(rng: Random, told: dict[str, Any], found: Agencies) -> Iterator[_One]:
    """Recruited when the reform was done."""
    places = sorted({unit.pk: unit for into in found.into.values() for unit in into}.items())
    for number in range(told["recruited_after"]):
        unit = places[rng.randrange(len(places))][1]
        one = _somebody(rng, told, unit, str(Education.UNIVERSITY), date(2024, 12, 31))
        one.values["post"] = str(Post.NONE)
        one.since = date(2025 + number % 2, 10 if number % 2 == 0 else 4, 1)
        yield one


def _known_people(found: Agencies) -> dict[int, list[Person]]:
    """Whom the demonstration seats in an agency works there: unit -> people."""
    targets = {unit.pk for into in found.into.values() for unit in into}
    seated = Person.objects.filter(positions__unit__in=targets, positions__valid_to=None, cccd__isnull=False)
    homes: dict[int, list[Person]] = {}
    for person, unit in seated.order_by("pk").values_list("pk", "positions__unit"):
        homes.setdefault(unit, []).append(person)
    return homes


def _entries(people: list[_One], known: dict[int, list[Person]]) -> Iterator[Given]:
    for number, one in enumerate(people, 1):
        code = f"CB{number:05d}"
        last = next((given.unit for given in reversed(one.more) if given.unit), one.unit)
        stays = all(given.what not in (What.RETIRED, What.DOWNSIZED, What.LEFT) for given in one.more)
        values = one.values
        if stays and known.get(last.pk):
            values = values | _identity(Person.objects.get(pk=known[last.pk].pop(0)))
        yield Given(What.APPOINTED, one.since, code, one.unit, values, decision="07/QĐ-SNV (giả lập)")
        for given in sorted(one.more, key=lambda each: each.day):
            yield Given(given.what, given.day, code, given.unit, given.values, given.decision or "12/QĐ-SNV (giả lập)")


def _identity(person: Person) -> dict[str, Any]:
    return {
        "person": person.pk,
        "full_name": person.full_name,
        "sex": person.sex,
        "date_of_birth": person.date_of_birth.isoformat() if person.date_of_birth else None,
        "birth_precision": person.birth_precision,
        "ethnicity": person.ethnicity,
        "cccd": person.cccd,
    }
