"""The records of an old workbook (BIFF8), looked through before a library reads them and rid of all no table needs."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from natres.errors import BadData

__all__ = ["Records", "look_through"]

_BOF, _EOF, _BOUNDSHEET, _CONTINUE, _FORMULA, _FILEPASS = 0x0809, 0x000A, 0x0085, 0x003C, 0x0006, 0x002F
#: Excel and LibreOffice write with which version they computed the formulas; programs that compute nothing do not.
_COMPUTED_WITH = 0x01C1
_BIFF8 = 0x0600
#: Sheets, number formats, shared texts, rows, cells and merged cells.
_NEEDED = {
    _BOF, _EOF, _BOUNDSHEET, _FORMULA, 0x0022, 0x0042, 0x00BD, 0x00BE, 0x00D6, 0x00E0, 0x00E5, 0x00FC, 0x00FD, 0x0200,
    0x0201, 0x0203, 0x0204, 0x0205, 0x0207, 0x0208, 0x0206, 0x0221, 0x0236, 0x027E, 0x0406,
    0x041E, 0x04BC,
}  # fmt: skip
#: A type of record that no program writes and every reader passes over.
_PASSED_OVER = 0x0FFF
#: Bits of a formula: to be computed when the file is opened.
_TO_COMPUTE = 0x0003
#: What programs that compute nothing put for a result: zero, or an empty text.
_ZERO, _NOTHING = bytes(8), b"\x03\0\0\0\0\0\xff\xff"


@dataclass(frozen=True)
class Records:
    """A workbook that may be read.

    Parameters
    ----------
    data : the stream of its records; those no table needs have a type that is passed over
    unstored : by place of a sheet in the stream, (row, column) of formulas without a stored value, both from 0
    """

    data: bytes
    unstored: dict[int, frozenset[tuple[int, int]]]


def look_through(stream: bytes, file: str) -> Records:
    """Return a workbook without drawings, links, names and the like, whose damage could fill the memory.

    A link over a whole sheet is a few bytes here and millions of entries once it is read.

    Raises
    ------
    BadData : ``FILE_UNREADABLE`` where it has a password, is older than Excel 97, or its sheets do not stand where
        it says; ``FILE_TRUNCATED`` where it ends inside a record
    """
    data = bytearray(stream)
    formulas = _Formulas()
    sheets: set[int] = set()
    told: list[int] = []
    depth = before = 0
    for at, kind, length in _walk(stream, file):
        if kind == _BOF:
            if depth == 0:  # deeper ones are charts in a sheet
                _check_version(stream[at + 4 : at + 4 + length], file)
                sheets.add(at)
                formulas.sheet = at
            depth += 1
        elif kind == _EOF:
            depth = max(depth - 1, 0)
        elif kind == _FILEPASS:
            raise BadData("FILE_UNREADABLE.password", file=file)
        elif kind == _BOUNDSHEET and length >= 4:
            told.append(struct.unpack_from("<I", stream, at + 4)[0])
        elif kind == _FORMULA and length >= 16:
            formulas.add(*struct.unpack_from("<HH2x8sH", stream, at + 4))
        formulas.versioned |= kind == _COMPUTED_WITH
        before = before if kind == _CONTINUE else kind
        if before not in _NEEDED:
            struct.pack_into("<H", data, at, _PASSED_OVER)
    if not told or len(set(told)) < len(told) or not set(told) <= sheets:
        raise BadData("FILE_UNREADABLE.xls_damaged", file=file)
    return Records(bytes(data), formulas.unstored())


@dataclass
class _Formulas:
    """The formulas of a workbook whose results may never have been computed, by the place of their sheet."""

    sheet: int = 0
    computed: bool = False
    versioned: bool = False
    zeros: dict[int, set[tuple[int, int]]] = field(default_factory=dict[int, set[tuple[int, int]]])
    nothing: dict[int, set[tuple[int, int]]] = field(default_factory=dict[int, set[tuple[int, int]]])

    def add(self, row: int, column: int, result: bytes, flags: int) -> None:
        if result == _ZERO and flags & _TO_COMPUTE:
            self.zeros.setdefault(self.sheet, set()).add((row, column))
        elif result == _NOTHING:
            self.nothing.setdefault(self.sheet, set()).add((row, column))
        self.computed |= result not in (_ZERO, _NOTHING)

    def unstored(self) -> dict[int, frozenset[tuple[int, int]]]:
        """Return those without a stored result: none, once a single one in the workbook was computed.

        An old workbook has no sign for "not computed", and zero may be a true result.
        """
        if self.computed:
            return {}
        nothing = {} if self.versioned else self.nothing
        sheets = {*self.zeros, *nothing}
        return {at: frozenset(self.zeros.get(at, set()) | nothing.get(at, set())) for at in sheets}


def _walk(stream: bytes, file: str) -> Iterator[tuple[int, int, int]]:
    """Yield (place, type, length) of each record; zeros at the end fill up the last sector."""
    at, end = 0, len(stream.rstrip(b"\x00"))
    while at < end:
        if at + 4 > len(stream):
            raise BadData("FILE_TRUNCATED", file=file)
        kind, length = struct.unpack_from("<HH", stream, at)
        if at + 4 + length > len(stream):
            raise BadData("FILE_TRUNCATED", file=file)
        yield at, kind, length
        at += 4 + length


def _check_version(bof: bytes, file: str) -> None:
    if len(bof) < 4 or struct.unpack_from("<H", bof)[0] != _BIFF8:
        raise BadData("FILE_UNREADABLE.xls_ancient", file=file)
