"""The objects of the geometry sections: where in the file their coordinates stand, and what they refer to."""

import re
from dataclasses import dataclass, field

from natres.readers.vct.text import Section, VctText

__all__ = ["Shape", "read_shapes"]

_POINT = {b"1", b"2", b"3", b"4"}
_DIRECT, _INDIRECT, _POLYLINE = b"1", b"100", b"11"
_ID = re.compile(rb"-?\d{1,18}")


@dataclass(slots=True)
class Shape:
    """One object; ``at`` is the place of its id among the lines.

    A direct one has ``runs`` of coordinate lines (first line, how many), one a ring or a segment. An indirect one
    has ``refs``: ids of lines or, ``of_polygons``, of polygons, negative ones reversed, 0 between rings.
    """

    id: int
    code: bytes
    at: int
    runs: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    refs: list[int] = field(default_factory=list[int])
    refs_at: int = 0
    of_polygons: bool = False


def read_shapes(text: VctText, name: str, separator: str) -> list[Shape]:
    """Return the objects of all sections of a name (Point, Line, Polygon).

    Raises
    ------
    BadData : ``VCT_SYNTAX`` at the line that does not fit, ``FILE_TRUNCATED``

    >>> from natres.readers.vct.example import EXAMPLE
    >>> from natres.readers.vct.text import cut_lines
    >>> text = cut_lines(EXAMPLE.encode(), "UTF-8", "a.vct")
    >>> [(shape.id, shape.runs) for shape in read_shapes(text, "Polygon", ",")]
    [(1, [(30, 5)]), (2, [(44, 4)])]
    """
    sign = separator.encode(text.encoding)
    shapes: list[Shape] = []
    for section in text.parts(name):
        walk = _Walk(text, section, sign)
        read = {"Point": walk.point, "Line": walk.line, "Polygon": walk.polygon}[name]
        while walk.at < section.stop:
            shapes.append(read())
    return shapes


