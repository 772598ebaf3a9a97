"""What a check found: its inputs with their rows and areas, and every finding with what explains it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from natres.core.issues import Issue
from natres.core.provenance import Provenance

__all__ = ["CheckResult", "CheckedInput", "Coverage"]


@dataclass(frozen=True)
class Coverage:
    """How parcels cover their district, in m² of the plane: Σ parcels = outline − gaps + overlaps + outside.

    ``outline_m2`` and ``outside_m2`` are None where no boundary layer says what the district is; the outline is then
    that of the parcels themselves. Where three parcels lie on one another the ground counts twice in
    ``overlap_m2``. ``residual_m2`` is what the equation leaves: rounding of coordinates, less than 1e-9 of the whole.
    """

    parcels_m2: float
    overlap_m2: float
    gap_m2: float
    outline_m2: float | None = None
    outside_m2: float | None = None
    residual_m2: float = 0.0


@dataclass(frozen=True)
class CheckedInput:
    """One layer, table or raster that was checked.

    Parameters
    ----------
    kind : parcels, forest, units, zones, wells, rights, a ledger's kind, raster, district or plain
    provenance : the record of its reader; its path alone where it could not be read
    crs : pyproj.CRS of the places in its findings, None for a table
    rows_in, rows_rejected : rows read, and rows with at least one error
    coverage : how parcels cover the district, where they are parcels
    """

    kind: str
    provenance: Provenance
    crs: Any = None
    rows_in: int = 0
    rows_rejected: int = 0
    coverage: Coverage | None = None

    @property
    def rows_repaired(self) -> int:
        """Values that were repaired in reading."""
        return sum(repair.count for repair in self.provenance.repairs)

    @property
    def rows_kept(self) -> int:
        """Rows without an error."""
        return self.rows_in - self.rows_rejected


@dataclass(frozen=True)
class CheckResult:
    """All findings of a run, the explained ones behind what explains them.

    ``switched`` are the rules the user switched off or to another severity: code → off, error, warning or info.
    """

    inputs: tuple[CheckedInput, ...]
    issues: tuple[Issue, ...]
    switched: tuple[tuple[str, str], ...] = ()

    @property
    def roots(self) -> tuple[Issue, ...]:
        """The findings that nothing else explains."""
        return tuple(issue for issue in self.issues if issue.cause is None)

    def count(self, severity: str) -> int:
        """Return how many findings of a severity nothing else explains."""
        return sum(issue.severity == severity for issue in self.roots)

    def under(self, root: Issue) -> Sequence[Issue]:
        """Return the findings that ``root`` explains."""
        return [issue for issue in self.issues if issue.cause is not None and issue.root is root]
