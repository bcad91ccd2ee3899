"""What comes by the calendar alone: deferrals and disciplines that end, and members who grow out of the Union's age.

However often a day's work is done, each thing happens once.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doanso.core.accounts.models import Person
from doanso.core.accounts.queries import user_of
from doanso.core.inbox import queries as inbox_queries
from doanso.core.inbox import services as inbox
from doanso.core.notify import services as notify
from doanso.core.units import assignees
from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Unit
from doanso.features.members import ages, queries
from doanso.features.members.models import Entry
from doanso.features.members.services.register import Source, Wanted, enter
from doanso.lib.dates import local

Kind = Entry.Kind
OF_AGE = "members.of_age"


def end_due(*, now: datetime) -> int:
    """Deferrals and disciplines whose last day has passed. How many ended."""
    today = local(now).date()
    ended = 0
    for entry, kind in [*_over(Kind.DEFERRED, Kind.RESUMED, today), *_over(Kind.DISCIPLINED, Kind.CLEARED, today)]:
        if entry.until is not None:
            _enter_end(entry, kind, entry.until + timedelta(days=1), now)
            ended += 1
    return ended


def _over(kind: str, ending: str, today: date) -> Iterator[tuple[Entry, str]]:
    for entry in running(kind, ending, today).filter(until__lt=today):
        yield entry, ending


def running(kind: str, ending: str, today: date) -> QuerySet[Entry]:
    """Entries of this kind that nothing has ended yet, of people who are members today."""
    later = Entry.objects.filter(person=OuterRef("person"), kind=ending, undone_by=None, pk__gt=OuterRef("pk"))
    held = Membership.objects.filter(units.valid(today), kind=Membership.Kind.MAIN, person=OuterRef("person"))
    if kind == Kind.DEFERRED:
        held = held.filter(state=Membership.State.DEFERRED)
    found = Entry.objects.filter(kind=kind, undone_by=None, until__isnull=False)
    return found.filter(~Exists(later), Exists(held)).select_related("person").order_by("pk")


@transaction.atomic
def _enter_end(entry: Entry, kind: str, day: date, now: datetime) -> None:
    """By the decision that set the last day; after whatever has been entered since."""
    last = max(one.day for one in queries.standing([entry.person_id])[entry.person_id])
    enter(entry.person, Wanted(kind, max(day, last)), Source(entry.source, None, now, entry.decision))


def remind(*, now: datetime) -> int:
    """Who comes back within thirty days, and who leads their branch, are told once. How many deferrals that are."""
    today = local(now).date()
    ending = running(Kind.DEFERRED, Kind.RESUMED, today)
    ending = ending.filter(until__range=(today, today + timedelta(days=ages.REMIND_DAYS)))
    for entry in ending:
        held = units.main_membership(entry.person, today)
        if held is not None:
            _remind(entry, held.unit, now)
    return len(ending)


def _remind(entry: Entry, branch: Unit, now: datetime) -> None:
    told = {"name": entry.person.full_name, "until": entry.until, "unit": branch.name}
    seats = assignees.resolve("bi_thu(don_vi)", {"don_vi": branch}, local(now).date()).seats
    people: list[Person] = [*units.people_of(list(seats), local(now).date())]
    if user_of(entry.person):
        people.append(entry.person)
    for person in people:
        url = reverse("members:member", args=[entry.person_id])
        notify.send("members.deferral_ends", to=person, context=told, once=f"deferral:{entry.pk}", now=now, url=url)


@transaction.atomic
def propose_of_age(*, now: datetime) -> int:
    """Each branch's list of who comes of age this month or has already, before its secretary. How many branches."""
    today = local(now).date()
    counted = queries.of_age(queries.main_memberships(today), today)
    waiting: dict[int, int] = {}
    for unit_id in counted.values_list("unit_id", flat=True):
        waiting[unit_id] = waiting.get(unit_id, 0) + 1
    for branch in Unit.objects.filter(pk__in=waiting).order_by("pk"):
        _propose(branch, waiting[branch.pk], now)
    for key in inbox_queries.open_keys(OF_AGE) - {str(pk) for pk in waiting}:
        inbox.close(OF_AGE, key, now=now)
    return len(waiting)


def _propose(branch: Unit, count: int, now: datetime) -> None:
    words = ngettext(
        "%(count)d member beyond the Union's age: %(unit)s", "%(count)d members beyond the Union's age: %(unit)s", count
    )
    inbox.put(
        OF_AGE,
        str(branch.pk),
        title=words % {"count": count, "unit": branch.name},
        detail=_("Ask each whether they stay on or come of age, by the procedure for it."),
        url=f"{reverse('members:index')}?don_vi={branch.code}&het_tuoi=on",
        seats=assignees.resolve("bi_thu(don_vi)", {"don_vi": branch}, local(now).date()).seats,
        unit_id=branch.pk,
        due_at=None,
        now=now,
    )
