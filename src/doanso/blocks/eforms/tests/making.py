"""Short ways to make forms for tests."""

from datetime import date
from typing import Any

from doanso.blocks.eforms import engine
from doanso.blocks.eforms.definition import Definition, load
from doanso.blocks.eforms.demo import definitions
from doanso.core.audit.models import Event

TODAY = date(2026, 3, 4)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
REF = {"token": "tok-1", "name": "đơn <xin>.pdf", "size": 250_000, "type": "application/pdf"}
BRANCHES = {"D-1": "Chi đoàn Thôn 1", "D-2": "Chi đoàn Thôn 2", "D-3": "Đoàn trường Lê Lợi"}


def field(kind: str, key: str = "a", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": "Nhãn", **more}


def source(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The JSON of a form of one page and one section."""
    section = {"key": "s", "title": "Phần", "fields": list(fields)}
    page = {"key": "p", "title": "Trang", "sections": [section]}
    return {"code": "T-1", "title": "Thử", "pages": [page], **more}


def form(*fields: dict[str, Any], **more: Any) -> Definition:
    return load(source(*fields, **more))


def demo(code: str) -> Definition:
    return load(definitions()[code])


def units(f: Any, text: str, on: date) -> list[tuple[str, str]]:
    """A register of three units instead of the database's."""
    if text in BRANCHES:
        return [(text, BRANCHES[text])]
    return [(code, f"{name} [{code}]") for code, name in BRANCHES.items() if text.lower() in name.lower()]


def read(definition: Definition, data: dict[str, Any], files: Any = None, **more: Any) -> engine.Reading:
    return engine.read(definition, data, files, **{"today": TODAY, "units": units, **more})


def check(definition: Definition, answers: Any) -> engine.Reading:
    return engine.check(definition, answers, today=TODAY, units=units)


def one(kind: str, typed: str, **more: Any) -> Any:
    """(answer, messages) of a form with one field."""
    reading = read(form(field(kind, **more)), {"a": typed})
    return reading.answers.get("a"), reading.errors.get("a", [])


def kinds_of_events() -> list[str]:
    return list(Event.objects.filter(kind__startswith="eforms.").order_by("pk").values_list("kind", flat=True))
