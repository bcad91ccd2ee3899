"""A record in words: each entry as a line that tells what was decided, when, and by what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.features.members import queries
from doanso.features.members.models import Entry
from doanso.lib.dates import format_date, local
from doanso.lib.modules import all_modules

Kind = Entry.Kind
MARKS = {
    "education": gettext_lazy("Education"),
    "language": gettext_lazy("Foreign language"),
    "theory": gettext_lazy("Political theory"),
    "computing": gettext_lazy("Computing"),
    "digital": gettext_lazy("Digital citizen"),
    "commendation": gettext_lazy("Commendation"),
}
GOOD = {Kind.ADMITTED, Kind.RECEIVED, Kind.ARRIVED, Kind.OPENING, Kind.RESUMED, Kind.FOUND}
BAD = {Kind.EXPELLED, Kind.REMOVED, Kind.DISCIPLINED, Kind.DIED}
DOSSIER = "/ho-so/%s/"


@dataclass(frozen=True)
class Line:
    """`source` is shown; `url` leads to the dossier for who may read it. `undone`: when and by what it was undone."""

    day: date
    title: str
    details: tuple[str, ...]
    source: str
    decision: str
    url: str = ""
    undone: str = ""
    tone: str = ""


def lines(person: Person, user: Any = None) -> list[Line]:
    """All entries, the latest first; those undone too, with what undid them in their place."""
    entries = [entry for entry in queries.entries_of(person) if entry.undoes_id is None]
    seen = readable(user, {entry.source for entry in entries})
    return [_line(entry, seen) for entry in entries]


def readable(user: Any, codes: set[str]) -> set[str]:
    """The dossiers among these that the reader may open, as the module that keeps them says."""
    sources = [source for module in all_modules() for source in module.search if source.name == "dossiers"]
    return sources[0].visible(user, sorted(codes)) if sources and user is not None else set()


def _line(entry: Entry, seen: set[str]) -> Line:
    undone = getattr(entry, "undone_by", None)
    return Line(
        day=entry.day,
        title=_title(entry),
        details=tuple(filter(None, _details(entry))),
        source=source_words(entry),
        decision=entry.decision,
        url=DOSSIER % entry.source if entry.source in seen else "",
        undone=_undone(undone) if undone else "",
        tone="ok" if entry.kind in GOOD else "bad" if entry.kind in BAD else "",
    )


def _title(entry: Entry) -> str:
    if entry.kind == Kind.DISCIPLINED and entry.data.get("form"):
        return f"{entry.get_kind_display()}: {entry.data['form']}"
    if entry.kind == Kind.GRADED:
        return _("Graded for %(year)s: %(grade)s") % {"year": entry.data["year"], "grade": entry.data["grade"]}
    if entry.kind == Kind.NOTED:
        return f"{MARKS.get(entry.data.get('mark', ''), entry.get_kind_display())}: {entry.data.get('text', '')}"
    return str(entry.get_kind_display())


def _details(entry: Entry) -> Iterable[str]:
    data = entry.data
    yield str(entry.unit) if entry.unit else ""
    yield _("from %(unit)s") % {"unit": entry.origin} if entry.origin and entry.origin_id != entry.unit_id else ""
    yield _("to %(unit)s") % {"unit": data["to"]} if data.get("to") else ""
    yield _("until %(day)s") % {"day": format_date(entry.until)} if entry.until else ""
    yield _("card %(number)s") % {"number": data["card"]} if data.get("card") else ""
    yield _("evidence: %(text)s") % {"text": data["evidence"]} if data.get("evidence") else ""
    yield data.get("reason", "")


def source_words(entry: Entry) -> str:
    if entry.source == "register":
        return _("Taken over when the register was opened")
    if entry.source.startswith("import:"):
        return _("From a spreadsheet (%(batch)s)") % {"batch": entry.source.partition(":")[2]}
    if entry.source.startswith("note:"):
        return _("Noted by %(person)s") % {"person": entry.by or "–"}
    return _("Dossier %(code)s") % {"code": entry.source}


def _undone(entry: Entry) -> str:
    told = {"day": format_date(local(entry.at).date()), "source": entry.decision or entry.source}
    return _("Undone on %(day)s: %(source)s") % told


@dataclass(frozen=True)
class Standing:
    """What holds today: marks by kind, the newest first, and grades by year."""

    marks: list[tuple[str, list[str]]]
    grades: list[tuple[int, str]]


def standing(person: Person) -> Standing:
    entries = queries.standing([person.pk])[person.pk]
    marks: dict[str, list[str]] = {}
    for entry in reversed(entries):
        if entry.kind == Kind.NOTED:
            found = marks.setdefault(entry.data.get("mark", ""), [])
            if entry.data.get("text") not in found:
                found.append(entry.data.get("text", ""))
    grades = {entry.data["year"]: entry.data["grade"] for entry in entries if entry.kind == Kind.GRADED}
    named = [(str(MARKS[kind]), marks[kind]) for kind in MARKS if kind in marks]
    return Standing(named, sorted(grades.items(), reverse=True))
