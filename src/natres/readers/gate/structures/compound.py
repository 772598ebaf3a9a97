"""An OLE2 container (.xls, workbooks with a password) is whole, and the stream of its workbook is taken out."""

import struct
from dataclasses import dataclass
from pathlib import Path

from natres.errors import BadData

__all__ = ["SIGNATURE", "Container", "check_compound", "open_compound"]

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFE
#: Above it stand marks, no sectors.
_LAST_SECTOR = 0xFFFFFFFA
_HEADER, _ENTRY = 512, 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(frozen=True)
class _Entry:
    """An entry of the directory: a name, what it is, its neighbours in the tree, where it begins and how long it is."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Container:
    """The streams of an OLE2 container that stand directly below its root.

    Raises
    ------
    BadData : ``FILE_TRUNCATED`` where the file is shorter than its tables say, ``FILE_UNREADABLE`` where they are none
    """

    def __init__(self, path: Path) -> None:
        self._file, self._data = path.name, path.read_bytes()
        if len(self._data) < _HEADER:
            raise BadData("FILE_TRUNCATED", file=self._file)
        order, shift, small = struct.unpack_from("<HHH", self._data, 28)
        if not self._data.startswith(SIGNATURE) or order != 0xFFFE or shift not in (9, 12) or small != 6:
            raise BadData("FILE_UNREADABLE.xls_damaged", file=self._file)
        self._sector = 1 << shift
        self._count = -(-(len(self._data) - self._sector) // self._sector)
        self._cutoff = struct.unpack_from("<I", self._data, 56)[0]
        self._table = self._allocation()
        self._entries = self._directory(struct.unpack_from("<I", self._data, 48)[0])
        self._top = self._children()
        self._check_length()

    @property
    def names(self) -> set[str]:
        """The names of the streams and folders below the root."""
        return {entry.name for entry in self._top}

    def stream(self, name: str) -> bytes:
        """Return the content of a stream.

        Raises
        ------
        BadData : ``FILE_UNREADABLE`` where there is none of that name, ``FILE_TRUNCATED`` where it is not whole
        """
        entry = next((e for e in self._top if e.kind == _STREAM and e.name.casefold() == name.casefold()), None)
        if entry is None:
            raise BadData("FILE_UNREADABLE.xls_damaged", file=self._file)
        data = self._small(entry) if entry.size < self._cutoff else self._chain(entry.start, entry.size)
        if len(data) < entry.size:
            raise BadData("FILE_TRUNCATED", file=self._file)
        return data[: entry.size]

    def _check_length(self) -> None:
        """Refuse a file that ends before a sector which is pointed at."""
        starts = [e.start for e in self._entries if e.kind == _ROOT or (e.kind == _STREAM and e.size >= self._cutoff)]
        if any(self._count <= sector <= _LAST_SECTOR for sector in (*self._table, *starts)):
            raise BadData("FILE_TRUNCATED", file=self._file)
        if len(self._data) % self._sector:  # some programs leave the last sector short, which no stream may miss
            whole = [self._entries[0], *(e for e in self._top if e.kind == _STREAM and e.size >= self._cutoff)]
            if sum(entry.size for entry in whole) > len(self._data):
                raise BadData("FILE_TRUNCATED", file=self._file)
            for entry in whole:
                if entry.size and len(self._chain(entry.start, entry.size)) < entry.size:
                    raise BadData("FILE_TRUNCATED", file=self._file)

    def _allocation(self) -> list[int]:
        """Return the table of which sector follows which, after holding it against the length of the file."""
        told, first, more = struct.unpack_from("<I20xII", self._data, 44)
        if told > self._count or more > self._count:
            raise BadData("FILE_TRUNCATED", file=self._file)
        parts = list(struct.unpack_from("<109I", self._data, 76))
        for _ in range(more):
            if first > _LAST_SECTOR:
                break
            *sectors, first = self._numbers(first)
            parts += sectors
        parts = [sector for sector in parts if sector <= _LAST_SECTOR]
        if len(parts) < told:
            raise BadData("FILE_UNREADABLE.xls_damaged", file=self._file)
        # What lies behind the end of the file is never looked at: some programs fill it with other marks than "free".
        needed = -(-self._count // (self._sector // 4))
        return [following for sector in parts[:needed] for following in self._numbers(sector)][: self._count]

    def _directory(self, start: int) -> list[_Entry]:
        data = self._chain(start)
        if len(data) % self._sector:
            raise BadData("FILE_TRUNCATED", file=self._file)
        entries: list[_Entry] = []
        for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length, kind, left, right, child = struct.unpack_from("<HBxIII", data, at + 64)
            name = data[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            begin, size = struct.unpack_from("<II", data, at + 116)
            entries.append(_Entry(name, kind, left, right, child, begin, size))
        if not entries or entries[0].kind != _ROOT:
            raise BadData("FILE_UNREADABLE.xls_damaged", file=self._file)
        return entries

    def _children(self) -> list[_Entry]:
        """Return the entries below the root: a tree, of which a damaged file may make a circle."""
        found: dict[int, _Entry] = {}
        waiting = [self._entries[0].child]
        while waiting:
            at = waiting.pop()
            if at in found or at >= len(self._entries):
                continue
            found[at] = self._entries[at]
            waiting += [found[at].left, found[at].right]
        return [entry for entry in found.values() if entry.kind in (_STORAGE, _STREAM)]

    def _small(self, entry: _Entry) -> bytes:
        """Return a stream below the cutoff: pieces of 64 bytes in the root's own stream, with a table of their own."""
        whole = self._chain(self._entries[0].start)
        table = struct.unpack_from("<I", self._data, 60)[0]
        numbers = self._chain(table) if table <= _LAST_SECTOR else b""
        following = struct.unpack(f"<{len(numbers) // 4}I", numbers)
        pieces: list[bytes] = []
        at = entry.start
        while at != _END and len(pieces) * 64 < entry.size:
            if at >= len(following):
                raise BadData("FILE_UNREADABLE.xls_damaged", file=self._file)
            pieces.append(whole[64 * at : 64 * at + 64])
            at = following[at]
        return b"".join(pieces)

    def _chain(self, start: int, enough: int | None = None) -> bytes:
        """Return the sectors of a chain, or as many as are enough; one that is longer than the file is a circle."""
        pieces: list[bytes] = []
        at = start
        while at != _END and (enough is None or len(pieces) * self._sector < enough):
            if self._count <= at <= _LAST_SECTOR:
                raise BadData("FILE_TRUNCATED", file=self._file)
            if at >= len(self._table) or len(pieces) > self._count:
                raise BadData("FILE_UNREADABLE.xls_damaged", file=self._file)
            pieces.append(self._bytes(at))
            at = self._table[at]
        return b"".join(pieces)

    def _numbers(self, sector: int) -> tuple[int, ...]:
        data = self._bytes(sector)
        if len(data) < self._sector:
            raise BadData("FILE_TRUNCATED", file=self._file)
        return struct.unpack(f"<{self._sector // 4}I", data)

    def _bytes(self, sector: int) -> bytes:
        begin = (sector + 1) * self._sector
        if begin >= len(self._data):
            raise BadData("FILE_TRUNCATED", file=self._file)
        return self._data[begin : begin + self._sector]


def open_compound(path: Path) -> bytes:
    """Return the stream of the workbook in an .xls file.

    Raises
    ------
    BadData : ``FILE_TRUNCATED`` for a file that was cut off, ``FILE_UNREADABLE`` for one that is damaged, has a
        password or holds no workbook
    """
    container = Container(path)
    names = {name.casefold() for name in container.names}
    if "encryptedpackage" in names:
        raise BadData("FILE_UNREADABLE.password", file=path.name)
    if "workbook" in names:
        return container.stream("Workbook")
    if "book" in names:
        raise BadData("FILE_UNREADABLE.xls_ancient", file=path.name)
    raise BadData("FILE_UNREADABLE.magic", file=path.name, value="XLS")


def check_compound(path: Path) -> None:
    """Refuse an .xls file that is not whole; see :func:`open_compound`."""
    open_compound(path)
