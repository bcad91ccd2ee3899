"""The configuration of the books."""

from datetime import datetime

from django.db import transaction

from doanso.features.money.models import Account, DuesTerms
from doanso.features.money.seed import ACCOUNTS, TERMS


@transaction.atomic
def seed(*, now: datetime) -> None:
    """Add what is missing; what an administrator changed stays."""
    for code, name, name_en, kind in ACCOUNTS:
        Account.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en, "kind": kind})
    if not DuesTerms.objects.exists():
        DuesTerms.objects.create(**TERMS)
