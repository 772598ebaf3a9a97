"""Text formats that have no first bytes of their own: no bytes of a picture or a program, and a last line that ends."""

import re
from pathlib import Path

from natres.errors import BadData

__all__ = ["check_points_text", "check_vct"]

_BEGINNING, _END = 1 << 16, 4096
_LAST_LINE = re.compile(rb"[a-z]+end\s*\Z", re.IGNORECASE)


def check_vct(path: Path) -> None:
    """Refuse a VCT file that is no text, or that does not end with the end of a section.

    Raises
    ------
    BadData : ``FILE_UNREADABLE.magic``, ``FILE_TRUNCATED.section``
    """
    _refuse_binary(path, "VCT")
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - _END, 0))
        end = stream.read()
    if not _LAST_LINE.search(end):
        raise BadData("FILE_TRUNCATED.section", file=path.name, value="…End")


def check_points_text(path: Path) -> None:
    """Refuse a file of boundary points that is no text.

    Raises
    ------
    BadData : ``FILE_UNREADABLE.magic``
    """
    _refuse_binary(path, "TXT")


def _refuse_binary(path: Path, driver: str) -> None:
    with path.open("rb") as stream:
        head = stream.read(_BEGINNING)
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadData("FILE_UNREADABLE.magic", file=path.name, value=driver)
