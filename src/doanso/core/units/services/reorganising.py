"""What becomes of a unit by itself: another name, kind or superior, an end. What it was stays on record."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries, rules
from doanso.core.units.models import Former, Lineage, Unit, UnitType
from doanso.core.units.services.announcing import announce
from doanso.core.units.services.inheriting import carry_on
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.text import clean_name, fold


@transaction.atomic
def rename_unit(
    *, unit: Unit, name: str, short_name: str, seen: str, legal: str, by: Person | None, now: datetime
) -> Unit:
    """With `legal`, the decision, the old name stays visible for the days before; without, a mistake is corrected."""
    found, today = _own(by, [unit], now)[0], local(now).date()
    clean, was = clean_name(name), found.name
    if was != seen:
        raise Refused(_("The unit is called %(name)s by now. Please open the page again.") % {"name": was})
    short = clean if short_name == was else clean_name(short_name)  # a short name that was the whole one follows
    if clean == was and short == found.short_name:
        return found
    if legal and clean != was:
        _keep_former(found, today, "", legal)
        note = _("Until then: %(name)s.") % {"name": was}
        keep_lineage(Lineage.Kind.RENAME, [found], [found], today, legal, note)
    _write_name(found, clean, short)
    announce("units.renamed", found, by, now, before=was, after=clean, short_name=found.short_name, legal=legal)
    return found


def _write_name(unit: Unit, name: str, short_name: str) -> None:
    unit.name, unit.short_name, unit.search_key = name, short_name, fold(name)
    unit.save(update_fields=["name", "short_name", "search_key"])


@transaction.atomic
def name_unit(
    *, unit: Unit, name: str, short_name: str, since: date, source: str, decision: str, by: Person | None, now: datetime
) -> Unit:
    """Another name under the same code. For a decided change alone."""
    _keep_former(unit, since, source, decision)
    before = unit.name
    _write_name(unit, clean_name(name), clean_name(short_name))
    announce("units.renamed", unit, by, now, before=before, after=unit.name, since=since, source=source)
    return unit


@transaction.atomic
def end_unit(*, unit: Unit, last_day: date, legal: str, by: Person | None, now: datetime) -> Unit:
    """With its seats. Refused while anything else depends on it, members first of all."""
    found = _own(by, [unit], now)[0]
    effective = last_day + timedelta(days=1)
    plan = queries.ending(found, effective)
    if obstacles := [*plan.obstacles, *rules.why_not_end(by, plan.unit, plan.seats, local(now).date())]:
        raise Refused(" ".join(obstacles))
    for seat in plan.seats:
        seat.valid_to = last_day
        seat.save(update_fields=["valid_to"])
    close_unit(unit=found, on=effective, by=by, now=now)
    keep_lineage(Lineage.Kind.DISSOLVE, [found], [], effective, legal)
    told = {"last_day": last_day, "legal": legal, "seats": [seat.pk for seat in plan.seats]}
    announce("units.ended", found, by, now, **told)
    return found


@transaction.atomic
def retype_unit(
    *, unit: Unit, type: UnitType, since: date, source: str, decision: str, by: Person | None, now: datetime
) -> Unit:
    """The unit becomes one of another kind, under the same code. For a decided change alone."""
    _keep_former(unit, since, source, decision)
    before, unit.type = unit.type_id, type
    unit.save(update_fields=["type"])
    announce("units.retyped", unit, by, now, before=before, after=type.pk, since=since, source=source)
    return unit


@transaction.atomic
def move_unit(
    *, unit: Unit, parent: Unit, since: date, source: str, decision: str, by: Person | None, now: datetime
) -> Unit:
    """Under another superior, with everything below it. For a decided change alone."""
    if parent.path.startswith(unit.path):
        raise Refused(_("%(unit)s stands below the unit itself.") % {"unit": parent})
    _keep_former(unit, since, source, decision)
    old, new = unit.path, f"{parent.path}{unit.code}/"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE units_unit SET path = %s || substr(path, %s) WHERE starts_with(path, %s)", [new, len(old) + 1, old]
        )
        cursor.execute(
            "UPDATE units_unit SET heir_path = %s || substr(heir_path, %s) WHERE starts_with(heir_path, %s)",
            [new, len(old) + 1, old],
        )
    before = unit.parent.code if unit.parent else ""
    unit.parent, unit.path = parent, new
    unit.save(update_fields=["parent", "path"])
    announce("units.moved", unit, by, now, before=before, after=parent.code, since=since, source=source)
    return unit


def close_unit(*, unit: Unit, on: date, by: Person | None, now: datetime) -> None:
    """From `on` it is no more; inside the caller's transaction, which tells why."""
    unit.valid_to = on - timedelta(days=1)
    unit.save(update_fields=["valid_to"])


def keep_lineage(
    kind: str, sources: list[Unit], targets: list[Unit], effective: date, legal: str, note: str = ""
) -> Lineage:
    locks.hold("units.lineage")
    last = Lineage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    line = Lineage.objects.create(code=f"QT-{last + 1}", kind=kind, effective=effective, legal=legal[:200], note=note)
    line.sources.set(sources)
    line.targets.set(targets)
    for unit in sources:
        carry_on(unit)
    return line


def lock_units(keys: list[int]) -> dict[int, Unit]:
    """Two mergers crosswise wait for one another in the order of the keys. Read afterwards, with who is above now."""
    list(Unit.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    found = Unit.objects.select_related("type", "parent").filter(pk__in=keys)
    return {unit.pk: unit for unit in found.order_by("pk")}


def _own(by: Person | None, units: list[Unit], now: datetime) -> list[Unit]:
    """The units locked, in the order given."""
    keys = [unit.pk for unit in units]
    locked = lock_units(keys)
    within = set(queries.units_administered(by, local(now).date()).filter(pk__in=keys).values_list("pk", flat=True))
    if not within.issuperset(keys):
        raise Forbidden(_("You do not look after this unit."))
    return [locked[key] for key in keys]


def _keep_former(unit: Unit, since: date, source: str, decision: str) -> None:
    """On the day of a second change the first has never been seen: what it was the day before stays."""
    until = since - timedelta(days=1)
    if until < unit.valid_from or unit.formerly.filter(until__gte=until).exists():
        return
    Former.objects.create(
        unit=unit,
        name=unit.name,
        short_name=unit.short_name,
        type_id=unit.type_id,
        parent_id=unit.parent_id,
        path=unit.path,
        until=until,
        source=source,
        decision=decision[:200],
    )
