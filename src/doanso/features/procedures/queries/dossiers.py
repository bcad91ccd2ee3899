"""Reads over dossiers; who may see which stands in `visible_to`."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy

from doanso.blocks.workflow import queries as workflow
from doanso.core.accounts.models import Person
from doanso.core.files.models import File
from doanso.core.units import queries as units
from doanso.features.procedures.models import Client, Dossier, Status
from doanso.features.procedures.permissions import INTAKE, OVERSEE
from doanso.lib import codes
from doanso.lib.text import fold

OPEN = (Status.REGISTERED, Status.RECEIVED, Status.PROCESSING, Status.SUPPLEMENT, Status.PAYMENT)
SOON = timedelta(days=1)
EARLY = Q(finished_at__date__lt=F("due_at__date"))  # before the day of the deadline, in lists and reports alike
TIMINGS = {
    "qua_han": gettext_lazy("Overdue"),
    "sap_han": gettext_lazy("Due soon"),
    "con_han": gettext_lazy("In time"),
    "tam_dung": gettext_lazy("Paused"),
    "som": gettext_lazy("Finished early"),
    "dung": gettext_lazy("Finished on time"),
    "tre": gettext_lazy("Finished late"),
}


def visible_to(person: Person | None, on: date) -> QuerySet[Dossier]:
    """Their own, those of units that they oversee or receive for, and those that lie or lay on a seat they hold."""
    if person is None:
        return Dossier.objects.none()
    overseen = units.units_inherited(person, OVERSEE, on) | units.units_inherited(person, INTAKE, on)
    worked_on = workflow.subjects_of(Dossier, person, units.seats_of(person, on))
    return _related(Dossier.objects.filter(Q(unit__in=overseen) | Q(applicant=person) | Q(pk__in=worked_on)))


def units_reached(person: Person | None, on: date) -> set[str]:
    """Codes of units outside which, with all below them, `visible_to` has nothing for this person."""
    if person is None:
        return set()
    held = units.seats_of(person, on)
    seated = {unit_id for _role, unit_id in (*held.pairs, *held.delegated)}
    touched = Q(applicant=person) | Q(pk__in=workflow.subjects_of(Dossier, person, held))
    codes = Dossier.objects.filter(touched).order_by().values_list("unit__code", flat=True).distinct()
    places = units.by_ids(seated)
    ended = units.carried_on_from_elsewhere(places).values_list("code", flat=True)
    return {unit.code for unit in places} | set(ended) | set(codes)


def mine(person: Person | None) -> QuerySet[Dossier]:
    """Dossiers that this person applied with, newest first; none for an account that is nobody's."""
    if person is None:
        return Dossier.objects.none()
    return _related(Dossier.objects.filter(applicant=person)).order_by("-submitted_at")


def by_tracking(code: str) -> Dossier | None:
    """`code` is already in its one written form."""
    return _related(Dossier.objects.filter(tracking=code)).first()


def _related(found: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return found.select_related("version", "procedure", "unit")


@dataclass(frozen=True)
class Filter:
    """What the list of dossiers can be narrowed by; empty values narrow nothing."""

    text: str = ""
    status: int | None = None
    timing: str = ""
    procedure: str = ""
    channel: str = ""
    unit: str = ""
    since: date | None = None
    until: date | None = None


def narrowed(found: QuerySet[Dossier], wanted: Filter, now: datetime) -> QuerySet[Dossier]:
    if wanted.text:
        key = fold(wanted.text)
        found = found.filter(
            Q(applicant_key__contains=key)
            | Q(code__icontains=wanted.text.strip())
            | Q(version__search_key__contains=key)
            | Q(applicant_phone=wanted.text.strip())
        )
    plain: dict[str, Any] = {
        "status": wanted.status,
        "procedure__code": wanted.procedure,
        "channel": wanted.channel,
        "unit__code": wanted.unit,
        "submitted_at__date__gte": wanted.since,
        "submitted_at__date__lte": wanted.until,
    }
    found = found.filter(**{name: value for name, value in plain.items() if value not in (None, "")})
    return with_timing(found, now).filter(timing=wanted.timing) if wanted.timing else with_timing(found, now)


def with_timing(found: QuerySet[Dossier], now: datetime) -> QuerySet[Dossier]:
    """Adds `timing`, one of TIMINGS, by the deadline with its pauses; `khong_han` without one.

    An apology makes no late dossier timely.
    """
    done = Q(finished_at__isnull=False)
    return found.annotate(
        timing=Case(
            When(due_at=None, then=Value("khong_han")),
            When(done & EARLY, then=Value("som")),
            When(done & Q(finished_at__lte=F("due_at")), then=Value("dung")),
            When(done, then=Value("tre")),
            When(paused_since__isnull=False, then=Value("tam_dung")),
            When(due_at__lt=now, then=Value("qua_han")),
            When(due_at__lt=now + SOON, then=Value("sap_han")),
            default=Value("con_han"),
            output_field=CharField(),
        )
    )


def search_entry(dossier: Dossier) -> dict[str, Any]:
    """What the search keeps of a dossier; who may find it is asked at reading time."""
    result = getattr(dossier, "result", None)
    known = [dossier.applicant_name, dossier.applicant_phone, dossier.tracking, result.number if result else ""]
    return {
        "key": dossier.code,
        "title": f"{dossier.code} · {dossier.version.name}",
        "body": " · ".join(filter(None, known)),
        "url": f"/ho-so/{dossier.code}/",
        "unit_id": dossier.unit_id,
        "paths": [dossier.unit.path],
    }


def by_typed_tracking(typed: str) -> Dossier | None:
    """Forgives case, spaces, dashes and look-alike letters."""
    try:
        return by_tracking(codes.clean_tracking_code(typed))
    except ValueError:
        return None


def with_file(file: File) -> QuerySet[Dossier]:
    """Dossiers to which somebody attached this file, in a form or on the timeline."""
    on_timeline = workflow.subjects_with_file(Dossier, file)
    return _related(Dossier.objects.filter(Q(filings__files=file) | Q(pk__in=on_timeline)).distinct())


def attached(dossier: Dossier) -> QuerySet[File]:
    """Every file that lies with it already, in forms and on the timeline."""
    on_timeline = workflow.files_on_timeline(dossier)
    return File.objects.filter(Q(pk__in=dossier.filings.values("files")) | Q(pk__in=on_timeline))


def for_client(client: Client | None, code: str) -> Dossier | None:
    """A dossier that this client submitted or whose unit handles it, by its code."""
    if client is None:
        return None
    mine = Q(client=client)
    if client.unit and Client.Scope.READ in client.scopes:
        mine |= units.inherited(client.unit, "unit__")
    return _related(Dossier.objects.filter(mine, code=code)).first()


def procedures_in(seen: QuerySet[Dossier]) -> list[tuple[str, str]]:
    """Codes and names of the procedures among these dossiers: for the filter."""
    rows = seen.order_by().values_list("procedure__code", "procedure__current__name").distinct()
    return sorted(((code, f"{name[:80]} ({code})") for code, name in rows), key=lambda pair: fold(pair[1]))


def counts(seen: QuerySet[Dossier], now: datetime) -> dict[str, int]:
    """Open, overdue, due within a day, paused: one query."""
    running = Q(finished_at=None)
    clock = running & Q(paused_since=None)
    return seen.order_by().aggregate(
        open=Count("pk", filter=running),
        overdue=Count("pk", filter=clock & Q(due_at__lt=now)),
        soon=Count("pk", filter=clock & Q(due_at__gte=now, due_at__lt=now + SOON)),
        paused=Count("pk", filter=running & Q(paused_since__isnull=False)),
    )