class _Walk:
    """A place that moves through the lines of one section, object by object."""

    def __init__(self, text: VctText, section: Section, separator: bytes) -> None:
        self.text, self.lines, self.separator = text, text.lines, separator
        self.at, self.stop = section.start, section.stop

    def point(self) -> Shape:
        shape, kind = self._begin()
        if kind not in _POINT:
            raise self.text.wrong("point_type", self.at - 1)
        start, count = self._run()
        # The second point of a directed point is only where it looks.
        shape.runs.append((start, 1 if kind == b"3" else count))
        return self._end(shape)

    def line(self) -> Shape:
        shape, kind = self._begin()
        if kind == _INDIRECT:
            self._references(shape)
        elif kind != _DIRECT:
            raise self.text.wrong("line_type", self.at - 1)
        elif self._is_bare(self.at):
            shape.runs.append(self._segment())
        else:
            shape.runs.extend(self._segment() for _ in range(self._count("segments")))
        return self._end(shape)

    def polygon(self) -> Shape:
        shape, kind = self._begin()
        if kind not in (_DIRECT, _INDIRECT):
            raise self.text.wrong("polygon_type", self.at - 1)
        if self._is_coordinate(self.at):
            self.at += 1  # where the label stands
        if kind == _INDIRECT:
            by = self._word("by")
            if by not in (b"21", b"22"):
                raise self.text.wrong("by", self.at - 1)
            shape.of_polygons = by == b"22"
            self._references(shape)
        elif self._is_bare(self.at):
            shape.runs.extend(self._closed_parts(*self._segment()))
        else:
            shape.runs.extend(self._segment() for _ in range(self._count("rings")))
        return self._end(shape)

    def _begin(self) -> tuple[Shape, bytes]:
        at = self.at
        if self.stop - at < 4:
            raise self.text.wrong("object", at)
        word = self.lines[at].strip()
        if not word.isdigit() or len(word) > 18:
            raise self.text.wrong("id", at)
        self.at = at + 4
        return Shape(int(word), self.lines[at + 1].strip(), at), self.lines[at + 3].strip()

    def _end(self, shape: Shape) -> Shape:
        if not self._is_zero(self.at):
            raise self.text.wrong("zero", self.at, id=shape.id)
        self.at += 1
        return shape

    def _word(self, what: str) -> bytes:
        if self.at >= self.stop:
            raise self.text.wrong(what, self.at)
        self.at += 1
        return self.lines[self.at - 1].strip()

    def _count(self, what: str) -> int:
        word = self._word(what)
        if not word.isdigit() or len(word) > 12 or not 0 < int(word) <= self.stop - self.at:
            raise self.text.wrong(what, self.at - 1)
        return int(word)

    def _is_zero(self, at: int) -> bool:
        return at < self.stop and self.lines[at].strip() == b"0"

    def _is_coordinate(self, at: int) -> bool:
        return at < self.stop and self.separator in self.lines[at].strip()

    def _is_bare(self, at: int) -> bool:
        """Return whether a segment begins here where the number of segments should stand."""
        if self._is_coordinate(at) or self._is_coordinate(at + 1):
            return True
        # "11, 11, x,y" could also be eleven segments without counts of points, which nobody writes.
        return at < self.stop and self.lines[at].strip() == _POLYLINE and self._is_coordinate(at + 2)

    def _segment(self) -> tuple[int, int]:
        """Return the run of coordinates of one segment or ring: its type, its count, its points."""
        if self._is_coordinate(self.at):
            return self._run()
        if self._word("polyline") != _POLYLINE:
            self.at -= 1
            if not self._is_coordinate(self.at + 1):
                raise self.text.wrong("polyline", self.at)
        return self._run()

    def _run(self) -> tuple[int, int]:
        if not self._is_coordinate(self.at):
            count, start = self._count("points"), self.at
            self.at += count
            return start, count
        start = self.at
        while self._is_coordinate(self.at):
            self.at += 1
        return start, self.at - start

    def _closed_parts(self, start: int, count: int) -> list[tuple[int, int]]:
        """Return the rings in a run of coordinates without counts: each ends where it comes back to its start."""
        parts: list[tuple[int, int]] = []
        begun = start
        for at in range(start, start + count):
            if at > begun and self.lines[at].strip() == self.lines[begun].strip():
                parts.append((begun, at + 1 - begun))
                begun = at + 1
        if begun < start + count:
            parts.append((begun, start + count - begun))
        return parts

    def _references(self, shape: Shape) -> None:
        """Read the count and the ids an indirect object is made of."""
        shape.refs_at = self.at
        word = self._word("references")
        # Rows of ids are short: a count beyond this is one of no file, and no list is made for it.
        if not word.isdigit() or len(word) > 12 or int(word) > (self.stop - self.at) * 4096:
            raise self.text.wrong("references", self.at - 1)
        count, passed_zero = int(word), False
        while len(shape.refs) < count:
            row = self.lines[self.at].strip() if self.at < self.stop else b""
            ids = _ids(row, self.separator)
            if ids is None:
                # Behind a lone 0 the rows are most likely those of the next object: the count is what is wrong.
                raise self.text.wrong(*(("references", shape.refs_at) if passed_zero else ("reference", self.at)))
            passed_zero = passed_zero or row == b"0"
            shape.refs.extend(ids)
            self.at += 1
        # A count too large by one takes the closing 0 for the last reference.
        took_end = passed_zero and shape.refs[-1] == 0 and not self._is_zero(self.at)
        if len(shape.refs) != count or not any(shape.refs) or took_end:
            raise self.text.wrong("references", shape.refs_at)


def _ids(row: bytes, separator: bytes) -> list[int] | None:
    """Return the ids in a row; None where something else stands in it."""
    words = row.split() if separator.isspace() else row.removesuffix(separator).split(separator)
    words = [word.strip() for word in words]
    if not words or not all(_ID.fullmatch(word) for word in words):
        return None
    return [int(word) for word in words]
