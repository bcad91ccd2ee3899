"""Traces of who opened what."""

from datetime import datetime

from django.db import transaction

from doanso.core.audit import services as audit
from doanso.features.procedures.models import Dossier


@transaction.atomic
def record(*, dossier: Dossier, now: datetime) -> None:
    """Somebody opened the private page with the phone number alone: the applicant may ask about it later."""
    audit.record("procedures.opened_by_phone", dossier, by=None, now=now, label=dossier.applicant_name)
