"""QR codes for print."""

import io
from typing import TYPE_CHECKING

from doanso.lib.later import later

if TYPE_CHECKING:
    import segno
else:
    segno = later("segno")


def qr_svg(text: str, *, level: str = "Q") -> str:
    """An SVG with its quiet zone of four modules; a quarter of the code may be soiled at level Q."""
    out = io.BytesIO()
    segno.make_qr(text, error=level).save(out, kind="svg", border=4, light="#fff", omitsize=True, xmldecl=False)
    return out.getvalue().decode()
