"""One file that holds an installation: the database, the stored files, and a manifest with the hash of each.

The database dump and the list of files come from one snapshot, so that people may go on working meanwhile.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from doanso.cli.errors import Failed

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
SECRET = "secret"  # noqa: S105 the name of a member
FILES = "files/"
CHUNK = 1024 * 1024


@dataclass
class Manifest:
    version: str
    made_at: str
    format: int = FORMAT
    members: dict[str, str] = field(default_factory=dict)


class Writer:
    """Adds members, then the manifest; what it makes is readable by its owner alone and whole or not there."""

    def __init__(self, target: Path, manifest: Manifest) -> None:
        self.target = target
        self.unfinished = target.with_name(f".{target.name}.part")
        self.unfinished.unlink(missing_ok=True)
        self.unfinished.touch(mode=0o600)
        self.manifest = manifest
        self.tar = tarfile.open(self.unfinished, "w")  # noqa: SIM115 closed by close()

    def add(self, name: str, content: BinaryIO, size: int) -> None:
        hashed = _Hashing(content)
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self.tar.addfile(info, hashed)
        self.manifest.members[name] = hashed.digest.hexdigest()

    def close(self) -> None:
        content = json.dumps(vars(self.manifest), ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(content), 0o600
        self.tar.addfile(info, io.BytesIO(content))
        self.tar.close()
        self.unfinished.replace(self.target)

    def give_up(self) -> None:
        self.tar.close()
        self.unfinished.unlink(missing_ok=True)


class _Hashing(io.RawIOBase):
    def __init__(self, content: BinaryIO) -> None:
        self.content = content
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self.content.read(size)
        self.digest.update(part)
        return part


def verified(source: Path) -> Manifest:
    """The manifest of a backup whose every byte is what was written; Failed otherwise."""
    try:
        manifest, seen = _survey(source)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise Failed(f"{source} cannot be read: {error}") from None
    if manifest is None or manifest.format != FORMAT:
        raise Failed(f"{source} is not a backup that this version can read.")
    if wrong := sorted(
        name for name in seen.keys() | manifest.members.keys() if seen.get(name) != manifest.members.get(name)
    ):
        raise Failed(f"{source} is damaged: {', '.join(wrong[:5])}. Nothing was changed; use another backup.")
    return manifest


def members(source: Path) -> Iterator[tuple[str, BinaryIO]]:
    """Name and content of each member, in order; read one before asking for the next."""
    with tarfile.open(source, "r|") as tar:
        for info in tar:
            content = tar.extractfile(info)
            if content is not None:
                yield info.name, content


def _survey(source: Path) -> tuple[Manifest | None, dict[str, str]]:
    manifest, seen = None, {}
    for name, content in members(source):
        if name == MANIFEST:
            manifest = Manifest(**json.loads(content.read()))
        else:
            seen[name] = _digest(content)
    return manifest, seen


def _digest(content: BinaryIO) -> str:
    digest = hashlib.sha256()
    while part := content.read(CHUNK):
        digest.update(part)
    return digest.hexdigest()
