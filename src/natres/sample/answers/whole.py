"""All answers of a sample in one document (truth.json), each computed by the generator's own arithmetic."""

from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.answers import tables, truth
from natres.sample.answers.change import change_truth
from natres.sample.answers.zones import zone_truth
from natres.sample.land import Land
from natres.sample.layers.parcels import in_plane
from natres.sample.reckoning.rounding import cents_text
from natres.sample.reckoning.survey import survey_areas
from natres.sample.resources import Resources

__all__ = ["answers"]

REPORT_LIMIT_KM2 = "211.3"


def answers(free: np.random.Generator, fixed: bool, land: Land, found: Resources) -> dict[str, Any]:
    """Return every answer by subject; ``free`` decides limits that no report fixes."""
    table = land.table
    known = truth.land_truth(table) | tables.cross_truth(table)
    limit = REPORT_LIMIT_KM2 if fixed else _random_limit(free, known["measures"]["urban_rural_construction"])
    return {
        **known,
        "cropland": tables.cropland_truth(table),
        "change": change_truth(land.fabric, land.cover, land.closed, land.before, _atom_areas(land)),
        "quota": truth.quota_truth(free, known["measures"], known["units"], limit),
        "settlements": _settlements(land, found),
        "forest": truth.forest_truth(found.matrix, found.plots, table),
        "wells": truth.wells_truth(found.wells, found.rights),
        "landcover_2021": _cells(found.landcover[2021]),
        "landcover": _cells(found.landcover[2022]),
        **zone_truth(land.shapes, land.cover.code, found.zones, found.site),
    }


def _atom_areas(land: Land) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return plane and survey area of every atom in m²."""
    return shapely.area(land.fabric.atom), survey_areas(in_plane(land.fabric.atom))


def _random_limit(rng: np.random.Generator, actual_m2: str) -> str:
    return str((Decimal(actual_m2) / 10**6 * Decimal(str(round(rng.uniform(0.92, 1.07), 3)))).quantize(Decimal("0.1")))


def _settlements(land: Land, found: Resources) -> dict[str, dict[str, Any]]:
    """Return, per settlement code, how many settlements there are and their gross area in m²."""
    sums: dict[str, list[int]] = {}
    for scope in found.settlements:
        sums.setdefault(scope.code, []).append(int(land.closed.parcel[scope.parcels].sum()))
    return {code: {"count": len(sums[code]), "area_m2": cents_text(sum(sums[code]))} for code in sorted(sums)}


def _cells(cover: NDArray[np.uint8]) -> dict[str, int]:
    values, cells = np.unique(cover[cover > 0], return_counts=True)
    return {str(v): int(n) for v, n in zip(values, cells, strict=True)}
