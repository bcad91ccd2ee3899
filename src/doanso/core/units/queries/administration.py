"""Whom an administrator looks after, and what they hold themselves: nobody gives away more than they have."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from doanso.core.accounts.models import Person
from doanso.core.accounts.queries import owns_installation
from doanso.core.units import signals
from doanso.core.units.models import Delegation, Membership, Position, Role, Unit, UnitType
from doanso.core.units.queries.rights import units_where
from doanso.core.units.queries.trees import units, valid
from doanso.lib.shifts import Change, Shift
from doanso.lib.text import fold

ADMIN = "unit.admin"
ENTRUSTED = frozenset(
    {
        *("money.view", "money.collect", "money.keep"),
        *("cadres.view", "cadres.edit", "cadres.appraise", "cadres.conclude"),
        *("privacy.oversee", "people.identify"),
        *("archive.keep", "archive.destroy"),
        *("questions.write", "questions.review", "questions.keys", "contests.organise", "contests.judge"),
    }
)
"""Whoever fills the offices that keep a unit's books or archives, oversee its cadres, watch over data, or ask and judge
does none of it: an administrator gives what they do not have."""


@dataclass(frozen=True)
class Wanted:
    """Empty values narrow nothing; `unit` takes in what is below it. States: active, locked, none (no account)."""

    text: str = ""
    unit: Unit | None = None
    state: str = ""


def units_administered(person: Person | None, on: date) -> QuerySet[Unit]:
    """Where this person looks after people: every unit for the owner of the installation."""
    return Unit.objects.all() if owns_installation(person) else units_where(person, ADMIN, on)


def units_to_choose(person: Person | None, on: date) -> QuerySet[Unit]:
    """Those that stand today, in the order of the trees."""
    return units(on).filter(pk__in=units_administered(person, on).values("pk")).order_by("path")


def not_over(on: date, prefix: str = "") -> Q:
    """Holds today or later."""
    return Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": on})


def people_administered(by: Person | None, on: date) -> QuerySet[Person]:
    """Who belongs to these units, or belonged there last and now belongs nowhere: their account must be locked by
    somebody."""
    if owns_installation(by):
        return Person.objects.filter(merged_into=None)
    return _belonging(units_where(by, ADMIN, on), on)


def _belonging(where: QuerySet[Unit], on: date) -> QuerySet[Person]:
    ever = [kind.objects.filter(person=OuterRef("pk")) for kind in (Position, Membership)]
    sits, belongs = (Exists(rows.filter(not_over(on))) for rows in ever)
    sits_here, belongs_here = (Exists(rows.filter(not_over(on), unit__in=where.values("pk"))) for rows in ever)
    sat_here, belonged_here = (Exists(rows.filter(unit__in=where.values("pk"))) for rows in ever)
    return Person.objects.filter(sits_here | belongs_here | (~(sits | belongs) & (sat_here | belonged_here)))


def narrowed(found: QuerySet[Person], wanted: Wanted, on: date) -> QuerySet[Person]:
    for word in fold(wanted.text).split()[:8]:
        login = Q(user__username__startswith=word) | Q(user__email__istartswith=word)
        own = Q(phone__startswith=word) | Q(email__istartswith=word) | Q(code__iexact=word)
        found = found.filter(Q(search_key__contains=word) | own | login)
    if wanted.unit:
        found = found.filter(pk__in=_belonging(Unit.objects.filter(path__startswith=wanted.unit.path), on).values("pk"))
    states = {"active": Q(user__is_active=True), "locked": Q(user__is_active=False), "none": Q(user=None)}
    return found.filter(states.get(wanted.state, Q())).order_by("sort_key", "pk")


def with_places(found: QuerySet[Person], on: date) -> QuerySet[Person]:
    """For a list: `places_now` are the seats of today, `homes_now` the memberships; `account_open` is None for who has
    no account; `signed_in_at`."""
    seats = Position.objects.filter(valid(on)).select_related("unit", "role").order_by("role__rank", "pk")
    homes = Membership.objects.filter(valid(on)).select_related("unit").order_by("-kind", "pk")
    accounts = {"account_open": F("user__is_active"), "signed_in_at": F("user__last_login")}
    return found.annotate(**accounts).prefetch_related(
        Prefetch("positions", seats, to_attr="places_now"), Prefetch("memberships", homes, to_attr="homes_now")
    )


def seats_open(person: Person, on: date) -> QuerySet[Position]:
    """Seats held today or later."""
    return Position.objects.filter(not_over(on), person=person).select_related("unit", "role").order_by("role__rank")


def seats_lent_to(person: Person, on: date) -> QuerySet[Delegation]:
    found = Delegation.objects.filter(delegate=person, revoked_at=None, valid_to__gte=on)
    return found.select_related("position__unit", "position__role")


def history(person: Person) -> QuerySet[Position]:
    """All seats, the latest first."""
    return Position.objects.filter(person=person).select_related("unit", "role").order_by("-valid_from", "-pk")


def giveable_at(person: Person | None, unit: Unit, on: date) -> frozenset[str]:
    """What this person's seats, own or lent, allow in this unit, and for an administrator `ENTRUSTED`."""
    if person is None:
        return frozenset()
    lent = Delegation.objects.filter(valid(on), delegate=person, revoked_at=None).values("position_id")
    held = Position.objects.filter(valid(on)).filter(Q(person=person) | Q(pk__in=lent))
    rows = held.values_list("unit__path", "role__covers_below", "role__permissions")
    reaching = (names for path, below, names in rows if path == unit.path or (below and unit.path.startswith(path)))
    found = frozenset(name for names in reaching for name in names)
    return found | ENTRUSTED if ADMIN in found else found


def administrators_of(unit: Unit, on: date) -> QuerySet[Person]:
    """Who looks after this unit today on a seat of their own, with an account that is open."""
    above = Q(positions__unit=unit) | Q(
        positions__unit__path__in=_paths_above(unit), positions__role__covers_below=True
    )
    return Person.objects.filter(
        above, valid(on, "positions__"), positions__role__permissions__contains=[ADMIN], user__is_active=True
    ).distinct()


def _paths_above(unit: Unit) -> list[str]:
    codes = unit.path.strip("/").split("/")
    return ["/" + "/".join(codes[:length]) + "/" for length in range(1, len(codes))]


def roles() -> QuerySet[Role]:
    return Role.objects.order_by("rank", "name")


def shifts(change: Change) -> list[Shift]:
    """Open work that would go to others."""
    told = signals.standing_in.send(sender=Role, change=change, by=None, now=None)
    return [shift for _receiver, found in told for shift in found]


def kinds() -> list[UnitType]:
    """With `number`, how many units are of this kind."""
    return list(UnitType.objects.annotate(number=Count("units")).order_by("tree", "rank", "name"))
