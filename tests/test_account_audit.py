"""What happens to an account stands in the audit trail, though accounts know nothing of it."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from doanso.core.accounts import services
from doanso.core.audit.models import Event

pytestmark = pytest.mark.django_db

PASSWORD = "con đường làng 1975"


def test_the_life_of_an_account_is_written_down(client: Client, person, now):
    user = services.create_user(person=person, password=PASSWORD, by=person, now=now)
    for password in ("sai", PASSWORD):
        client.post("/dang-nhap/", {"login": "0900000001", "password": password})
    services.deactivate(user.pk, by=None, now=now)
    rows = Event.objects.filter(target_type="accounts.user").order_by("pk")
    assert [(row.kind, row.actor_id) for row in rows] == [
        ("accounts.created", person.pk),
        ("accounts.sign_in_failed", None),
        ("accounts.signed_in", person.pk),
        ("accounts.deactivated", None),
    ]
    assert PASSWORD not in str(list(rows.values("data")))


def test_a_name_that_is_no_account_is_not_written_down(client: Client, db: None):
    client.post("/dang-nhap/", {"login": "mat-khau-go-nham", "password": "x"})
    assert (get_user_model().objects.count(), Event.objects.count()) == (0, 0)
