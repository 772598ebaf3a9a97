"""Geothermal wells: counts, reinjection by volume per reservoir, tail water, and what the wells do badly."""

import math
from collections.abc import Hashable, Mapping
from fractions import Fraction

import pandas as pd

from natres.core.results import Reinjection, TailWater, WellTable

__all__ = ["RIGHT_KINDS", "ROLES", "roles_of", "well_table"]

#: Role words of the register → role.
ROLES = {
    "开采": "production",
    "开采井": "production",
    "生产井": "production",
    "production": "production",
    "回灌": "reinjection",
    "回灌井": "reinjection",
    "reinjection": "reinjection",
    "观测": "observation",
    "观测井": "observation",
    "监测": "observation",
    "监测井": "observation",
    "observation": "observation",
}
#: Words for the kind of a right → kind.
RIGHT_KINDS = {
    "采矿权": "mining_rights",
    "mining": "mining_rights",
    "探矿权": "exploration_rights",
    "exploration": "exploration_rights",
}


def well_table(
    wells: pd.DataFrame,
    rights: pd.DataFrame | None = None,
    *,
    tail_water_limit_c: float = 30.0,
    required_rates: Mapping[str, float] | None = None,
) -> WellTable:
    """Return the counts, reinjection and tail water of a well register.

    Parameters
    ----------
    wells : natres well columns; volumes in 10⁴ m³ a year, temperatures in °C, missing values NaN
    rights : ``right_id`` and ``right_kind``; without it the counts of rights are None, not 0
    tail_water_limit_c : tail water strictly above it is exceeded; a missing temperature is not evaluated
    required_rates : reservoir → required reinjection rate (0–1)

    Notes
    -----
    The reinjection rate is a ratio of volumes; 20 reinjection wells on 22 production wells is not a rate.
    """
    roles = roles_of(wells)
    producing = wells[(roles == "production").to_numpy()]
    counts: list[tuple[str, int | None]] = [
        (role, int((roles == role).sum())) for role in ("production", "reinjection", "observation")
    ]
    counts += _count_rights(rights)
    tail = tuple(_tail_water(row, tail_water_limit_c) for row in producing.to_dict("records"))
    return WellTable(
        counts=tuple(counts),
        reinjection=_reinjection(wells, required_rates or {}),
        tail_water=tail,
        findings=tuple(_findings(wells, roles, producing, rights)),
    )


def roles_of(wells: pd.DataFrame) -> pd.Series:
    """Return the role of every well (production, reinjection, observation), "" where its word is unknown."""
    return wells["role"].str.strip().str.lower().map(lambda word: ROLES.get(str(word), ""))


def _count_rights(rights: pd.DataFrame | None) -> list[tuple[str, int | None]]:
    if rights is None:
        return [("mining_rights", None), ("exploration_rights", None)]
    kinds = rights["right_kind"].str.strip().str.lower().map(RIGHT_KINDS)
    return [(key, int((kinds == key).sum())) for key in ("mining_rights", "exploration_rights")]


def _reinjection(wells: pd.DataFrame, required: Mapping[str, float]) -> tuple[Reinjection, ...]:
    if "reservoir" not in wells or "produced_1e4m3" not in wells or "reinjected_1e4m3" not in wells:
        return ()
    rows: list[Reinjection] = []
    for reservoir, part in wells.groupby("reservoir", sort=True):
        produced, returned = (_volume(part[name]) for name in ("produced_1e4m3", "reinjected_1e4m3"))
        rate = required.get(str(reservoir))
        wanted = None if rate is None else Fraction(str(rate))
        if wanted is None or not produced or _has_gaps(part):
            status = "not evaluated"
        else:
            status = "within" if returned >= wanted * produced else "below"
        rows.append(Reinjection(str(reservoir), produced, returned, wanted, status))
    return tuple(rows)


def _has_gaps(part: pd.DataFrame) -> bool:
    """Return whether a well of the reservoir lacks the volume its role should have: then no rate is judged."""
    roles = roles_of(part)
    producing, returning = (roles == "production").to_numpy(), (roles == "reinjection").to_numpy()
    return bool(part["produced_1e4m3"][producing].isna().any() or part["reinjected_1e4m3"][returning].isna().any())


def _volume(column: pd.Series) -> Fraction:
    """Add volumes given in 10⁴ m³ and return m³, exactly as printed."""
    return sum((Fraction(str(v)) * 10_000 for v in column if not math.isnan(v)), Fraction(0))


def _tail_water(row: Mapping[Hashable, object], limit: float) -> TailWater:
    value = row.get("tail_water_c")
    if not isinstance(value, float) or math.isnan(value):
        return TailWater(str(row["well_id"]), None, limit, "not evaluated")
    return TailWater(str(row["well_id"]), value, limit, "exceeded" if value > limit else "within")


def _findings(
    wells: pd.DataFrame, roles: pd.Series, producing: pd.DataFrame, rights: pd.DataFrame | None
) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for ident, word, role in zip(wells["well_id"], wells["role"], roles, strict=True):
        if not role:
            found.append(("WELL_ROLE", str(ident), str(word)))
    for row in producing.to_dict("records"):
        permit, produced = row.get("permit_1e4m3"), row.get("produced_1e4m3")
        if isinstance(permit, float) and isinstance(produced, float) and produced > permit:
            found.append(("WELL_OVER_PERMIT", str(row["well_id"]), f"{produced:.15g} > {permit:.15g}"))
    for row in producing.to_dict("records") if "produced_1e4m3" in wells else []:
        if math.isnan(row["produced_1e4m3"]):
            found.append(("WELL_NO_VOLUME", str(row["well_id"]), "—"))
    if rights is not None:
        for ident, kind in zip(rights["right_id"], rights["right_kind"], strict=True):
            if str(kind).strip().lower() not in RIGHT_KINDS:
                found.append(("RIGHT_KIND", str(ident), str(kind)))
    if rights is not None and "right_id" in wells:
        known = set(rights["right_id"])
        for row in producing.to_dict("records"):
            if row["right_id"] not in known:
                found.append(("WELL_NO_RIGHT", str(row["well_id"]), str(row["right_id"] or "—")))
    return found
