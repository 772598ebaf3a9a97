"""The layer CZCDYD of settlement scopes: no holes, on parcel edges, the parcels' own codes and areas."""

import numpy as np
import pandas as pd
import shapely

from check_sample.coverage import edge_keys
from check_sample.facts import FACTS
from check_sample.folder import Folder, in_cents
from check_sample.outcome import Outcome


def shapes(folder: Folder, out: Outcome) -> None:
    """Expect valid single polygons without holes, side by side, with edges of parcels."""
    layer = folder.scopes
    own = np.asarray(layer.geometry.values)
    out.same("system of coordinates", layer.crs.to_epsg(), FACTS["district"]["crs"])
    out.rows("not a valid Polygon", layer, ~shapely.is_valid(own) | (layer.geom_type != "Polygon"), ["CZCLX"])
    out.rows("a hole", layer, shapely.get_num_interior_rings(own) > 0, ["CZCLX", "CZCMC"])
    out.expect(shapely.coverage_is_valid(own), "coverage_is_valid says no")
    used, there = edge_keys(own, folder.parcels(2022).shapes)
    out.same("edges that are no parcel's", len(np.setdiff1d(used, there)), 0)
    out.note(f"{len(layer)} scopes: {layer['CZCLX'].value_counts().to_dict()}")


def codes(folder: Folder, out: Outcome) -> None:
    """Expect CZCLX known, CZCDM of 19 digits with the zeros of its kind, names filled."""
    layer = folder.scopes
    kind, code = layer["CZCLX"].astype(str), layer["CZCDM"].astype(str)
    show = ["CZCLX", "CZCDM"]
    out.rows("CZCLX unknown", layer, ~kind.isin(FACTS["codes"]["CZCSXM"]), show)
    out.rows("CZCDM is not 19 digits", layer, ~code.str.fullmatch("[0-9]{19}"), show)
    out.rows("201 with digits after the sixth", layer, kind.str.startswith("201") & (code.str[6:] != "0" * 13), show)
    out.rows("202 with digits after the ninth", layer, kind.str.startswith("202") & (code.str[9:] != "0" * 10), show)
    out.rows("CZCMC empty", layer, layer["CZCMC"].fillna("").str.strip() == "", show)
    if "BSM" in layer:
        out.rows("BSM not unique", layer, layer["BSM"].duplicated(keep=False), show)


def contents(folder: Folder, out: Outcome) -> None:
    """Expect parcels of its own code in a scope, all of them in one, and CZCMJ as their sum."""
    layer, parcels = folder.scopes, folder.parcels(2022)
    points = shapely.point_on_surface(parcels.shapes)
    parcel, scope = shapely.STRtree(points).query(np.asarray(layer.geometry.values), predicate="contains")[::-1]
    code = parcels.text("CZCSXM").to_numpy()
    kind = layer["CZCLX"].astype(str).to_numpy()
    wrong = code[parcel] != kind[scope]
    inside = pd.DataFrame({"parcel": code[parcel][wrong], "scope": kind[scope][wrong]})
    out.expect(
        not wrong.any(), f"{wrong.sum()} parcels in a scope of another code — {inside.value_counts()[:5].to_dict()}"
    )
    held = np.bincount(parcel, minlength=len(code))
    out.rows("CZCSXM but in no scope, or in two", parcels.frame, (code != "") & (held != 1), ["CZCSXM"])
    sums = np.zeros(len(layer), dtype=np.int64)
    np.add.at(sums, scope, parcels.cents[parcel])
    off = np.abs(in_cents(layer["CZCMJ"]) - sums)
    out.rows("CZCMJ is not the sum of its parcels", layer, off > 0, ["CZCLX", "CZCMJ"], by=off / 100)


CHECKS = {"scopes.shapes": shapes, "scopes.codes": codes, "scopes.contents": contents}
