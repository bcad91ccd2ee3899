"""The typst compiler: our own fonts only, no access outside the package, data as JSON and never as markup."""

import json
import re
import threading
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from doanso.lib.later import later

if TYPE_CHECKING:
    import typst
else:
    typst = later("typst")

PACKAGE = Path(__file__).resolve().parents[2]
FONTS = Path(__file__).resolve().parent / "fonts"
ACCESSIBLE = ["ua-1"]  # tagged, titled, in a stated language: a screen reader can read every paper
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_local = threading.local()


@overload
def render(template: str | Path, data: dict[str, Any], *, format: Literal["pdf"] = "pdf") -> bytes: ...
@overload
def render(
    template: str | Path, data: dict[str, Any], *, format: Literal["png", "svg"], ppi: float = 144
) -> list[bytes]: ...
def render(
    template: str | Path, data: dict[str, Any], *, format: Literal["pdf", "png", "svg"] = "pdf", ppi: float = 144
) -> bytes | list[bytes]:
    """One PDF, or a list of pages. `template` is a path below the package `doanso`; it reads `sys.inputs.data`.

    Raises `typst.TypstError` when the template is wrong, which no data can cause.
    """
    inputs = {"data": json.dumps(_clean(data), ensure_ascii=False)}
    source = str(PACKAGE / template)
    if format == "pdf":
        return _pdf(source, inputs)
    pages = _compiler().compile(input=source, format=format, ppi=ppi, sys_inputs=inputs)
    return pages if isinstance(pages, list) else [pages]


def _pdf(source: str, inputs: dict[str, str]) -> bytes:
    """PDF/UA-1; with a letter that no font of ours has (an emoji), tagged PDF without that promise."""
    try:
        return _compiler().compile(input=source, format="pdf", sys_inputs=inputs, pdf_standards=ACCESSIBLE)
    except typst.TypstError:
        return _compiler().compile(input=source, format="pdf", sys_inputs=inputs)


def _compiler() -> "typst.Compiler":
    """One for each thread: a compiler refuses to be used twice at once."""
    if not hasattr(_local, "compiler"):
        _local.compiler = typst.Compiler(root=str(PACKAGE), font_paths=_fonts(), ignore_system_fonts=True)
    return _local.compiler


@cache
def _fonts() -> "typst.Fonts":
    """Our fonts, then those inside the wheel (for signs that ours lack); never the machine's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def _clean(value: Any) -> Any:
    """Text in its one form (NFC), without control characters and broken halves of characters."""
    if isinstance(value, str):
        whole = value.encode("utf-8", "replace").decode("utf-8")
        return _CONTROL.sub("", unicodedata.normalize("NFC", whole.replace("\r\n", "\n").replace("\r", "\n")))
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(item) for item in value]
    return value
