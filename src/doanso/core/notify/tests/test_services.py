from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from doanso.core.audit import queries as audit
from doanso.core.notify import queries, services
from doanso.core.notify.models import EmailChoice, EmailState, Notification
from doanso.core.notify.queries import Channels
from doanso.lib.errors import Forbidden

from .factories import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
NOON = datetime(2026, 9, 2, 5, tzinfo=UTC)
GREETING = {"name": "chị Ánh", "code": "HL-1 <b>"}


def greet(to, once: str = "hl-1", kind: str = "sample.greeting") -> Notification | None:
    return services.send(kind, to=to, context=GREETING, once=once, now=NOON, url="/viec/")


def jobs() -> list[tuple[str, dict]]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "args"))


def test_send_writes_the_message_and_queues_its_email() -> None:
    to = person()

    sent = greet(to)

    assert (sent.title, sent.body) == ("Chào chị Ánh", 'Hồ sơ "HL-1 <b>" & giấy tờ đã đến.')
    assert (sent.address, sent.email_state, sent.url) == ("anh@tinhdoan.vn", EmailState.QUEUED, "/viec/")
    assert jobs() == [("notify.deliver", {"notification_id": sent.pk})]


def test_send_speaks_the_language_of_the_recipient() -> None:
    sent = greet(person(language="en"))

    assert (sent.title, sent.body) == ("Hello chị Ánh", 'Dossier "HL-1 <b>" & papers have arrived.')


def test_send_says_the_same_only_once() -> None:
    to = person()
    greet(to)

    assert greet(to) is None
    assert Notification.objects.count() == 1
    assert len(jobs()) == 1


def test_send_says_it_to_another_person_and_for_another_occasion() -> None:
    first, second = person(), person(email="binh@tinhdoan.vn")

    assert [bool(greet(first)), bool(greet(second)), bool(greet(first, once="hl-2"))] == [True, True, True]


def test_send_to_an_address_is_by_email_alone_and_once_whatever_its_case() -> None:
    sent = greet("Khach@Gmail.com")

    assert (sent.recipient, sent.address, sent.in_app, sent.email_state) == (None, "khach@gmail.com", False, "queued")
    assert greet("khach@gmail.com ") is None


def test_send_without_any_address_says_nothing_to_a_visitor_and_tells_a_person_in_the_app() -> None:
    assert greet("") is None
    assert greet(person(email="")).email_state == EmailState.NONE


@pytest.mark.parametrize(
    "address", ["p001@demo.example", "a@example.org", "a@mail.example.com", "a@may.test", "a@x.EXAMPLE."]
)
def test_send_never_emails_an_invented_address(address) -> None:
    sent = greet(person(email=address))

    assert sent.email_state == EmailState.SUPPRESSED
    assert jobs() == []


@pytest.mark.parametrize("address", ["a@example.vn", "a@myexample.com", "a@test.vn"])
def test_send_emails_an_address_that_only_looks_like_an_invented_one(address) -> None:
    assert greet(person(email=address)).email_state == EmailState.QUEUED


def test_send_disappears_with_the_transaction_that_it_belongs_to() -> None:
    to = person()

    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 it must fail after sending
        greet(to)
        raise ZeroDivisionError

    assert (Notification.objects.count(), jobs()) == (0, [])


def test_send_refuses_a_kind_that_no_module_declares() -> None:
    with pytest.raises(KeyError):
        greet(person(), kind="sample.unknown")


def test_send_cuts_a_long_first_line_and_keeps_line_breaks_out_of_the_subject() -> None:
    to = person()

    sent = services.send("sample.duty", to=to, context={"name": "x" * 300 + "\r\nBcc: a@b.vn"}, once="1", now=NOON)

    assert sent.title == "Duty of " + "x" * 192


@pytest.mark.django_db(transaction=True)
def test_send_at_once_from_many_threads_writes_one_message() -> None:
    to = person()
    start = Barrier(6)

    def race(_number: int) -> bool:
        start.wait()
        try:
            return greet(to) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        wrote = list(pool.map(race, range(6)))

    assert sorted(wrote) == [False] * 5 + [True]
    pk = Notification.objects.get().pk
    assert jobs().count(("notify.deliver", {"notification_id": pk})) == 1


