"""GeoParquet and FlatGeobuf are whole: the footer of the one, the header of the other lie inside the file."""

import struct
from pathlib import Path

from natres.errors import BadData

__all__ = ["check_flatgeobuf", "check_parquet"]


def check_parquet(path: Path) -> None:
    """Refuse a Parquet file without its footer.

    Raises
    ------
    BadData : ``FILE_TRUNCATED``
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(size - 8, 0))
        tail = stream.read()
    if len(tail) < 8 or tail[4:] != b"PAR1" or struct.unpack("<I", tail[:4])[0] + 12 > size:
        raise BadData("FILE_TRUNCATED", file=path.name)


def check_flatgeobuf(path: Path) -> None:
    """Refuse a FlatGeobuf file that ends inside its header; what is missing behind it the driver finds.

    Raises
    ------
    BadData : ``FILE_TRUNCATED``
    """
    with path.open("rb") as stream:
        head = stream.read(12)
    if len(head) < 12 or 12 + struct.unpack("<I", head[8:])[0] > path.stat().st_size:
        raise BadData("FILE_TRUNCATED", file=path.name)
