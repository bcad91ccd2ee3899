from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from doanso.core.files.models import Blob, File, Scan


def by_token(token: str) -> File:
    """Raises File.DoesNotExist. The token is no right: the caller checks who asks."""
    return File.objects.select_related("blob").get(token=token)


def present(tokens: Collection[str]) -> set[str]:
    """Those of these tokens that still name a file."""
    return set(File.objects.filter(token__in=tokens).values_list("token", flat=True))


def total_size(files: Iterable[File]) -> int:
    """Bytes of all of them, each counted once, as one dossier's limit counts."""
    return sum({file.pk: file.blob.size for file in files}.values())


def held(pks: Collection[int]) -> set[int]:
    """Those of these files that some row of any module still refers to."""
    found: set[int] = set()
    for pointer in File._meta.get_fields(include_hidden=True):
        if pointer.one_to_many or pointer.one_to_one:
            column = pointer.field
            rows = pointer.related_model._base_manager.filter(**{f"{column.name}__in": pks})
            found |= set(rows.values_list(column.attname, flat=True))
    return found


def to_scan() -> QuerySet[Blob]:
    """What waits; with a scanner at hand also what was stored before there was one."""
    waiting = [Scan.PENDING, Scan.OFF] if settings.CLAMD else [Scan.PENDING]
    return Blob.objects.filter(scan__in=waiting).order_by("pk")


def unreferenced(before: datetime) -> QuerySet[Blob]:
    return Blob.objects.filter(files=None, stored_at__lt=before).order_by("pk")
