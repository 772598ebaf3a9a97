"""An invented ground of six towns, its parcels and its wells, to be laid out on paper."""

from typing import Any

import numpy as np
import shapely

from natres.core.crs import ComputingZone, geometry_to_lon_lat
from natres.presenters.sheets import Inset, SheetMaterial
from natres.presenters.web import (
    AreaLayer,
    BoundaryLayer,
    Category,
    Colouring,
    Face,
    MapPage,
    PointLayer,
    TextColumn,
)
from tests.strategies import EAST, NORTH, SCHEME, ZONE_39

TOWNS = ("杨柳青镇", "中北镇", "西营门街道", "王稳庄镇", "大寺镇", "西青区开发区")
TOWN_M, CELLS = 6_000, 4


def box(column: float, row: float, width: float, height: float | None = None) -> shapely.Polygon:
    """Return a rectangle in metres, from a corner in towns."""
    west, south = EAST + column * TOWN_M, NORTH + row * TOWN_M
    return shapely.box(west, south, west + width, south + (height or width))


def degrees(*shapes: Any) -> Any:
    return geometry_to_lon_lat(np.array(shapes, dtype=object), ZONE_39)


def sheet_material(**changes: Any) -> SheetMaterial:
    side = TOWN_M / CELLS
    cells = [box(c / CELLS, r / CELLS, side) for r in range(2 * CELLS) for c in range(3 * CELLS)]
    codes = [code for code, known in SCHEME.by_code.items() if known.hatch][:9]
    kinds = tuple(Category(c, f"{c} {SCHEME.by_code[c].name['zh']}", "#b8d98a", "1234.56 公顷") for c in codes)
    parcels = AreaLayer(
        "parcels",
        "图斑",
        np.array(cells, dtype=object),
        (Colouring("subclass", "地类", kinds, np.arange(len(cells)) % len(kinds)),),
    )
    towns = degrees(*[box(n % 3, n // 3, TOWN_M) for n in range(6)])
    places = np.random.default_rng(7).uniform((0, 0), (3 * TOWN_M, 2 * TOWN_M), (40, 2)) + np.array([EAST, NORTH])
    lon, lat = shapely.get_coordinates(degrees(*shapely.points(places))).T
    roles = Colouring("role", "井别", (Category("k", "开采井", "#dd8800", "40"),), np.zeros(40, dtype=int))
    wells = PointLayer(
        "wells", "地热井", lon, lat, (roles,), (TextColumn("id", "井号", [f"K{n:02}" for n in range(40)], search=True),)
    )
    face = Face("图", marks=("示例数据（虚构）", "内部资料"), sources=("图斑：DLTB.gpkg，72 行",))
    page = MapPage("zh", {"zh": face}, (parcels, BoundaryLayer("towns", "镇街界线", towns, TOWNS), wells))
    around = np.array([box(-3, -3, 60_000), box(0, 0, 18_000, 12_000)], dtype=object)
    given: dict[str, Any] = {
        "page": page,
        "zone": ComputingZone(117.0),
        "subject": "parcels",
        "language": "zh",
        "hatches": {code: SCHEME.by_code[code].hatch for code in codes},
        "inset": Inset(around, ("天津市", "西青区"), (False, True), "位置示意"),
        "title": "西青区土地利用现状图",
        "subtitle": "时点 2022 年底",
    }
    return SheetMaterial(**{**given, **changes})
