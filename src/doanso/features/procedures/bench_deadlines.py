"""What a change of the calendar costs when every one of 10,000 running dossiers, each with an open step, moves."""

from datetime import date, timedelta
from decimal import Decimal
from time import process_time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from doanso.blocks.workflow import queries as workflow
from doanso.core.accounts.models import Person
from doanso.core.calendar import queries as calendars
from doanso.core.calendar import services as calendar
from doanso.core.calendar.models import Kind as DayKind
from doanso.core.calendar.rules import EVERYBODY
from doanso.core.inbox.models import Item
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Dossier, Kind
from doanso.features.procedures.services import catalogue, deadlines, dossiers

NAME = "deadlines"
DOSSIERS = 10_000
LIMITS = {"recompute_cpu_s": 2.0}
OWNER, DAYS = "CQ-X01-HC", 5
FLOW = {"steps": [{"key": "nhan", "name": "Tiếp nhận", "assignee": "bo_phan_mot_cua", "minutes": 480 * DAYS}]}


def run(probe: Any) -> dict[str, float]:
    """CPU of this process, which does the worker's work, and of PostgreSQL together; all deadlines move twice."""
    fill(units.by_code(OWNER))
    figures: dict[str, float] = {"dossiers": DOSSIERS}
    for turn in ("warm_up", "recompute"):
        one_more_day_off()
        own = process_time()
        with probe.measure() as used:
            moved = deadlines.recompute(now=timezone.now())
        spent = process_time() - own
        figures |= {f"{turn}_cpu_s": round(spent + used.cpu_ms / 1000, 2), f"{turn}_own_cpu_s": round(spent, 2)}
        figures |= {f"moved_{what}": number for what, number in moved.items()}
    return figures


def fill(owner: Unit, number: int = DOSSIERS) -> None:
    """One dossier handed in, the others copied from it with their case, open step and entry in the list of work."""
    now = timezone.now()
    content = catalogue.Content(
        name="Đo thời hạn", field="Đo hiệu năng", flow=FLOW, limit=Decimal(DAYS), result="Kết quả"
    )
    version = catalogue.publish(
        code="BENCH-HAN", kind=Kind.STATE, owner=owner, content=content, by=None, now=now, source="bench"
    )
    contact = dossiers.Contact("Người đo", "0900000007")
    first = dossiers.submit(version=version, answers={}, contact=contact, by=None, now=now).dossier
    case = workflow.case_of(first)
    step = workflow.open_steps(case).get()
    item = Item.objects.get(kind="workflow.step", key=str(step.pk))
    with transaction.atomic():
        rows = number - 1
        earlier = "- (n %% 600) * interval '1 minute'"
        of = _copy(first, rows, code="'BENCH-' || n", tracking="'BENCH-' || n", submitted_at=f"submitted_at {earlier}")
        of = _copy(case, rows, subject_id=f"{of} + n")
        of = _copy(step, rows, case_id=f"{of} + n", opened_at=f"opened_at {earlier}")
        _copy(item, rows, key=f"({of} + n)::text")
    deadlines.recompute(now=now)


def _copy(row: Any, number: int, **changes: str) -> int:
    """So many more rows like this one; `changes` are SQL of our own over `n`. Row n has the key returned plus n."""
    table, columns = row._meta.db_table, [field.column for field in row._meta.concrete_fields if not field.primary_key]
    values = ", ".join(changes.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    source = f"SELECT {values} FROM {table}, generate_series(1, %s) AS n WHERE id = %s ORDER BY n"  # noqa: S608 ours
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) {source} RETURNING id", [number, row.pk])
        return min(key for (key,) in cursor.fetchall()) - 1


def one_more_day_off() -> date:
    """The next day on which everybody works, so that every deadline lies behind it."""
    keeper = Person.objects.filter(positions__role__permissions__contains=[EVERYBODY]).first()
    day, known = timezone.localdate() + timedelta(days=1), calendars.calendar_for(Dossier.objects.latest("pk").unit_id)
    while not known.is_working_day(day):
        day += timedelta(days=1)
    calendar.set_day(day=day, kind=DayKind.HOLIDAY, name="Đo hiệu năng", by=keeper, now=timezone.now())
    return day
