"""Forms as pages show them, and what hostile people send to them.

A post begins as the page itself would send it, so that it gets past the first checks; then some of it is spoilt.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes, urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

NASTY = [
    b"", b" ", b"\0", b"a\0b", b"\xff\xfe\xc3", b"\xed\xa0\x80", b"\xc3\x28" * 50, b"%", b"\r\n\r\n", b"[]", b"{}",
    b"null", b"9" * 400, b"9" * 5000, b"1e999999", b"-0", b"NaN", b"sNaN", b"Infinity", "٣٤".encode(), "²".encode(),
    b"true", b"-1", b"0", b"2147483648", b"9223372036854775807", b"9223372036854775808", b"99999999999999999999",
    b"1,5", b"0x10", b"1_000", b"31/02/2026", b"0000-00-00", b"0001-01-01", b"9999-12-31", b"9999-12-31T23:59",
    b"2026-02-30T25:61", b"99:99", b"<script>alert(1)</script>", b"{% debug %}{{ x }}", b"'; DROP TABLE x; --",
    b"../../etc/passwd", b"//evil.example/", b"http://[::1", b"javascript:alert(1)", b"a@b", b"(" * 300, b"[" * 3000,
    b"x: [*y]", b"=1+1", b"a" * 20_000, "ắ".encode() * 4_000, "e\u0301".encode() * 500, "\u202etxt.exe".encode(),
    "🇻🇳".encode() * 40, "\u2028".encode(),
]  # fmt: skip
HUGE = b"a" * 1_000_000
LETTERS = "Đã gõ “vậy” & <b>thế</b> 'này' {{ x }} "
PICTURE = b"\x89PNG\r\n\x1a\n"
FILES = [
    ("x.pdf", b""), ("x.pdf", b"MZ"), ("a.exe", b"MZ"), ("n" * 300 + ".png", PICTURE), ("../../p.pdf", b"%PDF-"),
    ("a\0b.png", PICTURE + b"\0" * 40), ("x.xlsx", b"PK\x03\x04" + b"\0" * 60), ("x.docx", b"PK"),
    ("x.xlsx", b"PK\x05\x06" + b"\0" * 18), ("x.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    ("x.xml", b"<a" * 9000), ("x.json", b"[" * 9000), ("x.json", b'{"a": NaN}'), ("x.csv", b"\xff\xfe\0"),
    ("x.bpmn", b"<definitions/>"), ("x.txt", b"::a:: b { =c ~d"), ("", b"\0"),
]  # fmt: skip
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary="
TYPES = [
    FORM + "; charset=utf-16",
    FORM + "; charset=nonsense",
    PARTS,
    PARTS + "x",
    "application/json",
    "text/plain",
    "",
]


@dataclass
class Form:
    """`typed` are the names of what people write in words; `buttons` what it is sent with, the usual one first."""

    action: str
    method: str = "get"
    values: list[tuple[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found, self.named = path, [], {}
        self.open: Form | None = None
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = self._form(given)
        name = given.get("name", "")
        form = self.named.setdefault(given["form"], Form(self.path)) if given.get("form") else self.open
        if tag == "option" and self.open and self.select and ("selected" in given or given.get("value")):
            self._choose(given.get("value", ""), "selected" in given)
        elif tag == "button" and not name and form and given.get("type", "submit") == "submit":
            form.buttons.append(("", ""))
        elif tag in {"input", "textarea", "select", "button"} and name and form:
            self._take(form, tag, name, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area and self.open:
            self.open.values = [(n, v + data if n == self.area else v) for n, v in self.open.values]

    def _form(self, given: dict[str, str]) -> Form:
        made = self.named.setdefault(given["id"], Form("")) if given.get("id") else Form("")
        made.action = urljoin(self.path, given.get("action") or self.path)
        made.method = given.get("method", "get").lower()
        self.found.append(made)
        return made

    def _take(self, form: Form, tag: str, name: str, given: dict[str, str]) -> None:
        if name == "csrfmiddlewaretoken":
            return
        form.names += [name] if name not in form.names else []
        kind = given.get("type", "text") if tag == "input" else tag
        if kind == "file":
            form.files.append(name)
        elif kind in {"button", "submit"}:
            form.buttons.append((name, given.get("value", "")))
        elif kind not in {"checkbox", "radio"} or "checked" in given:
            form.values.append((name, given.get("value", "")))
        if tag == "textarea" or (tag == "input" and kind == "text"):
            form.typed.append(name)
        self.select = name if tag == "select" else self.select
        self.area = name if tag == "textarea" else self.area

    def _choose(self, value: str, certain: bool) -> None:
        known = dict(self.open.values).get(self.select)
        if certain or not known:
            self.open.values = [(n, value if n == self.select else v) for n, v in self.open.values]


def forms_of(path: str, page: str) -> list[Form]:
    reader = _Forms(path)
    reader.feed(page)
    return [form for form in reader.found if form.names and form.method in {"get", "post"}]


def inputs_of(page: str) -> set[str]:
    """Names of what can be written into on this page."""
    return {name for form in forms_of("/", page) for name in form.typed}


@dataclass
class Blow:
    """One request; `words` were typed in good faith beside what is spoilt."""

    fields: list[tuple[str, bytes]]
    words: dict[str, str]
    uploads: list[tuple[str, str, bytes]]
    kind: str = FORM

    def strike(self, client: Client, form: Form) -> Any:
        path = form.action.partition("#")[0]
        body = "&".join(
            f"{quote_from_bytes(name.encode(errors='replace'))}={quote_from_bytes(v)}" for name, v in self.fields
        )
        if form.method == "get":
            return client.get(path.partition("?")[0] + "?" + body)
        if self.uploads:
            whole: dict[str, list[Any]] = {}
            for name, value in self.fields:
                whole.setdefault(name, []).append(value.decode(errors="replace"))
            for name, called, content in self.uploads:
                whole.setdefault(name, []).append(SimpleUploadedFile(called or "x", content))
            return client.post(path, whole)
        return client.generic("POST", path, body, content_type=self.kind)


def blows(form: Form, count: int, seed: str) -> Iterator[Blow]:
    chance = random.Random(seed)
    for _turn in range(count):
        yield _blow(form, chance)


def _blow(form: Form, chance: random.Random) -> Blow:
    spoilt = set(chance.sample(form.names, min(len(form.names), chance.choice([1, 1, 2, 3, len(form.names)]))))
    words = {
        name: f"{LETTERS}{chance.randrange(10**6)}"
        for name in form.typed
        if name not in spoilt and chance.random() < 0.5
    }
    fields = [
        (name, value.encode(errors="replace")) for name, value in form.values if name not in spoilt | words.keys()
    ]
    fields += [(name, value.encode()) for name, value in words.items()]
    for name in sorted(spoilt):
        fields += _spoilt(name, chance)
    uploads = [(name, *chance.choice(FILES)) for name in form.files if chance.random() < 0.7]
    if form.buttons:
        pressed = chance.choice(form.buttons)
        fields += [(pressed[0], pressed[1].encode())] if pressed[0] else []
        words = words if pressed == form.buttons[0] else {}  # another may well put something else in its place
    if form.method == "post" and not form.files and chance.random() < 0.05:
        uploads = [(chance.choice(form.names), *chance.choice(FILES))]  # a file where words belong
    kind = chance.choice(TYPES) if not chance.randrange(25) else FORM
    if kind != FORM or spoilt.intersection(name for name, _value in form.buttons):
        words = {}
    return Blow(fields, words, uploads, kind)


def _spoilt(name: str, chance: random.Random) -> list[tuple[str, bytes]]:
    """Not there at all; twice and more; under a name that is nearly right; huge; or just bad."""
    way = chance.randrange(40)
    if way < 4:
        return []
    if way < 8:
        return [(name, value) for value in chance.choices(NASTY, k=chance.choice([2, 3, 50]))]
    if way < 10:
        return [(chance.choice([name + "[]", name + ".0", "0." + name, name[:-1], name + "-0", "\0" + name]), b"1")]
    return [(name, HUGE if way == 10 else chance.choice(NASTY))]
