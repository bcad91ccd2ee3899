"""Reading PDF with poppler and zbar: what we print is judged by programs that are not ours."""

import re
import subprocess
from pathlib import Path

MM = 72 / 25.4


def run(*command: str | Path, stdin: bytes = b"") -> bytes:
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout


def text(pdf: bytes, *options: str) -> str:
    """The words in the order of reading, one blank between them; addresses may have been broken after a stroke."""
    return " ".join(run("pdftotext", *options, "-", "-", stdin=pdf).decode().replace("\u200b", "").split())


def info(pdf: bytes) -> dict[str, str]:
    lines = run("pdfinfo", "-", stdin=pdf).decode().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def words(pdf: bytes) -> list[tuple[float, float, float, float, str]]:
    """(left, top, right, bottom) in millimetres and the word, page by page."""
    found = re.findall(
        r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)</word>',
        run("pdftotext", "-bbox", "-", "-", stdin=pdf).decode(),
    )
    return [(*(float(number) / MM for number in corners), word) for *corners, word in found]


def missing_in_order(pdf: bytes, wanted: list[str]) -> list[str]:
    """Those of `wanted` that do not stand in the text after the one before."""
    content, position, missing = text(pdf), 0, []
    for item in wanted:
        found = content.find(item, position)
        if found < 0:
            missing.append(item)
        else:
            position = found + len(item)
    return missing


def scan(pdf: bytes, folder: Path) -> list[str]:
    (folder / "page.png").write_bytes(run("pdftoppm", "-png", "-singlefile", "-r", "150", "-", stdin=pdf))
    return run("zbarimg", "--quiet", "--raw", folder / "page.png").decode().splitlines()