@pytest.mark.parametrize(
    ("choice", "in_app", "state"),
    [
        (Channels(True, EmailChoice.NOW), True, EmailState.QUEUED),
        (Channels(True, EmailChoice.DIGEST), True, EmailState.DIGEST),
        (Channels(False, EmailChoice.OFF), False, EmailState.NONE),
    ],
)
def test_send_follows_what_the_person_chose(choice, in_app, state) -> None:
    to = person()
    services.choose(person=to, choices={"sample.greeting": choice}, now=NOON)

    sent = greet(to)

    assert (sent.in_app, sent.email_state) == (in_app, state)
    assert queries.unread_count(to) == int(in_app)


def test_send_of_a_mandatory_kind_cannot_be_switched_off_but_may_be_gathered() -> None:
    to, other = person(), person(email="b@tinhdoan.vn")
    services.choose(person=to, choices={"sample.duty": Channels(False, EmailChoice.OFF)}, now=NOON)
    services.choose(person=other, choices={"sample.duty": Channels(False, EmailChoice.DIGEST)}, now=NOON)

    assert [(s.in_app, s.email_state) for s in (greet(to, kind="sample.duty"), greet(other, kind="sample.duty"))] == [
        (True, EmailState.QUEUED),
        (True, EmailState.DIGEST),
    ]


def test_send_keeps_to_the_default_channels_of_the_kind() -> None:
    assert greet(person(), kind="sample.quiet").email_state == EmailState.NONE


def test_choose_is_audited() -> None:
    to = person()

    services.choose(person=to, choices={"sample.greeting": Channels(True, EmailChoice.DIGEST)}, now=NOON)

    assert [(e.kind, e.actor, e.data) for e in audit.of(to)] == [
        ("notify.preferences_chosen", to, {"sample.greeting": [True, "digest"]})
    ]


def test_mine_lists_unread_first_then_the_newest() -> None:
    to = person()
    old = services.send("sample.greeting", to=to, context=GREETING, once="1", now=NOON)
    read = services.send("sample.greeting", to=to, context=GREETING, once="2", now=NOON + timedelta(hours=2))
    new = services.send("sample.greeting", to=to, context=GREETING, once="3", now=NOON + timedelta(hours=1))
    services.mark_read(read.pk, by=to, now=NOON + timedelta(hours=3))

    assert list(queries.mine(to)) == [new, old, read]
    assert queries.unread_count(to) == 2


def test_mark_read_is_refused_to_a_stranger() -> None:
    sent, stranger = greet(person()), person(email="la@mat.vn")

    with pytest.raises(Forbidden):
        services.mark_read(sent.pk, by=stranger, now=NOON)
    with pytest.raises(Forbidden):
        services.mark_read(sent.pk, by=None, now=NOON)

    assert Notification.objects.get().read_at is None


def test_mark_read_keeps_the_first_time() -> None:
    to = person()
    sent = greet(to)
    services.mark_read(sent.pk, by=to, now=NOON)
    services.mark_read(sent.pk, by=to, now=NOON + timedelta(days=1))

    assert Notification.objects.get().read_at == NOON


def test_mark_all_read_touches_only_ones_own_and_nothing_that_came_later() -> None:
    to, other = person(), person(email="b@tinhdoan.vn")
    greet(to)
    greet(other)
    later = services.send("sample.greeting", to=to, context=GREETING, once="x", now=NOON + timedelta(minutes=1))

    assert services.mark_all_read(by=to, now=NOON) == 1
    assert list(Notification.objects.filter(read_at=None).order_by("pk")) == [
        Notification.objects.get(recipient=other),
        later,
    ]


def test_give_up_stuck_marks_what_a_crash_left_half_sent() -> None:
    sent, fresh = greet(person()), greet(person(email="b@tinhdoan.vn"))
    Notification.objects.filter(pk=sent.pk).update(email_state="sending", sent_at=NOON)
    Notification.objects.filter(pk=fresh.pk).update(email_state="sending", sent_at=NOON + timedelta(minutes=30))

    assert services.give_up_stuck(now=NOON + timedelta(minutes=61)) == 1
    assert list(Notification.objects.order_by("pk").values_list("email_state", flat=True)) == ["failed", "sending"]
