"""Is every sentence of the interface in Vietnamese? `--write` collects the sentences into each app's locale/vi first.

Collects from a copy, so that a check changes nothing here. Needs the gettext tools.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parents[1] / "src/doanso"
LAYERS = ("features", "blocks", "core")
CATALOGS = [Path(f"locale/vi/LC_MESSAGES/{domain}.po") for domain in ("django", "djangojs")]
# Bundles repeat their sources; config and cli speak to administrators and have no catalog.
IGNORED = ["tests/*", "*/tests/*", "config/*", "cli/*", "ui/static/ui/app.js"]


def apps(root: Path) -> list[Path]:
    """Each folder with sentences of its own."""
    return [root / "ui", root / "lib", *sorted(p.parent for layer in LAYERS for p in root.glob(f"{layer}/*/apps.py"))]


def collect(root: Path) -> None:
    """makemessages, in place: each sentence goes to the nearest `locale` folder above it."""
    for app in apps(root):
        (app / "locale").mkdir(exist_ok=True)
    ignored = [part for pattern in IGNORED for part in ("--ignore", pattern)]
    for catalog in CATALOGS:
        command = [sys.executable, "-m", "django", "makemessages", "-l", "vi", "-d", catalog.stem, "--no-location"]
        done = subprocess.run([*command, "--no-wrap", *ignored], cwd=root, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr)


def problems() -> list[str]:
    """What a fresh collection finds that is untranslated, doubtful or not yet collected."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / SOURCE.name
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("tests", "migrations", "__pycache__", "*.mo"))
        collect(copy)
        pairs = [
            (new / catalog, old / catalog)
            for new, old in zip(apps(copy), apps(SOURCE), strict=True)
            for catalog in CATALOGS
        ]
        return [line for fresh, kept in pairs for line in _compare(fresh, kept)]


def _compare(fresh: Path, kept: Path) -> list[str]:
    if not fresh.exists():
        return []
    known = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(kept))} if kept.exists() else {}
    found = []
    for entry in polib.pofile(str(fresh)):
        old = known.get((entry.msgctxt, entry.msgid))
        if entry.obsolete:
            found += [f"{kept}: no longer used: {entry.msgid!r}"] if old and not old.obsolete else []
        elif old is None or old.obsolete:
            found.append(f"{kept}: not collected: {entry.msgid!r}")
        elif old.fuzzy or not old.translated():
            found.append(f"{kept}: no Vietnamese yet: {entry.msgid!r}")
    return found


def main() -> int:
    if "--write" in sys.argv:
        collect(SOURCE)
    found = [line.replace(f"{SOURCE}/", "") for line in problems()]
    sys.stderr.write("".join(f"{line}\n" for line in found))
    if found:
        sys.stderr.write("`make translations` collects the sentences; then translate what is new in those files.\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
