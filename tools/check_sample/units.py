"""Towns and villages: clean coverages of the outline, one inside the other, areas that add up."""

import geopandas as gpd
import numpy as np
import shapely

from check_sample.coverage import edge_keys, same_ground
from check_sample.facts import FACTS
from check_sample.folder import Folder, in_cents
from check_sample.geodesy import ellipsoid_areas
from check_sample.outcome import Outcome


def clean(folder: Folder, out: Outcome) -> None:
    """Expect two coverages of the outline that use only edges of parcels."""
    parcel_edges = edge_keys(folder.parcels(2022).shapes, folder.towns.geometry.values, folder.villages.geometry.values)
    for name, layer, used in zip(("XZQ", "CJDCQ"), (folder.towns, folder.villages), parcel_edges[1:], strict=True):
        shapes = np.asarray(layer.geometry.values)
        out.same(f"{name}: system of coordinates", layer.crs.to_epsg(), FACTS["district"]["crs"])
        out.rows(f"{name}: not a valid Polygon", layer, ~shapely.is_valid(shapes) | (layer.geom_type != "Polygon"))
        out.expect(shapely.coverage_is_valid(shapes), f"{name}: coverage_is_valid says no")
        same_ground(name, shapes, folder.outline, out)
        out.same(f"{name}: edges that are no parcel's", len(np.setdiff1d(used, parcel_edges[0])), 0)
        holes = int(shapely.get_num_interior_rings(shapes).sum())
        out.note(f"{name}: {len(layer)} units, {holes} holes in all")


def nested(folder: Folder, out: Outcome) -> None:
    """Expect each town to be the union of its villages, in shape and in area."""
    town_of = folder.villages["ZLDWDM"].str[:9]
    out.same("towns of villages", sorted(set(town_of)), sorted(folder.towns["XZQDM"]))
    for code, shape in zip(folder.towns["XZQDM"], folder.towns.geometry, strict=True):
        own = np.asarray(folder.villages.geometry.values)[(town_of == code).to_numpy()]
        union = shapely.unary_union(shapely.coverage_union_all(own))
        out.expect(shapely.equals(union, shape), f"town {code} is not the union of its villages")
    sums = dict(zip(town_of, [0] * len(town_of), strict=True))
    for code, cents in zip(town_of, in_cents(folder.villages["DCMJ"]), strict=True):
        sums[code] += int(cents)
    out.differences("ΣDCMJ of the villages against the town, cents", sums, _cents(folder.towns, "XZQDM"))


def areas(folder: Folder, out: Outcome) -> None:
    """Expect JSMJ to be the ellipsoidal area, DCMJ close to it and as in the district file."""
    for name, layer, code in (("XZQ", folder.towns, "XZQDM"), ("CJDCQ", folder.villages, "ZLDWDM")):
        own = ellipsoid_areas(np.asarray(layer.geometry.values))
        off = np.abs(layer["JSMJ"].to_numpy(dtype=float) - own)
        out.rows(f"{name}: JSMJ is not the ellipsoidal area", layer, off > 0.05 + 1e-7 * own, [code, "JSMJ"], by=off)
        moved = np.abs(layer["DCMJ"].to_numpy(dtype=float) - layer["JSMJ"].to_numpy(dtype=float))
        out.rows(f"{name}: DCMJ far from JSMJ", layer, moved > 1, [code, "JSMJ", "DCMJ"], by=moved)
    wanted = {**_cents(folder.towns, "XZQDM"), **_cents(folder.villages, "ZLDWDM")}
    wanted = {code[:12]: cents for code, cents in wanted.items()}
    stated = {unit["code"]: round(unit["control_area_m2"] * 100) for unit in folder.settings["units"]}
    out.differences("control areas in xiqing.toml, cents", stated, wanted)
    out.same("names in xiqing.toml", {u["code"]: u["name"] for u in folder.settings["units"]}, _names(folder))


def fields(folder: Folder, out: Outcome) -> None:
    """Expect codes of the right length, unique, none empty."""
    for name, layer, code, title, digits in (
        ("XZQ", folder.towns, "XZQDM", "XZQMC", 9),
        ("CJDCQ", folder.villages, "ZLDWDM", "ZLDWMC", 19),
    ):
        for column in ("BSM", "YSDM", code, title, "DCMJ", "JSMJ", "MSSM"):
            empty = layer[column].isna() | (layer[column].astype(str).str.strip() == "")
            out.rows(f"{name}: {column} empty", layer, empty, [code])
        wrong = ~layer[code].str.fullmatch(rf"{FACTS['district']['code']}[0-9]{{{digits - 6}}}")
        out.rows(f"{name}: {code} is not the district's", layer, wrong, [code])
        for column in ("BSM", code, title):
            out.rows(f"{name}: {column} not unique", layer, layer[column].duplicated(keep=False), [column])


def _cents(layer: gpd.GeoDataFrame, code: str) -> dict[str, int]:
    return dict(zip(layer[code], in_cents(layer["DCMJ"]).tolist(), strict=True))


def _names(folder: Folder) -> dict[str, str]:
    towns = dict(zip(folder.towns["XZQDM"], folder.towns["XZQMC"], strict=True))
    villages = dict(zip(folder.villages["ZLDWDM"].str[:12], folder.villages["ZLDWMC"], strict=True))
    return {**towns, **villages}


CHECKS = {"units.clean": clean, "units.nested": nested, "units.areas": areas, "units.fields": fields}
