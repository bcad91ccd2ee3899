"""A small organisation with somebody who watches over the data of the province's units, and browsers."""

from types import SimpleNamespace

from django.test import Client
from tests.support import org as organisation

from doanso.core.accounts.models import Person, User
from doanso.core.privacy.models import Viewing


def build() -> SimpleNamespace:
    o = organisation.build()
    o.keeper = organisation.person("Vi Thị Giữ")
    organisation.seat(o.keeper, o.province, "bao_ve_du_lieu")
    o.mate = o.members[2]
    return o


def browser(person: Person) -> Client:
    client = Client()
    user, _fresh = User.objects.get_or_create(person=person, defaults={"username": f"u{person.pk}"})
    client.force_login(user)
    return client


def seen() -> list[tuple[str, str, str]]:
    """(reader, person, place) of all viewings, in order."""
    rows = Viewing.objects.order_by("pk").values_list("reader__full_name", "person__full_name", "place")
    return [(reader, person or "", place) for reader, person, place in rows]
