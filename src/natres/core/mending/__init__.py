"""Repairs of shapes and columns: each returns the new values and a record of every row it changed."""

from natres.core.mending.codes import narrow_codes, narrowed, pad_codes
from natres.core.mending.ledger import Totals, check_conserved
from natres.core.mending.records import SHAPE, Mend
from natres.core.mending.shapes import (
    drop_repeated,
    exchange_axes,
    make_valid,
    plain_areas,
    signed_areas,
    turn_holes,
)
from natres.core.mending.slivers import Neighbours, add_declared, can_add, merge_slivers

__all__ = [
    "SHAPE", "Mend", "Neighbours", "Totals", "add_declared", "can_add", "check_conserved", "drop_repeated",
    "exchange_axes", "make_valid", "merge_slivers", "narrow_codes", "narrowed", "pad_codes", "plain_areas",
    "signed_areas", "turn_holes",
]  # fmt: skip
