"""Objects made of other objects: which runs of coordinates a line stands for, in which order polygons are built."""

from collections.abc import Callable, Iterable, Sequence

from natres.readers.vct.objects import Shape
from natres.readers.vct.text import VctText

__all__ = ["ById", "LineRuns", "build_order"]


class ById:
    """The objects of one section by their ids; an id that stands twice cannot be referred to."""

    def __init__(self, text: VctText, shapes: Sequence[Shape]) -> None:
        self.text = text
        self.shapes: dict[int, Shape] = {}
        self.twice: set[int] = set()
        for shape in shapes:
            if shape.id in self.shapes:
                self.twice.add(shape.id)
            self.shapes[shape.id] = shape

    def find(self, number: int, user: Shape) -> Shape:
        """Return the object ``user`` refers to."""
        found = self.shapes.get(abs(number))
        if found is None:
            raise self.text.wrong("no_such", user.refs_at, id=user.id, reference=abs(number))
        if abs(number) in self.twice:
            raise self.text.wrong("ambiguous", user.refs_at, id=user.id, reference=abs(number))
        return found


def build_order(by_id: ById, wanted: Iterable[Shape], is_made_of: Callable[[Shape], Iterable[int]]) -> list[Shape]:
    """Return the wanted objects and all they are made of, each after what it needs.

    Raises
    ------
    BadData : ``VCT_SYNTAX`` for an object that is made of itself
    """
    order: list[Shape] = []
    state: dict[int, bool] = {}  # by place in the file: False while its parts are looked for, True when done
    for first in wanted:
        if first.at in state:
            continue
        state[first.at] = False
        stack = [(first, iter(is_made_of(first)))]
        while stack:
            shape, parts = stack[-1]
            number = next(parts, None)
            if number is None:
                state[shape.at] = True
                order.append(shape)
                stack.pop()
                continue
            part = by_id.find(number, shape)
            if state.get(part.at) is False:
                raise by_id.text.wrong("cycle", shape.refs_at, id=shape.id)
            if part.at not in state:
                state[part.at] = False
                stack.append((part, iter(is_made_of(part))))
    return order


class LineRuns:
    """The runs of coordinates that objects are made of, each with a number; lines must be prepared before use."""

    def __init__(self, text: VctText, lines: Sequence[Shape]) -> None:
        self.text = text
        self.by_id = ById(text, lines)
        self.runs: list[tuple[int, int]] = []
        self._signed: dict[int, list[int]] = {}
        self._size = 0

    def add(self, runs: Iterable[tuple[int, int]]) -> list[int]:
        """Return the numbers, from 1, that these runs get."""
        begun = len(self.runs) + 1
        self.runs.extend(runs)
        return list(range(begun, len(self.runs) + 1))

    def prepare(self, wanted: Iterable[Shape]) -> None:
        """Make lines known with all they are made of."""
        for line in build_order(self.by_id, wanted, lambda line: line.refs):
            signed = self.add(line.runs)
            for number in line.refs:
                signed.extend(self.of(self.by_id.find(number, line), number < 0))
                self._limit(line, self._size + len(signed))
            self._size += len(signed)
            self._signed[line.at] = signed

    def of(self, line: Shape, backwards: bool = False) -> list[int]:
        """Return the numbers of the runs of a prepared line in their order, negative where walked backwards."""
        signed = self._signed[line.at]
        return [-run for run in reversed(signed)] if backwards else signed

    def along(self, user: Shape, numbers: Iterable[int]) -> list[int]:
        """Return the numbers of the runs along the lines that ``user`` refers to."""
        signed: list[int] = []
        for number in numbers:
            signed.extend(self.of(self.by_id.find(number, user), number < 0))
            self._limit(user, self._size + len(signed))
        self._size += len(signed)
        return signed

    def _limit(self, user: Shape, size: int) -> None:
        if size > 64 * len(self.text.lines):
            raise self.text.wrong("too_many", user.refs_at, id=user.id)
