"""Loads the invented units, people and seats of the demonstration."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from doanso.core.accounts.models import Person
from doanso.core.units import services
from doanso.core.units.models import Lineage, Membership, Position, Unit, UnitType
from doanso.lib import demo

SINCE = date(2025, 7, 1)
BASE_TYPES = {"DOAN_CO_SO", "CHI_DOAN_CO_SO", "DOAN_XA"}
BRANCH_TYPES = {"CHI_DOAN", "CHI_DOAN_CO_SO", "PHAN_DOAN"}
OFFICE_TYPES = {"BAN_CHUYEN_MON", "PHONG", "TT_HCC"}


@transaction.atomic
def load(now: datetime) -> None:
    """Everything once: a second call changes nothing."""
    services.seed_roles()
    if Unit.objects.exists():
        return
    units = demo.data("units")
    _load_types(units["unit_types"])
    _load_units(units["units"], now)
    _load_lineage(units["lineage"])
    _load_people(now)


def _load_types(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        code = row["code"]
        UnitType.objects.create(
            **row, base=code in BASE_TYPES, branch=code in BRANCH_TYPES, office=code in OFFICE_TYPES
        )


def _load_units(rows: list[dict[str, Any]], now: datetime) -> None:
    types = UnitType.objects.in_bulk()
    details = demo.data("staff")["units"]
    made: dict[str, Unit] = {}
    waiting = list(rows)
    while waiting:
        row = waiting.pop(0)
        if row["parent"] and row["parent"] not in made:
            waiting.append(row)
            continue
        made[row["code"]] = _unit(row, dict(details.get(row["code"], {})), types, made, now)


def _unit(
    row: dict[str, Any], detail: dict[str, Any], types: dict[str, UnitType], made: dict[str, Unit], now: datetime
) -> Unit:
    extra = {"function": detail.pop("function")} if "function" in detail else {}
    if "meeting_cycle" in row:
        extra["meeting_cycle"] = row["meeting_cycle"]
    return services.create_unit(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        type=types[row["type"]],
        parent=made.get(row["parent"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        area=made.get(row.get("area")),
        works_at=made.get(row.get("works_at")),
        dossier_prefix=row.get("dossier_prefix", ""),
        remote=row.get("remote", False),
        extra=extra,
        by=None,
        now=now,
        **detail,
    )


def _load_lineage(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        line = Lineage.objects.create(
            code=row["id"],
            kind=row["kind"],
            effective=date.fromisoformat(row["effective"]),
            legal=row.get("legal", ""),
            note=row.get("note", ""),
        )
        line.sources.set(Unit.objects.filter(code__in=row["sources"]))
        line.targets.set(Unit.objects.filter(code__in=row["targets"]))
        for unit in line.sources.all():
            services.carry_on(unit)


def _load_people(now: datetime) -> None:
    data, staff = demo.data("people"), demo.data("staff")
    units = {unit.code: unit for unit in Unit.objects.select_related("type")}
    people = {row["code"]: _person(row) for row in [*data["people"], *data["citizens"], *staff["people"]]}
    for row in data["people"]:
        person, unit = people[row["code"]], units[row["union_unit"]]
        if row["union_role"] not in {"doan_vien", "chua_doan_vien"}:
            _seat(person, unit, row["union_role"], row["job"], now)
        if row["union_role"] != "chua_doan_vien" and unit.type.branch:
            _member(person, unit, now)
        if row["org_unit"]:
            role = "bo_phan_mot_cua" if "một cửa" in (row["job"] or "") else "cong_chuc_linh_vuc"
            _seat(person, units[row["org_unit"]], role, row["job"] or "", now)
    for row in data["extra_memberships"]:
        person, unit = people[row["person"]], units[row["unit"]]
        _member(person, unit, now, kind=row["kind"])
        if "role" in row:
            _seat(person, unit, row["role"], "", now)
    for row in staff["people"]:
        if row["branch"]:
            _member(people[row["code"]], units[row["branch"]], now)
    seats = [*staff["positions"], *({"person": p["code"], **s} for p in staff["people"] for s in p["positions"])]
    for seat in seats:
        _seat(people[seat["person"]], units[seat["unit"]], seat["role"], seat["title"], now)


def _person(row: dict[str, Any]) -> Person:
    return Person.objects.create(
        code=row["code"],
        full_name=row["full_name"],
        sex=row["sex"],
        date_of_birth=date.fromisoformat(row["date_of_birth"]),
        birth_precision=row.get("dob_precision", "day"),
        cccd=row["cccd"],
        phone=row["phone"],
        email=row.get("email", ""),
        ethnicity=row.get("ethnicity", ""),
        job=row.get("job") or "",
    )


def _seat(person: Person, unit: Unit, role: str, title: str, now: datetime) -> Position:
    since = max(unit.valid_from, SINCE)
    return services.appoint(
        person=person, unit=unit, role=role, title=title, since=since, by=None, now=now, source="demo"
    )


def _member(person: Person, unit: Unit, now: datetime, kind: str = Membership.Kind.MAIN) -> Membership:
    since = max(unit.valid_from, SINCE)
    return services.admit(person=person, unit=unit, kind=kind, since=since, by=None, now=now, source="demo")
