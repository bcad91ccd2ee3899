"""The procedures of one's units, and when somebody must say that they are still right."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate

from doanso.core.accounts.models import Person
from doanso.core.units.queries import units_where
from doanso.features.procedures.models import Procedure
from doanso.features.procedures.permissions import EDIT
from doanso.features.procedures.queries.moving import RUNNING
from doanso.lib.dates import VN
from doanso.lib.text import fold

NOTICE = timedelta(days=30)
YEAR = timedelta(days=365)
STATES = ("qua_han", "sap_den", "con_lau")


@dataclass(frozen=True)
class Wanted:
    text: str = ""
    state: str = ""


def editable(person: Person | None, on: date) -> QuerySet[Procedure]:
    """Those of the units for which this person writes procedures."""
    found = Procedure.objects.filter(owner__in=units_where(person, EDIT, on).values("pk"))
    return with_review(found.select_related("owner", "current", "reviewed_by"))


def with_review(found: QuerySet[Procedure]) -> QuerySet[Procedure]:
    """Adds `review_on`: what the last review set, else what the version says, else a year after its publication."""
    published = Coalesce("current__review_by", TruncDate(F("current__published_at") + Value(YEAR), tzinfo=VN))
    answered = Q(reviewed_at__gte=F("current__published_at"), review_by__isnull=False)
    when = Case(When(answered, then=F("review_by")), default=published, output_field=DateField())
    return found.annotate(review_on=when)


def listed(person: Person | None, wanted: Wanted, on: date) -> QuerySet[Procedure]:
    """What is to be reviewed first comes first; `running` dossiers, `older` of them under an earlier version."""
    found = editable(person, on).exclude(current=None)
    for word in fold(wanted.text).split()[:12]:
        found = found.filter(current__search_key__contains=word)
    spans: dict[str, Any] = {
        "qua_han": {"review_on__lte": on},
        "sap_den": {"review_on__gt": on, "review_on__lte": on + NOTICE},
        "con_lau": {"review_on__gt": on + NOTICE},
    }
    live = Q(dossiers__status__in=RUNNING)
    counted = found.filter(**spans.get(wanted.state, {})).annotate(
        running=Count("dossiers", filter=live),
        older=Count("dossiers", filter=live & ~Q(dossiers__version=F("current"))),
    )
    return counted.order_by("review_on", "current__name", "pk")


def due(on: date) -> QuerySet[Procedure]:
    """Of all units: what is to be asked about by that day."""
    found = with_review(Procedure.objects.exclude(current=None).select_related("owner", "current"))
    return found.filter(review_on__lte=on + NOTICE).order_by("owner_id", "review_on", "pk")
