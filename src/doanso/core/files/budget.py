"""How much may arrive in an hour from one person, or from one address without an account: nobody fills the store."""

from django.http import HttpRequest

from doanso.core.accounts.models import Person
from doanso.ui import limits

MOST_MB = 1_000
KB = 1024


def count(request: HttpRequest, *, by: Person | None) -> None:
    """Before anything of what came along is kept. TooMany when it is more than that."""
    size = sum(file.size for _name, files in request.FILES.lists() for file in files)
    if size:
        who = f"person:{by.pk}" if by else limits.client_address(request)
        limits.hit("files.arrive", who, limit=MOST_MB * KB, per_seconds=3600, number=-(-size // KB))
