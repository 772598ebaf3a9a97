"""Rules over declared areas: against the shape, against each other, against control areas."""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from natres.checks.subjects import Flags, Subject, m2
from natres.core.classification import Scheme
from natres.core.deductions import deducted_by_ratio, whole_dm2
from natres.core.issues import Issue
from natres.core.units import area_text, to_dm2
from natres.labels import LANGUAGES, words

__all__ = ["check_arithmetic", "check_declared", "check_deductions", "check_smallest", "check_sums", "invalid_areas"]

Floats = NDArray[np.float64]

#: No parcel is larger than the largest county.
LARGEST_M2 = 1e12
#: Beyond closing, a declared area this far off is no rounding: in m², and relative to the parcel.
_OFF_M2, _OFF_SHARE = 1.0, 0.001
#: What rounding latitude and longitude in the official formula moves a large parcel by, relative.
_FORMULA_NOISE = 5e-8
#: From this share of rows on the field as a whole is in another unit, or on another surface.
_MOST = 0.5
#: What else TBMJ may be written in: m² of one of them.
_UNITS = {"mu": 2000 / 3, "ha": 10_000.0, "km2": 1_000_000.0, "m2": 1.0}


def invalid_areas(areas: pd.Series) -> Flags:
    """Return which declared areas cannot be meant: zero, negative or past all parcels; a missing one is none."""
    return ((areas <= 0) | (areas > LARGEST_M2)).to_numpy()


def check_declared(subject: Subject) -> list[Issue]:
    """Return rows whose declared area is not that of their shape, beyond what closing may move.

    A column in another unit, or of areas in the plane, is one finding; so is a unit's control area far from its shape.
    """
    if not subject.has("declared_area_m2") or not subject.rules.runs("AREA_MISMATCH"):
        return []
    declared = subject.column("declared_area_m2").to_numpy(dtype=float)
    measured = subject.measured_m2
    both = np.isfinite(declared) & np.isfinite(measured) & ~invalid_areas(subject.column("declared_area_m2"))
    off = np.abs(declared - measured)
    allowed = _allowed(subject, declared)
    wrong = both & (off > allowed)
    whole = _whole_column(subject, declared, measured, both, wrong)
    if whole:
        return whole
    own = _unit_of(subject)
    units = _units_of(declared / _UNITS[own], measured, wrong, own)
    plain, taken = ("plot", "plot_unit") if own == "ha" else ("shape", "row_unit")
    issues: list[Issue] = []
    for row in np.flatnonzero(wrong).tolist():
        facts: dict[str, Any] = {"measured": _text(measured[row], own), "off": _text(off[row], own)}
        facts["delta"] = declared[row] - measured[row]
        unit, value = units.get(row), _text(declared[row], own)
        grave = off[row] > max(_OFF_M2, _OFF_SHARE * measured[row], allowed[row])
        variant = taken if unit else plain
        facts |= {"unit": _named(unit)} if unit else {}
        issues.append(
            subject.issue(
                "AREA_MISMATCH", row, value=value, variant=variant, facts=facts, severity="" if grave else "warning"
            )
        )
    return issues


def _allowed(subject: Subject, declared: Floats) -> Floats:
    """Return what a declared area may be off by: closing and the last digit, for plots the digits of their hectares."""
    if subject.kind != "forest":
        return subject.against.tolerance_m2 + 0.011 + _FORMULA_NOISE * np.abs(declared)
    known = declared[np.isfinite(declared)] / 10_000
    decimals = next((n for n in range(4) if np.allclose(known * 10**n, np.round(known * 10**n), atol=1e-6)), 4)
    return np.maximum(0.5 * 10.0 ** (4 - decimals) + 1.0, _OFF_SHARE * np.abs(declared))


def _unit_of(subject: Subject) -> str:
    """Return what the field of declared areas is in: plots are in hectares."""
    return "ha" if subject.kind == "forest" else "m2"


def _text(area_m2: float, unit: str) -> str:
    """Return an area as a message writes it: m² to the second decimal, hectares to the fourth."""
    return area_text(to_dm2(float(area_m2)), unit, 4 if unit == "ha" else 2)


