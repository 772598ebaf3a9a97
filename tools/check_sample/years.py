"""Two years of parcels: ids and order change, about a tenth changed, the truth's matrix."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from check_sample.folder import Folder, Parcels
from check_sample.geodesy import ellipsoid_areas
from check_sample.outcome import Outcome

SLACK_M2 = 0.01
SPECK_M2 = 1e-9


@dataclass(frozen=True)
class Match:
    """For each parcel of 2022 the parcel of 2021 with the same ground, or -1."""

    earlier: NDArray[np.int64]

    @property
    def alone(self) -> NDArray[np.bool_]:
        """Return which parcels of 2022 have no such partner."""
        return self.earlier < 0


@lru_cache(maxsize=2)
def match(folder: Folder) -> Match:
    """Pair equal shapes: first by their points, then by topological equality."""
    now, then = folder.parcels(2022).shapes, folder.parcels(2021).shapes
    before = pd.Series(np.arange(len(then)), index=shapely.to_wkb(shapely.normalize(then)))
    earlier = before.reindex(shapely.to_wkb(shapely.normalize(now))).fillna(-1).to_numpy(dtype=np.int64)
    open_now = np.flatnonzero(earlier < 0)
    open_then = np.setdiff1d(np.arange(len(then)), earlier)
    points = shapely.point_on_surface(now[open_now])
    a, b = shapely.STRtree(then[open_then]).query(points, predicate="intersects")
    alike = np.abs(shapely.area(now[open_now[a]]) - shapely.area(then[open_then[b]])) < 1e-3
    a, b = a[alike], b[alike]
    equal = shapely.equals(now[open_now[a]], then[open_then[b]])
    earlier[open_now[a[equal]]] = open_then[b[equal]]
    return Match(earlier)


def tables(folder: Folder, out: Outcome) -> None:
    """Expect other ids, another order, the same ΣTBMJ."""
    now, then = folder.parcels(2022), folder.parcels(2021)
    common = sorted(set(now.text("BSM")) & set(then.text("BSM")))
    out.expect(not common, f"{len(common)} BSM in both years — {common[:5]}")
    out.same("ΣTBMJ of 2021, cents", int(then.cents.sum()), int(now.cents.sum()))
    earlier = match(folder).earlier
    paired = earlier[earlier >= 0]
    rising = (np.diff(paired) > 0).mean()
    out.expect(rising < 0.9, f"{100 * rising:.1f} % of the unchanged parcels follow each other as in 2021")
    rows = np.flatnonzero(earlier >= 0)
    kept = now.text("TBBH").to_numpy()[rows] == then.text("TBBH").to_numpy()[paired]
    out.note(f"{len(now.shapes)} and {len(then.shapes)} parcels, {len(paired)} with the same ground")
    out.note(f"{100 * rising:.1f} % in rising order, {100 * kept.mean():.1f} % with the same TBBH")


def share(folder: Folder, out: Outcome) -> None:
    """Compare the share of parcels with other ground or class with what was asked, and the truth."""
    now, then, pairs = folder.parcels(2022), folder.parcels(2021), match(folder)
    before = then.text("DLBM").to_numpy()[np.maximum(pairs.earlier, 0)]
    reclassed = ~pairs.alone & (before != now.text("DLBM").to_numpy())
    stated = folder.truth["change"]["changed_2022"]
    found = int(pairs.alone.sum() + reclassed.sum())
    out.note(f"{pairs.alone.sum()} with other ground, {reclassed.sum()} of another class; stated {stated}")
    out.near(
        "changed in ground or class, against the truth", found, stated["all"] - stated["restated"], 0.01 * stated["all"]
    )
    asked = folder.asked_change
    part = (found + stated["restated"]) / len(now.shapes)
    out.near("share of changed parcels", part, asked, 0.15 * asked)
    for year, parcels in ((2022, now), (2021, then)):
        out.same(f"parcels_{year}", folder.truth["change"][f"parcels_{year}"], len(parcels.shapes))


def kinds(folder: Folder, out: Outcome) -> None:
    """Expect changes as districts have them: trees or buildings on fields, villages down, ponds filled."""
    cells = truth_cells(folder, "declared_m2")
    ways = {
        "cropland to trees or orchards": ("01", ("02", "03")),
        "cropland to construction": ("01", ("05", "06", "07", "08", "1003", "1004", "1005")),
        "homesteads torn down": ("0702", ("01", "02", "03", "0404", "1201", "0601", "0701", "1206")),
        "ponds filled": ("1104", ("01", "03", "05", "06", "07", "08", "1201", "0404")),
    }
    for what, (start, ends) in ways.items():
        m2 = sum(v for (a, b), v in cells.items() if a.startswith(start) and b.startswith(ends) and a != b)
        out.expect(m2 > 0, f"no {what}")
        out.note(f"{what}: {m2 / 1e4:.1f} ha")


def truth_cells(folder: Folder, kind: str) -> dict[tuple[str, str], float]:
    """Return the truth's matrix as a flat table."""
    matrix: dict[str, Any] = folder.truth["change"]["matrix"]
    return {(a, b): float(cell[kind]) for a, row in matrix.items() for b, cell in row.items()}


