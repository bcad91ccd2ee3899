"""QR codes as pictures."""

import io
from typing import TYPE_CHECKING

from doanso.lib.later import later

if TYPE_CHECKING:
    import segno
else:
    segno = later("segno")


def svg(url: str, *, border: int = 4, level: str = "Q") -> str:
    """An <svg> that fills its container, black on white also at night: scanners expect it. `border` in modules."""
    out = io.BytesIO()
    _code(url, level).save(
        out, kind="svg", border=border, dark="#000", light="#fff", xmldecl=False, svgclass="qr", omitsize=True, nl=False
    )
    return out.getvalue().decode()


def png(url: str, *, scale: int = 10, border: int = 4, level: str = "Q") -> bytes:
    """`scale` is the number of pixels of a module."""
    out = io.BytesIO()
    _code(url, level).save(out, kind="png", scale=scale, border=border, dark="#000", light="#fff")
    return out.getvalue()


def _code(url: str, level: str) -> "segno.QRCode":
    """The level is kept as asked: raising it where there is room would make neighbouring posters look different."""
    return segno.make(url, error=level, micro=False, boost_error=False)
