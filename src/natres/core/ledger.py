"""The area ledger: the one list of parcel areas from which every table of a run is added up.

A parcel's gross area splits into the area of its class and the area deducted for field ridges (KCXS), which
is booked to the ridge class. Entries are whole square decimetres, so every table agrees with every other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from natres.core.areas import geodesic_area_dm2, planar_area_dm2, survey_area_dm2
from natres.core.closing import Closing, Control, close_to_controls
from natres.core.crs import ComputingZone
from natres.core.deductions import declared_deduction, deducted_by_ratio, divided_as_declared, following, whole_dm2
from natres.core.results import Unit
from natres.errors import BadData, BadUsage

__all__ = ["AREA_KINDS", "AreaLedger", "close_ledger", "open_ledger"]

AREA_KINDS = ("auto", "survey", "geodesic", "planar", "declared")

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class AreaLedger:
    """Areas of all parcels of a run, in 0.01 m².

    Parameters
    ----------
    parcels : one row per parcel with ``parcel_id``, ``land_class``, ``settlement_code``, ``ownership_type``,
        ``unit_code``, ``deduction_class``, ``slope_grade``, ``cropland_type``, ``planting`` (text),
        ``deduction_ratio``, and in int64 ``measured_dm2`` (before closing), ``gross_dm2``, ``deducted_dm2``,
        ``class_dm2``
    area_kind : which area the rows carry: survey, geodesic, planar or declared
    control : the control area
    other_totals_dm2 : total of the other kinds of area that were computed on the way
    has_settlement : whether the input carries settlement codes at all
    has_ownership : whether it carries ownership types
    closing : how the parcels were closed to the control areas; None where they were not
    declared_dm2 : declared gross areas (TBMJ) of all parcels; None where some or all are missing
    inside : by layer of zones, the bookings of the ground inside, with the columns of :attr:`sums`; for measures
        that need the layer
    """

    parcels: pd.DataFrame
    area_kind: str
    control: Control
    other_totals_dm2: Mapping[str, int]
    has_settlement: bool
    has_ownership: bool
    closing: Closing | None = None
    declared_dm2: Whole | None = None
    inside: Mapping[str, pd.DataFrame] = field(default_factory=dict[str, pd.DataFrame])

    @property
    def measured_dm2(self) -> int:
        """Sum of all gross areas."""
        return int(self.parcels["gross_dm2"].sum())

    @property
    def whole_dm2(self) -> int:
        """What shares are taken of: the control area, without one the measured area."""
        return self.measured_dm2 if self.control.area_dm2 is None else self.control.area_dm2

    @property
    def residual_dm2(self) -> int:
        """Control area less measured area: land not mapped, or mapped twice where it is negative."""
        return self.whole_dm2 - self.measured_dm2

    @cached_property
    def entries(self) -> pd.DataFrame:
        """Return one row per booking: the class area of every parcel, and its deducted area under the ridge class.

        Columns ``land_class``, ``settlement_code``, ``ownership_type``, ``unit_code``, ``slope_grade``,
        ``cropland_type``, ``planting``, ``area_dm2``.
        """
        keys = ["settlement_code", "ownership_type", "unit_code", *_CROPLAND_COLUMNS]
        net = self.parcels[["land_class", *keys, "class_dm2"]].rename(columns={"class_dm2": "area_dm2"})
        cut = self.parcels[self.parcels["deducted_dm2"] != 0]
        ridge = cut[["deduction_class", *keys, "deducted_dm2"]]
        ridge = ridge.rename(columns={"deduction_class": "land_class", "deducted_dm2": "area_dm2"})
        entries = pd.concat([net, ridge], ignore_index=True)
        if int(entries["area_dm2"].sum()) != self.measured_dm2:
            raise AssertionError("the bookings do not add up to the parcels")
        return entries

    @cached_property
    def sums(self) -> pd.DataFrame:
        """Return the bookings added up by everything a table divides land by: all columns of the entries but the area.

        Every table of a run is made from these few rows, so the parcels are gone through once.
        """
        keys = ["land_class", "settlement_code", "ownership_type", "unit_code", *_CROPLAND_COLUMNS]
        return self.entries.groupby(keys, sort=True)["area_dm2"].sum().reset_index()


def open_ledger(
    parcels: pd.DataFrame,
    crs: CRS | None,
    *,
    kind: str = "auto",
    control: Control | None = None,
    zone: ComputingZone | None = None,
) -> AreaLedger:
    """Measure parcels and open the ledger of a run.

    Parameters
    ----------
    parcels : natres columns as the readers give them; ``land_class`` checked against the scheme
    crs : coordinate system of ``geometry``; None where there is none
    kind : ``auto`` takes the declared areas where they are complete and their sum lies within the tolerance
        of the control area (without one, of the survey total), else the survey area
    control : the control area and its tolerance
    zone : the district's computing zone; by default the layer's own, or the nearest

    Raises
    ------
    BadUsage : ``OPTION_VALUE`` for another kind or rule
    BadData : those of :func:`natres.core.closing.close_to_controls`; ``AREA_MISSING`` where declared areas
        are asked for and some are missing, ``AREA_MISMATCH``
        where class and deducted area of a row do not add up to its declared area
    """
    if kind not in AREA_KINDS:
        raise BadUsage("OPTION_VALUE", option="--area", value=kind, allowed=", ".join(AREA_KINDS))
    control = control or Control()
    measure = partial(_measure, parcels, crs, zone)
    declared = _declared_dm2(parcels)
    totals: dict[str, int] = {}
    gross: Whole | None = None
    if kind in ("auto", "declared"):
        gross, kind = _declared_or_survey(parcels, measure, declared, kind, control, totals)
    if gross is None:
        gross = measure(kind)
    if declared is not None and kind != "declared":
        totals["declared"] = int(declared.sum())
    if kind == "declared" and "survey" not in totals and crs is not None:
        totals["survey"] = int(measure("survey").sum())
    return AreaLedger(
        parcels=_book(parcels, gross, kind),
        area_kind=kind,
        control=control,
        other_totals_dm2={name: total for name, total in totals.items() if name != kind},
        has_settlement=_filled(parcels, "settlement_code"),
        has_ownership=_filled(parcels, "ownership_type"),
        declared_dm2=declared,
    )


def close_ledger(ledger: AreaLedger, units: Sequence[Unit] = (), *, rule: str = "survey") -> AreaLedger:
    """Return the ledger with its parcels closed to the control areas; deducted areas follow their parcels.

    Parameters
    ----------
    units : towns and villages with their control areas
    rule : ``survey`` or ``largest-remainder``, see :func:`natres.core.closing.close_areas`

    Raises
    ------
    BadData, BadDistrictFile : those of :func:`natres.core.closing.close_to_controls`
    """
    rows = ledger.parcels
    before = rows["gross_dm2"].to_numpy()
    codes, ids = rows["unit_code"].tolist(), rows["parcel_id"].tolist()
    closing = close_to_controls(before, codes, ids, units, ledger.control, rule=rule)
    ratio = rows["deduction_ratio"].to_numpy()
    deducted = following(rows["deducted_dm2"].to_numpy(), before, closing.area_dm2, ratio)
    closed = rows.assign(gross_dm2=closing.area_dm2, deducted_dm2=deducted, class_dm2=closing.area_dm2 - deducted)
    return replace(ledger, parcels=closed, closing=closing)


def _declared_dm2(parcels: pd.DataFrame) -> Whole | None:
    if "declared_area_m2" not in parcels or parcels["declared_area_m2"].isna().any():
        return None
    return whole_dm2(parcels["declared_area_m2"])


def _declared_or_survey(
    parcels: pd.DataFrame,
    measure: Callable[[str], Whole],
    declared: Whole | None,
    kind: str,
    control: Control,
    totals: dict[str, int],
) -> tuple[Whole | None, str]:
    if declared is None:
        if kind == "declared":
            raise BadData("AREA_MISSING", field="declared_area_m2")
        return None, "survey"
    if kind == "declared":
        return declared, "declared"
    target = control.area_dm2
    if target is None:
        survey = measure("survey")
        totals["survey"] = target = int(survey.sum())
        if abs(int(declared.sum()) - target) > control.tolerance_dm2(len(parcels)):
            return survey, "survey"
        return declared, "declared"
    close = abs(int(declared.sum()) - target) <= control.tolerance_dm2(len(parcels))
    return (declared, "declared") if close else (None, "survey")


def _measure(parcels: pd.DataFrame, crs: CRS | None, zone: ComputingZone | None, kind: str) -> Whole:
    if crs is None or "geometry" not in parcels:
        raise BadData("CRS_MISSING")
    measure = {"survey": survey_area_dm2, "geodesic": geodesic_area_dm2, "planar": planar_area_dm2}[kind]
    return measure(parcels["geometry"].to_numpy(), crs, zone=zone)


def _book(parcels: pd.DataFrame, gross: Whole, kind: str) -> pd.DataFrame:
    ratio = _numbers(parcels, "deduction_ratio", len(parcels))
    if kind == "declared":
        deducted = declared_deduction(parcels, gross, deducted_by_ratio(gross, ratio))
    else:
        deducted = divided_as_declared(parcels, gross, ratio)
    text = {name: _text(parcels, name) for name in _TEXT_COLUMNS}
    table = pd.DataFrame(text, index=parcels.index)
    areas = {"measured_dm2": gross, "gross_dm2": gross, "deducted_dm2": deducted, "class_dm2": gross - deducted}
    return table.assign(deduction_ratio=ratio, **areas)


_CROPLAND_COLUMNS = ("slope_grade", "cropland_type", "planting")
_TEXT_COLUMNS = (
    "parcel_id",
    "land_class",
    "settlement_code",
    "ownership_type",
    "unit_code",
    "deduction_class",
    *_CROPLAND_COLUMNS,
)


def _numbers(parcels: pd.DataFrame, name: str, count: int) -> NDArray[np.float64]:
    if name not in parcels:
        return np.zeros(count)
    return parcels[name].fillna(0.0).to_numpy(dtype=np.float64)


def _text(parcels: pd.DataFrame, name: str) -> pd.Series:
    if name not in parcels:
        return pd.Series("", index=parcels.index, dtype=str)
    return parcels[name].fillna("").astype(str)


def _filled(parcels: pd.DataFrame, name: str) -> bool:
    return name in parcels and bool((_text(parcels, name) != "").any())
