"""Bytes in the default storage, whole or not there: a folder by write, fsync, rename; object stores put at once."""

import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File as DjangoFile
from django.core.files.storage import FileSystemStorage, default_storage

UNFINISHED = "tmp"


def put(path: str, content: BinaryIO, *, size: int) -> None:
    """Store `content` under `path`, durable when this returns. What already lies there whole is kept."""
    if has(path, size=size):
        return
    content.seek(0)
    folder = _folder()
    if folder:
        _write(folder, path, iter(lambda: content.read(1024 * 1024), b""))
        return
    saved = default_storage.save(path, DjangoFile(content))
    if saved != path:  # a store that never overwrites, and somebody stored the same content meanwhile
        default_storage.delete(saved)


def has(path: str, *, size: int) -> bool:
    return default_storage.exists(path) and default_storage.size(path) == size


def open_bytes(path: str) -> BinaryIO:
    return default_storage.open(path, "rb")


def delete(path: str) -> None:
    default_storage.delete(path)


def stored_names() -> Iterator[tuple[str, list[str]]]:
    """Folder by folder, what lies there: ("ab/cd", ["abcd...", ...])."""
    for first in _folders_in(""):
        for second in _folders_in(first):
            yield f"{first}/{second}", _listed(f"{first}/{second}")[1]


def unfinished() -> list[str]:
    """Paths of writes that a crash cut short, and of those that run now."""
    return [f"{UNFINISHED}/{name}" for name in _listed(UNFINISHED)[1]]


def changed_at(path: str) -> datetime:
    return default_storage.get_modified_time(path)


def _folders_in(path: str) -> list[str]:
    return sorted(name for name in _listed(path)[0] if len(name) == 2)


def _listed(path: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(path)
    except FileNotFoundError:  # nothing was stored yet
        return [], []


def _folder() -> Path | None:
    """The storage's folder; None for an object store."""
    return Path(default_storage.location) if isinstance(default_storage, FileSystemStorage) else None


def _write(folder: Path, path: str, parts: Iterable[bytes]) -> None:
    target = folder / path
    temporary = folder / UNFINISHED / f"{target.name}.{secrets.token_hex(8)}"
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)  # as the files in it: closed to other users of this machine
    for needed in (temporary.parent, target.parent):
        needed.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, settings.FILE_UPLOAD_PERMISSIONS or 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)
    for changed in (target.parent, target.parent.parent, folder):
        _sync_folder(changed)


def _sync_folder(folder: Path) -> None:
    """A renamed file is durable only when the folder that lists it is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
