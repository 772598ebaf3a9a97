"""The layers WFTB (illegal patches) and PZYD (approved land).

WFTB: BSM, TBBH (number of the patch), WFZT (offender), JCMJ (area in mu), JCSJ (day it was seen), SJNF, BZ. PZYD: BSM,
PZWH (number of the approval), XMMC (project), PZRQ (day), PZMJ (ha), SJNF, BZ. Areas are ellipsoidal. All is invented,
and every row says so.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from natres.sample.land import Land
from natres.sample.layers.enforcement.drawing import Drawn, draw_enforcement
from natres.sample.layers.parcels import CRS, MARK, in_plane
from natres.sample.reckoning.areas import geodesic_areas

__all__ = ["ENFORCEMENT_FILES", "Enforcement", "make_enforcement"]

#: File, layer and name in Chinese, by the key of the district file.
ENFORCEMENT_FILES = {
    "illegal_land": ("enforcement/WFTB.parquet", "WFTB", "违法图斑"),
    "approvals": ("enforcement/PZYD.parquet", "PZYD", "批准用地"),
}
YEAR = 2022
_STREAM = 500  # a stream of its own leaves the numbers of all other steps as they were
_M2_PER_MU = 2000 / 3


@dataclass(frozen=True)
class Enforcement:
    """Both tables by the keys of :data:`ENFORCEMENT_FILES`."""

    drawn: Drawn
    tables: dict[str, gpd.GeoDataFrame]


def make_enforcement(seed: int, land: Land) -> Enforcement:
    """Return the illegal patches and the approvals of a district."""
    sequence = np.random.SeedSequence([seed, 20221231], spawn_key=(_STREAM,))
    place_rng, patch_rng, approval_rng = np.random.default_rng(sequence).spawn(3)
    drawn = draw_enforcement(place_rng, land)
    tables = {"illegal_land": _patches(patch_rng, drawn), "approvals": _approvals(approval_rng, drawn)}
    return Enforcement(drawn, tables)


def _patches(rng: np.random.Generator, drawn: Drawn) -> gpd.GeoDataFrame:
    shapes = in_plane(np.array(drawn.patches, dtype=object))
    count = len(shapes)
    columns = {
        "BSM": [f"12011161{k + 1:010d}" for k in range(count)],
        "TBBH": [f"WF{YEAR}{k + 1:03d}" for k in range(count)],
        "WFZT": [f"示例单位{k + 1:02d}" for k in range(count)],
        "JCMJ": np.round(geodesic_areas(shapes) / _M2_PER_MU, 2),
        "JCSJ": _days(rng, count, YEAR),
    }
    return _table(columns, shapes)


def _approvals(rng: np.random.Generator, drawn: Drawn) -> gpd.GeoDataFrame:
    shapes = in_plane(np.array(drawn.approvals, dtype=object))
    count = len(shapes)
    columns = {
        "BSM": [f"12011162{k + 1:010d}" for k in range(count)],
        "PZWH": [f"示例批〔{YEAR}〕{k + 1:02d}号" for k in range(count)],
        "XMMC": [f"示例项目{k + 1:02d}" for k in range(count)],
        "PZRQ": _days(rng, count, YEAR - 1),
        "PZMJ": np.round(geodesic_areas(shapes) / 10_000, 4),
    }
    return _table(columns, shapes)


def _days(rng: np.random.Generator, count: int, year: int) -> list[str]:
    first = datetime.date(year, 1, 1)
    return sorted((first + datetime.timedelta(int(day))).isoformat() for day in rng.integers(0, 364, count))


def _table(columns: Mapping[str, object], shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    tail = {"SJNF": np.full(len(shapes), YEAR, dtype=np.int32), "BZ": [MARK] * len(shapes)}
    return gpd.GeoDataFrame({**columns, **tail}, geometry=shapes, crs=CRS)
