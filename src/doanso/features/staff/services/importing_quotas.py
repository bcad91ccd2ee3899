"""Rows of a spreadsheet as quotas."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.staff.models import Quota
from doanso.features.staff.services.quotas import set_quota
from doanso.lib import intake

MOST = 1_000_000
YEARS = range(1990, 2101)


def judge(rows: Sequence[intake.Given], context: intake.Context) -> list[intake.Verdict]:
    units = {context.units[row.values["co_quan"]] for row in rows}
    found = (
        Quota.objects.filter(unit__in=units).order_by("unit", "year", "kind", "-pk").distinct("unit", "year", "kind")
    )
    latest = {(quota.unit_id, quota.year, quota.kind): quota for quota in found}
    return [_verdict(row, latest, context) for row in rows]


def _verdict(row: intake.Given, latest: dict[tuple[int, int, str], Quota], context: intake.Context) -> intake.Verdict:
    said, reasons = row.values, {}
    if said["nam"] not in YEARS:
        reasons["nam"] = [_("Years from 1990 to 2100.")]
    if not 0 <= said["so_luong"] <= MOST or said["so_luong"] % 1:
        reasons["so_luong"] = [_("A whole number of people.")]
    if said["ngay_quyet_dinh"] > context.on:
        reasons["ngay_quyet_dinh"] = [_("This day lies ahead.")]
    if reasons:
        return intake.Verdict(row.number, "refuse", said, reasons=reasons)
    held = latest.get((context.units[said["co_quan"]], int(said["nam"]), said["loai"]))
    if held is None:
        return intake.Verdict(row.number, "create", said)
    if (held.number, held.decision) == (said["so_luong"], said["so_quyet_dinh"]):
        return intake.Verdict(row.number, "same", said)
    changes = {
        "so_luong": (str(held.number), str(said["so_luong"])),
        "so_quyet_dinh": (held.decision, said["so_quyet_dinh"]),
    }
    return intake.Verdict(row.number, "change", said, {key: two for key, two in changes.items() if two[0] != two[1]})


def write(verdicts: Sequence[intake.Verdict], context: intake.Context) -> None:
    by = Person.objects.get(pk=context.by_id)
    units = Unit.objects.select_related("type").in_bulk({context.units[one.values["co_quan"]] for one in verdicts})
    for one in verdicts:
        said = one.values
        set_quota(
            unit=units[context.units[said["co_quan"]]],
            year=int(said["nam"]),
            kind=said["loai"],
            number=int(said["so_luong"]),
            decision=said["so_quyet_dinh"],
            decided_on=said["ngay_quyet_dinh"],
            by=by,
            now=context.now,
            source=context.source,
        )
