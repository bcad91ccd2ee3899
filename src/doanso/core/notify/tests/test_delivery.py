from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django import app

from doanso.core.notify import delivery, jobs, services
from doanso.core.notify.models import EmailChoice, EmailState, Notification
from doanso.core.notify.queries import Channels

from .factories import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
NOON = datetime(2026, 9, 2, 5, tzinfo=UTC)


def greet(to, once: str = "1", at: datetime = NOON) -> Notification:
    return services.send(
        "sample.greeting", to=to, context={"name": "Ánh", "code": once}, once=once, now=at, url="/viec/"
    )


def state(notification: Notification) -> str:
    return Notification.objects.get(pk=notification.pk).email_state


def test_deliver_sends_words_link_and_footer(sink) -> None:
    sent = greet(person())

    assert delivery.deliver(sent.pk, now=NOON) is True

    [message] = sink.received
    assert (message["To"], message["Subject"]) == ("anh@tinhdoan.vn", "Chào Ánh")
    assert message.get_content().replace("\r\n", "\n") == (
        'Hồ sơ "1" & giấy tờ đã đến.\n\nhttp://127.0.0.1:8000/viec/\n\n'
        "-- \nĐoàn Số · http://127.0.0.1:8000\n"
        "Chọn cách nhận thông báo: http://127.0.0.1:8000/thong-bao/tuy-chon/\n"
    )
    assert (state(sent), Notification.objects.get().sent_at) == (EmailState.SENT, NOON)


def test_deliver_speaks_english_to_who_reads_english(sink) -> None:
    greet(person(language="en"))

    delivery.deliver(Notification.objects.get().pk, now=NOON)

    assert sink.received[0]["Subject"] == "Hello Ánh"
    assert "Choose what you are told, and how: http" in sink.received[0].get_content()


def test_deliver_marks_a_demonstration_in_the_subject(sink, settings) -> None:
    settings.DEMO = True
    delivery.deliver(greet("khach@gmail.com").pk, now=NOON)

    assert sink.received[0]["Subject"] == "[Trình diễn] Chào Ánh"
    assert "thong-bao" not in sink.received[0].get_content()


def test_deliver_again_sends_nothing(sink) -> None:
    sent = greet(person())
    delivery.deliver(sent.pk, now=NOON)

    assert delivery.deliver(sent.pk, now=NOON) is False
    assert len(sink.received) == 1


def test_deliver_after_a_crash_in_mid_sending_sends_nothing(sink) -> None:
    sent = greet(person())
    Notification.objects.update(email_state=EmailState.SENDING)

    assert delivery.deliver(sent.pk, now=NOON) is False
    assert sink.received == []


@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
def test_deliver_is_tried_again_when_the_server_says_not_now(sink, verb) -> None:
    sent = greet(person())
    sink.answers[verb] = "451 too busy"

    with pytest.raises(delivery.Later):
        delivery.deliver(sent.pk, now=NOON)
    assert state(sent) == EmailState.QUEUED

    sink.answers.clear()
    assert delivery.deliver(sent.pk, now=NOON) is True
    assert (len(sink.received), state(sent)) == (1, EmailState.SENT)


def test_deliver_is_tried_again_when_there_is_no_server(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    sent = greet(person())

    with pytest.raises(delivery.Later):
        delivery.deliver(sent.pk, now=NOON)
    assert state(sent) == EmailState.QUEUED

    delivery.deliver(sent.pk, now=NOON, last_try=True)
    assert state(sent) == EmailState.FAILED


def test_deliver_gives_up_when_the_server_says_never(sink) -> None:
    sent = greet(person())
    sink.answers["RCPT"] = "550 nobody here"

    assert delivery.deliver(sent.pk, now=NOON) is True
    assert (state(sent), sink.received) == (EmailState.FAILED, [])


def test_deliver_does_not_repeat_what_the_server_may_have_kept(sink) -> None:
    sent = greet(person())
    sink.hang_up_after_data = True

    delivery.deliver(sent.pk, now=NOON)
    delivery.deliver(sent.pk, now=NOON)

    assert (state(sent), len(sink.received)) == (EmailState.FAILED, 1)


@pytest.mark.django_db(transaction=True)
def test_deliver_from_many_workers_at_once_sends_one(sink) -> None:
    sent = greet(person())
    start = Barrier(5)

    def race(_number: int) -> bool:
        start.wait()
        try:
            return delivery.deliver(sent.pk, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(race, range(5))) == [False] * 4 + [True]

    assert len(sink.received) == 1


def choose_digest(to) -> None:
    services.choose(person=to, choices={"sample.greeting": Channels(True, EmailChoice.DIGEST)}, now=NOON)


def test_digest_is_one_email_with_the_whole_day(sink) -> None:
    to = person()
    choose_digest(to)
    rows = [greet(to, "A1", NOON), greet(to, "A2", NOON + timedelta(hours=1))]
    tomorrow = greet(to, "A3", NOON + timedelta(days=1))

    assert delivery.waiting_for_digest() == [to.pk]
    assert delivery.deliver_digest(to.pk, now=NOON + timedelta(hours=5)) is True
    assert delivery.deliver_digest(to.pk, now=NOON + timedelta(hours=5)) is False

    [message] = sink.received
    assert message["Subject"] == "Hôm nay có 2 tin"
    assert (
        message.get_content()
        .replace("\r\n", "\n")
        .startswith(
            "Chào Trần Thị Ánh, hôm nay có những việc sau:\n\n"
            '• Chào Ánh\nHồ sơ "A1" & giấy tờ đã đến.\nhttp://127.0.0.1:8000/viec/\n\n'
            '• Chào Ánh\nHồ sơ "A2" & giấy tờ đã đến.\nhttp://127.0.0.1:8000/viec/\n\n-- \n'
        )
    )
    assert [state(row) for row in [*rows, tomorrow]] == ["sent", "sent", "digest"]


def test_digest_that_the_server_did_not_take_waits(sink) -> None:
    to = person()
    choose_digest(to)
    row = greet(to)
    sink.answers["MAIL"] = "421 closing"

    with pytest.raises(delivery.Later):
        delivery.deliver_digest(to.pk, now=NOON)

    assert state(row) == EmailState.DIGEST


@pytest.mark.django_db(transaction=True)
def test_the_worker_delivers_what_was_queued_and_sends_the_digests(monkeypatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)  # the worker's threads close what they open
    to, other = person(), person(email="b@tinhdoan.vn")
    choose_digest(other)
    now = timezone.now()
    greet(to, at=now)
    greet(other, at=now)
    jobs.digests.defer(timestamp=0)

    run_worker(app)
    run_worker(app)

    assert sorted((m.to[0], m.subject) for m in mail.outbox) == [
        ("anh@tinhdoan.vn", "Chào Ánh"),
        ("b@tinhdoan.vn", "Hôm nay có 1 tin"),
    ]


def run_worker(tasks: App) -> None:
    """As `doanso run` does, until the queue is empty; in a thread, as a browser test may have left its loop in this."""

    def work() -> None:
        with tasks.replace_connector(tasks.connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="always")

    with ThreadPoolExecutor(1) as thread:
        thread.submit(work).result()
