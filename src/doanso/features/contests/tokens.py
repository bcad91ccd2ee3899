"""Signed values that the hot path believes without asking the database.

A *ticket* is given by a page to who may start an attempt; a *pass* by the start, and saving and handing in need nothing
else. Both are a few numbers and a MAC; whoever has one can act for that attempt alone, and only until its time is over.
"""

import binascii
import hmac
import struct
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.conf import settings

MAC_BYTES = 16
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICKET = struct.Struct(">cQQHQ2x")  # with the MAC a multiple of three bytes: one way to write each in base64
_PASS = struct.Struct(">cQQHQQ")
_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_+/", b"+/??")


class Invalid(ValueError):
    """Not one of ours, or not any more."""


class Ticket(NamedTuple):
    """Who may start which attempt; `until` in milliseconds since 1970."""

    round_id: int
    entrant_id: int
    number: int
    until: int


class Pass(NamedTuple):
    """Whose attempt runs from when to when, in milliseconds since 1970."""

    round_id: int
    entrant_id: int
    number: int
    started: int
    ends: int

    @property
    def attempt(self) -> tuple[int, int, int]:
        return self[:3]


def ticket(round_id: int, entrant_id: int, number: int, *, until: datetime) -> str:
    return _sign(_TICKET.pack(b"T", round_id, entrant_id, number, milliseconds(until)))


def read_ticket(text: str, now: datetime) -> Ticket:
    found = Ticket(*_TICKET.unpack(_read(text, _TICKET.size, b"T"))[1:])
    if found.until < milliseconds(now):
        raise Invalid
    return found


def write_pass(given: Pass) -> str:
    numbers = given.round_id, given.entrant_id, given.number, given.started, given.ends
    return _sign(_PASS.pack(b"P", *numbers))


def read_pass(text: str) -> Pass:
    """Whether its time is over is for the reader to judge, who may be lenient."""
    return Pass(*_PASS.unpack(_read(text, _PASS.size, b"P"))[1:])


def milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def _sign(content: bytes) -> str:
    return binascii.b2a_base64(content + _mac(content), newline=False).translate(_TO_URL).decode()


def _read(text: str, size: int, kind: bytes) -> bytes:
    try:
        raw = binascii.a2b_base64(text.encode("ascii").translate(_FROM_URL), strict_mode=True)
    except (UnicodeEncodeError, binascii.Error):
        raise Invalid from None
    content, mac = raw[:size], raw[size:]
    if len(text) * 3 != (size + MAC_BYTES) * 4 or content[:1] != kind or not hmac.compare_digest(mac, _mac(content)):
        raise Invalid
    return content


def _mac(content: bytes) -> bytes:
    return hmac.digest(key("contests.tokens", settings.SECRET_KEY), content, "sha256")[:MAC_BYTES]


@cache
def key(label: str, secret: str) -> bytes:
    """A key of its own for each use of the installation's secret."""
    return hmac.digest(secret.encode(), label.encode(), "sha256")
