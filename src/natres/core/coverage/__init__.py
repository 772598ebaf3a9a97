"""How parcels cover their ground: edges that have no partner, and the overlaps and gaps between them."""

from natres.core.coverage.edges import EdgeSet, open_edges
from natres.core.coverage.mosaic import Gap, Mosaic, Outside, Overlap, compare_coverage, overlaps_of
from natres.core.coverage.units import Stray, find_strays

__all__ = [
    "EdgeSet", "Gap", "Mosaic", "Outside", "Overlap", "Stray", "compare_coverage", "find_strays", "open_edges",
    "overlaps_of",
]  # fmt: skip
