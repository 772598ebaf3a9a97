"""A GeoJSON file is whole: its last sign closes what its first opened."""

from pathlib import Path

from natres.errors import BadData

__all__ = ["check_geojson"]

_TAIL = 4096


def check_geojson(path: Path) -> None:
    """Refuse a GeoJSON file that does not end with a brace.

    Raises
    ------
    BadData : ``FILE_TRUNCATED``
    """
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - _TAIL, 0))
        tail = stream.read().rstrip(b" \t\r\n\x00\x1a")
    if not tail.endswith(b"}"):
        raise BadData("FILE_TRUNCATED", file=path.name)
