"""What a browser and the hot path say to each other: docs/contests.md describes it."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LARGEST_BODY = 16 * 1024
LARGEST_NUMBER = 2**31 - 1
NOT_UNDERSTOOD = _("This request could not be understood.")
_encode = json.JSONEncoder(separators=(",", ":")).encode  # ASCII alone: whatever was typed, PostgreSQL can keep it

Message = tuple[int, bytes, tuple[tuple[bytes, bytes], ...]]
"""Status, body, further headers."""


class Refusal(Exception):
    """An answer that is not what was asked for."""

    def __init__(self, status: int, error: str, words: str | Promise, *, wait: int = 0, **more: Any) -> None:
        super().__init__(error)
        self.status, self.error, self.words, self.wait, self.more = status, error, words, wait, more

    def message(self) -> Message:
        with translation.override(settings.LANGUAGE_CODE):
            body = {"error": self.error, "message": str(self.words)} | self.more
        retry = ((b"retry-after", str(self.wait).encode()),) if self.wait else ()
        return self.status, json.dumps(body, ensure_ascii=False).encode(), retry


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a browser sends to save or to hand in. `text` is how it is kept: {"answers", "guess"?}."""

    token: str
    seq: int
    text: str


def read_start(body: bytes) -> str:
    """The ticket."""
    ticket = _object(body).get("ticket")
    if not isinstance(ticket, str):
        raise Refusal(400, "form", NOT_UNDERSTOOD)
    return ticket


def read_sheet(body: bytes, *, last: bool) -> Sheet:
    """Answers are kept as they came: what they mean is for the fold to say. A guess comes only with the `last` one."""
    found = _object(body)
    token, seq, answers = found.get("pass"), found.get("seq"), found.get("answers")
    guess = found.get("guess") if last else None
    good = isinstance(token, str) and _is_number(seq) and isinstance(answers, dict)
    if not good or not (guess is None or _is_number(guess)):
        raise Refusal(400, "form", NOT_UNDERSTOOD)
    kept = {"answers": answers} if guess is None else {"answers": answers, "guess": guess}
    return Sheet(token, seq, _encode(kept))


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(400, "form", NOT_UNDERSTOOD) from None
    if not isinstance(found, dict):
        raise Refusal(400, "form", NOT_UNDERSTOOD)
    return found


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_NUMBER
