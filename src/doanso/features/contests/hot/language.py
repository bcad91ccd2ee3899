"""What a browser and the hot path say to each other: docs/contests.md describes it."""

import json
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic_core import from_json, to_json

LARGEST_BODY = 64 * 1024  # 200 short answers of some length
LARGEST_NUMBER = 2**31 - 1
NOT_UNDERSTOOD = _("This request could not be understood.")
PLAIN = {int, str, bool, type(None)}

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


class Sheet(NamedTuple):
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
    """What answers mean is for the fold to say; here their shape counts. A guess comes with the `last` one alone."""
    found = _object(body)
    token, seq, answers = found.get("pass"), found.get("seq"), found.get("answers")
    guess = found.get("guess") if last else None
    good = isinstance(token, str) and _is_number(seq) and isinstance(answers, dict) and _are_flat(answers)
    if not good or not (guess is None or _is_number(guess)):
        raise Refusal(400, "form", NOT_UNDERSTOOD)
    kept = {"answers": answers} if guess is None else {"answers": answers, "guess": guess}
    return Sheet(token, seq, _encode(kept))


def _object(body: bytes) -> dict[str, Any]:
    found = _read(body)
    if not isinstance(found, dict):
        raise Refusal(400, "form", NOT_UNDERSTOOD)
    return found


def _read(body: bytes) -> Any:
    """Python's own reader is slower, and knows halves of characters, which a field of limited length can cut off."""
    try:
        return from_json(body)
    except ValueError:
        pass
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(400, "form", NOT_UNDERSTOOD) from None


def _encode(kept: dict[str, Any]) -> str:
    """JSON on one line, without what PostgreSQL cannot keep: zeros and halves are written as escapes."""
    try:
        return to_json(kept).decode()
    except ValueError:
        return json.dumps(kept, separators=(",", ":"))


def _are_flat(answers: dict[str, Any]) -> bool:
    """Nested deeply they could be written here and not be read where less of the stack is left."""
    for answer in answers.values():
        kind = type(answer)
        if kind not in PLAIN and not (kind is list and PLAIN.issuperset(map(type, answer))):
            return False
    return True


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_NUMBER
