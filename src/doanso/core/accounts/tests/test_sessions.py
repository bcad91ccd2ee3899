from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from doanso.core.accounts import sessions

pytestmark = pytest.mark.django_db


def test_sign_ins_that_are_over_are_forgotten_and_the_others_stay() -> None:
    kept, over = SessionStore(), SessionStore()
    kept.create()
    over.create()
    Session.objects.filter(pk=over.session_key).update(expire_date=timezone.now() - timedelta(minutes=1))

    assert sessions.forget_over(timezone.now()) == 1

    assert list(Session.objects.values_list("pk", flat=True)) == [kept.session_key]
