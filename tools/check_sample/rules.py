"""The survey's consistency rules between the fields of one parcel."""

import numpy as np
import shapely

from check_sample.facts import FACTS, by_class
from check_sample.folder import Folder, Parcels, in_cents
from check_sample.outcome import Outcome


def scope(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Compare CZCSXM with DLBM."""
    frame, dlbm, code = parcels.frame, parcels.text("DLBM"), parcels.text("CZCSXM")
    facts = FACTS["scope"]
    needed = dlbm.str[:2].isin(facts["needed_by_start"]) | dlbm.isin(facts["needed_by"])
    out.rows("CZCSXM missing", frame, needed & (code == ""), ["CZCSXM"])
    for value, classes in facts["only"].items():
        out.rows(f"{value} only for {classes}", frame, (code == value) & ~dlbm.isin(classes), ["CZCSXM"])
    for value, classes in facts["never"].items():
        out.rows(f"{value} with {classes}", frame, (code.str[:3] == value) & dlbm.isin(classes), ["CZCSXM"])
    wanted = by_class(dlbm, "scope")
    out.rows("a class of 204 or 205 elsewhere", frame, wanted.str.len().eq(3) & (code != wanted), ["CZCSXM"])


def refined(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Compare TBXHDM and ZZSXDM with DLBM (rule 6101)."""
    dlbm = parcels.text("DLBM")
    main, base = by_class(dlbm, "main"), by_class(dlbm, "base")
    for name in ("TBXHDM", "ZZSXDM"):
        value = parcels.text(name)
        allowed = value == ""
        for code, lists in FACTS["refined"].items():
            allowed |= ((main == code) | (base == code)) & value.isin(lists[name])
        out.rows(f"{name} not for this class", parcels.frame, ~allowed, [name])
    out.rows("cropland without ZZSXDM", parcels.frame, (main == "01") & (parcels.text("ZZSXDM") == ""))


def deduction(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect KCMJ from KCXS by rounding half up, TBDLMJ as the rest, ridges in cropland only."""
    frame, gross, taken = parcels.frame, parcels.cents, parcels.deducted
    share = frame["KCXS"].fillna(0.0).to_numpy(dtype=float)
    parts = np.rint(share * 10_000).astype(np.int64)
    out.rows("KCXS outside 0 … 1", frame, (share < 0) | (share >= 1), ["KCXS"])
    wanted = (gross * parts + 5000) // 10_000
    show = ["TBMJ", "KCXS", "KCMJ", "TBDLMJ"]
    out.rows("KCMJ is not TBMJ × KCXS", frame, taken != wanted, show, by=abs(taken - wanted))
    net = in_cents(frame["TBDLMJ"])
    out.rows("TBDLMJ is not TBMJ − KCMJ", frame, net != gross - taken, show, by=abs(net - gross + taken))
    code, cropland = parcels.text("KCDLBM"), by_class(parcels.text("DLBM"), "main") == "01"
    out.rows("KCDLBM is not 1203", frame, ~code.isin(["", "1203"]), ["KCDLBM"])
    out.rows("KCDLBM without cropland", frame, (code != "") & ~cropland, ["KCDLBM"])
    out.rows("KCDLBM without a share, or a share without it", frame, (code != "") != (parts > 0), ["KCDLBM", "KCXS"])


def cropland(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect slope, kind and grade for cropland and for nothing else."""
    frame = parcels.frame
    field = by_class(parcels.text("DLBM"), "main") == "01"
    slope, kind = parcels.text("GDPDJB"), parcels.text("GDLX")
    grade = frame["GDDB"].astype("Float64")
    show = ["GDPDJB", "GDLX", "GDDB"]
    out.rows("cropland without GDPDJB", frame, field & (slope == ""), show)
    out.rows("GDPDJB, GDLX or GDDB without cropland", frame, ~field & ((slope + kind != "") | grade.notna()), show)
    out.rows("GDLX missing on a slope", frame, field & slope.isin(["2", "3", "4", "5"]) & (kind == ""), show)
    out.rows("GDLX on the level", frame, slope.eq("1") & (kind != ""), show)
    out.rows("GDDB outside 1 … 15", frame, (~grade.between(1, 15)).fillna(False), show)
    out.rows("cropland without GDDB", frame, field & grade.isna(), show)


def owners(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Compare QSXZ with the class."""
    state = parcels.text("QSXZ").str[:1].isin(["1", "2"])
    dlbm = parcels.text("DLBM")
    facts = FACTS["ownership"]
    out.rows(
        "rivers, railways or highways not of the state", parcels.frame, dlbm.isin(facts["state"]) & ~state, ["QSXZ"]
    )
    out.rows("homesteads of the state", parcels.frame, dlbm.isin(facts["collective"]) & state, ["QSXZ"])
    out.note(f"{100 * parcels.cents[state].sum() / parcels.cents.sum():.1f} % of the ground is the state's")


def widths(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect XZDWKD where a class has a width, and near the width of the shape."""
    frame, dlbm = parcels.frame, parcels.text("DLBM")
    width = frame["XZDWKD"].to_numpy(dtype=float)
    there = ~np.isnan(width)
    out.rows("XZDWKD missing", frame, dlbm.isin(FACTS["width"]["needed"]) & ~there)
    out.rows("XZDWKD for a class without width", frame, ~dlbm.isin(FACTS["width"]["allowed"]) & there, ["XZDWKD"])
    out.rows("XZDWKD below 2 m", frame, there & (width < 2), ["XZDWKD"])
    half, area = shapely.length(parcels.shapes) / 2, shapely.area(parcels.shapes)
    across = (half - np.sqrt(np.maximum(half**2 - 4 * area, 0))) / 2
    ratio = np.where(there, width / across, 1.0)
    odd = (ratio < 0.4) | (ratio > 2.5)
    out.rows("XZDWKD far from the width of the shape", frame, odd, ["XZDWKD"], by=np.abs(np.log(ratio)))
    if there.any():
        out.note(f"width over own width: {np.percentile(ratio[there], [0, 1, 50, 99, 100]).round(2).tolist()}")


CHECKS = {
    "rules.scope": scope,
    "rules.refined": refined,
    "rules.deduction": deduction,
    "rules.cropland": cropland,
    "rules.owners": owners,
    "rules.widths": widths,
}
