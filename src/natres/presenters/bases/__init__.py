"""Why printed numbers are what they are: for land, forest, wells and ledgers, each in words and as rows to add up."""

from natres.presenters.bases.forest import ForestBases
from natres.presenters.bases.land import LandBases
from natres.presenters.bases.ledgers import LedgerBases
from natres.presenters.bases.sentences import Said, because, difference, given, share, unit_sign
from natres.presenters.bases.wells import WellBases

__all__ = [
    "ForestBases",
    "LandBases",
    "LedgerBases",
    "Said",
    "WellBases",
    "because",
    "difference",
    "given",
    "share",
    "unit_sign",
]
