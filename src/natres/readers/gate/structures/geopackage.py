"""A GeoPackage is whole: as many pages as its header counts, and a list of contents among its tables."""

from pathlib import Path

from natres.errors import BadData

__all__ = ["check_geopackage"]


def check_geopackage(path: Path) -> None:
    """Refuse a GeoPackage that is shorter than its header says.

    Raises
    ------
    BadData : ``FILE_TRUNCATED``
    """
    with path.open("rb") as stream:
        head = stream.read(100)
    found = path.stat().st_size
    if len(head) < 100:
        raise BadData("FILE_TRUNCATED", file=path.name)
    size, changed, pages, valid = int.from_bytes(head[16:18], "big"), head[24:28], head[28:32], head[92:96]
    if changed != valid:  # an old program wrote it and kept no count
        return
    told = (65536 if size == 1 else size) * int.from_bytes(pages, "big")
    if found < told:
        raise BadData("FILE_TRUNCATED.bytes", file=path.name, told=told, found=found)
