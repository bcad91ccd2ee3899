"""QR codes for print."""

import io

import segno


def qr_svg(text: str, *, level: str = "Q") -> str:
    """An SVG with its quiet zone of four modules; a quarter of the code may be soiled at level Q."""
    out = io.BytesIO()
    segno.make_qr(text, error=level).save(out, kind="svg", border=4, light="#fff", omitsize=True, xmldecl=False)
    return out.getvalue().decode()
