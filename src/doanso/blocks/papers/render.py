"""Official papers as PDF. The text comes from the dataclasses, the layout from `print/`."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from doanso.blocks.papers import desk
from doanso.blocks.papers.documents import Decision, Minutes, Verification
from doanso.lib import printing
from doanso.lib.dates import local, long_date

TEMPLATES = "blocks/papers/print"


def decision(paper: Decision) -> bytes:
    """A decision in the State or the Union layout, by `paper.office.family`."""
    return _pdf("decision", paper)


def minutes(paper: Minutes) -> bytes:
    return _pdf("minutes", paper)


def receipt(paper: desk.Receipt) -> bytes:
    return _pdf("receipt", paper)


def supplement(paper: desk.Supplement) -> bytes:
    return _pdf("supplement", paper)


def supplemented(paper: desk.Supplemented) -> bytes:
    return _pdf("supplemented", paper)


def refusal(paper: desk.Refusal) -> bytes:
    return _pdf("refusal", paper)


def apology(paper: desk.Apology) -> bytes:
    return _pdf("apology", paper)


def control_slip(paper: desk.ControlSlip) -> bytes:
    return _pdf("control_slip", paper)


def register(paper: desk.Register) -> bytes:
    """A4 across, the head repeated on every page."""
    return _pdf("register", paper)


def cover_sheet(paper: desk.CoverSheet) -> bytes:
    return _pdf("cover_sheet", paper)


def answers_copy(paper: desk.AnswersCopy) -> bytes:
    return _pdf("answers_copy", paper)


def _pdf(template: str, paper: Any) -> bytes:
    return printing.render(f"{TEMPLATES}/{template}.typ", plain(paper))


def plain(value: Any) -> Any:
    """Dataclasses as dicts; moments and days as they are written; addresses with their QR codes."""
    if isinstance(value, Verification):
        return {"url": value.url, "address": value.address, "qr": printing.qr_svg(value.url)}
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        moment = local(value)
        return {
            "clock": f"{moment:%H} giờ {moment:%M} phút",
            "short": f"{moment:%H:%M %d/%m/%Y}",
            **_day(moment.date()),
        }
    if isinstance(value, date):
        return _day(value)
    return value


def _day(day: date) -> dict[str, Any]:
    return {"long": long_date(day), "day": f"{day:%d/%m/%Y}", "iso": [day.year, day.month, day.day]}
