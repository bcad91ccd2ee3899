import re
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorExact
from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from doanso.core.accounts.models import Person, User


def user_of(person: Person) -> User | None:
    return get_user_model().objects.filter(person=person).first()


def active_users() -> QuerySet[User]:
    return get_user_model().objects.filter(is_active=True).select_related("person")


def owns_installation(person: Person | None) -> bool:
    """Whoever holds the installation's own account: what belongs to no unit is theirs to set."""
    return person is not None and User.objects.filter(person=person, is_superuser=True, is_active=True).exists()


def second_factors(user: User) -> list[str]:
    """Which kinds are set up: totp, webauthn. Recovery codes alone are none."""
    kinds = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return sorted(set(kinds.values_list("type", flat=True)))


def devices_of(user: User) -> int:
    return UserSession.objects.filter(user=user).count()


def goes_on_as() -> dict[int, int]:
    """Of every record that became one with another: which record goes on, at the end of the chain."""
    into = dict(Person.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
    return {gone: _end(gone, into) for gone in into}


def _end(person: int, into: dict[int, int]) -> int:
    while person in into:
        person = into[person]
    return person


def named(words: Iterable[str], prefix: str = "") -> Combinable:
    """People in whose names each of these folded words begins one; `prefix` leads to them, as in `person__`."""
    parts = [part for word in words for part in re.findall(r"\w+", word)]
    query = SearchQuery(" & ".join(f"{part}:*" for part in parts), search_type="raw", config="simple")
    return SearchVectorExact(SearchVector(f"{prefix}search_key", config="simple"), query)
