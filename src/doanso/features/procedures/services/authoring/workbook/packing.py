"""What a workbook held, carried by the page that asks before anything is kept; whole again it is judged anew."""

import base64
import binascii
import json
import zlib

from django.utils.translation import gettext as _

from doanso.features.procedures.services.authoring.workbook.planning import NEW, Entry, Plan
from doanso.lib import foreign_json
from doanso.lib.errors import Refused

MOST_PACKED = 4_000_000
MOST_BYTES = 60_000_000


def pack(plans: list[Plan]) -> str:
    """Letters, digits, hyphens and low lines only."""
    rows = [
        [plan.entry.code, plan.entry.unit, plan.entry.mark, plan.content if plan.kind == NEW else plan.entry.content]
        for plan in plans
    ]
    packed = base64.urlsafe_b64encode(zlib.compress(json.dumps(rows, ensure_ascii=False).encode())).decode()
    if len(packed) > MOST_PACKED:
        raise Refused(_("The workbook changes too much at once: please split it."), field="file")
    return packed


def unpack(packed: str) -> list[Entry]:
    """Refused for what `pack` did not make."""
    try:
        rows = foreign_json.read(_inflated(packed))
        found = [Entry(code, unit, mark, content) for code, unit, mark, content in rows]
    except (binascii.Error, zlib.error, ValueError, TypeError):
        raise Refused(_spoilt()) from None
    if not all(_sound(entry) for entry in found):
        raise Refused(_spoilt())
    return found


def _inflated(packed: str) -> bytes:
    inflater = zlib.decompressobj()
    raw = inflater.decompress(base64.urlsafe_b64decode(packed.encode("ascii")), MOST_BYTES)
    if not inflater.eof:
        raise ValueError
    return raw


def _sound(entry: Entry) -> bool:
    """Enough to be compared; whether it could be published is judged when it is taken."""
    texts = all(isinstance(text, str) for text in (entry.code, entry.unit, entry.mark))
    return texts and isinstance(entry.content, dict) and entry.content.get("code") == entry.code


def _spoilt() -> str:
    return _("The page lost what the workbook held. Please load the workbook again.")
