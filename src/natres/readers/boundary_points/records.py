"""What a boundary-point file says, before it is geometry: its description, plots and points, each with its line."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from natres.core.issues import Issue, Notice, Repair
from natres.errors import BadRows

__all__ = ["PLOT_FIELDS", "Findings", "Plot", "Point", "Said"]

#: The fields of a plot's line, as the exchange format names them.
PLOT_FIELDS: tuple[str, ...] = (
    "界址点数",
    "地块面积",
    "地块编号",
    "地块名称",
    "记录图形属性",
    "图幅号",
    "地块用途",
    "地类编码",
)


@dataclass(frozen=True)
class Said:
    """A value of the description and the line it stands on."""

    line: int
    text: str


@dataclass(frozen=True)
class Point:
    """A boundary point: the number of its ring, X (the northing, once the axes are in order) and Y, in metres."""

    line: int
    name: str
    ring: int
    x: float
    y: float


@dataclass
class Plot:
    """A plot as it is written. ``whole`` tells whether every line of it was understood.

    ``told`` is the number of points its line states and ``area_m2`` the area, None where the field is empty;
    ``texts`` are its other fields by their names; ``aside`` those beyond the last known one.
    """

    line: int
    row: int
    told: int | None = None
    area_m2: float | None = None
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    aside: tuple[str, ...] = ()
    points: list[Point] = field(default_factory=list[Point])
    whole: bool = True

    @property
    def number(self) -> str:
        """Its number, empty where it has none."""
        return self.texts.get("地块编号", "")


class Findings:
    """Everything that is found out about one file: errors with their lines, notices and repairs."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.issues: list[Issue] = []
        self.notices: list[Notice] = []
        self._repairs: dict[tuple[str, str], Repair] = {}

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """One repair for each kind and field, with its first example."""
        return tuple(self._repairs.values())

    def error(
        self, code: str, line: int | None, name: str = "", value: str = "", plot: Plot | None = None, **facts: Any
    ) -> None:
        """Take an error about the field ``name`` of a line; the plot it is about is no longer whole.

        ``code`` may name a variant of its words: ``POINT_NUMBER.letter``.
        """
        base, _, variant = code.partition(".")
        row = None if plot is None else plot.row
        about = "" if plot is None else plot.number
        self.issues.append(
            Issue(base, "error", self.file, "", name, row, about, value, facts, variant=variant, line=line)
        )
        if plot is not None:
            plot.whole = False

    def repaired(self, code: str, before: str, after: str, name: str = "") -> None:
        """Count one more repair of a kind."""
        known = self._repairs.get((code, name))
        self._repairs[code, name] = (
            Repair(code, 1, before, after, name) if known is None else replace(known, count=known.count + 1)
        )

    def refuse(self) -> None:
        """Raise all errors in one go, in the order of their lines.

        Raises
        ------
        BadRows : where there is one
        """
        if self.issues:
            raise BadRows(sorted(self.issues, key=lambda issue: issue.line or 0))
