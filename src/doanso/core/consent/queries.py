from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from doanso.core.accounts.models import Person
from doanso.core.consent.models import Consent, Purpose
from doanso.lib import rows


def current(code: str) -> Purpose:
    """The words that people are shown today. Raises Purpose.DoesNotExist."""
    return Purpose.objects.filter(code=code).latest("version")


def newest(code: str) -> Purpose | None:
    """The same, or None when no such text was ever published."""
    found = rows.select(Purpose, "code = %s ORDER BY version DESC LIMIT 1", code)
    return found[0] if found else None


def current_purposes() -> QuerySet[Purpose]:
    newest = Window(RowNumber(), partition_by=F("code"), order_by=F("version").desc())
    return Purpose.objects.annotate(place=newest).filter(place=1).order_by("code")


def active(code: str, *, person: Person | None = None, subject: str = "") -> Consent | None:
    """A yes to today's words that still stands; a yes to older words does not cover them."""
    if person is None and not subject:
        return None
    return Consent.objects.filter(purpose=current(code), person=person, subject=subject, withdrawn_at=None).first()


def stands(code: str, subject: str) -> bool:
    """Whether somebody without an account has agreed, to whichever version, and not taken it back."""
    standing = Consent.objects.filter(subject=subject, person=None, withdrawn_at=None)
    return bool(subject) and standing.filter(purpose__code=code).exists()


def of_person(person: Person | None) -> QuerySet[Consent]:
    """All that this person ever agreed to, what stands first."""
    if person is None:
        return Consent.objects.none()
    return (
        Consent.objects.filter(person=person)
        .select_related("purpose")
        .order_by(F("withdrawn_at").desc(nulls_first=True), "-given_at", "-pk")
    )
