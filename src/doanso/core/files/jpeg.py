"""Photos without the place where they were taken: a phone writes it into them, and no dossier asks for it.

The picture itself is not touched, only the labels beside it; how the phone was held is kept, else photos lie down.
"""

import struct
from collections.abc import Iterator

_SOI, _EXIF, _XMP_OR_EXIF, _IPTC, _COMMENT, _SCAN, _APP2 = b"\xff\xd8", b"Exif\0\0", 0xE1, 0xED, 0xFE, 0xDA, 0xE2
_ORIENTATION = 0x0112


def without_place(data: bytes) -> bytes:
    """The JPEG without Exif (but for the orientation), XMP, IPTC, comments. ValueError when it is no whole JPEG."""
    if not data.startswith(_SOI):
        raise ValueError("no JPEG")
    kept, orientation = [], 1
    for marker, segment in _segments(data):
        if marker == _XMP_OR_EXIF and segment[4:10] == _EXIF:
            orientation = _orientation(segment[10:])
        elif not _is_label(marker, segment):
            kept.append(segment)
    turned = [_exif_with(orientation)] if orientation != 1 else []
    return b"".join([_SOI, *turned, *kept])


def _is_label(marker: int, segment: bytes) -> bool:
    """MPF lists further pictures by their offsets, which would no longer be true."""
    return marker in {_XMP_OR_EXIF, _IPTC, _COMMENT} or (marker == _APP2 and segment[4:8] == b"MPF\0")


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each header segment with its marker and length; the last is the scan with everything behind it."""
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            raise ValueError("a segment does not begin with FF")
        marker = data[place + 1]
        if marker == 0xFF:  # a filling byte
            place += 1
            continue
        if marker == _SCAN:
            yield marker, data[place:]
            return
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if end < place + 4 or end > len(data):
            raise ValueError("a segment's length is wrong")
        yield marker, data[place:end]
        place = end
    raise ValueError("no picture inside")


def _orientation(tiff: bytes) -> int:
    """1 to 8; 1 (upright) when the labels cannot be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if not order:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}L", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for index in range(count):
            tag, _kind, _number, value = struct.unpack_from(f"{order}HHLH", tiff, start + 2 + 12 * index)
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _exif_with(orientation: int) -> bytes:
    tiff = struct.pack(">4sLHHHLHHL", b"MM\0*", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    return struct.pack(">BBH", 0xFF, _XMP_OR_EXIF, 2 + len(_EXIF) + len(tiff)) + _EXIF + tiff
