"""Forest plots whose class × tenure cells have exactly the wanted areas."""

from dataclasses import dataclass, field
from decimal import Decimal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.cover.codes import leaf_main_class
from natres.sample.layers.parcels import CRS
from natres.sample.reckoning.areas import geodesic_area, geodesic_areas

Ground = shapely.Polygon | shapely.MultiPolygon

__all__ = ["CLASSES", "REPORT_MATRIX", "forest_plots", "random_matrix"]

CLASSES = ("forested", "shrub", "nursery", "unstocked", "other")
_TENURES = ("state", "collective")

# ha; the classes and tenures are the printed ones before rounding, the cells between them are invented
REPORT_MATRIX: dict[tuple[str, str], Decimal] = {
    ("forested", "state"): Decimal("720.130"), ("forested", "collective"): Decimal("5308.386"),
    ("shrub", "state"): Decimal("20.000"), ("shrub", "collective"): Decimal("98.246"),
    ("nursery", "state"): Decimal("30.000"), ("nursery", "collective"): Decimal("123.956"),
    ("unstocked", "state"): Decimal("0.000"), ("unstocked", "collective"): Decimal("0.086"),
    ("other", "state"): Decimal("22.000"), ("other", "collective"): Decimal("197.246"),
}  # fmt: skip

# DI_LEI of each class, and the land classes where such plots are looked for first.
_KINDS = {
    "forested": (("0111", "0111", "0111", "0111", "0111", "0111", "0113"), ("0301", "0301K", "0304")),
    "shrub": (("0131", "0132", "0132"), ("0305", "0306")),
    "nursery": (("0150",), ("0307",)),
    "unstocked": (("0161", "0163"), ("0307",)),
    "other": (("0141", "0120", "0170", "0180"), ("0404", "0307")),
}
_SPARE = ("0201", "0404", "0204", "0201K", "0403", "0402", "0810", "0101", "0102")
_SPECIES = {"forested": ("杨树", "国槐", "白蜡", "旱柳", "刺槐", "榆树"), "shrub": ("柽柳", "紫穗槐"),
            "nursery": ("国槐", "白蜡"), "unstocked": ("",), "other": ("白蜡", "榆树", "")}  # fmt: skip


def random_matrix(rng: np.random.Generator, room_ha: float) -> dict[tuple[str, str], Decimal]:
    """Return a matrix from the seed that fits into ``room_ha`` of wooded parcels."""
    weight = rng.dirichlet((60, 3, 3, 0.4, 5))
    state = rng.uniform(0.06, 0.3, 5)
    total = room_ha * rng.uniform(0.8, 0.95)
    cells: dict[tuple[str, str], Decimal] = {}
    for k, name in enumerate(CLASSES):
        for tenure, share in zip(_TENURES, (state[k], 1 - state[k]), strict=True):
            cells[name, tenure] = max(Decimal(round(total * weight[k] * share * 1000)) / 1000, Decimal("0.020"))
    return cells


@dataclass(frozen=True)
class _Plot:
    """A plot: its class and tenure, its ground, its whole m² and the parcel it lies on."""

    name: str
    tenure: str
    shape: Ground
    m2: int
    parcel: int


@dataclass
class _Pool:
    """Pieces of ground by tenure and land class, handed out from the end of each list."""

    shapes: list[Ground] = field(default_factory=list)
    areas: list[float] = field(default_factory=list)
    source: list[int] = field(default_factory=list)
    where: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, shape: Ground, area: float, source: int, key: tuple[str, str]) -> None:
        self.shapes.append(shape)
        self.areas.append(area)
        self.source.append(source)
        self.where.setdefault(key, []).append(len(self.shapes) - 1)

    def pop(self, tenure: str, first: tuple[str, ...]) -> tuple[int, tuple[str, str]]:
        other = "collective" if tenure == "state" else "state"
        woods = ("0301", "0301K", "0307", "0305", "0304", "0306")
        for owner, classes in (
            (tenure, first),
            (tenure, woods),
            (tenure, _SPARE),
            (other, woods),
            (other, _SPARE),
        ):
            for code in classes:
                if self.where.get((owner, code)):
                    return self.where[owner, code].pop(), (owner, code)
        raise AssertionError("the district has too little ground for the forest plots")