def closes(folder: Folder, out: Outcome) -> None:
    """Expect declared areas that close exactly to the TBMJ of both years, class by class."""
    matrix: dict[str, Any] = folder.truth["change"]["matrix"]
    cells = [(a, b, round(Decimal(c["declared_m2"]) * 100)) for a, row in matrix.items() for b, c in row.items()]
    frame = pd.DataFrame(cells, columns=["then", "now", "cents"])
    for key, year in (("then", 2021), ("now", 2022)):
        parcels = folder.parcels(year)
        wanted = pd.Series(parcels.cents).groupby(parcels.text("DLBM").to_numpy()).sum().to_dict()
        out.differences(f"declared_m2 of {year}, cents", frame.groupby(key)["cents"].sum().to_dict(), wanted)


def matrix(folder: Folder, out: Outcome) -> None:
    """Compare the truth's planar and survey areas with own pieces, cell by cell."""
    now, then, pairs = folder.parcels(2022), folder.parcels(2021), match(folder)
    same = np.flatnonzero(~pairs.alone)
    rest_now = np.flatnonzero(pairs.alone)
    rest_then = np.setdiff1d(np.arange(len(then.shapes)), pairs.earlier)
    b, a = shapely.STRtree(now.shapes[rest_now]).query(then.shapes[rest_then], predicate="intersects")
    pieces = shapely.intersection(then.shapes[rest_then[b]], now.shapes[rest_now[a]])
    planar = shapely.area(pieces)
    real = planar > SPECK_M2
    frame = pd.DataFrame(
        {
            "then": then.text("DLBM").to_numpy()[np.r_[pairs.earlier[same], rest_then[b][real]]],
            "now": now.text("DLBM").to_numpy()[np.r_[same, rest_now[a][real]]],
            "planar": np.r_[shapely.area(now.shapes[same]), planar[real]],
        }
    )
    if not folder.quick:
        frame["survey"] = np.r_[now.measured[same], ellipsoid_areas(polygons_only(pieces[real]))]
    compare(folder, frame, "planar", SLACK_M2, out)
    thin = real & (2 * planar < 0.05 * shapely.length(pieces))
    out.note(f"{real.sum()} pieces of changed ground, {thin.sum()} thinner than 5 cm")
    if not folder.quick:
        compare(folder, frame, "survey", 0.5, out)


def polygons_only(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return each shape without its points and lines."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    flat = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    empty = shapely.multipolygons(np.empty(0, dtype=object))
    kept = np.full(len(shapes), empty, dtype=object)
    groups = pd.Series(parts[flat]).groupby(of[flat])
    for at, group in groups:
        kept[at] = shapely.multipolygons(group.to_numpy())
    return kept


def compare(folder: Folder, frame: pd.DataFrame, kind: str, slack: float, out: Outcome) -> None:
    """Compare one kind of area with the truth, cell by cell."""
    found = frame.groupby(["then", "now"])[kind].sum().to_dict()
    wanted = truth_cells(folder, f"{kind}_m2")
    small = {cell for cell in {*found} ^ {*wanted} if found.get(cell, wanted.get(cell, 0)) < SLACK_M2}
    found = {cell: m2 for cell, m2 in found.items() if cell not in small}
    wanted = {cell: m2 for cell, m2 in wanted.items() if cell not in small}
    out.differences(f"{kind}_m2 of the truth", wanted, found, slack)
    worst = max((abs(found[c] - wanted[c]) for c in found if c in wanted), default=0.0)
    out.note(f"{kind}: {len(found)} cells, worst {worst:.3g} m²")


def overlay(folder: Folder, out: Outcome) -> None:
    """Compare the truth's planar matrix with geopandas.overlay of both whole years."""
    now, then = folder.parcels(2022), folder.parcels(2021)
    left = gpd.GeoDataFrame({"then": then.text("DLBM")}, geometry=then.shapes, crs=then.frame.crs)
    right = gpd.GeoDataFrame({"now": now.text("DLBM")}, geometry=now.shapes, crs=now.frame.crs)
    both = gpd.overlay(left, right, how="intersection", keep_geom_type=True)
    frame = pd.DataFrame({"then": both["then"], "now": both["now"], "planar": both.area})
    compare(folder, frame, "planar", SLACK_M2, out)


def same_rows(parcels: Parcels, rows: NDArray[np.int64], names: list[str]) -> pd.DataFrame:
    """Return some columns of some rows as text."""
    return pd.DataFrame({name: parcels.text(name).to_numpy()[rows] for name in names})


def kept(folder: Folder, out: Outcome) -> None:
    """Expect TBMJ of unchanged ground to move by its closing only."""
    now, then, pairs = folder.parcels(2022), folder.parcels(2021), match(folder)
    rows = np.flatnonzero(~pairs.alone)
    was = pairs.earlier[rows]
    moved = np.abs(now.cents[rows] - then.cents[was])
    frame = now.frame.iloc[rows]
    out.rows("TBMJ of unchanged ground moved by more than 0.1 m²", frame, moved > 10, ["TBMJ"], by=moved / 100)
    names = ["DLBM", "QSXZ", "CZCSXM", "ZLDWDM"]
    a, b = same_rows(now, rows, names), same_rows(then, was, names)
    still = (a["DLBM"] == b["DLBM"]).to_numpy()
    counts = {name: int((a[name] != b[name])[still].sum()) for name in names[1:]}
    out.note(f"same ground and class, but other {counts}")


CHECKS = {
    "change.tables": tables,
    "change.share": share,
    "change.kinds": kinds,
    "change.closes": closes,
    "change.matrix": matrix,
    "change.kept": kept,
}