def _whole_column(subject: Subject, declared: Floats, measured: Floats, both: Flags, wrong: Flags) -> list[Issue]:
    """Return the one finding about a column that is in another unit, or on the plane; nothing where it is not."""
    if not both.any() or wrong.sum() < _MOST * both.sum() or both.sum() < 3:
        return []
    ratio = float(np.median(measured[both] / declared[both]))
    row = int(np.flatnonzero(wrong)[0])
    own = _unit_of(subject)
    facts: dict[str, Any] = {"count": int(wrong.sum()), "measured": m2(measured[row]), "all_rows": True}
    facts["wanted"], base = _named(own), _UNITS[own]
    for unit, size in _UNITS.items():
        if size != base and abs(ratio * base / size - 1) < 0.01:
            value = f"{declared[row] / base:g}"
            facts["unit"] = _named(unit)
            return [subject.issue("AREA_MISMATCH", row, value=value, variant="all_unit", facts=facts)]
    plane = np.full(len(declared), np.nan)
    plane[both] = shapely.area(subject.plane[both])
    if subject.kind == "parcels" and (np.abs(declared - plane)[wrong] < 0.1).mean() > 0.9:
        value = _text(declared[row], own)
        return [subject.issue("AREA_MISMATCH", row, value=value, variant="planar", facts=facts)]
    return []


def _units_of(written: Floats, measured: Floats, wrong: Flags, own: str) -> dict[int, str]:
    """Return rows whose number, taken in another unit than the field's own, is the area of their shape."""
    found: dict[int, str] = {}
    far = wrong & (np.abs(written * _UNITS[own] - measured) > 0.5 * measured)
    for unit, size in _UNITS.items():
        if unit != own:
            fits = far & (np.abs(written * size - measured) <= 0.0051 * size + 0.2 + 2e-4 * measured)
            found |= dict.fromkeys(np.flatnonzero(fits & (written * size > 0.5 * measured)).tolist(), unit)
    return found


def _named(unit: str) -> dict[str, str]:
    return {language: words(language)[f"unit.{unit}"] for language in LANGUAGES}


def _meant(column: pd.Series) -> pd.Series:
    """Return a column of areas without those that are no areas at all: endless, or past all parcels."""
    return column.where(column.abs() <= LARGEST_M2)


def check_arithmetic(subject: Subject) -> list[Issue]:
    """Return rows whose KCMJ is not TBMJ × KCXS, and rows whose TBDLMJ is not TBMJ − KCMJ, to 0.01 m²."""
    if not subject.has("declared_area_m2"):
        return []
    frame = subject.layer.frame
    none = pd.Series(np.nan, index=frame.index)
    gross, cut, net, ratio = (
        frame.get(name, none) for name in ("declared_area_m2", "deducted_area_m2", "class_area_m2", "deduction_ratio")
    )
    gross, cut, net = (_meant(column) for column in (gross, cut, net))
    whole, taken, left = (whole_dm2(column.fillna(0.0)) for column in (gross, cut, net))
    expected = deducted_by_ratio(whole, np.clip(ratio.fillna(0.0).to_numpy(), 0, 1e6))
    off = (gross.notna() & cut.notna() & ratio.notna()).to_numpy() & (np.abs(taken - expected) > 1)
    issues = subject.issues(
        "DEDUCTION_OFF_RATIO", off, variant="row",
        facts=lambda row: {
            "gross": m2(gross.iloc[row]), "ratio": f"{ratio.iloc[row]:g}", "expected": m2(expected[row] / 100)
        },
    )  # fmt: skip
    if subject.has("deducted_area_m2", "deduction_ratio"):  # one of the two says that the other is missing
        issues += subject.issues("VALUE_MISSING", ((ratio > 0) & cut.isna()).to_numpy(), "deducted_area_m2")
        issues += subject.issues("VALUE_MISSING", ((cut > 0) & ratio.isna()).to_numpy(), "deduction_ratio")
    wrong = (gross.notna() & net.notna()).to_numpy() & (left != whole - np.where(cut.notna(), taken, expected))
    return issues + subject.issues(
        "NET_AREA", wrong,
        facts=lambda row: {
            "gross": m2(gross.iloc[row]), "deducted": m2(taken[row] / 100),
            "expected": m2((whole[row] - taken[row]) / 100),
        },
    )  # fmt: skip


