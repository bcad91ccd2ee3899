"""What a visitor typed, made safe to ask the database with."""

from django.http import HttpRequest


def asked(request: HttpRequest, name: str, most: int = 200) -> str:
    """A value of the query, without what PostgreSQL cannot hold."""
    return clean(request.GET.get(name, ""), most)


def sent(request: HttpRequest, name: str, most: int = 200) -> str:
    """A value of the posted form."""
    return clean(request.POST.get(name, ""), most)


def clean(text: str, most: int) -> str:
    return text.replace("\x00", "").strip()[:most]
