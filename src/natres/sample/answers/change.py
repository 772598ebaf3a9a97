"""What changed between the two years, class by class, from the generator's own pieces."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from natres.sample.cover.classes import Cover
from natres.sample.cover.years import Before
from natres.sample.fabric.weave import Fabric
from natres.sample.reckoning.closing import Closed
from natres.sample.reckoning.rounding import cents_text

__all__ = ["change_truth"]

Areas = tuple[NDArray[np.float64], NDArray[np.float64]]


def change_truth(fabric: Fabric, cover: Cover, closed: Closed, before: Before, areas: Areas) -> dict[str, Any]:
    """Return counts by kind, and the matrix of land classes (before → after) in three kinds of area.

    ``areas`` are the atoms' plane and survey areas in m². planar_m2 and survey_m2 are sums of unrounded pieces;
    declared_m2 is TBMJ, shared out to the pieces of a parcel so that they close to it in both years.
    """
    was, now = before.code[before.atom_parcel], cover.code[fabric.atom_parcel]
    names, index = np.unique(np.array([f"{a}>{b}" for a, b in zip(was, now, strict=True)]), return_inverse=True)
    plane, survey = (np.bincount(index, area) for area in areas)
    declared = np.bincount(index, closed.atom).astype(np.int64)
    matrix: dict[str, dict[str, dict[str, str]]] = {}
    for k, name in enumerate(names.tolist()):
        a, b = name.split(">")
        matrix.setdefault(a, {})[b] = {
            "planar_m2": f"{plane[k]:.4f}",
            "survey_m2": f"{survey[k]:.4f}",
            "declared_m2": cents_text(int(declared[k])),
        }
    return {
        "parcels_2021": len(before.source),
        "parcels_2022": len(fabric.shape),
        "changed_2022": before.kinds | {"all": sum(before.kinds.values())},
        "matrix": matrix,
    }
