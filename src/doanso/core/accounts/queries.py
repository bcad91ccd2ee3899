from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from doanso.core.accounts.models import Person, User


def user_of(person: Person) -> User | None:
    return get_user_model().objects.filter(person=person).first()


def active_users() -> QuerySet[User]:
    return get_user_model().objects.filter(is_active=True).select_related("person")
