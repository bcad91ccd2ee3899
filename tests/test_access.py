"""Every address there is: who has no business at one is refused, and writes nothing by trying."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from subprocess import run
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve
from django.utils import translation

from doanso.core.audit.models import Event
from tests.support import busy, fuzzing
from tests.support.addresses import GUARDED, LINKS, OWN, PUBLIC, Guarded
from tests.support.routes import routes

pytestmark = pytest.mark.django_db
METHODS = ("get", "post")
SIGN_IN = "/dang-nhap/?next="
WRITE = re.compile(r'(?:INSERT INTO|(?<!FOR )(?<!DO )UPDATE|DELETE FROM)\s+"?([a-z_]+)')
# What any request may leave behind: the session and the counters of the rate limits.
HOUSEKEEPING = {"django_session", "cache", "usersessions_usersession"}


@contextmanager
def undone() -> Iterator[None]:
    block = transaction.atomic()
    block._from_testcase = True  # as Django's own test cases do, for what insists on a transaction of its own
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Built once: each test undoes what it did, as always, and this the rest."""
    from django.conf import settings

    limited, settings.RATE_LIMITS = settings.RATE_LIMITS, False  # a thousand requests from one address
    with django_db_blocker.unblock(), translation.override("vi"), undone():
        cache.clear()
        built = busy.build()
        for name in busy.OUTSIDERS:
            busy.browser(built, name)
        yield built
    settings.RATE_LIMITS = limited


@dataclass(frozen=True)
class Got:
    """An answer as somebody reads it, and the tables that were written to for it."""

    status: int
    location: str
    text: str
    written: frozenset[str]