def forest_plots(
    rng: np.random.Generator, parcels: gpd.GeoDataFrame, matrix: dict[tuple[str, str], Decimal]
) -> gpd.GeoDataFrame:
    """Return the plots: whole pieces while they fit, the last one of a cell cut to measure."""
    pool = _fill_pool(rng, parcels)
    rows: list[_Plot] = []
    # the smallest cells first: what is left of a cut piece goes back and serves the next cell
    for name, tenure in sorted(matrix, key=lambda cell: (matrix[cell], cell)):
        wanted = int(matrix[name, tenure] * 10_000)
        if wanted:
            shapes, whole, source = _cell(pool, tenure, _KINDS[name][1], wanted)
            rows += [_Plot(name, tenure, *plot) for plot in zip(shapes, whole, source, strict=True)]
    return _table(rng, parcels, rows)


def _fill_pool(rng: np.random.Generator, parcels: gpd.GeoDataFrame) -> _Pool:
    codes = parcels["DLBM"].astype(str).to_numpy()
    tenure = np.where(parcels["QSXZ"].astype(str).str[0].isin(["1", "2"]), "state", "collective")
    wooded = np.array([leaf_main_class(c) == "03" or c in ("0304", "0306") for c in codes])
    mine = np.flatnonzero(wooded | np.isin(codes, _SPARE))
    shapes = list(parcels.geometry.to_numpy()[mine])
    areas = geodesic_areas(np.array(shapes, dtype=object))
    limit = max(9e4, min(2.2e5, 1.5 * 565.36e6 / len(parcels)))
    pool = _Pool()
    for i in rng.permutation(len(mine)):
        parcel = int(mine[i])
        key = (str(tenure[parcel]), str(codes[parcel]))
        parts = [shapes[i]] if not wooded[parcel] else _subdivide(shapes[i], limit)
        sizes = [float(areas[i])] if len(parts) == 1 else geodesic_areas(np.array(parts, dtype=object)).tolist()
        for part, size in zip(parts, sizes, strict=True):
            pool.add(part, size, parcel, key)
    return pool


def _axis(shape: Ground) -> NDArray[np.float64]:
    points = shapely.get_coordinates(shape)
    d = points - points.mean(0)
    turn = 0.5 * np.arctan2(2 * (d[:, 0] * d[:, 1]).sum(), (d[:, 0] ** 2).sum() - (d[:, 1] ** 2).sum())
    return np.array([np.cos(turn), np.sin(turn)])


def _clip(shape: Ground, axis: NDArray[np.float64], low: float, high: float) -> Ground:
    """Return the part of ``shape`` whose coordinate along ``axis`` lies between low and high."""
    x0, y0, x1, y1 = shape.bounds
    centre = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    base = centre - axis * (centre @ axis)
    side = np.array([-axis[1], axis[0]]) * (np.hypot(x1 - x0, y1 - y0) + 10)
    ring = [
        base + axis * low - side,
        base + axis * high - side,
        base + axis * high + side,
        base + axis * low + side,
    ]
    parts = shapely.get_parts(shapely.intersection(shape, shapely.Polygon(ring)))
    solid = [p for p in parts if p.geom_type == "Polygon" and p.area > 0]
    return solid[0] if len(solid) == 1 else shapely.MultiPolygon(solid)


def _subdivide(shape: Ground, limit: float) -> list[Ground]:
    if shape.area <= limit:
        return [shape]
    axis = _axis(shape)
    along = shapely.get_coordinates(shape) @ axis
    low, high = along.min() - 1, along.max() + 1
    middle = (low + high) / 2
    halves = [p for a, b in ((low, middle), (middle, high)) for p in shapely.get_parts(_clip(shape, axis, a, b))]
    return [p for half in halves for p in _subdivide(half, limit)]


def cut_to_area(shape: Ground, wanted: float) -> tuple[Ground, Ground]:
    """Cut ``shape`` by a straight line into a part of ``wanted`` m² on the ellipsoid, and the rest."""
    axis = _axis(shape)
    along = shapely.get_coordinates(shape) @ axis
    low, high = float(along.min()) - 1, float(along.max()) + 1
    plane = wanted * shape.area / geodesic_area(shape)
    part, b = shape, high
    for _ in range(4):  # plane bisection is quick; its goal is then corrected by the measured area
        a, b = low, high
        for _ in range(60):
            middle = (a + b) / 2
            part = _clip(shape, axis, low, middle)
            a, b = (middle, b) if part.area < plane else (a, middle)
        miss = wanted - geodesic_area(part)
        if abs(miss) < 0.01:
            break
        plane += miss
    return part, _clip(shape, axis, b, high)


