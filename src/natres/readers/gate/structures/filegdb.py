"""A file geodatabase is whole: its catalogue is there, and every table has its index and its full length."""

import re
import struct
from pathlib import Path

from natres.errors import BadData

__all__ = ["check_filegdb"]

_TABLE = re.compile(r"a[0-9a-f]{8}\Z")
_CATALOGUE = "a00000001"
_HEADER = 40


def check_filegdb(path: Path) -> None:
    """Refuse a geodatabase without its catalogue, with a table that lacks its index, or with one that is cut off.

    Raises
    ------
    BadData : ``FILE_UNREADABLE``, ``FILE_PART_MISSING``, ``FILE_TRUNCATED``
    """
    parts: dict[str, dict[str, Path]] = {}
    for part in path.iterdir():
        stem, _, suffix = part.name.lower().partition(".")
        if _TABLE.match(stem) and part.is_file():
            parts.setdefault(stem, {})[suffix] = part
    if _CATALOGUE not in parts:
        raise BadData("FILE_UNREADABLE.gdb", file=path.name)
    for stem, own in sorted(parts.items()):
        for suffix in ("gdbtable", "gdbtablx"):  # whatever else is left of a table tells that it was one
            if suffix not in own:
                raise BadData("FILE_PART_MISSING.gdb", file=path.name, value=f"{stem}.{suffix}")
        _check_length(path, own["gdbtable"])


def _check_length(path: Path, table: Path) -> None:
    """Hold the length of a table against its header: version, rows, …, its length in bytes 24 to 31."""
    with table.open("rb") as stream:
        head = stream.read(_HEADER)
    found = table.stat().st_size
    if len(head) < _HEADER:
        raise BadData("FILE_TRUNCATED.gdb", file=path.name, value=table.name, told=_HEADER, found=found)
    told = struct.unpack("<Q", head[24:32])[0]
    if found < told:
        raise BadData("FILE_TRUNCATED.gdb", file=path.name, value=table.name, told=told, found=found)
