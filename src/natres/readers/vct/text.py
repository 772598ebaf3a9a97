"""The lines of a VCT file: its encoding, its sections, and where in the file something is wrong."""

from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from natres.errors import BadData

__all__ = ["Section", "VctText", "cut_lines", "find_encoding", "read_bytes"]

_PIECE = 1 << 20
_SHOWN = 60


@dataclass(frozen=True)
class Section:
    """Lines ``start`` to ``stop`` (not included) of a section; a section that has no end is not ``closed``."""

    start: int
    stop: int
    closed: bool = True


@dataclass
class VctText:
    """The lines of a file without blank lines and comments, and the sections they make up."""

    file: str
    encoding: str
    lines: list[bytes]
    numbers: NDArray[np.int64] | None = None
    sections: dict[str, list[Section]] = field(default_factory=dict[str, list[Section]])
    table_ends: list[int] = field(default_factory=list[int])

    def number(self, at: int) -> int:
        """Return the number in the file, from 1, of the line at a place of ``lines``."""
        if self.numbers is None or not len(self.numbers):
            return at + 1
        return int(self.numbers[at]) if at < len(self.numbers) else int(self.numbers[-1]) + 1

    def decode(self, line: bytes) -> str:
        """Return bytes of the file as text."""
        return line.decode(self.encoding)

    def at(self, at: int) -> str:
        """Return the line at a place, decoded, without blanks around it."""
        return self.decode(self.lines[at]).strip()

    def wrong(self, what: str, at: int, **facts: Any) -> BadData:
        """Return the error that the line at a place is not ``what`` the grammar wants there."""
        text = self.lines[at].decode(self.encoding, "replace").strip() if at < len(self.lines) else ""
        shown = "".join(sign if sign.isprintable() else "·" for sign in text[:_SHOWN])
        return BadData(f"VCT_SYNTAX.{what}", file=self.file, at_line=self.number(at), **{"value": shown, **facts})

    def truncated(self, end: str, at: int) -> BadData:
        """Return the error that the file stops before ``end``."""
        return BadData("FILE_TRUNCATED.section", file=self.file, at_line=self.number(at), value=end)

    def parts(self, name: str) -> list[Section]:
        """Return the sections of a name, all of them closed."""
        found = self.sections.get(name.lower(), [])
        for section in found:
            if not section.closed:
                raise self.truncated(f"{name}End", len(self.lines) - 1)
        return found

    def table_end(self, start: int, stop: int) -> int:
        """Return where the attribute table that begins at ``start`` has its TableEnd."""
        place = bisect_right(self.table_ends, start)
        if place == len(self.table_ends) or self.table_ends[place] >= stop:
            raise self.truncated("TableEnd", stop)
        return self.table_ends[place]


def read_bytes(file: Path) -> bytes:
    """Return the bytes of a file without byte order mark, lines ended by a line feed alone."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadData("FILE_UNREADABLE", file=file.name, why=error.strerror or str(error)) from None
    data = data.removeprefix(b"\xef\xbb\xbf")
    return data.replace(b"\r\n", b"\n") if b"\r\n" in data else data


def find_encoding(data: bytes, file: str) -> str:
    """Return UTF-8 where the bytes are that, else GB18030.

    Raises
    ------
    BadData : ``ENCODING_UNKNOWN`` with the place of the first byte that fits neither

    >>> find_encoding("地类图斑".encode("gbk"), "a.vct"), find_encoding("地类图斑".encode(), "a.vct")
    ('GB18030', 'UTF-8')
    """
    position = _first_misfit(data, "utf-8")
    if position is None:
        return "UTF-8"
    position = _first_misfit(data, "gb18030")
    if position is None:
        return "GB18030"
    raise BadData("ENCODING_UNKNOWN", file=file, value=position)


def _first_misfit(data: bytes, encoding: str) -> int | None:
    start = 0
    while start < len(data):
        # No sign of either encoding has a line feed in it, so each run of lines stands for itself.
        stop = data.find(b"\n", start + _PIECE) + 1 or len(data)
        piece = data[start:stop]
        if not piece.isascii():
            try:
                piece.decode(encoding)
            except UnicodeDecodeError as error:
                return start + error.start
        start = stop
    return None


def cut_lines(data: bytes, encoding: str, file: str) -> VctText:
    r"""Return the lines of a file with its sections found; what is in a section is not looked at.

    Raises
    ------
    BadData : ``VCT_SYNTAX`` where something stands between sections, ``FILE_TRUNCATED`` for a comment without end

    >>> text = cut_lines(b"HeadBegin\n\nVersion:3.0\nHEADEND", "UTF-8", "a.vct")
    >>> text.parts("Head"), text.number(1)
    ([Section(start=1, stop=2, closed=True)], 3)
    """
    lines = data.split(b"\n")
    while lines and not lines[-1].strip():
        lines.pop()
    text = VctText(file, encoding, lines)
    odd = _odd_lines(lines)
    dropped = _blanks_and_comments(text, odd)
    if dropped:
        kept = np.delete(np.arange(len(lines)), dropped)
        text = VctText(file, encoding, [lines[i] for i in kept.tolist()], kept + 1)
        odd = _odd_lines(text.lines)
    _find_sections(text, odd)
    return text


def _odd_lines(lines: list[bytes]) -> list[int]:
    """Return where lines are that begin with no digit: the keywords, and the blank lines, are among them."""
    return [i for i, line in enumerate(lines) if not b"-" <= line[:1] <= b"9"]


def _blanks_and_comments(text: VctText, odd: list[int]) -> list[int]:
    dropped: list[int] = []
    begun: int | None = None
    for i in odd:
        word = text.lines[i].strip().lower()
        if begun is not None:
            if word == b"commentend":
                dropped.extend(range(begun, i + 1))
                begun = None
        elif word == b"commentbegin":
            begun = i
        elif not word:
            dropped.append(i)
    if begun is not None:
        raise text.truncated("CommentEnd", begun)
    return dropped


def _find_sections(text: VctText, odd: list[int]) -> None:
    name, start, after = b"", 0, 0
    for i in odd:
        word = text.lines[i].strip().lower()
        if name:
            if word == name + b"end":
                text.sections.setdefault(name.decode("ascii"), []).append(Section(start, i))
                name, after = b"", i + 1
            elif word == b"tableend" and name == b"attribute":
                text.table_ends.append(i)
        elif i != after:
            raise text.wrong("section", after)
        elif word.endswith(b"begin") and word[:-5].isalpha() and (after or word == b"headbegin"):
            name, start = word[:-5], i + 1
        else:
            raise text.wrong("section" if after else "head", i)
    if name:
        text.sections.setdefault(name.decode("ascii"), []).append(Section(start, len(text.lines), closed=False))
    elif after < len(text.lines) or not after:
        raise text.wrong("section" if after else "head", after)
