"""What it takes to merge a unit of 10,000 members with 40 dossiers under way into another of 10,000 members."""

from datetime import date
from time import perf_counter, process_time
from typing import Any

from django.utils import timezone

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units import services as unit_services
from doanso.core.units.models import Membership, Unit, UnitType
from doanso.features.procedures.models import Kind, Version
from doanso.features.procedures.services import catalogue, dossiers
from doanso.lib import modules
from doanso.lib.dates import local

NAME = "merger"
MEMBERS, DOSSIERS, COMMITTEE = 10_000, 40, 15
LIMITS = {"cpu_ms": 10_000}
SINCE = date(2026, 1, 1)
ABOVE, KIND = "D-HL", "CHI_DOAN"
FLOWS = {
    "BENCH-XEM": {"key": "xem", "name": "Xem xét", "assignee": "bi_thu(don_vi_thu_ly)", "actions": ["forward"]},
    "BENCH-HOP": {
        "key": "hop",
        "name": "Họp xét",
        "kind": "vote",
        "assignee": "bch(don_vi_thu_ly)",
        "vote": {"quorum": "2/3", "threshold": "1/2"},
    },
}


def run(probe: Any) -> dict[str, float]:
    """Seconds on the wall, and CPU of this process and of PostgreSQL together."""
    ending, staying = (fill(f"BENCH-{letter}") for letter in "AB")
    versions = [_publish(code, step, ending) for code, step in FLOWS.items()]
    for number in range(DOSSIERS):
        _submit(versions[number % 2], number)
    next(module for module in modules.all_modules() if module.name == "members").seed(timezone.now())
    own, began = process_time(), perf_counter()
    with probe.measure() as used:
        modules.effect("units.merge").apply(_decided(ending, staying), {})
    figures = {"merger_s": round(perf_counter() - began, 2)}
    figures["cpu_ms"] = round((process_time() - own) * 1000 + used.cpu_ms)
    went = Membership.objects.filter(unit=staying, valid_to=None).count()
    return figures | {"members_after": went, "dossiers": DOSSIERS}


def fill(code: str, number: int = MEMBERS) -> Unit:
    """A branch with so many members, a secretary and a committee."""
    now = timezone.now()
    values = {"type": UnitType.objects.get(pk=KIND), "parent": units.by_code(ABOVE), "valid_from": SINCE}
    unit = unit_services.create_unit(code=code, name=f"Chi đoàn {code}", **values, by=None, now=now)
    people = [
        Person(full_name=f"Đo {code} {n}", sort_key=f"{n:06}", search_key=f"do {code} {n}") for n in range(number)
    ]
    people = Person.objects.bulk_create(people, batch_size=2000)
    rows = [Membership(person=one, unit=unit, valid_from=SINCE, source="bench") for one in people]
    Membership.objects.bulk_create(rows, batch_size=2000)
    for place, person in enumerate(people[:COMMITTEE]):
        role = "uv_bch" if place else "bi_thu"
        unit_services.appoint(person=person, unit=unit, role=role, since=SINCE, by=None, now=now)
    return unit


def _publish(code: str, step: dict[str, Any], owner: Unit) -> Version:
    content = catalogue.Content(name=f"Đo sáp nhập {code}", field="Đo hiệu năng", flow={"steps": [step]})
    now = timezone.now()
    return catalogue.publish(code=code, kind=Kind.UNION, owner=owner, content=content, by=None, now=now, source="bench")


def _submit(version: Version, number: int) -> None:
    contact = dossiers.Contact(f"Người đo {number}", "0900000007")
    dossiers.submit(version=version, answers={}, contact=contact, by=None, now=timezone.now())


def _decided(ending: Unit, staying: Unit) -> modules.EffectContext:
    now = timezone.now()
    answers = {"hinh_thuc": "Sáp nhập", "don_vi_nhan": staying.code, "ngay_hieu_luc": f"{local(now).date()}"}
    return modules.EffectContext(
        dossier_code="BENCH", procedure_code="D-SN", answers=answers, applicant_person_id=None,
        unit_ids={"don_vi_nop": ending.pk}, result_number="1-QĐ", by_id=None, now=now,
    )  # fmt: skip
