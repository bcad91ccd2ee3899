"""Invented entries, so that records of the demonstration have something to tell."""

from datetime import datetime

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
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


def load(now: datetime) -> None:
    """Grades and marks of one branch, once."""
    services.open_register(now=now)
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
