"""A thousand hostile posts to three forms of the demonstration, as browsers send them: never a broken page, and what
was typed into a text field stands there again."""

import html
import random
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doanso.blocks.eforms import demo as forms
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.definition import Definition
from doanso.features.procedures import demo
from doanso.features.procedures.models import Dossier, Version
from doanso.features.procedures.services import catalogue
from doanso.features.procedures.tests import publicly
from doanso.lib.demo import data
from tests.support import org as organisation
from tests.support.org import NOON

pytestmark = pytest.mark.django_db
TABLE, FILES, PLAIN = "D-DP", "1.004873", "1.000894"
NASTY = [
    b"", b"\0", b"a\0b", b"\xff\xfe\xc3", b"\xed\xa0\x80", b"\xc3\x28" * 50, b"%", b"\r\n\r\n", b"[]", b"{}", b"null",
    b"9" * 400, b"1e999999", b"-0", b"NaN", b"Infinity", "٣٤".encode(), b"true", b"-1", b"99999999999999999999",
    b"31/02/2026", b"0000-00-00", b"<script>alert(1)</script>", b"'; DROP TABLE x; --", b"../../etc/passwd",
    b"a" * 20_000, "ắ".encode() * 4_000, "e\u0301".encode() * 500, "\u202etxt.exe".encode(), "🇻🇳".encode() * 40,
]  # fmt: skip
BUTTONS = [b"submit", b"next", b"back", b"save", b"\xff", b""]
UPLOADS = [
    ("x.pdf", b""),
    ("x.pdf", b"MZ"),
    ("a.exe", b"MZ"),
    ("n" * 300 + ".png", b"\x89PNG"),
    ("../../p.pdf", b"%PDF-"),
]
LETTERS = "Đã gõ “vậy” & <b>thế</b> 'này' %s {{ x }} "


@pytest.fixture
def office(db: None, settings: Any) -> dict[str, Version]:
    """The three procedures as they are in the demonstration, at one desk and with two short steps."""
    settings.RATE_LIMITS = False
    org = organisation.build()
    forms.load_forms(by=None, now=NOON)
    rows = {row["code"]: row for row in data("procedures")["procedures"]}
    return {code: _publish(org, rows[code]) for code in (TABLE, FILES, PLAIN)}


def _publish(org: SimpleNamespace, row: dict[str, Any]) -> Version:
    content = replace(demo.content(row), flow={"steps": [publicly.RECEIVE, publicly.SIGN]}, effects=())
    catalogue.publish(code=row["code"], kind=row["kind"], owner=org.desk, content=content, by=None, now=NOON)
    return Version.objects.get(procedure__code=row["code"])


def names(definition: Definition) -> list[str]:
    """Every name that the form knows, and names that it nearly knows."""
    found = ["", ".", "unknown", "a.b.c.d", "_add:dong", "_del:dong:0", "_del:dong:x", "_del:dong:99999999999", "_go2"]
    for key, f in definition.fields.items():
        found += [key, *(f"{key}.{part}" for part in ("province", "commune", "kept", "drop", "drawn", "0", "-1.x"))]
        found += [f"{key}.{row}.{part.key}" for part in f.parts for row in ("", "0", "1", "499", "9999", "-1", "٣")]
    return found


def typed(definition: Definition, page: int, rng: random.Random) -> dict[str, str]:
    """Words for the text fields that this page always shows; now and then more than fits."""
    texts = [f for f in definition.pages[page].fields if f.type in {"text", "long_text", "person_name"}]
    return {
        f.key: f"{LETTERS}{rng.random()}" + rng.choice(["", "", "", "x" * f.max_length])
        for f in texts
        if not f.show_if and not f.computed
    }


def hostile(definition: Definition, words: dict[str, str], rng: random.Random) -> list[tuple[str, bytes]]:
    pool = [name for name in names(definition) if name not in words]
    junk = [(name, rng.choice(NASTY)) for name in rng.choices(pool, k=rng.randint(0, 14))]
    again = [(name, rng.choice(NASTY)) for name, _value in junk[:3]]  # keys that come twice
    return [*junk, *again, *((name, value.encode()) for name, value in words.items())]


def send(client: Client, address: str, fields: list[tuple[str, bytes]], rng: random.Random, uploads: list[str]) -> Any:
    """As a plain form; every eighth with files, some in fields that take none."""
    if uploads and not rng.randrange(8):
        whole = {name: value.decode(errors="replace") for name, value in fields}
        return client.post(address, whole | {name: SimpleUploadedFile(*rng.choice(UPLOADS)) for name in uploads[:3]})
    body = "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in fields)
    return client.post(address, body, content_type="application/x-www-form-urlencoded")


def lost(client: Client, address: str, carried: dict[str, str], answer: Any, words: dict[str, str]) -> list[str]:
    """What stands neither in the answer nor, when it shows another page, on its own page of the draft."""
    left = _missing(words, answer)
    if left and carried["_draft"]:
        left = _missing(left, client.get(f"{address}{carried['_draft']}/?trang={carried['_page']}"))
    return list(left)


def _missing(words: dict[str, str], page: Any) -> dict[str, str]:
    text = html.unescape(page.content.decode())
    return {name: typed for name, typed in words.items() if typed not in text}


def posts(client: Client, version: Version, count: int, seed: int) -> Iterator[tuple[Any, list[str]]]:
    """The answers, each with the text fields that were forgotten."""
    address = f"/thu-tuc/{version.procedure.code}/nop/"
    definition, rng = eforms.definition(version.form_id), random.Random(seed)
    uploads = [key for key, f in definition.fields.items() if f.type in {"file", "photo"}] + ["unknown"]
    for number in range(count):
        if not number % 25:
            carried = publicly.hidden(client.get(address))
        page = rng.randrange(len(definition.pages))
        words, carried["_page"] = typed(definition, page, rng), str(page)
        fields = [*hostile(definition, words, rng), ("_go", rng.choice(BUTTONS))]
        own = [(name, value.encode()) for name, value in carried.items()]
        answer = send(client, address, fields + own, rng, uploads)
        yield answer, lost(client, address, carried, answer, words)


@pytest.mark.parametrize(("code", "count"), [(TABLE, 334), (FILES, 333), (PLAIN, 333)])
def test_hostile_posts_break_nothing_and_lose_nothing(office, code, count) -> None:
    seen, forgotten = set(), []
    for answer, names_lost in posts(Client(raise_request_exception=False), office[code], count, seed=20261122):
        seen.add(answer.status_code)
        forgotten += names_lost

    assert {200, 302} <= seen <= {200, 302, 400, 409}, seen
    assert forgotten == []
    assert Dossier.objects.count() == 0


def test_the_three_forms_are_what_they_stand_for(office) -> None:
    fields = {code: eforms.definition(version.form_id).fields.values() for code, version in office.items()}

    assert [any(f.type == "table" for f in found) for found in fields.values()] == [True, False, False]
    assert any(f.type == "file" for f in fields[FILES])
    assert any(f.show_if for f in fields[FILES] if f.type != "file")
