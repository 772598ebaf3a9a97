"""Forest plots: shapes, areas, codes, and how far they agree with the survey's woods."""

import numpy as np
import shapely

from check_sample.facts import FACTS, by_class
from check_sample.folder import Folder
from check_sample.geodesy import ellipsoid_areas
from check_sample.outcome import Outcome
from check_sample.sums import forest_class, forest_tenure

SPECK_M2 = 0.01  # what overlays of surveys leave aside
SHOW = ("CUN", "XIAO_BAN", "DI_LEI")


def shapes(folder: Folder, out: Outcome) -> None:
    """Expect valid polygons inside the district that do not overlap."""
    plots = folder.plots
    own = np.asarray(plots.geometry.values)
    out.same("system of coordinates", plots.crs.to_epsg(min_confidence=25), FACTS["district"]["crs"])
    out.rows("not valid", plots, ~shapely.is_valid(own), SHOW)
    out.rows("not a polygon", plots, ~plots.geom_type.isin(["Polygon", "MultiPolygon"]), SHOW)
    a, b = shapely.STRtree(own).query(own, predicate="intersects")
    a, b = a[a < b], b[a < b]
    common = shapely.area(shapely.intersection(own[a], own[b]))
    real = common > SPECK_M2
    worst = ", ".join(f"{i}/{j}" for i, j in zip(a[real][:5], b[real][:5], strict=True))
    out.expect(not real.any(), f"{real.sum()} pairs overlap, {common.sum():.6g} m² — {worst}")
    out.note(f"{len(plots)} plots; {(common > 0).sum()} pairs overlap by {common.sum():.2g} m² in all")
    outside = shapely.area(shapely.difference(own, folder.outline))
    out.rows("outside the district", plots, outside > SPECK_M2, SHOW, by=outside)


def areas(folder: Folder, out: Outcome) -> None:
    """Expect MIAN_JI to be the ellipsoidal area in hectares with 4 decimals."""
    plots = folder.plots
    stated = plots["MIAN_JI"].to_numpy(dtype=float)
    off = np.abs(stated - ellipsoid_areas(np.asarray(plots.geometry.values)) / 1e4)
    out.rows("MIAN_JI is not the ellipsoidal area", plots, off > 1e-4 + 1e-9, [*SHOW, "MIAN_JI"], by=off)
    digits = np.abs(stated * 1e4 - np.rint(stated * 1e4))
    out.rows("MIAN_JI has more than 4 decimals", plots, digits > 1e-4, [*SHOW, "MIAN_JI"])
    least = FACTS["forest"]["smallest_ha"]
    out.rows(f"smaller than {least} ha", plots, stated < least, [*SHOW, "MIAN_JI"], by=-stated)
    out.note(f"MIAN_JI less own area: at most {off.max():.5f} ha; smallest plot {stated.min()} ha")


def codes(folder: Folder, out: Outcome) -> None:
    """Expect codes from the forestry lists, places that exist, unique numbers."""
    plots = folder.plots
    facts = FACTS["forest"]
    out.rows("DI_LEI unknown", plots, forest_class(plots["DI_LEI"]) == "", SHOW)
    out.rows("LD_QS unknown", plots, forest_tenure(plots["LD_QS"]) == "", [*SHOW, "LD_QS"])
    for name in ("GLLX", "SEN_LIN_LB"):
        out.rows(f"{name} unknown", plots, ~plots[name].astype(str).isin(facts[name]), [*SHOW, name])
    out.rows("XIANG is no town", plots, ~plots["XIANG"].isin(folder.towns["XZQMC"]), [*SHOW, "XIANG"])
    out.rows("CUN is no village", plots, ~plots["CUN"].isin(folder.villages["ZLDWMC"]), SHOW)
    twice = plots.duplicated(["XIANG", "CUN", "LIN_BAN", "XIAO_BAN"], keep=False)
    out.rows("plot number twice", plots, twice, [*SHOW, "LIN_BAN"])
    if "LIN_ZHONG" in plots:
        public = plots["SEN_LIN_LB"].astype(str).str.startswith("1")
        kind = plots["LIN_ZHONG"].fillna("").astype(str)
        timber = kind.str[:2].isin(["23", "24", "25"])
        guard = kind.str[:2].isin(["11", "12"])
        wrong = (public & timber) | (~public & guard)
        out.rows("SEN_LIN_LB and LIN_ZHONG disagree", plots, wrong, [*SHOW, "SEN_LIN_LB", "LIN_ZHONG"])


def places(folder: Folder, out: Outcome) -> None:
    """Expect the inner point of a plot in the village that it names."""
    plots = folder.plots
    homes = dict(zip(folder.villages["ZLDWMC"], folder.villages.geometry, strict=True))
    own = shapely.point_on_surface(np.asarray(plots.geometry.values))
    inside = shapely.intersects(plots["CUN"].map(homes).to_numpy(), own)
    out.rows("plot outside its village", plots, ~inside, SHOW)


def over_woods(folder: Folder, out: Outcome) -> None:
    """Expect most plots over the survey's woods of the same year, some elsewhere."""
    plots, parcels = np.asarray(folder.plots.geometry.values), folder.parcels(2021)
    woods = parcels.shapes[(by_class(parcels.text("DLBM"), "main") == "03").to_numpy()]
    a, b = shapely.STRtree(woods).query(plots, predicate="intersects")
    common = shapely.area(shapely.intersection(plots[a], woods[b])).sum()
    share = common / shapely.area(plots).sum()
    out.expect(share > 0.5, f"only {100 * share:.1f} % of the plots over the survey's woods")
    out.expect(share < 0.999, "the plots disagree nowhere with the survey")
    left = 100 * (1 - common / shapely.area(woods).sum())
    out.note(f"{100 * share:.1f} % of the plots over the survey's woods; {left:.1f} % of the woods without a plot")


CHECKS = {
    "forest.shapes": shapes,
    "forest.areas": areas,
    "forest.codes": codes,
    "forest.places": places,
    "forest.woods": over_woods,
}
