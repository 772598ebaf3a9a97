"""What Hypothesis draws: parcel mosaics with exact whole areas, tables with a row tree, survey polygons."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import strategies as st
from pyproj import CRS

from natres.readers import read_scheme

EAST, NORTH = 39_505_000, 4_322_000
ZONE_39 = CRS.from_epsg(4527)
SCHEME = read_scheme()
TOWNS = ("120111101", "120111102")
#: Codes a parcel may carry: those that stand in one group, suffixed ones and single-level 09 included.
CODES = tuple(c.code for c in SCHEME.classes if c.group)
SETTLEMENT = ("", *SCHEME.settlement_codes)
OWNERSHIP = ("10", "20", "30", "32", "40", "", "9")


def parcel_frame(shapes, **columns) -> gpd.GeoDataFrame:
    """Return natres parcel columns in EPSG:4527; what is not given is plain cropland of state ownership."""
    count = len(shapes)
    usual = {
        "parcel_id": [f"1201110000{i:08d}" for i in range(count)],
        "land_class": ["0102"] * count,
        "ownership_type": ["20"] * count,
        "unit_code": ["1201111010010000000"] * count,
        "settlement_code": [""] * count,
    }
    return gpd.GeoDataFrame({**usual, **columns}, geometry=list(shapes), crs=ZONE_39)


@dataclass(frozen=True)
class Mosaic:
    """Parcels that fill a rectangle of whole cells; ``areas_dm2`` are known without measuring anything."""

    frame: gpd.GeoDataFrame
    areas_dm2: tuple[int, ...]

    @property
    def whole_dm2(self) -> int:
        return sum(self.areas_dm2)


@st.composite
def parcel_mosaics(draw, *, codes=CODES, deductions=True) -> Mosaic:
    """Label the cells of a grid and dissolve equal labels: always valid, no gap, no overlap, whole areas."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    cell = draw(st.sampled_from([10, 37, 100]))
    labels = draw(st.lists(st.integers(0, 6), min_size=rows * columns, max_size=rows * columns))
    grid = np.array(labels).reshape(rows, columns)
    shapes, areas = [], []
    for label in sorted(set(labels)):
        cells = [
            shapely.box(EAST + c * cell, NORTH + r * cell, EAST + (c + 1) * cell, NORTH + (r + 1) * cell)
            for r, c in np.argwhere(grid == label)
        ]
        shapes.append(shapely.union_all(cells))
        areas.append(len(cells) * cell * cell * 100)
    count = len(shapes)

    def column(values):
        return draw(st.lists(st.sampled_from(values), min_size=count, max_size=count))

    ratio = column([0.0, 0.0, 0.0333, 0.1250]) if deductions else [0.0] * count
    frame = parcel_frame(
        shapes,
        land_class=column(list(codes)),
        ownership_type=column(list(OWNERSHIP)),
        settlement_code=column(list(SETTLEMENT)),
        unit_code=[town + "0010000000" for town in column(list(TOWNS))],
        deduction_ratio=ratio,
        deduction_class=["1203" if r else "" for r in ratio],
    )
    return Mosaic(frame, tuple(areas))


@dataclass(frozen=True)
class TreeTable:
    """Exact areas with the parent of every row; a parent is the sum of its children."""

    areas: np.ndarray
    parents: tuple[int, ...]
    unit: int

    def children(self, row: int) -> list[int]:
        return [i for i, parent in enumerate(self.parents) if parent == row]


@st.composite
def tree_tables(draw) -> TreeTable:
    """Draw a tree of up to three levels; leaves are whole numbers, some of them negative (a residual)."""
    parents = [-1]
    for _ in range(draw(st.integers(0, 6))):
        parents.append(0)
    for middle in range(1, len(parents)):
        parents += [middle] * draw(st.integers(0, 3))
    unit = draw(st.sampled_from([10, 100, 1000, 30_000]))
    columns = draw(st.integers(1, 4))
    leaf = st.integers(-3 * unit, 30 * unit)
    areas = np.zeros((len(parents), columns), dtype=np.int64)
    for row in range(len(parents) - 1, -1, -1):
        if row not in parents:
            areas[row] += draw(st.lists(leaf, min_size=columns, max_size=columns))
        if parents[row] >= 0:
            areas[parents[row]] += areas[row]
    return TreeTable(areas, tuple(parents), unit)


@st.composite
def survey_polygons(draw, *, smallest=20.0, largest=2000.0):
    """Draw a star-shaped polygon in zone 39, some with a hole, its vertices to the millimetre."""
    east = EAST + draw(st.integers(-20_000, 20_000))
    north = NORTH + draw(st.integers(-20_000, 20_000))
    corners = draw(st.integers(3, 9))
    reach = draw(st.lists(st.floats(smallest, largest), min_size=corners, max_size=corners))
    turn = draw(st.floats(0, 6))
    angles = turn + np.arange(corners) * 2 * np.pi / corners
    ring = np.column_stack([east + np.array(reach) * np.cos(angles), north + np.array(reach) * np.sin(angles)])
    shape = shapely.Polygon(np.round(ring, 3))
    if draw(st.booleans()):
        size = draw(st.floats(1.0, max(1.5, min(reach) * 0.3)))
        hole = np.column_stack([east + size * np.cos(angles[::-1]), north + size * np.sin(angles[::-1])])
        holed = shapely.Polygon(np.round(ring, 3), [np.round(hole, 3)])
        if holed.is_valid:
            shape = holed
    return shape
