"""Whom an e-mail may go to."""

from doanso.core.accounts.models import Person

RESERVED = frozenset({"example", "test", "invalid", "localhost"})
RESERVED_SECOND = frozenset({"example.com", "example.net", "example.org"})


def is_invented(address: str) -> bool:
    """Addresses of demonstration people: names reserved by RFC 2606, which nobody owns."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    labels = domain.split(".")
    return labels[-1] in RESERVED or ".".join(labels[-2:]) in RESERVED_SECOND


def of(person: Person) -> str:
    """The person's own address, else the one they sign in with, else nothing."""
    user = getattr(person, "user", None)
    return person.email or (user.email if user and user.email else "")
