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


def test_session_read_again_is_as_it_was_written_and_a_forged_one_is_empty() -> None:
    store = sessions.SessionStore()
    words = store.encode({"ai": "Nguyễn Thị Ánh", "việc": [1]})
    store.decode(words)["việc"].append(2)  # whoever changes theirs changes nobody's

    assert [store.decode(words) for _time in range(2)] == [{"ai": "Nguyễn Thị Ánh", "việc": [1]}] * 2
    end = "A" if words[-1] != "A" else "B"
    assert [store.decode(forged) for forged in (words[:-1] + end, "x" + words, "", "a:b:c")] == [{}] * 4
