"""Ten thousand moments to the database and back: as numbers, for the driver's own arrays and dates cost ten times more.

In SQL: `string_to_array(%s, ',', '')::bigint[]`, moments through `to_timestamp`.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import BigIntegerField, Func

from doanso.lib.dates import VN


def numbers(values: Iterable[int | str]) -> str:
    """Keys, without commas in them."""
    return ",".join(map(str, values))


def moments(values: Iterable[datetime | None]) -> str:
    """To the second; nothing for no moment."""
    return ",".join("" if value is None else str(int(value.timestamp())) for value in values)


class Seconds(Func):
    """A moment of a query as whole seconds: see `moment`."""

    template = "floor(extract(epoch from %(expressions)s))::bigint"
    output_field = BigIntegerField()


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, VN)
