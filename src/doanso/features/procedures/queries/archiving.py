"""Dossiers whose archives' time is up, and the lists by which they are destroyed."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, Q, QuerySet
from django.db.models.functions import Cast, ExtractYear
from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries as workflow
from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Destruction, DestructionItem, Dossier, Procedure, Status
from doanso.features.procedures.permissions import DESTROY, KEEP
from doanso.features.procedures.queries import catalogue
from doanso.lib.dates import VN
from doanso.lib.text import fold

OVER = (Status.RETURNED, Status.NOT_RECEIVED, Status.STOPPED, Status.WITHDRAWN)
COMPLAINTS = ("khieu nai", "to cao")
"""Words in a procedure's name: whoever has complained may still need what lies in the archives."""
State = DestructionItem.State


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed by; empty values narrow nothing. `year`: in which dossiers ended."""

    procedure: str = ""
    year: int | None = None


def bodies(person: Person | None, on: date) -> list[Unit]:
    """Whose archives this person keeps or decides on: of units that lie within each other the outermost."""
    where = units.units_where(person, KEEP, on) | units.units_where(person, DESTROY, on)
    found: list[Unit] = []
    for unit in where.order_by("path"):
        if not found or not unit.path.startswith(found[-1].path):
            found.append(unit)
    return found


def with_year(found: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return found.annotate(year=ExtractYear("finished_at", tzinfo=VN))


def past(today: date) -> QuerySet[Dossier]:
    """Of all units: over, and as many whole years ago as the procedure says, counted from the end of that year."""
    over = Dossier.objects.filter(status__in=OVER, finished_at__isnull=False, destroyed_in=None)
    last_kept = Cast(F("procedure__keep_years"), IntegerField()) + F("year")
    return with_year(over).annotate(last_kept=last_kept).filter(last_kept__lt=today.year)


def due(today: date) -> QuerySet[Dossier]:
    """Those that nothing holds: no case goes on, and their applicant neither asks about their data nor complains."""
    return past(today).exclude(pk__in=workflow.running_subjects(Dossier)).exclude(needed())


def needed() -> Q:
    """Dossiers of whoever has a request about personal data, or a complaint, under way."""
    about = Q()
    for name in catalogue.own_account_effects():
        about |= Q(version__effects__contains=[{"name": name}])
    for words in COMPLAINTS:
        about |= Q(version__search_key__contains=words)
    asking = Dossier.objects.filter(about, finished_at=None)
    same = Q(applicant__in=asking.exclude(applicant=None).values("applicant"))
    for column in ("applicant_phone", "applicant_email"):
        same |= Q(**{f"{column}__in": asking.exclude(**{column: ""}).values(column)})
    return same


def to_list(body: Unit, today: date) -> QuerySet[Dossier]:
    """What may be put on a list of this body: in no other list already, in the order of the archives."""
    listed = DestructionItem.objects.exclude(state=State.KEPT).values("dossier")
    found = due(today).filter(units.inherited(body, "unit__")).exclude(pk__in=listed)
    return found.select_related("procedure", "version", "unit").order_by("procedure__code", "finished_at", "pk")


def narrowed(found: QuerySet[Dossier], wanted: Wanted) -> QuerySet[Dossier]:
    if wanted.procedure:
        found = found.filter(procedure__code=wanted.procedure)
    return found.filter(year=wanted.year) if wanted.year else found


def counted(found: QuerySet[Dossier]) -> list[dict[str, Any]]:
    """How many of each procedure and year."""
    named = {"which": F("procedure__code"), "name": F("procedure__current__name"), "years": F("procedure__keep_years")}
    rows = found.order_by().values("year", **named).annotate(n=Count("pk"))
    return sorted(rows, key=lambda row: (fold(row["name"] or row["which"]), row["year"]))


def why_kept(dossier: Dossier, today: date) -> str:
    """Why it may not be destroyed as things stand, in words; "" when it may."""
    this = Dossier.objects.filter(pk=dossier.pk)
    if not this.filter(pk__in=past(today).values("pk")).exclude(pk__in=workflow.running_subjects(Dossier)).exists():
        return _("It is kept longer by now, or is worked on again.")
    if this.filter(needed()).exists():
        return _("Its applicant has a request about personal data or a complaint under way.")
    return ""


def in_all() -> dict[str, int]:
    """For the page of terms: procedures with a term and without, and dossiers destroyed so far."""
    found = Procedure.objects.exclude(current=None)
    counts = found.aggregate(timed=Count("pk", filter=~Q(keep_years=None)), kept=Count("pk", filter=Q(keep_years=None)))
    return counts | {"gone": Dossier.objects.exclude(destroyed_in=None).count()}


def batches(body_units: Iterable[Unit]) -> QuerySet[Destruction]:
    """Lists of these bodies and of what lies below them, the newest first."""
    where = Q(pk__in=[])
    for body in body_units:
        where |= units.inherited(body, "unit__")
    found = Destruction.objects.filter(where).select_related("unit", "created_by", "decided_by")
    return found.annotate(size=Count("items")).order_by("-created_at", "-pk")


def items(batch: Destruction) -> QuerySet[DestructionItem]:
    """With what lists show, in the order in which they were drawn up."""
    return batch.items.select_related("dossier__procedure", "dossier__version", "dossier__unit").order_by("pk")


def counts(batch: Destruction) -> dict[str, int]:
    found = dict(batch.items.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: found.get(state, 0) for state in State.values}


def digest(dossiers: Iterable[Dossier]) -> str:
    """Of code, procedure and end of each, in their order: what a decision is about."""
    lines = [f"{one.code}|{one.procedure.code}|{one.finished_at:%Y-%m-%dT%H:%M:%S%z}" for one in dossiers]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
