"""Posters: a whole procedure on one sheet, with a QR code that leads to its form."""

from dataclasses import asdict, dataclass
from typing import Literal

from doanso.lib import printing

TEMPLATES = "features/procedures/print"
PNG_PPI = 150
PREVIEW_PPI = 16  # a little more than the pixels that it is shown with
SOCIAL_PPI = 72  # the sheet is 1080 x 1350 points: one point, one pixel


@dataclass(frozen=True, kw_only=True)
class PosterStep:
    """One step as a visitor sees it: `who` does it, in what `time`, all in words."""

    name: str
    who: str = ""
    time: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PosterData:
    """What stands on a poster, in words for people.

    `days_label` is the promise: a number at its beginning is printed large ("15 ngày làm việc"). `url` is what the QR
    code says, `short_url` what a person types. `kind` is printed as it is ("Thủ tục hành chính").
    """

    code: str
    name: str
    issuer: str
    kind: str
    days_label: str
    steps: tuple[PosterStep, ...]
    url: str
    short_url: str
    documents: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    fee: str = ""
    result: str = ""
    legal: str = ""
    version_label: str = ""
    support: str = ""
    demo: bool = False


def poster(
    data: PosterData, *, size: Literal["a4", "a3"] = "a4", format: Literal["pdf", "png", "svg"] = "pdf"
) -> bytes:
    """One sheet for the notice board; text shrinks, then shortens, so that it never runs over."""
    values = {**_values(data), "size": size}
    if format == "pdf":
        return printing.render(f"{TEMPLATES}/poster.typ", values)
    sheet = printing.render(f"{TEMPLATES}/poster.typ", values, format=format, ppi=PNG_PPI)[0]
    return printing.slim(sheet) if format == "svg" else sheet


def thumbnail(data: PosterData) -> bytes:
    """A small PNG of the sheet, for a page that offers it."""
    return printing.render(f"{TEMPLATES}/poster.typ", {**_values(data), "size": "a4"}, format="png", ppi=PREVIEW_PPI)[0]


def social(data: PosterData) -> bytes:
    """A PNG of 1080 x 1350 pixels (4:5): the tallest picture that Facebook and Zalo show whole in a feed."""
    return printing.render(f"{TEMPLATES}/social.typ", _values(data), format="png", ppi=SOCIAL_PPI)[0]


def counter_card(data: PosterData) -> bytes:
    """A PDF for A4 card: ten wallet cards (85.6 x 54 mm) to cut out and lay on the counter."""
    return printing.render(f"{TEMPLATES}/card.typ", _values(data))


def _values(data: PosterData) -> dict[str, object]:
    return {**asdict(data), "qr": printing.qr_svg(data.url)}
