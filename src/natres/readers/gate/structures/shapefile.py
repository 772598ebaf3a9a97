"""A shapefile is whole: its three parts are there, each as long as it says, with the same number of records."""

import struct
from pathlib import Path

from natres.errors import BadData

__all__ = ["check_shapefile", "part_of"]

_HEADER = 100
_INDEX_RECORD = 8


def check_shapefile(path: Path) -> None:
    """Refuse a shapefile whose parts are missing, cut off, or differ in their number of records.

    Raises
    ------
    BadData : ``FILE_PART_MISSING``, ``FILE_TRUNCATED``
    """
    parts = {suffix: part_of(path, suffix) for suffix in (".shx", ".dbf")}
    for suffix, part in parts.items():
        if part is None:
            raise BadData("FILE_PART_MISSING", file=path.name, value=suffix)
    index, table = parts[".shx"], parts[".dbf"]
    assert index is not None
    assert table is not None
    _whole(path)
    shapes = (_whole(index) - _HEADER) // _INDEX_RECORD
    rows = _rows(table)
    if shapes != rows:
        raise BadData("FILE_TRUNCATED.counts", file=path.name, shapes=shapes, rows=rows)


def part_of(path: Path, suffix: str) -> Path | None:
    """Return the part of a shapefile with a suffix, whatever its case."""
    beside = (path.with_suffix(suffix), path.with_suffix(suffix.upper()))
    return next((part for part in beside if part.is_file()), None)


def _whole(part: Path) -> int:
    """Return how long a ``.shp`` or ``.shx`` is by its header, in bytes."""
    with part.open("rb") as stream:
        head = stream.read(_HEADER)
    if len(head) < _HEADER:
        raise BadData("FILE_TRUNCATED", file=part.name)
    told = 2 * struct.unpack(">I", head[24:28])[0]
    found = part.stat().st_size
    if found < told:
        raise BadData("FILE_TRUNCATED.bytes", file=part.name, told=told, found=found)
    return told


def _rows(table: Path) -> int:
    """Return how many records a ``.dbf`` has by its header, which its length must allow."""
    with table.open("rb") as stream:
        head = stream.read(32)
    if len(head) < 32:
        raise BadData("FILE_TRUNCATED", file=table.name)
    count, header, record = struct.unpack("<IHH", head[4:12])
    told, found = header + count * record, table.stat().st_size
    if found < told:
        raise BadData("FILE_TRUNCATED.bytes", file=table.name, told=told, found=found)
    return count