def _cell(pool: _Pool, tenure: str, first: tuple[str, ...], wanted: int) -> tuple[list[Ground], list[int], list[int]]:
    """Return plots, their whole m² (0.0001 ha) and the parcels they lie on.

    Where the rounded areas cannot be made to add up with none further than 0.6 m² from its plot (few plots),
    each plot is trimmed to whole m² instead.
    """
    for exact in (False, True):
        before = {key: list(pieces) for key, pieces in pool.where.items()}
        shapes, areas, source = _fill_cell(pool, tenure, first, wanted, exact)
        if (whole := _whole_square_metres(areas, wanted)) is not None:
            return shapes, whole, source
        pool.where = before
    raise AssertionError("trimmed plots always add up")


def _fill_cell(
    pool: _Pool, tenure: str, first: tuple[str, ...], wanted: int, exact: bool
) -> tuple[list[Ground], list[float], list[int]]:
    shapes: list[Ground] = []
    areas: list[float] = []
    source: list[int] = []
    left = float(wanted)
    while left > 1e-3:
        i, key = pool.pop(tenure, first)
        shape, area = pool.shapes[i], pool.areas[i]
        if area < 30:
            continue
        if area > left:
            shape, rest = cut_to_area(shape, left)
            area = left
            for piece in shapely.get_parts(rest):
                pool.add(piece, geodesic_area(piece), pool.source[i], key)
        elif exact and area != np.floor(area):
            area = float(np.floor(area))
            shape, _ = cut_to_area(shape, area)
        shapes.append(shape)
        areas.append(area)
        source.append(pool.source[i])
        left -= area
    return shapes, areas, source


def _whole_square_metres(areas: list[float], wanted: int) -> list[int] | None:
    """Round areas to whole m² so that they add up; None where one would move by more than 0.6 m²."""
    exact = np.array(areas)
    whole = np.floor(exact + 0.5).astype(int)
    miss = wanted - int(whole.sum())
    sign = 1 if miss > 0 else -1
    error = (exact - whole) * sign  # how much a step in this direction is already asked for
    chosen = np.argsort(-error, kind="stable")[: abs(miss)]
    if len(chosen) and (len(chosen) < abs(miss) or error[chosen].min() < 0.42):
        return None
    whole[chosen] += sign
    return whole.tolist()


def _table(rng: np.random.Generator, parcels: gpd.GeoDataFrame, rows: list[_Plot]) -> gpd.GeoDataFrame:
    rows = sorted(rows, key=lambda r: (r.parcel, r.name, r.m2))
    place = parcels["ZLDWDM"].astype(str).to_numpy()
    village = parcels["ZLDWMC"].astype(str).to_numpy()
    columns: dict[str, list[object]] = {k: [] for k in (
        "SHENG", "XIAN", "XIANG", "CUN", "XIANG_DM", "LIN_BAN", "XIAO_BAN", "DI_LEI", "LD_QS", "GLLX",
        "SEN_LIN_LB",
        "LIN_ZHONG", "QI_YUAN", "YOU_SHI_SZ", "G_CHENG_LB", "MIAN_JI")}  # fmt: skip
    number: dict[str, int] = {}
    for row in rows:
        i, name = row.parcel, row.name
        code = place[i][:12]
        number[code] = number.get(code, 0) + 1
        state = row.tenure == "state"
        planted = name in ("forested", "shrub")
        values = {
            "SHENG": "12", "XIAN": "120111", "XIANG": village[i].split("示例")[0], "CUN": village[i],
            "XIANG_DM": code[:9], "LIN_BAN": f"{(number[code] - 1) // 20 + 1:04d}",
            "XIAO_BAN": f"{number[code]:05d}",
            "DI_LEI": str(rng.choice(_KINDS[name][0])),
            "LD_QS": "10" if state else str(rng.choice(["20", "21", "22", "23"], p=[0.3, 0.2, 0.05, 0.45])),
            "GLLX": "10", "SEN_LIN_LB": str(rng.choice(["11", "12", "21", "22"], p=[0.2, 0.5, 0.05, 0.25])),
            "LIN_ZHONG": str(rng.choice(["111", "117", "127", "231", "251"])) if planted else "",
            "QI_YUAN": str(rng.choice(["21", "22", "10"], p=[0.8, 0.15, 0.05])) if planted else "",
            "YOU_SHI_SZ": str(rng.choice(_SPECIES[name])),
            "G_CHENG_LB": str(rng.choice(["", "71", "79"], p=[0.6, 0.3, 0.1])),
            "MIAN_JI": row.m2 / 10_000,
        }  # fmt: skip
        for key, value in values.items():
            columns[key].append(value)
    return gpd.GeoDataFrame(columns, geometry=np.array([row.shape for row in rows], dtype=object), crs=CRS)
