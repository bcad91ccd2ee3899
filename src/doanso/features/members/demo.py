"""Invented entries, so that records of the demonstration have something to tell."""

from datetime import date, datetime
from typing import Any

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Unit
from doanso.features.members import services
from doanso.features.members.models import Entry
from doanso.features.members.services import Source, Wanted
from doanso.lib.dates import local

BRANCH, SOURCE = "D-X04-TH-01", "import:demo"
GRADES = ("Hoàn thành xuất sắc", "Hoàn thành tốt", "Hoàn thành tốt", "Hoàn thành")
MARKS = (
    {"mark": "language", "text": "Tiếng Anh A2", "evidence": "Chứng chỉ của trường (dữ liệu minh họa)"},
    {"mark": "digital", "text": "Hoàn thành Bình dân học vụ số", "evidence": "Giấy xác nhận (dữ liệu minh họa)"},
)
TWICE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    # without diacritics, of the birth the year alone, but with the same phone
    ("P064", "D-X08-02", {"full_name": "Ho Van Cuong", "date_of_birth": date(2002, 1, 1), "birth_precision": "year"}),
    # in another branch, with one digit of the citizen number mistyped
    ("P063", "D-X02-01", {"cccd": "099306391943", "phone": "", "email": ""}),
)
COPIED = ("full_name", "sex", "date_of_birth", "birth_precision", "phone")
LISTED_ON, LIST = date(2025, 9, 15), "import:demo-2025"


def load(now: datetime) -> None:
    """Two people who were written twice; grades and marks of one branch. Once."""
    services.open_register(now=now)
    for of, unit, told in TWICE:
        _write_twice(of, unit, told, now)
    if Entry.objects.filter(source=SOURCE).exists() or not units.units(local(now).date()).filter(code=BRANCH).exists():
        return
    day, branch = local(now).date(), units.by_code(BRANCH)
    wanted: list[tuple[Person, Wanted]] = []
    for number, person in enumerate(units.members(branch, day).order_by("sort_key")):
        grade = {"year": day.year - 1, "grade": GRADES[number % len(GRADES)]}
        wanted.append((person, Wanted(Entry.Kind.GRADED, day, data=grade)))
        wanted.append((person, Wanted(Entry.Kind.NOTED, day, data=MARKS[number % len(MARKS)])))
    if wanted:
        services.enter_all(wanted, Source(SOURCE, None, now))


def _write_twice(of: str, unit_code: str, told: dict[str, Any], now: datetime) -> None:
    """As a list from elsewhere would have it; the page of duplicates shows them."""
    known, unit = Person.objects.filter(code=of).first(), Unit.objects.filter(code=unit_code).first()
    if known is None or unit is None or Person.objects.filter(code=f"{of}-2").exists():
        return
    values = {name: getattr(known, name) for name in COPIED} | told
    twin = Person.objects.create(code=f"{of}-2", **values)
    data = {"state": Membership.State.ACTIVE, "card": None, "from": LIST, "admitted_on": None}
    services.enter(twin, Wanted(Entry.Kind.OPENING, LISTED_ON, unit=unit, data=data), Source(LIST, None, now))
