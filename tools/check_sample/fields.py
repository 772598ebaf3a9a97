"""The fields of the survey's parcel table: names, types, lengths, mandatory ones filled, ids unique."""

import numpy as np
import pandas as pd

from check_sample.facts import CLASSES, FACTS
from check_sample.folder import Folder, Parcels
from check_sample.outcome import Outcome

FIELDS = FACTS["fields"]
CODES = FACTS["codes"]


def layout(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect all fields, of their kind and length."""
    frame = parcels.frame
    out.same("missing fields", [name for name in FIELDS if name not in frame.columns], [])
    for name, (kind, size, _) in FIELDS.items():
        if name not in frame.columns:
            continue
        if kind in ("text", "digits"):
            text = parcels.text(name)
            exact = kind == "digits"
            out.rows(f"{name} longer than {size}", frame, text.str.len() > size, [name])
            wrong = (text != "") & ~text.str.fullmatch(rf"[0-9]{{{size}}}")
            out.rows(f"{name} is not {size} digits", frame, wrong & exact, [name])
        elif kind == "integer":
            out.expect(pd.api.types.is_integer_dtype(frame[name]), f"{name} is {frame[name].dtype}, not an integer")
        else:
            out.expect(pd.api.types.is_float_dtype(frame[name]), f"{name} is {frame[name].dtype}, not a double")
            value = frame[name].to_numpy(dtype=float) * 10**size
            out.rows(f"{name} has more than {size} decimals", frame, np.abs(value - np.rint(value)) > 1e-4, [name])


def filled(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect no mandatory field empty, and areas above nought."""
    for name, (kind, _, mandatory) in FIELDS.items():
        if mandatory and kind in ("text", "digits"):
            out.rows(f"{name} empty", parcels.frame, parcels.text(name).str.strip() == "", [name])
        elif mandatory:
            out.rows(f"{name} empty", parcels.frame, parcels.frame[name].isna(), [name])
    for name in ("TBMJ", "TBDLMJ"):
        out.rows(f"{name} not above 0", parcels.frame, parcels.frame[name] <= 0, [name])


def ids(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect BSM unique in the layer, TBBH unique in the village."""
    frame = parcels.frame
    out.rows("BSM not unique", frame, frame["BSM"].duplicated(keep=False))
    out.rows("BSM outside the district", frame, ~parcels.text("BSM").str.startswith(FACTS["district"]["code"]))
    out.rows("TBBH not unique", frame, frame.duplicated(["ZLDWDM", "TBBH"], keep=False), ["ZLDWDM", "TBBH"])


def codes(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect codes from their dictionaries and the names that belong to them."""
    frame = parcels.frame
    dlbm = parcels.text("DLBM")
    out.rows("DLBM is no class of the survey", frame, ~dlbm.isin(CLASSES.index))
    out.rows("DLMC does not match DLBM", frame, dlbm.map(CLASSES["name"]) != parcels.text("DLMC"), ["DLMC"])
    for name in ("YSDM", "MSSM"):
        out.rows(f"{name} is not {CODES[name]}", frame, parcels.text(name) != CODES[name], [name])
    out.rows("QSXZ unknown", frame, ~parcels.text("QSXZ").isin(CODES["QSXZ"]), ["QSXZ"])
    out.rows(f"SJNF is not {parcels.year}", frame, frame["SJNF"] != parcels.year, ["SJNF"])
    for name in ("CZCSXM", "GDLX", "GDPDJB"):
        out.rows(f"{name} unknown", frame, ~parcels.text(name).isin(["", *CODES[name]]), [name])
    for code, name in (("TBXHDM", "TBXHMC"), ("ZZSXDM", "ZZSXMC"), ("ZLDWDM", "ZLDWMC")):
        one_name_each(parcels, code, name, out)


def one_name_each(parcels: Parcels, code: str, name: str, out: Outcome) -> None:
    """Expect one name per code and one code per name."""
    pairs = pd.DataFrame({"code": parcels.text(code), "name": parcels.text(name)})
    out.rows(
        f"{code} and {name} not both filled", parcels.frame, (pairs.code == "") != (pairs.name == ""), [code, name]
    )
    pairs = pairs.drop_duplicates()
    twice = pairs[pairs.code.duplicated(keep=False) | pairs.name.duplicated(keep=False)]
    out.expect(twice.empty, f"{code} and {name} are not one to one — {twice.head(6).to_dict('records')}")


def units(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect village codes that end in zeros, the layer's names, owners of the same place."""
    frame, place, owner = parcels.frame, parcels.text("ZLDWDM"), parcels.text("QSDWDM")
    names = dict(zip(folder.villages["ZLDWDM"], folder.villages["ZLDWMC"], strict=True))
    out.rows("ZLDWDM does not end in 0000000", frame, ~place.str.endswith("0000000"), ["ZLDWDM"])
    out.rows("ZLDWMC is not the village's", frame, place.map(names) != parcels.text("ZLDWMC"), ["ZLDWDM", "ZLDWMC"])
    out.rows("QSDWDM of another district", frame, ~owner.str.startswith(FACTS["district"]["code"]), ["QSDWDM"])
    village_owned = parcels.text("QSXZ").isin(["30", "31", "32", "34"])
    elsewhere = village_owned & (owner.str[:12] != place.str[:12])
    out.note(f"{int(elsewhere.sum())} parcels of a village's own lie in another village")
    group = (parcels.text("QSXZ") == "31") & (owner.str[12:] == "0000000")
    out.rows("villagers' group without a number in QSDWDM", frame, group, ["QSXZ", "QSDWDM"])


CHECKS = {
    "fields.layout": layout,
    "fields.filled": filled,
    "fields.ids": ids,
    "fields.codes": codes,
    "fields.units": units,
}
