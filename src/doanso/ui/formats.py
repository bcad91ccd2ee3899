"""Dates, times and numbers as Vietnamese readers expect them."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 86_400
SOON = DAY


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def vn_date(value: date | datetime | None) -> str:
    return f"{_local(value):%d/%m/%Y}" if value else ""


def vn_time(value: datetime | None) -> str:
    return f"{_local(value):%H:%M}" if value else ""


def vn_datetime(value: datetime | None) -> str:
    """Time before day, as official papers write it."""
    return f"{_local(value):%H:%M %d/%m/%Y}" if value else ""


def vn_number(value: int | float | Decimal | str | None) -> str:
    """Thousands with points, decimals with a comma, in English the other way round; nothing for no data."""
    if value is None or value == "":
        return ""
    text = f"{Decimal(str(value)):,f}"
    if (get_language() or "").startswith("en"):
        return text
    return text.translate(str.maketrans(",.", ".,"))


def vn_money(value: int | Decimal | None) -> str:
    return f"{vn_number(value)} đ" if value not in (None, "") else ""


def _span(seconds: float) -> str:
    if seconds >= DAY:
        count = int(seconds // DAY)
        return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
    if seconds >= HOUR:
        count = int(seconds // HOUR)
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    count = max(1, int(seconds // MINUTE))
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def time_left(at: datetime, now: datetime) -> tuple[str, str]:
    """Words and the kind of badge: bad when over, warn within the last day."""
    seconds = (at - now).total_seconds()
    if seconds < 0:
        return _("%(span)s overdue") % {"span": _span(-seconds)}, "bad"
    return _("%(span)s left") % {"span": _span(seconds)}, "warn" if seconds < SOON else "ok"
