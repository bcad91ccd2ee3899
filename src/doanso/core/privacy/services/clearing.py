"""Data whose time is up goes. Each module says what of its own that is; here it is run, counted and written down."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from doanso.core.audit import services as audit
from doanso.core.privacy import queries
from doanso.core.privacy.models import Clearing, Viewing

LEAST_DAYS = 365
"""The database refuses to remove younger viewings."""


def clear(rule: str, *, now: datetime) -> int:
    """Do what one rule says; how many things went. KeyError for a rule that no module has."""
    removed = queries.rules_of_retention()[rule].run(now)
    _write_down(rule, removed, now=now)
    return removed


@transaction.atomic
def _write_down(rule: str, removed: int, *, now: datetime) -> None:
    done, _new = Clearing.objects.select_for_update().get_or_create(
        rule=rule, defaults={"at": now, "removed": 0, "total": 0}
    )
    done.at, done.removed, done.total = now, removed, done.total + removed
    done.save()
    audit.record("privacy.cleared", done, by=None, now=now, label="system", data={"rule": rule, "removed": removed})


def kept_days() -> int:
    """How long viewings are kept."""
    return max(settings.KEEP_VIEWINGS_DAYS, LEAST_DAYS)


@transaction.atomic
def remove_old_viewings(*, now: datetime) -> int:
    removed, _each = Viewing.objects.filter(at__lt=now - timedelta(days=kept_days())).delete()
    return removed
