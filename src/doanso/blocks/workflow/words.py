"""Working time in words."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def minutes_in_words(minutes: int) -> str:
    """480 working minutes are a working day."""
    if not minutes:
        return ""
    if minutes % 480 == 0:
        return ngettext("%(n)d working day", "%(n)d working days", minutes // 480) % {"n": minutes // 480}
    hours = f"{Decimal(minutes) / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return _("%(n)s working hours") % {"n": hours}
