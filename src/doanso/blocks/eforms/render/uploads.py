"""Boxes that send files: what is stored already comes along as a signed reference, so that nothing is sent twice."""

from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.kinds.files import sign
from doanso.blocks.eforms.render.view import Control, View, element_id
from doanso.ui.formats import vn_number

ACCEPT = {"pdf": ".pdf", "image": "image/*", "office": ".docx,.xlsx,.odt,.ods", "text": ".txt,.csv"}
ACCEPT_WORDS = {"pdf": "PDF", "image": "JPG, PNG, WEBP, HEIC", "office": "DOCX, XLSX, ODT, ODS", "text": "TXT, CSV"}


def file(f: Field) -> Control:
    accept = ",".join(ACCEPT[kind] for kind in f.accept)
    many = " multiple" if f.max_files > 1 else ""
    drop = escape(pgettext("answer", "Remove"))

    def draw(view: View, path: str, extra: str) -> str:
        refs = view.reading.raw.get(path) or []
        kept = (
            "".join(_kept(path, ref, drop) for ref in refs if isinstance(ref, dict)) if isinstance(refs, list) else ""
        )
        return (
            f'<ul class="files" data-files="{path}">{kept}</ul>'
            f'<input type="file" id="{element_id(path)}" name="{path}" accept="{accept}"{many}{extra}>'
        )

    return draw


def _kept(path: str, ref: dict[str, Any], drop: str) -> str:
    name, token = escape(str(ref.get("name", ""))), escape(str(ref.get("token", "")))
    size = int(ref.get("size") or 0)
    return (
        f'<li><input type="hidden" name="{path}.kept" value="{escape(sign(ref))}">'
        f"<span>{name} ({kilobytes(size)})</span>"
        f'<label class="choice"><input type="checkbox" name="{path}.drop" value="{token}"><span>{drop}'
        f'<span class="visually-hidden"> {name}</span></span></label></li>'
    )


def kilobytes(size: int) -> str:
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} kB"
    return f"{vn_number(f'{size / 1024 / 1024:.1f}')} MB"


def signature(f: Field) -> Control:
    upload = file(f)
    words = {"typed": _("Or type your full name as a signature"), "file": _("Or send a picture of your signature")}
    told = {"label": _("Sign in this box"), "clear": _("Clear and sign again")}
    drawing = "".join(f' data-{name}="{escape(text)}"' for name, text in told.items())

    def draw(view: View, path: str, extra: str) -> str:
        start = element_id(path)
        return (
            f'<div data-sign="{path}"{drawing}></div>'
            f'<label for="{start}">{escape(words["file"])}</label>{upload(view, path, extra)}'
            f'<label for="{start}-typed">{escape(words["typed"])}</label>'
            f'<input id="{start}-typed" name="{path}.typed" autocomplete="name" value="{view.typed(path + ".typed")}">'
        )

    return draw
