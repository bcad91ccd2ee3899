"""Working time in words."""

from decimal import Decimal

from django.utils.translation import ngettext

from doanso.ui.formats import vn_number


def minutes_in_words(minutes: int) -> str:
    """480 working minutes are a working day."""
    if not minutes:
        return ""
    if minutes % 480 == 0:
        return ngettext("%(n)d working day", "%(n)d working days", minutes // 480) % {"n": minutes // 480}
    hours = vn_number((Decimal(minutes) / 60).quantize(Decimal("0.01")).normalize())
    return ngettext("%(n)s working hour", "%(n)s working hours", 1 if minutes == 60 else 2) % {"n": hours}
