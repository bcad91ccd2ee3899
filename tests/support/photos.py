"""Photographs for uploads: noise, so that no two are alike and none gets smaller on its way."""

import random
import struct
import zlib
from pathlib import Path


def photo(target: Path, seed: int, side: int = 220) -> Path:
    """A PNG of noise, some 150 kB: different for every seed."""
    noise = random.Random(seed)
    rows = b"".join(b"\0" + noise.randbytes(3 * side) for _row in range(side))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    target.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    return target
