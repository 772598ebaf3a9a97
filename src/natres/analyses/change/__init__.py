"""What changed between two years of parcels: matrix, accounts, cropland outflow, new construction, list of changes."""

from natres.analyses.change.between import transition_matrix
from natres.analyses.change.booking import BookedPieces
from natres.analyses.change.second import second_change
from natres.analyses.change.whole import land_change, refuse_lost_ground

__all__ = ["BookedPieces", "land_change", "refuse_lost_ground", "second_change", "transition_matrix"]
