"""Where the rows and columns of a table stand in its file, as a spreadsheet shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Places"]


@dataclass(frozen=True)
class Places:
    """Where rows and columns stand.

    Parameters
    ----------
    fields : natres column → heading in the file
    letters : natres column → letter of its column; empty where the file is no spreadsheet
    lines : line of each data row, from 1; empty likewise
    header : line of the header where that is a single one
    written : (data row, natres column) → what stands in the cell and the sign of its unit by language (none where it
        was not converted, or the cell names it), for cells whose value looks different
    fids : the number the driver gives each row, where it gives one
    unplaced : data rows whose coordinates were not understood for a reason that was said
    """

    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    letters: Mapping[str, str] = field(default_factory=dict[str, str])
    lines: tuple[int, ...] = ()
    header: int | None = None
    written: Mapping[tuple[int, str], tuple[str, Mapping[str, str]]] = field(
        default_factory=dict[tuple[int, str], tuple[str, Mapping[str, str]]]
    )
    unplaced: frozenset[int] = frozenset()
    fids: Any = field(default=None, compare=False, repr=False)

    def line(self, row: int) -> int | None:
        """Return the line a data row (from 0) has in a spreadsheet; None where there is none.

        >>> Places(lines=(4, 5, 7)).line(2), Places().line(2)
        (7, None)
        """
        return self.lines[row] if self.lines else None

    def fid(self, row: int) -> int | None:
        """Return the driver's number of a data row, which QGIS shows; None where it has none."""
        return None if self.fids is None else int(self.fids[row])

    def cell(self, row: int, column: str) -> str:
        """Return the name of a cell (``B7``), empty where it has none.

        >>> Places(letters={"depth_m": "B"}, lines=(7,)).cell(0, "depth_m")
        'B7'
        """
        return f"{self.letters[column]}{self.lines[row]}" if self.lines and column in self.letters else ""
