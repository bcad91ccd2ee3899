"""Codes that people read aloud, write down and type: no look-alike letters, typing errors noticed."""

import math
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O (they would be 1 or 0) and no U (V)
PAYLOAD = 8  # characters of 5 bits: 40 bits
PRIVATE_PAYLOAD = 12  # 60 bits: who knows the code is let in, so nobody may guess one

ROOM_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
ROOM_LENGTH = 6  # 27 bits: for some hours, and for a place where guesses are counted

_LOOK_ALIKES = str.maketrans("OIL", "011", " -–.\u00a0\t")
_URL_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1: arithmetic in the field of 32 elements, in which 2 has order 31


def new_tracking_code() -> str:
    """A fresh code such as 7K3M-9QXA-T: 40 random bits and a check character."""
    return _new(PAYLOAD)


def clean_tracking_code(text: str) -> str:
    """The code as it was issued, whatever the case, spaces, dashes, and O for 0, I or L for 1. ValueError if wrong.

    The check character finds every single wrong character and every swap of two.
    """
    return _clean(text, PAYLOAD)


def new_private_code() -> str:
    """A fresh code such as 7K3M-9QXA-4BCD-T, which opens something by itself: 60 random bits and a check character."""
    return _new(PRIVATE_PAYLOAD)


def clean_private_code(text: str) -> str:
    """As `clean_tracking_code`."""
    return _clean(text, PRIVATE_PAYLOAD)


def new_token(bits: int) -> str:
    """A random token of at least so many bits for an address: letters and digits only, none of them look-alikes."""
    length = math.ceil(bits / math.log2(len(_URL_ALPHABET)))
    return _drawn(_URL_ALPHABET, length)


def new_room_code() -> str:
    """Six letters, such as KMTRWA: read off a projector, typed on a phone, valid for one lesson."""
    return _drawn(ROOM_LETTERS, ROOM_LENGTH)


def clean_room_code(text: str) -> str:
    """Whatever the case and the spaces. ValueError if it cannot be one."""
    code = "".join(text.split()).replace("-", "").upper()
    if len(code) != ROOM_LENGTH or set(code) - set(ROOM_LETTERS):
        raise ValueError
    return code


def _drawn(alphabet: str, length: int) -> str:
    """Every text of this length equally likely, by one draw."""
    number, letters = secrets.randbelow(len(alphabet) ** length), []
    for _place in range(length):
        number, index = divmod(number, len(alphabet))
        letters.append(alphabet[index])
    return "".join(letters)


def _new(length: int) -> str:
    payload = [secrets.randbelow(len(ALPHABET)) for _ in range(length)]
    return _grouped("".join(ALPHABET[value] for value in [*payload, _sum(payload)]))


def _clean(text: str, length: int) -> str:
    code = text.upper().translate(_LOOK_ALIKES)
    values = [ALPHABET.find(char) for char in code]
    if len(code) != length + 1 or -1 in values or _sum(values[:-1]) != values[-1]:
        raise ValueError
    return _grouped(code)


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _sum(values: list[int]) -> int:
    """Each place has a weight of its own, none of them 1, the weight of the check character itself."""
    total = 0
    for value in values:
        total = _double(total ^ value)
    return total


def _double(value: int) -> int:
    return (value << 1) ^ (_FIELD_POLYNOMIAL if value & 0b10000 else 0)
