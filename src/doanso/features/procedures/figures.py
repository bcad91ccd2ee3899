"""Facts about dossiers, for reports. Days are days on Vietnamese clocks; a period's last day is included."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from doanso.blocks.workflow import workload
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Channel, Dossier, Rating, Status
from doanso.features.procedures.queries.dossiers import EARLY
from doanso.lib.dates import VN

GIVEN_BACK = (Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED)
CONTENT = 4  # of five stars: from here on the applicant counts as content


@dataclass(frozen=True)
class Span:
    """From the first moment up to, not including, the last; `as_of` is when the dossiers still open are looked at."""

    first: datetime
    last: datetime
    as_of: datetime


def span(start: date, end: date, now: datetime | None) -> Span:
    last = datetime.combine(end + timedelta(days=1), time(), VN)
    return Span(datetime.combine(start, time(), VN), last, min(last, now or timezone.now()))


def in_scope(scope_unit_id: int, on: date) -> QuerySet[Dossier]:
    """Dossiers that the unit or one below it handles, with those of ended units whose work it carries on alone."""
    path = Unit.objects.values_list("path", flat=True).get(pk=scope_unit_id)
    heirs = units.heirs_of_ended(on)
    inside = set(Unit.objects.filter(pk__in=heirs.values(), path__startswith=path).values_list("pk", flat=True))
    taken_over = [ended for ended, heir in heirs.items() if heir in inside]
    given_away = [ended for ended, heir in heirs.items() if heir not in inside]
    here = Q(unit__path__startswith=path) & ~Q(unit__in=given_away)
    return Dossier.objects.filter(here | Q(unit__in=taken_over))


def dossiers(scope_unit_id: int, start: date, end: date, now: datetime | None = None) -> list[dict[str, Any]]:
    """Counts of the statutory reports by handling unit and field; each dossier stands in one column of each part.

    Part one, received: `online`, `counter`, `post`, `carried` (open when the period began). Part two, what became of
    them by its end: `early` (before the day of the deadline), `on_time`, `late`, `in_time`, `overdue`, `paused`,
    `returned`. A dossier without time limit is never late. The deadline is the one that holds today.
    """
    period = span(start, end, now)
    found = in_scope(scope_unit_id, end).filter(submitted_at__lt=period.last)
    found = found.exclude(finished_at__lt=period.first).values("unit_id", field=F("version__field"))
    return list(
        found.annotate(**_received(period), **_settled(period), **_pending(period)).order_by("unit_id", "field")
    )


def _received(period: Span) -> dict[str, Count]:
    fresh = Q(submitted_at__gte=period.first)
    columns = {"online": Channel.ONLINE, "counter": Channel.COUNTER, "post": Channel.POST}
    counts = {name: Count("pk", filter=fresh & Q(channel=channel)) for name, channel in columns.items()}
    return counts | {"carried": Count("pk", filter=~fresh)}


def _settled(period: Span) -> dict[str, Count]:
    """Each condition says what must hold, none what must not: a missing deadline makes a contrary unknown, not true."""
    done = Q(finished_at__lt=period.last)
    solved = done & ~Q(status__in=GIVEN_BACK)
    timely = Q(finished_at__lte=F("due_at"))
    that_day = Q(finished_at__date__gte=F("due_at__date"))
    return {
        "early": Count("pk", filter=solved & EARLY),
        "on_time": Count("pk", filter=solved & (Q(due_at=None) | timely & that_day)),
        "late": Count("pk", filter=solved & Q(finished_at__gt=F("due_at"))),
        "returned": Count("pk", filter=done & Q(status__in=GIVEN_BACK)),
    }


def _pending(period: Span) -> dict[str, Count]:
    still = Q(finished_at=None) | Q(finished_at__gte=period.last)
    paused = Q(Exists(workload.pauses_at(Dossier, OuterRef("pk"), period.as_of)))
    in_time = Q(due_at=None) | Q(due_at__gte=period.as_of)
    return {
        "paused": Count("pk", filter=still & paused),
        "overdue": Count("pk", filter=still & ~paused & Q(due_at__lt=period.as_of)),
        "in_time": Count("pk", filter=still & ~paused & in_time),
    }


Share = tuple[int, int]


def in_good_time(scope_unit_id: int, start: date, end: date, now: datetime | None = None) -> Share:
    """Dossiers solved by their deadline, of all solved in the period."""
    rows = dossiers(scope_unit_id, start, end, now)
    timely = sum(row["early"] + row["on_time"] for row in rows)
    return timely, timely + sum(row["late"] for row in rows)


def online(scope_unit_id: int, start: date, end: date, now: datetime | None = None) -> Share:
    """Dossiers that came online, of all that came in the period."""
    rows = dossiers(scope_unit_id, start, end, now)
    came = sum(row["online"] for row in rows)
    return came, came + sum(row["counter"] + row["post"] for row in rows)


def content(scope_unit_id: int, start: date, end: date, now: datetime | None = None) -> Share:
    """Ratings of four or five, of all given in the period."""
    period = span(start, end, now)
    given = Rating.objects.filter(dossier__in=in_scope(scope_unit_id, end), at__gte=period.first, at__lt=period.last)
    counted = given.aggregate(content=Count("pk", filter=Q(score__gte=CONTENT)), all=Count("pk"))
    return counted["content"], counted["all"]
