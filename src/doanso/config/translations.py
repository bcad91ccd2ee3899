"""Compiled translations, made where they are missing or old, so that no machine needs the gettext tools."""

import os
import secrets
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parents[1]


def catalogs() -> list[Path]:
    """Every .po file of ours."""
    return sorted(SOURCE.glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_translations() -> list[Path]:
    """Write each .mo that is missing or older than its .po; gives those written. Two processes may do it at once."""
    return [path for path in catalogs() if _compile(path)]


def _compile(po: Path) -> bool:
    mo, written = po.with_suffix(".mo"), po.stat().st_mtime_ns
    if mo.exists() and mo.stat().st_mtime_ns >= written:
        return False
    fresh = mo.with_name(f".{mo.name}.{os.getpid()}-{secrets.token_hex(4)}")
    fresh.write_bytes(polib.pofile(str(po)).to_binary())
    os.utime(fresh, ns=(written, written))  # so that a .po that is saved meanwhile counts as newer
    fresh.replace(mo)
    return True
