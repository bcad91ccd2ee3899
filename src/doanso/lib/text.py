"""Vietnamese text: one form for storing, one for searching, one for sorting."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")


def nfc(value: str) -> str:
    """The one stored form: composed letters, no odd spaces at the ends."""
    return unicodedata.normalize("NFC", value).strip()


def clean_name(value: str) -> str:
    return _SPACES.sub(" ", nfc(value))


def fold(value: str) -> str:
    """Lower case without diacritics, đ as d: what both sides of a forgiving search are turned into."""
    plain = unicodedata.normalize("NFD", value.lower().replace("đ", "d"))
    return _SPACES.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def name_sort_key(full_name: str) -> str:
    return fold(full_name)
