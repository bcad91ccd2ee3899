"""File names as people give them, made safe to show and to send."""

import re
import unicodedata
from pathlib import PurePosixPath

from doanso.lib.text import clean_name

LONGEST = 120
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # Windows refuses them: an officer could not save the file
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # Cf holds the marks that turn "fdp.exe" round


def clean_file_name(raw: str) -> str:
    """NFC, the last path segment alone, no control or direction marks, at most 120 characters with its extension."""
    visible = "".join(c for c in raw if unicodedata.category(c) not in _INVISIBLE)
    last = visible.replace("\\", "/").rpartition("/")[2]
    name = clean_name(_FORBIDDEN.sub("", last)).strip(". ")
    extension = extension_of(name)
    stem = name.removesuffix(f".{name.rpartition('.')[2]}") if extension else name
    stem = stem[: LONGEST - len(extension) - 1].rstrip(". ") or "tep"
    return f"{stem}.{extension}" if extension else stem


def extension_of(name: str) -> str:
    """Lower case, without the dot; "" when there is none."""
    extension = PurePosixPath(name).suffix[1:].lower()
    return extension if extension.isascii() and extension.isalnum() and len(extension) <= 10 else ""
