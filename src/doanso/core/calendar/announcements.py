"""Reading an announcement of days off as people paste it: one line or clause a day, a range, or a swap."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from doanso.core.calendar.models import Kind
from doanso.core.calendar.worktime import FIRST_DAY, LAST_DAY
from doanso.lib.text import clean_name, fold

MOST_LINES = 200
MOST_CHARACTERS_IN_A_LINE = 400
MOST_DAYS_IN_A_RANGE = 31
NAME_LENGTH = 120

_DAY = r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?"
_DATE = re.compile(_DAY)
_RANGE = re.compile(rf"(\d{{1,2}})(?:/(\d{{1,2}}))?(?:/(\d{{4}}))?\s*(?:-|–|—|đến(?:\s+hết)?)\s*{_DAY}", re.IGNORECASE)
_SWAP = re.compile(rf"{_DAY}\D{{0,12}}?\bsang\b\D{{0,12}}?{_DAY}", re.IGNORECASE)
# Words around a date that are no part of the name. Only directly before a date: "Ngày Quốc tế Lao động" stays whole.
_BEFORE_DATE = re.compile(r"(?:\b(?:từ|hết|ngày|vào|thứ\s+\w+|chủ\s+nhật)\b[\s,]*(?:\(\s*)?)+(?=\d)", re.IGNORECASE)
# "Làm bù cho ngày 02/01/2027" names another day; its slashes are hidden while the line is taken apart.
_REFERENCE = re.compile(rf"\bcho\s+(?:ngày\s+)?{_DAY}", re.IGNORECASE)
_HIDDEN = str.maketrans("0123456789/", "".join(map(chr, range(0xE000, 0xE00B))))
_SHOWN = {hidden: plain for plain, hidden in _HIDDEN.items()}
_CLAUSE = re.compile(r"[;,()]")
_EDGES = " .:-–—\t"

_WORDS = "“nghỉ”, “nghỉ bù”, “nghỉ hoán đổi”, “làm bù”"
_MAKEUP = re.compile(r"^(?:(?!\bnghi\b).)*\b(lam bu|di lam|lam viec bu)\b")
_OFF = (
    (re.compile(r"\bhoan doi\b|\bthay cho\b"), Kind.SWAP_OFF),
    (re.compile(r"\bnghi bu\b"), Kind.COMP_OFF),
    (re.compile(r"\b(nghi|le|tet|gio to|quoc khanh)\b"), Kind.HOLIDAY),
)


@dataclass(frozen=True)
class Entry:
    day: date
    kind: str
    name: str

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)


@dataclass
class Announcement:
    """`problems` are (line number, sentence)."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


class Unreadable(ValueError):
    """The message is for the person who pasted the line."""


def read(pasted: str, *, year: int) -> Announcement:
    """`year` is meant where a date has none and no other date of its line has one."""
    found = Announcement()
    lines = pasted.splitlines()
    for number, line in enumerate(lines[:MOST_LINES], start=1):
        try:
            found.entries += _line(clean_name(line), year)
        except Unreadable as problem:
            found.problems.append((number, str(problem)))
    if len(lines) > MOST_LINES:
        found.problems.append((MOST_LINES + 1, _("At most %(most)d lines at once.") % {"most": MOST_LINES}))
    found.problems += _contradictions(found.entries)
    return found


def _line(line: str, year: int) -> list[Entry]:
    if len(line) > MOST_CHARACTERS_IN_A_LINE:
        raise Unreadable(_("This line is too long: one day on each line, please."))
    line = _REFERENCE.sub(lambda match: match[0].translate(_HIDDEN), line)
    years = {int(match[3]) for match in _DATE.finditer(line) if match[3]}
    default = years.pop() if len(years) == 1 else year
    if swap := _SWAP.search(_BEFORE_DATE.sub("", line)):
        return _swap(swap, default)
    return [entry for clause in _clauses(line) for entry in _clause(clause, default)]


def _swap(match: re.Match[str], year: int) -> list[Entry]:
    """Hoán đổi ngày làm việc từ A sang B: A is off, B is worked."""
    off, worked = _date(*match.groups()[:3], year=year), _date(*match.groups()[3:], year=year)
    return [
        Entry(off, Kind.SWAP_OFF, f"Nghỉ hoán đổi (làm bù {worked:%d/%m/%Y})"),
        Entry(worked, Kind.MAKEUP, f"Làm bù cho ngày {off:%d/%m/%Y}"),
    ]


def _clauses(line: str) -> list[str]:
    """A piece without a date belongs to the name before it: "30/4 nghỉ lễ (Ngày Chiến thắng)"."""
    clauses: list[str] = []
    for piece in _CLAUSE.split(_BEFORE_DATE.sub("", line)):
        if _DATE.search(piece) or not clauses:
            clauses.append(piece)
        elif piece.strip(_EDGES):
            clauses[-1] = f"{clauses[-1].rstrip()}, {piece.strip()}"
    return [clause for clause in clauses if clause.strip(_EDGES)]


def _clause(clause: str, year: int) -> list[Entry]:
    match = _RANGE.search(clause) or _DATE.search(clause)
    if not match:
        raise Unreadable(
            _("There is no date like 02/01/%(year)d in “%(text)s”.") % {"year": year, "text": clause.strip()[:80]}
        )
    rest = clause[: match.start()] + " " + clause[match.end() :]
    if _DATE.search(rest):
        raise Unreadable(_("“%(text)s” has several dates: one on each line, please.") % {"text": clause.strip()[:80]})
    days = _range(match, year) if match.re is _RANGE else [_date(*match.groups(), year=year)]
    name = clean_name(rest).translate(_SHOWN).strip(_EDGES)
    kind = _kind(name)
    return [Entry(day, kind, (name[:1].upper() + name[1:])[:NAME_LENGTH]) for day in days]


def _range(match: re.Match[str], year: int) -> list[date]:
    day, month, its_year, *last_parts = match.groups()
    last = _date(*last_parts, year=year)
    first = _date(day, month or str(last.month), its_year, year=last.year)
    length = (last - first).days + 1
    if not 1 <= length <= MOST_DAYS_IN_A_RANGE:
        most = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}", "most": MOST_DAYS_IN_A_RANGE}
        raise Unreadable(_("From %(first)s to %(last)s is no range of 1 to %(most)d days.") % most)
    return [first + timedelta(days=offset) for offset in range(length)]


def _date(day: str, month: str, its_year: str | None, *, year: int) -> date:
    try:
        found = date(int(its_year or year), int(month), int(day))
    except ValueError:
        raise Unreadable(_("There is no day %(day)s/%(month)s.") % {"day": day, "month": month}) from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise Unreadable(_("%(day)s lies outside the calendar.") % {"day": f"{found:%d/%m/%Y}"})
    return found


def _kind(name: str) -> str:
    folded = fold(name)
    if _MAKEUP.search(folded):
        return Kind.MAKEUP
    for pattern, kind in _OFF:
        if pattern.search(folded):
            return kind
    raise Unreadable(_("Say one of %(words)s beside “%(text)s”.") % {"words": _WORDS, "text": name[:80]})


def _contradictions(entries: list[Entry]) -> list[tuple[int, str]]:
    by_day: dict[date, set[str]] = {}
    for entry in entries:
        by_day.setdefault(entry.day, set()).add(entry.kind)
    twice = (day for day, kinds in sorted(by_day.items()) if len(kinds) > 1)
    return [(0, _("%(day)s is named twice, as different kinds of day.") % {"day": f"{day:%d/%m/%Y}"}) for day in twice]
