"""A GeoTIFF is whole: the last strip or tile of its first image ends inside the file."""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from natres.errors import BadData

__all__ = ["check_geotiff"]

#: Tags of where strips and tiles begin, and of how long they are.
_OFFSETS, _LENGTHS = (273, 324), (279, 325)
_TYPES = {3: "H", 4: "I", 16: "Q"}
#: More strips than any raster has: the count itself is damaged.
_MOST = 50_000_000


def check_geotiff(path: Path) -> None:
    """Refuse a GeoTIFF whose image ends behind the end of the file.

    Raises
    ------
    BadData : ``FILE_TRUNCATED``
    """
    size = path.stat().st_size
    try:
        with path.open("rb") as stream:
            told = _end(stream, size)
    except (struct.error, ValueError, OverflowError, OSError):
        raise BadData("FILE_TRUNCATED", file=path.name) from None
    if told > size:
        raise BadData("FILE_TRUNCATED.bytes", file=path.name, told=told, found=size)


def _end(stream: BinaryIO, size: int) -> int:
    """Return where the image of the first directory ends."""
    head = stream.read(16)
    order = "<" if head[:2] == b"II" else ">"
    big = struct.unpack(order + "H", head[2:4])[0] == 43
    start = struct.unpack(order + ("Q" if big else "I"), head[8:16] if big else head[4:8])[0]
    stream.seek(start)
    count = struct.unpack(order + ("Q" if big else "H"), _exactly(stream, 8 if big else 2))[0]
    width = 20 if big else 12
    found: dict[int, Sequence[int]] = {}
    entries = _exactly(stream, width * count) if count * width <= size else b""
    if not entries:
        raise ValueError("no entries")
    for at in range(0, len(entries), width):
        tag, kind = struct.unpack(order + "HH", entries[at : at + 4])
        if tag in (*_OFFSETS, *_LENGTHS):
            found[tag] = _values(stream, order, entries[at + 4 : at + width], _TYPES.get(kind, "I"))
    pairs = [(found[a], found[b]) for a, b in zip(_OFFSETS, _LENGTHS, strict=True) if a in found and b in found]
    return max((o + n for offsets, lengths in pairs for o, n in zip(offsets, lengths, strict=False)), default=0)


def _values(stream: BinaryIO, order: str, entry: bytes, kind: str) -> Sequence[int]:
    """Return the numbers of an entry: in it where they fit, else where it points."""
    wide = len(entry) == 16
    count = struct.unpack(order + ("Q" if wide else "I"), entry[: 8 if wide else 4])[0]
    if count > _MOST:
        raise ValueError("too many strips")
    place, need = entry[8 if wide else 4 :], struct.calcsize(kind) * count
    if need > len(place):
        stream.seek(struct.unpack(order + ("Q" if wide else "I"), place)[0])
        place = _exactly(stream, need)
    return struct.unpack(f"{order}{count}{kind}", place[:need])


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise ValueError("too short")
    return data
