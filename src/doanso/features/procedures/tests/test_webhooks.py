"""What programs are told of their dossiers: signed, until they take it, by way of a real server on this machine."""

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from doanso.cli.waiting import free_port
from doanso.features.procedures.models import Client, Delivery
from doanso.features.procedures.services import clients
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.office import NOON

pytestmark = pytest.mark.django_db


class Receiver(ThreadingHTTPServer):
    """Answers with these states, one after the other, then with 200; keeps what it got."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.states: list[int] = []
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/nhan"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers.items()), body))
        self.send_response(self.server.states.pop(0) if self.server.states else 200)
        self.send_header("Location", "/noi-khac")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def org(db, receiver, settings):
    settings.INTERNAL_WEBHOOKS = True
    org = office.build()
    org.client, _token = clients.register(
        name="Cổng", unit=org.commune, scopes=["submit"], by=None, now=NOON, webhook_url=receiver.url
    )
    return org


def deliver(delivery: Delivery, now: datetime = NOON) -> tuple[float | None, str]:
    """Seconds until the next try, and what is noted."""
    wait = clients.deliver(delivery_id=delivery.pk, now=now)
    delivery.refresh_from_db()
    return wait and wait.total_seconds(), delivery.last_error


def waiting() -> ProcrastinateJob:
    return ProcrastinateJob.objects.get(task_name="procedures.deliver_webhook", status="todo")


@pytest.mark.django_db(transaction=True)
def test_change_is_sent_until_it_is_taken_and_each_try_is_signed(org, receiver, run_jobs) -> None:
    receiver.states = [500, 503]
    dossier = office.submit(org.version, client=org.client)
    began, log = timezone.now(), []
    for after in (20, 80, None):
        run_jobs()
        delivery = Delivery.objects.get()
        log.append((delivery.attempts, delivery.last_error, delivery.delivered_at is not None))
        if after:
            in_time = waiting().scheduled_at - timezone.now()
            assert timedelta(seconds=after - 10) < in_time <= timedelta(seconds=after)
            ProcrastinateJob.objects.filter(pk=waiting().pk).update(scheduled_at=timezone.now())  # time passes
    run_jobs()

    assert log == [(1, "HTTP 500", False), (2, "HTTP 503", False), (3, "", True)]
    assert not ProcrastinateJob.objects.filter(task_name="procedures.deliver_webhook", status="todo").exists()
    assert [path for path, _headers, _body in receiver.got] == ["/nhan"] * 3
    for _path, headers, body in receiver.got:
        stamp, signature = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers["X-Doanso-Signature"]).groups()
        secret = Client.objects.get().webhook_secret.encode()
        assert hmac.new(secret, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest() == signature
        assert began.timestamp() - 1 <= int(stamp) <= timezone.now().timestamp()
        assert headers["Content-Type"] == "application/json"
        assert json.loads(body) == {
            "event": "dossier.changed",
            "code": dossier.code,
            "procedure": "T-1",
            "status": 1,
            "step": "Tiếp nhận",
            "due_at": dossier.due_at.isoformat(),
            "finished_at": None,
        }


def test_signature_by_a_known_example() -> None:
    """Computed with `printf '1763434800.{}' | openssl dgst -sha256 -hmac khoa`."""
    assert clients.sign("khoa", datetime.fromtimestamp(1763434800, tz=NOON.tzinfo), b"{}") == (
        "t=1763434800,v1=bf959101eaae69fff5b9482f661e99df4b24b79cfad5442852e9febbb3fd9822"
    )


def test_after_eight_tries_it_stays_in_the_log_as_not_taken(org, receiver) -> None:
    receiver.states = [500] * 9
    office.submit(org.version, client=org.client)
    delivery = Delivery.objects.get()

    waits = [deliver(delivery)[0] for _try in range(8)]

    assert waits == [20, 80, 320, 1280, 5120, 20480, 81920, None]
    assert (delivery.attempts, delivery.delivered_at, len(receiver.got)) == (8, None, 8)


@pytest.mark.parametrize("state", [301, 307, 400, 404, 410])
def test_only_success_counts_and_nobody_is_sent_elsewhere(org, receiver, state) -> None:
    receiver.states = [state]
    office.submit(org.version, client=org.client)

    assert deliver(Delivery.objects.get()) == (20, f"HTTP {state}")
    assert [path for path, _headers, _body in receiver.got] == ["/nhan"]


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://127.0.0.1:{port}/", "ConnectError"),
        ("http://[::1/", "InvalidURL"),
    ],
)
def test_address_where_nobody_answers_is_tried_again(org, url, error) -> None:
    office.submit(org.version, client=org.client)
    Client.objects.update(webhook_url=url.format(port=free_port()))

    assert deliver(Delivery.objects.get()) == (20, error)


def test_taken_message_is_not_sent_again_and_none_after_the_access_ended(org, receiver) -> None:
    dossier = office.submit(org.version, client=org.client)
    first = Delivery.objects.get()
    assert deliver(first) == (None, "")
    assert (deliver(first), first.attempts, len(receiver.got)) == ((None, ""), 1, 1)

    office.act(dossier, org.desk_officer)
    clients.revoke(client_id=org.client.pk, by=None, now=NOON)
    office.act(dossier, org.head)
    second = Delivery.objects.exclude(pk=first.pk).get()
    assert (deliver(second), second.attempts, len(receiver.got)) == ((None, ""), 0, 1)


def test_each_change_of_its_own_dossiers_is_told_and_nothing_else(org) -> None:
    other, _token = clients.register(
        name="Khác", unit=None, scopes=["submit"], by=None, now=NOON, webhook_url="https://khac.example/"
    )
    silent, _token = clients.register(name="Lặng", unit=None, scopes=["submit"], by=None, now=NOON)
    dossier = office.submit(org.version, client=org.client)
    for by in (None, silent, other):
        office.submit(org.version, client=by)
    office.finish(org, dossier)

    told = Delivery.objects.order_by("pk").values_list("client__name", "payload__status", "payload__step")
    assert list(told) == [("Cổng", 1, "Tiếp nhận"), ("Khác", 1, "Tiếp nhận"), ("Cổng", 4, "Ký duyệt"), ("Cổng", 10, "")]
    assert Delivery.objects.filter(payload__code=dossier.code).last().payload["finished_at"] == NOON.isoformat()


def test_change_that_was_rolled_back_is_not_told(org) -> None:
    with transaction.atomic():
        office.submit(org.version, client=org.client)
        transaction.set_rollback(True)

    assert (
        Delivery.objects.count(),
        ProcrastinateJob.objects.filter(task_name="procedures.deliver_webhook").count(),
    ) == (0, 0)


def test_addresses_of_our_own_network_are_not_called_unless_the_installation_allows_it(org, receiver, settings) -> None:
    settings.INTERNAL_WEBHOOKS = False
    delivery = Delivery.objects.create(client=org.client, event="dossier.changed", payload={}, created_at=NOON)

    assert deliver(delivery) == (20.0, "Internal")
    assert receiver.got == []
