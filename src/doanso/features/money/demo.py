"""Invented books for the demonstration: two quarters of dues, the second under way."""

from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Position, Unit
from doanso.features.money.models import Entry
from doanso.features.money.quarters import Quarter, of
from doanso.features.money.queries import dues
from doanso.features.money.queries.rights import COLLECT
from doanso.features.money.services import collecting, keeping
from doanso.lib.dates import local

NO_INCOME = {"Học sinh", "Sinh viên", ""}
FUNDS = {"D-HL": 185_000_000, "D-X01": 24_500_000, "D-X04-TH": 6_200_000}
UNFINISHED = {"D-X04-TH-03", "D-X01-02"}
"""Branches where somebody has not paid yet."""


@transaction.atomic
def load(now: datetime) -> None:
    """Everything once: a second call changes nothing."""
    if Entry.objects.exists():
        return
    today = local(now).date()
    quarter = of(today).previous
    keepers = _keepers(today)
    _incomes(keepers, quarter.previous, now)
    for code, amount in FUNDS.items():
        _fund(code, amount, keepers, quarter, now)
    for one in (quarter.previous, quarter):
        _collect(keepers, one, now)
    _pass_up(keepers, quarter.previous, now)
    _pass_up({unit: who for unit, who in keepers.items() if unit.code.endswith("-01")}, quarter, now)


def _keepers(on: date) -> dict[Unit, Person]:
    """Who writes in which books: the secretary, or the deputy where there is none; accountants where there are some."""
    seats = Position.objects.filter(units.valid(on), role__permissions__contains=[COLLECT], unit__type__tree="doan")
    found = {}
    for seat in seats.select_related("unit__parent", "unit__type", "person").order_by("-role__rank", "pk"):
        if not seat.unit.type.office and seat.role_id in ("bi_thu", "pho_bi_thu"):
            found[seat.unit] = seat.person
    return dict(sorted(found.items(), key=lambda item: item[0].path))


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def _incomes(keepers: dict[Unit, Person], quarter: Quarter, now: datetime) -> None:
    for unit, keeper in keepers.items():
        for held in dues.stays(unit, quarter.next) if unit.type.branch else ():
            if held.person.job not in NO_INCOME:
                since = max(quarter.first_day, held.valid_from.replace(day=1))
                collecting.set_earning(
                    unit=unit, person=held.person, earns=True, since=since, by=keeper, now=now, source="demo"
                )


def _fund(code: str, amount: int, keepers: dict[Unit, Person], quarter: Quarter, now: datetime) -> None:
    unit = next((one for one in keepers if one.code == code), None)
    if unit is None:
        return
    day = max(quarter.previous.first_day, unit.valid_from)
    keeping.record(
        unit=unit, what="funding", via="111", amount=amount, day=day, words="Kinh phí hoạt động (dữ liệu minh họa)",
        token=f"demo:{code}", by=keepers[unit], now=now, source="demo",
    )  # fmt: skip


def _collect(keepers: dict[Unit, Person], quarter: Quarter, now: datetime) -> None:
    """Everybody paid for the quarter before; in the last one some have not."""
    day = min(quarter.last_day, local(now).date())
    for unit, keeper in keepers.items():
        rows = dues.of_branch(unit, quarter).rows if unit.type.branch else []
        late = unit.code in UNFINISHED and quarter == of(local(now).date()).previous
        cells = [(row.person.pk, cell.month) for row in rows for cell in row.cells[: 1 if late else 3] if cell.open]
        if cells:
            collecting.collect(
                unit=unit, quarter=quarter, months=cells, day=day, token=f"demo:{quarter}", by=keeper, now=now,
                source="demo",
            )  # fmt: skip


def _pass_up(keepers: dict[Unit, Person], quarter: Quarter, now: datetime) -> None:
    """From the branches upwards; the units above confirm when their keepers are among these."""
    day = min(quarter.last_day + timedelta(days=9), local(now).date())
    for unit, keeper in sorted(keepers.items(), key=lambda item: -len(item[0].path.split("/"))):
        above, own = dues.passes_up_to(unit, day), dues.own_share(unit, quarter)
        if above is None or own.to_pass <= 0:
            continue
        told = {"quarter": quarter, "amount": own.to_pass, "day": day, "now": now, "source": "demo"}
        collecting.pass_up(unit=unit, token=f"demo:{quarter}", by=keeper, **told)
        if above in keepers:
            token = f"demo:{unit.code}:{quarter}"
            collecting.receive(unit=above, child=unit, token=token, by=keepers[above], **told)
