from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doanso.core.accounts import sessions
from doanso.core.accounts.backends import Accounts
from doanso.core.accounts.models import User

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


def test_account_comes_with_its_session_once_and_to_nobody_else() -> None:
    mine, other = (User.objects.create_user(f"090000000{number}") for number in (1, 2))
    store = SessionStore()
    store.create()
    UserSession.objects.create(user=mine, session_key=store.session_key, ip="127.0.0.1", user_agent="")

    def read(user: User, *, later: bool = False) -> tuple[User | None, int]:
        """And how often the database was asked for the account itself."""
        sessions.SessionStore(store.session_key).load()
        with CaptureQueriesContext(connection) as asked:
            found = Accounts().get_user(user.pk)
            found = Accounts().get_user(user.pk) if later else found
        return found, len(asked)

    assert read(mine) == (mine, 0)
    assert read(mine, later=True) == (mine, 1)
    assert read(other) == (other, 1)
    User.objects.filter(pk=mine.pk).update(is_active=False)
    assert read(mine) == (None, 0)


def test_session_that_is_over_brings_nobody() -> None:
    user, store = User.objects.create_user("0900000001"), SessionStore()
    store.create()
    UserSession.objects.create(user=user, session_key=store.session_key, ip="127.0.0.1", user_agent="")
    Session.objects.filter(pk=store.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))

    assert sessions.SessionStore(store.session_key).load() == {}
    assert sessions.read_along(user.pk) is None
