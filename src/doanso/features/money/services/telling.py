"""What the audit trail holds of rows beside the entries: enough to write them anew."""

from collections.abc import Iterable
from typing import Any

from doanso.features.money.models import Period, Voucher

Json = dict[str, Any]


def vouchers(found: Iterable[Voucher]) -> list[Json]:
    return [
        {"place": one.place, "number": one.number, "day": one.day and one.day.isoformat(), "words": one.words,
         "seller": one.seller, "amount": one.amount}
        for one in sorted(found, key=lambda one: one.place)
    ]  # fmt: skip


def closed(period: Period) -> Json:
    return {
        "unit": period.unit_id, "first_day": period.first_day.isoformat(), "last_day": period.last_day.isoformat(),
        "booked": period.booked, "counted": period.counted, "entry": period.entry_id,
    }  # fmt: skip
