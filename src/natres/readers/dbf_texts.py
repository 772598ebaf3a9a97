"""The texts of a .dbf as bytes: which encoding they fit, and which of them were cut where their field ends."""

import codecs
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from natres.core.issues import Repair
from natres.errors import BadData

__all__ = ["AtWidth", "DbfTexts", "Fit"]

_CHINESE_UTF8 = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
#: Encodings in which a line feed is always one: cells parted by it decode together as each by itself.
_PLAIN = {"ascii", "utf-8", "gb18030", "gbk", "gb2312", "big5", "cp950", "cp1252", "iso8859-1"}
_LINE_FEED, _BLANK, _DELETED = 0x0A, 0x20, 0x2A
#: As wide as a text field of a .dbf can be.
_WIDEST = 254
_BLOCK = 8 * 1024 * 1024


@dataclass
class AtWidth:
    """What of a field ends where its cells do.

    cut : how many texts end in a part of a sign
    full : how many others are as long as a text can be
    before, after : the end of one that was cut, with the part of a sign and without
    """

    cut: int = 0
    full: int = 0
    before: str = ""
    after: str = ""

    def repair(self, name: str) -> Repair:
        """Return what reading the field without those parts of signs comes to."""
        return Repair("TEXT_AT_WIDTH", self.cut, before=self.before, after=self.after, field=name)


@dataclass
class Fit:
    """How the texts fit an encoding: what ends at the width of its field, and whether Chinese in UTF-8 was seen."""

    at_width: dict[str, AtWidth] = field(default_factory=dict[str, AtWidth])
    chinese: bool = False

    @property
    def cut(self) -> bool:
        """Tell whether texts are cut in the middle of a sign."""
        return any(found.cut for found in self.at_width.values())


@dataclass(frozen=True)
class _Field:
    name: bytes
    kind: bytes
    start: int
    width: int


class DbfTexts:
    """The text fields of a .dbf, read in blocks of records as often as asked.

    Raises
    ------
    BadData : ``FILE_TRUNCATED``
    """

    def __init__(self, table: Path) -> None:
        size = table.stat().st_size
        with table.open("rb") as stream:
            first = stream.read(32)
            if len(first) < 32 or size < int.from_bytes(first[8:10], "little"):
                raise BadData("FILE_TRUNCATED", file=table.name)
            self._count, self._head, self._length = struct.unpack("<IHH", first[4:12])
            head = first + stream.read(max(self._head - 32, 0))
            fields = list(_fields(head))
            # Chinese names tell the encoding even where every text is plain.
            self._names = [each.name for each in fields]
            texts = [each for each in fields if each.kind == b"C" and each.width]
            # A field that a damaged head has end behind the record has no cells.
            self._fields = [each for each in texts if each.start + each.width <= self._length]
        if self._head + self._count * self._length > size + 1:
            raise BadData("FILE_TRUNCATED", file=table.name)
        self._table = table

    def fit(self, encoding: str) -> Fit | None:
        """Return how the texts fit an encoding; None where they do not, but for signs cut at the end of a field.

        Raises
        ------
        LookupError : nobody knows the encoding
        """
        found, codec = Fit(), codecs.lookup(encoding).name
        if not all(_decodes_cut(name, codec) for name in self._names):
            return None
        if codec == "utf-8":
            found.chinese = any(_CHINESE_UTF8.search(name) for name in self._names)
        for block in self._blocks():
            tops = block.max(axis=0)
            for each in self._fields:
                part = slice(each.start, each.start + each.width)
                at_width = found.at_width.setdefault(each.name.decode(encoding, "replace"), AtWidth())
                cells, top = block[:, part], tops[part]
                if each.width >= _WIDEST and top[-1] > _BLANK:
                    at_width.full += int((cells[:, -1] > _BLANK).sum())
                if codec not in _PLAIN:
                    fits = all(_decodes(cell.tobytes(), codec) for cell in cells)
                else:
                    fits = top.max() < 0x80 or _fits(_parted(cells, top), codec, at_width, found)
                if not fits:
                    return None
        return found

    def _blocks(self) -> Iterator[NDArray[np.uint8]]:
        """Yield the records that are not deleted, many at a time, a row each."""
        length = self._length
        if not (self._fields and self._count and length):
            return
        with self._table.open("rb") as stream:
            stream.seek(self._head)
            step = max(_BLOCK // length, 1)
            for start in range(0, self._count, step):
                rows = min(step, self._count - start)
                data = stream.read(rows * length).ljust(rows * length)  # the last byte of all may be missing
                block = np.frombuffer(data, np.uint8).reshape(rows, length)
                deleted = block[:, 0] == _DELETED
                block = block[~deleted] if deleted.any() else block
                if len(block):
                    yield block


def _decodes_cut(name: bytes, codec: str) -> bool:
    """Tell whether a name is in an encoding; a program may have cut it at ten bytes in the middle of a sign."""
    try:
        codecs.getincrementaldecoder(codec)().decode(name, final=len(name) < 10)
    except (UnicodeError, LookupError):
        return False
    return True


def _fields(head: bytes) -> Iterator[_Field]:
    place, offset = 32, 1
    while place + 32 <= len(head) and head[place] != 0x0D:
        width = head[place + 16]
        yield _Field(head[place : place + 11].split(b"\x00")[0], head[place + 11 : place + 12], offset, width)
        offset += width
        place += 32


def _parted(cells: NDArray[np.uint8], top: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return cells with a line feed behind each; of blanks that end all of them one is left."""
    used = min(int(np.flatnonzero(top > _BLANK)[-1]) + 2, len(top))
    parted = np.full((len(cells), used + 1), _LINE_FEED, np.uint8)
    parted[:, :used] = cells[:, :used]
    return parted


def _fits(parted: NDArray[np.uint8], codec: str, at_width: AtWidth, found: Fit) -> bool:
    """Tell whether cells decode, all in one go; where not, look at each, and note what was cut."""
    data, step = parted.tobytes(), parted.shape[1]
    if codec == "utf-8" and not found.chinese:
        found.chinese = _CHINESE_UTF8.search(data) is not None
    if _decodes(data, codec):
        return True
    for place in range(0, len(data), step):
        cell = data[place : place + step - 1]
        if _decodes(cell, codec):
            continue
        try:  # it passes over a part of a sign at the very end, where no blank follows only in a cell that is full
            whole = codecs.getincrementaldecoder(codec)().decode(cell)
        except UnicodeDecodeError:
            return False
        at_width.cut += 1
        at_width.full -= len(cell) >= _WIDEST
        at_width.before, at_width.after = f"…{whole[-12:]}\N{REPLACEMENT CHARACTER}", f"…{whole[-12:]}"
    return True


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeError:
        return False
    return True
