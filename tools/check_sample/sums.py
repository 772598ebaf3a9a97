"""Sums of a parcel table in cents: what the figures and the truth file are compared with."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pandas as pd

from check_sample.facts import FACTS, by_class
from check_sample.folder import Parcels


def pieces(parcels: Parcels) -> pd.DataFrame:
    """Return each parcel's net area under its class, and what was deducted under its own class (1203)."""
    frame = pd.DataFrame(
        {
            "code": parcels.text("DLBM"),
            "cents": parcels.cents - parcels.deducted,
            "scope": parcels.text("CZCSXM"),
            "right": parcels.text("QSXZ"),
            "place": parcels.text("ZLDWDM"),
        }
    )
    rows = np.flatnonzero(parcels.deducted)
    ridges = frame.iloc[rows].assign(code=parcels.text("KCDLBM").iloc[rows], cents=parcels.deducted[rows])
    frame = pd.concat([frame, ridges], ignore_index=True)
    frame["main"] = by_class(frame["code"], "main")
    frame["group"] = by_class(frame["code"], "group")
    frame["owner"] = np.where(frame["right"].str[:1].isin(["1", "2"]), "state", "collective")
    return frame


def sums(frame: pd.DataFrame, *keys: Any) -> dict[Any, int]:
    """Return Σ cents by one key or by several, in a flat table."""
    found = frame.groupby(list(keys))["cents"].sum()
    return {key: int(cents) for key, cents in found.items()}


def measures(frame: pd.DataFrame) -> dict[str, int]:
    """Return the five quantities that are called urban, rural or construction land, and cropland."""
    built, scoped = frame["group"] == "construction", frame["scope"] != ""
    planned = built & frame["scope"].isin(FACTS["scope"]["urban_rural"])
    rows = {
        "construction": built,
        "settlement_scope": scoped,
        "settlement_construction": scoped & built,
        "urban_rural_construction": planned,
        "urban_rural_construction_with_mining": planned | (frame["code"] == "0602"),
        "cropland": frame["main"] == "01",
    }
    return {name: int(frame["cents"][mask].sum()) for name, mask in rows.items()}


def flat(table: dict[str, Any], *, depth: int, parts: int = 100) -> dict[Any, int]:
    """Return a nested table of square metres as one table of cents, or of other parts."""
    found: dict[Any, int] = {}
    for key, value in table.items():
        if depth == 1:
            found[key] = round(Decimal(str(value)) * parts)
        else:
            found |= {
                (key, *(k if isinstance(k, tuple) else (k,))): v
                for k, v in flat(value, depth=depth - 1, parts=parts).items()
            }
    return found


def printed(value: Decimal, places: int) -> Decimal:
    """Round half up as a report prints."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def forest_class(codes: pd.Series) -> pd.Series:
    """Return the report's class of each DI_LEI; empty for an unknown one."""
    names = {code: name for name, listed in FACTS["forest"]["classes"].items() for code in listed}
    return codes.astype(str).map(names).fillna("")


def forest_tenure(codes: pd.Series) -> pd.Series:
    """Return state or collective for each LD_QS; empty for an unknown one."""
    names = {code: name for name, listed in FACTS["forest"]["tenure"].items() for code in listed}
    return codes.astype(str).map(names).fillna("")


def forest_sums(plots: pd.DataFrame, *keys: pd.Series) -> dict[Any, int]:
    """Return Σ MIAN_JI in 0.0001 ha by one key or several."""
    units = np.rint(plots["MIAN_JI"].to_numpy(dtype=float) * 10_000).astype(np.int64)
    found: dict[Any, int] = defaultdict(int)
    for key, value in zip(zip(*keys, strict=True), units, strict=True):
        found[key if len(key) > 1 else key[0]] += int(value)
    return dict(found)
