"""The transition matrix by land class: sums of pieces, plane and survey, with the ledger's area beside them."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.analyses.change.booking import BookedPieces
from natres.core.classification import Scheme
from natres.core.overlay import NOWHERE, Laid, Pieces
from natres.core.results.change import NO_LAND, LandFlow, MatrixCell, SliverRule, TransitionMatrix

__all__ = ["flows_by", "matrix_of", "noise_of", "slivers_of"]

#: Of a parcel: what is more of it the survey mapped, however narrow.
_HALF = 0.5


def slivers_of(laid: Laid, booked: BookedPieces, rule: SliverRule) -> NDArray[np.bool_]:
    """Return which pieces are slivers: of another class, or in one year alone, and only noise of two surveys."""
    return noise_of(laid, booked.pieces, rule) & (booked.before != booked.after)


def noise_of(laid: Laid, pieces: Pieces, rule: SliverRule) -> NDArray[np.bool_]:
    """Return which pieces are both narrow and small, and less than half of their parcels: shape (n,)."""
    noise = (pieces.width_m <= rule.width_m) & (pieces.planar_m2 <= rule.area_m2)
    for rows, whole in ((pieces.first, laid.first_m2), (pieces.second, laid.second_m2)):
        there = rows != NOWHERE
        noise[there] &= pieces.planar_m2[there] < _HALF * whole[rows[there]]
    return noise


def matrix_of(laid: Laid, booked: BookedPieces, slivers: NDArray[np.bool_], scheme: Scheme) -> TransitionMatrix:
    """Return the matrix by DLBM, gross, in the order of the scheme.

    Parameters
    ----------
    laid, booked : two layers laid on one another and their pieces
    slivers : which pieces are slivers, shape (n,)
    """
    pieces = booked.pieces
    columns = {
        "before": booked.before, "after": booked.after, "planar": pieces.planar_m2, "survey": pieces.survey_m2,
        "area": booked.area_dm2, "slivers": np.where(slivers, pieces.planar_m2, 0.0),
    }  # fmt: skip
    sums = pd.DataFrame(columns).groupby(["before", "after"], sort=False).sum()
    cells = [MatrixCell(str(a), str(b), float(p), float(s), int(d), float(t))
             for (a, b), p, s, d, t in zip(sums.index, *(sums[c] for c in sums), strict=True)]  # fmt: skip
    place = _places(scheme)
    return TransitionMatrix(
        cells=tuple(sorted(cells, key=lambda cell: (place(cell.before), place(cell.after)))),
        before_m2=float(laid.first_m2.sum()),
        after_m2=float(laid.second_m2.sum()),
        common_m2=float(laid.common.planar_m2.sum()),
        only_before_m2=float(laid.first_alone.planar_m2.sum()),
        only_after_m2=float(laid.second_alone.planar_m2.sum()),
        before_survey_m2=float(laid.first_survey_m2.sum()),
        after_survey_m2=float(laid.second_survey_m2.sum()),
    )


def flows_by(keys: tuple[pd.Series, pd.Series], area_dm2: pd.Series, order: list[str]) -> tuple[LandFlow, ...]:
    """Return the area by key before and after, in the order of the keys; those outside it come last."""
    sums = area_dm2.groupby(list(keys), sort=False).sum()
    place = {key: n for n, key in enumerate(order)}
    found = [LandFlow(str(a), str(b), int(area)) for (a, b), area in sums.items()]  # pyright: ignore[reportGeneralTypeIssues]
    last = len(order)
    return tuple(sorted(found, key=lambda f: (place.get(f.before, last), place.get(f.after, last))))


def _places(scheme: Scheme) -> Callable[[str], tuple[int, str]]:
    last = len(scheme.position)
    return lambda code: (scheme.position.get(code, last + (code == NO_LAND)), code)
