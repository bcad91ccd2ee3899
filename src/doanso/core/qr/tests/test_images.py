"""An independent reader, zbarimg, must decode what we draw."""

import shutil
import subprocess
from pathlib import Path

import pytest
import typst

from doanso.core.qr import images

URL = "https://doan.example.vn/q/7K3M9QXAT"
needs_zbar = pytest.mark.skipif(not shutil.which("zbarimg"), reason="on Debian: apt-get install zbar-tools")


def decode(picture: Path) -> str:
    answer = subprocess.run(["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, text=True, check=True)
    return answer.stdout.strip()


@needs_zbar
@pytest.mark.parametrize("scale", [2, 10])
def test_png_is_decoded(tmp_path, scale) -> None:
    picture = tmp_path / "qr.png"
    picture.write_bytes(images.png(URL, scale=scale))

    assert decode(picture) == URL


@needs_zbar
def test_svg_is_decoded(tmp_path) -> None:
    (tmp_path / "qr.svg").write_text(images.svg(URL))
    (tmp_path / "page.typ").write_text(
        '#set page(width: 30mm, height: 30mm, margin: 0mm)\n#image("qr.svg", width: 30mm)'
    )
    typst.compile(str(tmp_path / "page.typ"), output=str(tmp_path / "page.png"), format="png", ppi=200.0)

    assert decode(tmp_path / "page.png") == URL


@needs_zbar
def test_png_is_decoded_when_a_corner_is_soiled(tmp_path) -> None:
    """Level Q still reads with a quarter of the words lost: here a stain over the lower right, away from the marks."""
    (tmp_path / "qr.png").write_bytes(images.png(URL, scale=10))
    (tmp_path / "page.typ").write_text(
        "#set page(width: 60mm, height: 60mm, margin: 0mm)\n"
        '#image("qr.png", width: 60mm)\n#place(top + left, dx: 40mm, dy: 30mm, circle(radius: 4mm, fill: white))'
    )
    typst.compile(str(tmp_path / "page.typ"), output=str(tmp_path / "page.png"), format="png", ppi=200.0)

    assert decode(tmp_path / "page.png") == URL


def test_svg_scales_and_has_its_quiet_zone() -> None:
    svg = images.svg(URL)

    assert svg.startswith(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 41 41" class="qr">'
    )  # 33 modules and 2 x 4
    assert images.svg(URL, border=0).split('viewBox="')[1].split('"')[0] == "0 0 33 33"
    assert "style=" not in svg  # the content security policy would drop it
