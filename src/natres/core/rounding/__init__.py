"""The one place where printed numbers are made to add up; unrounded numbers are never touched.

``remainder`` shares out whole units, ``pieces`` those of parcels to their pieces, ``controlled`` rounds any numbers
under any sums, ``tables`` closes a printed table with it, ``survey_rule`` does so as the survey's own summary tables
are closed.
"""

from natres.core.rounding.controlled import Sum, controlled_rounding
from natres.core.rounding.pieces import scale_units, share_to_pieces
from natres.core.rounding.remainder import close_shares, largest_remainder
from natres.core.rounding.survey_rule import close_by_survey_rule
from natres.core.rounding.tables import ClosedTable, close_table, plain_table, round_alone

__all__ = [
    "ClosedTable",
    "Sum",
    "close_by_survey_rule",
    "close_shares",
    "close_table",
    "controlled_rounding",
    "largest_remainder",
    "plain_table",
    "round_alone",
    "scale_units",
    "share_to_pieces",
]
