"""The account of a repair: what a layer had, what each change did to it, what it has."""

import contextlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Self

import numpy as np
import pandas as pd

from natres.core.mending.records import SHAPE, Mend, Plane, Shapes
from natres.core.mending.shapes import plain_areas
from natres.core.mending.slivers import decimal_of
from natres.errors import OwnFault

__all__ = ["Totals", "check_conserved"]

#: What is left of rounding in sums of areas, relative; and what one repair of a shape may change where its area is
#: meant to stay: what the survey itself passes over.
_ROUNDING, _LEAST_M2 = 1e-9, 0.01


@dataclass(frozen=True)
class Totals:
    """What a layer has: rows, m² of its shapes on the plane (each shell less its holes), declared areas by field."""

    rows: int
    area_m2: float
    declared: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])

    @classmethod
    def of(cls, shapes: Shapes, plane: Plane, columns: Mapping[str, pd.Series]) -> Self:
        """Add up a layer; what is no area, or lies off the projection, counts nothing.

        >>> from natres.core.mending.records import as_they_are
        >>> import shapely
        >>> Totals.of(np.array([shapely.box(0, 0, 2, 1), None]), as_they_are, {"TBMJ": pd.Series([0.1, 0.2])})
        Totals(rows=2, area_m2=2.0, declared={'TBMJ': Decimal('0.3')})
        """
        areas = plain_areas(plane(shapes))
        declared = {name: _sum(column) for name, column in columns.items()}
        return cls(len(shapes), math.fsum(areas[np.isfinite(areas)].tolist()), declared)


def _sum(column: pd.Series) -> Decimal:
    """Return the sum of the cells that are numbers."""
    total = Decimal(0)
    for cell in column:
        with contextlib.suppress(InvalidOperation):
            total += decimal_of(cell) or 0
    return total


def check_conserved(before: Totals, after: Totals, mends: Sequence[Mend], *, file: str) -> None:
    """Stop where a repair lost or made ground, a declared area or a row.

    Σ area before + Σ recorded differences is Σ area after to 1e-9; only shapes made valid may differ by more than
    0.01 m²; declared areas have the same sum; a row is gone only where a sliver went into another row.

    Raises
    ------
    OwnFault : ``FIX_NOT_CONSERVED``

    >>> check_conserved(Totals(2, 10.0), Totals(1, 10.0), [], file="a.gpkg")
    Traceback (most recent call last):
    natres.errors.OwnFault: FIX_NOT_CONSERVED...
    """
    shapes = [mend for mend in mends if mend.field == SHAPE and mend.area_m2 is not None]
    wanted = before.area_m2 + math.fsum(mend.difference_m2 for mend in shapes)
    still = [mend for mend in shapes if mend.code != "GEOM_INVALID"]
    moved = math.fsum(mend.difference_m2 for mend in still)
    room = _ROUNDING * max(before.area_m2, after.area_m2, 1.0)
    gone = sum(mend.field == SHAPE and mend.row is not None and mend.after is None for mend in mends)
    kept = {
        "rows": (before.rows - gone, after.rows, before.rows - gone == after.rows),
        "area": (wanted, after.area_m2, abs(wanted - after.area_m2) <= room),
        "moved": (0.0, moved, abs(moved) <= room + _LEAST_M2 * len(still)),
        **{
            name: (total, after.declared[name], total == after.declared[name])
            for name, total in before.declared.items()
        },
    }
    for name, (one, other, same) in kept.items():
        if not same:
            raise OwnFault("FIX_NOT_CONSERVED", file=file, value=name, before=str(one), after=str(other))