def check_smallest(subject: Subject) -> list[Issue]:
    """Return parcels smaller than the smallest mapped area of their class."""
    if subject.scheme is None or not subject.has("land_class"):
        return []
    limits = subject.column("land_class").map(_least_areas(subject.scheme))
    limit = pd.to_numeric(limits, errors="coerce").to_numpy(dtype=float)
    area = subject.measured_m2
    return subject.issues(
        "AREA_SMALL", np.isfinite(area) & (area < limit),
        facts=lambda row: {"area": m2(area[row]), "limit": f"{limit[row]:.0f}"},
    )  # fmt: skip


def _least_areas(scheme: Scheme) -> dict[str, int]:
    """Return the smallest mapped area in m² by code; a finer code has its parent's."""
    found: dict[str, int] = {}
    for each in scheme.classes:
        least, above = each.min_area_m2, each.parent
        while least is None and above is not None:
            least, above = scheme.by_code[above].min_area_m2, scheme.by_code[above].parent
        if least is not None:
            found[each.code] = least
    return found


def check_sums(subject: Subject) -> list[Issue]:
    """Return units, and the district, whose declared areas do not add up to their control area to 0.01 m².

    What lies within the tolerance of closing is a warning: the parcels are right and were not closed.
    """
    against = subject.against
    if not subject.has("declared_area_m2") or not subject.rules.runs("UNIT_SUM"):
        return []
    if subject.column("declared_area_m2").isna().all():
        return []
    areas = pd.Series(whole_dm2(_meant(subject.column("declared_area_m2")).fillna(0.0)))
    issues: list[Issue] = []
    if subject.has("unit_code"):
        codes = subject.column("unit_code").astype(str)
        for length in (12, 9):
            sums, counts = (getattr(areas.groupby(codes.str[:length]), how)() for how in ("sum", "count"))
            for unit in against.units:
                if len(unit.code) == length and unit.control_dm2 is not None:
                    found = int(sums.get(unit.code, 0)), int(counts.get(unit.code, 0))
                    issues += _sum(subject, f"{unit.name} {unit.code}", unit.code, unit.control_dm2, *found)
    if against.control_dm2 is not None:
        issues += _sum(
            subject, {"zh": "全区", "en": "the district"}, "", against.control_dm2, int(areas.sum()), len(areas)
        )
    return issues


def _sum(subject: Subject, name: Any, code: str, control: int, found: int, count: int) -> list[Issue]:
    off = found - control
    if off == 0:
        return []
    facts = {
        "unit": name,
        "sum": m2(found / 100),
        "control": m2(control / 100),
        "off": m2(abs(off) / 100),
        "unit_code": code,
    }
    closed = abs(off) <= subject.against.tolerance_m2 * 100 * max(count, 1)
    return [subject.issue("UNIT_SUM", value=facts["sum"], facts=facts, severity="warning" if closed else "")]


def check_deductions(subject: Subject) -> list[Issue]:
    """Return declared areas that cannot be, deductions negative or more than the parcel, and those of no class."""
    frame = subject.layer.frame
    issues: list[Issue] = []
    if subject.has("declared_area_m2"):
        issues += subject.issues("AREA_INVALID", invalid_areas(subject.column("declared_area_m2")))
    none = pd.Series(0.0, index=frame.index)
    cut = frame.get("deducted_area_m2", none).fillna(0.0)
    ratio = frame.get("deduction_ratio", none).fillna(0.0)
    whole = frame.get("declared_area_m2", none + LARGEST_M2).fillna(LARGEST_M2)
    if subject.has("deducted_area_m2"):
        issues += subject.issues("DEDUCTION_INVALID", ((cut < 0) | (cut > whole)).to_numpy(), "deducted_area_m2")
    unsaid = frame.get("deducted_area_m2", none + float("nan")).isna()  # what the class leaves is deducted then
    net = frame.get("class_area_m2", none + float("nan"))
    wrong = (net < 0) | (net > whole) | (unsaid & (net == 0))
    issues += subject.issues("DEDUCTION_INVALID", wrong.to_numpy(), "class_area_m2")
    cut = cut.where(~unsaid | net.isna() | wrong, whole - net)
    unbooked = ((cut > 0) | (ratio > 0)) & (frame.get("deduction_class", pd.Series("", index=frame.index)) == "")
    issues += subject.issues("DEDUCTION_UNBOOKED", unbooked.to_numpy())
    if subject.has("deduction_ratio"):
        issues += subject.issues("RATIO_INVALID", ((ratio < 0) | (ratio >= 1)).to_numpy())
    return issues
