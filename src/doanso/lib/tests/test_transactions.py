"""One transaction for services that call each other: no SAVEPOINT, and no half of it stays."""

from contextlib import suppress

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doanso.lib.transactions import atomic


@atomic
def inner(key: str, *, fails: bool = False) -> str:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now())
    if fails:
        raise ValueError(key)
    return key


@atomic
def outer(*, fails: bool = False) -> list[str]:
    return [inner("one"), inner("two", fails=fails)]


def keys() -> list[str]:
    return list(Session.objects.order_by("session_key").values_list("session_key", flat=True))


@pytest.mark.django_db(transaction=True)
def test_services_that_call_each_other_are_one_transaction() -> None:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert outer() == ["one", "two"]

    assert [query["sql"].split()[0] for query in captured] == ["BEGIN", "INSERT", "INSERT", "COMMIT"]
    assert keys() == ["one", "two"]


@pytest.mark.django_db(transaction=True)
def test_an_error_inside_undoes_everything() -> None:
    with pytest.raises(ValueError, match="two"):
        outer(fails=True)

    assert keys() == []


@pytest.mark.django_db(transaction=True)
def test_only_a_block_of_its_own_lets_the_caller_go_on() -> None:
    with transaction.atomic():
        inner("before")
        with pytest.raises(ValueError, match="one"), transaction.atomic():
            inner("one", fails=True)
        inner("after")

    assert keys() == ["after", "before"]


@atomic
def careless() -> None:
    with suppress(ValueError):
        inner("one", fails=True)
    inner("two")


@pytest.mark.django_db(transaction=True)
def test_an_error_that_is_passed_over_does_not_become_half_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        careless()

    assert keys() == []


@pytest.mark.django_db
def test_a_service_that_fails_in_a_test_leaves_the_tests_transaction_whole() -> None:
    with pytest.raises(ValueError, match="two"):
        outer(fails=True)

    assert keys() == []
