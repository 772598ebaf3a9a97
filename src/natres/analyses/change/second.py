"""The headline numbers of a change computed a second time, without the pieces they were taken from."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.ledger import AreaLedger
from natres.core.overlay import Laid
from natres.core.results import SecondFigure
from natres.core.results.change import NO_LAND, LandChange

__all__ = ["second_change"]

Floats = NDArray[np.float64]

#: In 0.01 m²: what a sum of unrounded pieces may lie off, by how many numbers it adds.
_TOLERANCE_DM2 = 1


def second_change(
    change: LandChange, laid: Laid, frames: tuple[pd.DataFrame, pd.DataFrame], ledgers: tuple[AreaLedger, AreaLedger]
) -> tuple[SecondFigure, ...]:
    """Return every headline number with the same by other means.

    Parameters
    ----------
    change : what the pieces gave
    laid, frames, ledgers : the two years it was made of

    Notes
    -----
    By ``rows``: opening and closing areas by class are the ledgers' own sums, added up anew. By ``formula``: the plane
    areas of either year by class are those of its shapes as they were read, and the changed area is all common ground
    less what kept its class.
    """
    found: list[SecondFigure] = []
    for side, ledger in zip(("opening", "closing"), ledgers, strict=True):
        sums = ledger.entries.groupby("land_class")["area_dm2"].sum()
        again = {str(code): int(area) for code, area in sums.items()}
        first = {line.key: int(getattr(line, f"{side}_dm2")) for line in change.classes}
        for code in sorted({*again, *first} - {NO_LAND}):
            found.append(SecondFigure(f"{side}.{code}", "rows", first.get(code, 0), again.get(code, 0), 0))
    found += _planes(change, laid, frames)
    same = sum(c.planar_m2 for c in change.matrix.cells if c.before == c.after and c.before != NO_LAND)
    shapes = float(laid.first_m2.sum() - laid.first_alone.planar_m2.sum()) - change.matrix.residual_m2
    tolerance = _TOLERANCE_DM2 * max(1, len(change.matrix.cells) // 10)
    found.append(SecondFigure("changed", "formula", _dm2(change.matrix.changed_m2), _dm2(shapes - same), tolerance))
    return tuple(found)


def _planes(change: LandChange, laid: Laid, frames: Sequence[pd.DataFrame]) -> list[SecondFigure]:
    """Hold the sums of the matrix by class against the shapes of each year; ground laid twice is told elsewhere."""
    found: list[SecondFigure] = []
    doubled = (np.abs(laid.first_residual_m2), np.abs(laid.second_residual_m2))
    for side, frame, area, off in zip(
        ("before", "after"), frames, (laid.first_m2, laid.second_m2), doubled, strict=True
    ):
        table = pd.DataFrame({"code": frame["land_class"].to_numpy(dtype=object), "area": area, "off": off})
        sums = table.groupby("code", sort=True).sum()
        first: dict[str, float] = {}
        for cell in change.matrix.cells:
            key = str(getattr(cell, side))
            first[key] = first.get(key, 0.0) + cell.planar_m2
        for code, whole, lost in zip(sums.index, sums["area"], sums["off"], strict=True):
            tolerance = _TOLERANCE_DM2 + _dm2(float(lost))
            found.append(
                SecondFigure(
                    f"{side}.{code}", "formula", _dm2(first.get(str(code), 0.0)), _dm2(float(whole)), tolerance
                )
            )
    return found


def _dm2(area_m2: float) -> int:
    return round(area_m2 * 100)