def ask(client: Client, method: str, path: str, data: dict[str, Any] | None = None) -> Got:
    written: set[str] = set()

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        written.update(_written(sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        answer = getattr(client, method)(path, data or {})
        text = text_of(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    return Got(answer.status_code, answer.headers.get("Location", ""), text, frozenset(written - HOUSEKEEPING))


@lru_cache(5000)
def _written(sql: str) -> list[str]:
    return WRITE.findall(sql)


def text_of(content: bytes) -> str:
    """What somebody can read in it, sheets and PDF too."""
    text = content.decode(errors="replace")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
    if content.startswith(b"%PDF"):
        text += run(["pdftotext", "-", "-"], input=content, capture_output=True, check=False).stdout.decode()
    return text


def leaks(office: SimpleNamespace, got: Got, path: str) -> list[str]:
    """Secrets that the answer tells and the question did not."""
    return [secret for secret in office.secrets if secret in got.text and secret not in path]


def sent(office: SimpleNamespace, one: Guarded) -> dict[str, Any]:
    return {name: value.format(**office.at) for name, value in (one.post or {}).items()}


def test_every_address_has_a_sample(office) -> None:
    """A page that is missing here belongs into tests/support/addresses.py, with who may open it."""
    paths = [*PUBLIC, *OWN, *LINKS, *(one.path for one in GUARDED), "/bieu-mau/nhap/{draft}/", "/api/v1/dossiers/x"]
    sampled = [resolve(path.format(**office.at).partition("?")[0]).route for path in paths]

    assert sorted(routes().difference(sampled)) == []


def test_rightful_officers_get_every_guarded_page_and_may_act(office) -> None:
    """So the samples are real: what others are refused below exists, and something would happen."""
    wrong = []
    for one in GUARDED:
        path, client = one.path.format(**office.at), busy.browser(office, one.by)
        got = ask(client, "get", path)
        if got.status != one.get:
            wrong.append(("get", path, got.status))
        if one.post is not None:
            with undone():
                got = ask(client, "post", path, sent(office, one))
            if got.status not in (200, 302) or not got.written:
                wrong.append(("post", path, got.status, got.written))

    assert not wrong, "\n".join(map(str, wrong))


def test_outsiders_are_refused_at_every_guarded_address(office) -> None:
    holes, before = [], Event.objects.count()
    for one, name in product(GUARDED, busy.OUTSIDERS):
        path = one.path.format(**office.at)
        for method, data in (("get", None), ("post", sent(office, one))):
            got = ask(busy.browser(office, name), method, path, data)
            looks = method == "get" and name in one.readers and got.status == 200
            if (got.status not in (*one.refusal, 405) and not looks) or got.written or leaks(office, got, path):
                holes.append((name, method, path, got.status, got.written, leaks(office, got, path)))

    assert not holes, "\n".join(map(str, holes))
    assert Event.objects.count() == before


def test_visitor_is_asked_to_sign_in_at_every_address_that_is_not_public(office) -> None:
    holes, before = [], Event.objects.count()
    closed = [(path, 302) for path in OWN] + [(one.path, one.visitor) for one in GUARDED]
    for (template, refusal), method in product(closed, ("get", "post")):
        path = template.format(**office.at)
        got = ask(office.visitor, method, path)
        refused = got.status in (refusal, 405) and (got.status != 302 or got.location.startswith(SIGN_IN))
        if not refused or got.written or leaks(office, got, path):
            holes.append((method, path, got.status, got.location, got.written))

    assert not holes, "\n".join(map(str, holes))
    assert Event.objects.count() == before


def test_lists_show_others_nothing_of_the_office(office) -> None:
    holes = []
    for path, name in product(OWN, busy.OUTSIDERS[1:]):  # a stranger has less than any of them
        got = ask(busy.browser(office, name), "get", path)
        if got.status >= 500 or leaks(office, got, path):
            holes.append((name, path, got.status, leaks(office, got, path)))

    assert not holes, "\n".join(map(str, holes))
    for path in ("/viec/", "/ho-so/", "/ho-so/xuat.xlsx", "/ho-so/so-theo-doi.pdf", f"/tim/?q={office.open.code}"):
        assert office.open.code in ask(busy.browser(office, "desk_officer"), "get", path).text, path


def test_public_pages_are_open_to_visitors_and_tell_nothing(office) -> None:
    wrong, office.secrets = [], (*office.secrets, *(who.full_name for who in (office.head, *office.members)))
    for template in PUBLIC:
        path = template.format(**office.at)
        got = ask(office.visitor, "get", path)
        if got.status == 403 or got.status >= 500 or got.location.startswith(SIGN_IN) or leaks(office, got, path):
            wrong.append((path, got.status, got.location, leaks(office, got, path)))

    assert not wrong, "\n".join(map(str, wrong))


def test_private_pages_open_for_their_key_alone(office) -> None:
    """Whoever has the key, even without account; nobody with another dossier's, a guessed one or none."""
    holes, before = [], Event.objects.count()
    outsiders = [busy.browser(office, name) for name in busy.OUTSIDERS]
    tries = [(office.visitor, key) for key in (office.at["other_key"], "a" * 11, "mo")] + [(w, "mo") for w in outsiders]
    for (template, data), (client, key), method in product(LINKS.items(), tries, METHODS):
        path = re.sub(r"(/cua-toi/[^/]+)/[^/]+/", rf"\1/{key}/", template.format(**office.at))
        got = ask(client, method, path, data)
        if got.status not in (404, 405) or got.written or leaks(office, got, path):
            holes.append((method, path, got.status, got.written, leaks(office, got, path)))

    assert not holes, "\n".join(map(str, holes))
    assert Event.objects.count() == before


@pytest.mark.parametrize("template", LINKS)
def test_private_page_opens_with_its_key(office, template) -> None:
    path = template.format(**office.at)

    answers = [ask(office.visitor, method, path, LINKS[template]).status for method in METHODS]

    assert {200, 302} & set(answers)


def test_draft_of_an_officer_is_kept_by_nobody_else(office) -> None:
    address, data = f"/bieu-mau/nhap/{office.at['draft']}/", {"ho_ten": "Kẻ Sửa Trộm", "_go": "save"}
    clients = [office.visitor, *(busy.browser(office, name) for name in busy.OUTSIDERS)]
    form = {**data, "_draft": office.at["draft"]}

    assert [ask(client, "post", address, data).status for client in clients] == [403] * 5
    assert [ask(client, "post", "/thu-tuc/T-1/nop/", form).status for client in clients] == [403] * 5
    assert ask(busy.browser(office, "desk_officer"), "post", address, data).status == 200


def test_programs_of_another_office_read_no_dossier(office) -> None:
    address = f"/api/v1/dossiers/{office.open.code}"

    assert office.visitor.get(address).status_code == 404
    assert Client(headers={"Authorization": "Bearer " + "b" * 40}).get(address).status_code == 404
    assert Client(headers={"Authorization": "Bearer " + "c" * 40}).get(address).status_code == 401


def test_hostile_posts_break_no_form_and_lose_nothing_typed_beside_them(office) -> None:
    """To each form of the product one; `DOANSO_FUZZ=1000` sends it a thousand."""
    sent, wrong = fuzzing.shower(office, undone)

    assert wrong == [], f"{sent} requests:\n" + "\n".join(wrong)
