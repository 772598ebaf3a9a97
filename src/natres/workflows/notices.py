"""What is said of parcels that were read and measured: repairs, areas left aside, odd deductions, coarse codes."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from natres.core.classification import Scheme
from natres.core.deductions import deducted_by_ratio, whole_dm2
from natres.core.issues import Issue, Notice, Repair
from natres.core.ledger import AreaLedger
from natres.core.provenance import Layer
from natres.core.survey_codes import CROPLAND_TYPES, PLANTINGS, RECOVERIES, SLOPE_GRADES
from natres.core.units import area_text
from natres.errors import place_text
from natres.labels import LANGUAGES, words

__all__ = [
    "TOLD",
    "TOLD_OF_TABLES",
    "WATER_DOUBTS",
    "area_notice",
    "change_notices",
    "gap_notice",
    "land_notices",
    "register_notices",
    "repair_notices",
    "told_once",
]

#: What a water ledger contradicts itself in; it stops a run unless accepted.
WATER_DOUBTS = ("WATER_SUM", "WATER_USE_TOTAL", "WATER_INSPECTED")
#: Repairs that a user is told of at once; an alias of a field name only stands in the record.
TOLD = ("CODE_WIDE", "CODE_TYPE", "CODE_ZERO_PADDED", "ENCODING_GUESSED", "TEXT_AT_WIDTH")
#: Those of them whose field is one of the file, not a natres column.
_IN_FIELDS = ("TEXT_AT_WIDTH",)
#: Those of registers and ledgers.
TOLD_OF_TABLES = (
    "CODE_TYPE", "NUMBER_TEXT", "UNIT_CONVERTED", "EMPTY_MARK", "DMS", "DATE_SERIAL", "CRS_PROJECTED", "CHOICE_ALIAS",
    "COORD_FROM_SHAPE", "CELL_MERGED", "ENCODING_GUESSED",
)  # fmt: skip


def told_once(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return every notice once, in the order in which they first stand: layers that are read twice say the same."""
    return tuple({(n.code, repr(sorted(n.facts.items(), key=lambda fact: fact[0]))): n for n in notices}.values())


def change_notices(repairs: Iterable[Repair]) -> list[Notice]:
    """Return all of some changes as notices: what a reader or a writer did to names and values."""
    return [Notice(r.code, {"before": r.before, "after": r.after, "count": r.count, "field": r.field}) for r in repairs]


def repair_notices(layer: Layer[Any]) -> tuple[Notice, ...]:
    """Return the repairs worth telling at once."""
    told = [repair for repair in layer.provenance.repairs if repair.code in TOLD]
    return tuple(Notice(r.code, _facts(r, layer.provenance.file_name)) for r in told)


def _facts(repair: Repair, file: str) -> dict[str, Any]:
    place = {"file": file, "field": repair.field} if repair.code in _IN_FIELDS else {}
    return {**place, "count": repair.count, "before": repair.before, "after": repair.after}


def register_notices(layer: Layer[Any], warnings: Sequence[Issue]) -> tuple[Notice, ...]:
    """Return what was repaired in a register or ledger, and its warnings: one notice per kind and column."""
    file = layer.provenance.file_name
    told: list[Notice] = []
    for repair in layer.provenance.repairs:
        if repair.code in TOLD_OF_TABLES:
            place = {"file": file, "layer": layer.provenance.layer, "field": repair.field}
            facts = {"count": repair.count, "before": repair.before, "after": repair.after, "place": _place(place)}
            told.append(Notice(f"{repair.code}.register", facts))
    groups: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in warnings:
        groups.setdefault((issue.code, issue.variant, issue.field), []).append(issue)
    for (code, variant, field), issues in groups.items():
        first = issues[0]
        place = {"file": file, "layer": first.layer, "field": field, "row": first.row, "id": first.id}
        place |= {"at_line": first.line, "at_cell": first.cell}
        facts = {**first.facts, "value": first.value, "count": len(issues), "place": _place(place)}
        told.append(Notice(f"{code}.{variant or 'warning'}", facts))
    return tuple(told)


def _place(facts: dict[str, Any]) -> dict[str, str]:
    return {language: place_text(facts, language).strip() for language in LANGUAGES}


def land_notices(layer: Layer[Any], ledger: AreaLedger, scheme: Scheme, asked: str) -> tuple[Notice, ...]:
    """Return what a user of the tables has to know of the parcels behind them; ``asked`` is the kind of area."""
    return (
        *area_notice(ledger, asked),
        *gap_notice(layer, asked),
        *_deduction_notice(layer),
        *_coarse_notice(layer, scheme),
        *_name_notice(layer, scheme),
        *_attribute_notices(layer, scheme),
    )


def area_notice(ledger: AreaLedger, asked: str, *, forest: bool = False) -> tuple[Notice, ...]:
    """Say so where declared areas are complete and yet were left aside."""
    declared = ledger.other_totals_dm2.get("declared")
    if asked != "auto" or ledger.area_kind == "declared" or declared is None:
        return ()
    target = ledger.measured_dm2 if ledger.control.area_dm2 is None else ledger.control.area_dm2
    # As many digits as tell the two apart.
    digits = next((n for n in (4, 6, 8) if area_text(declared, "km2", n) != area_text(target, "km2", n)), 8)
    facts = {"declared": area_text(declared, "km2", digits), "target": area_text(target, "km2", digits)}
    for unit, size in _UNITS_TAKEN_FOR_M2.items():
        if abs(declared * size - target) < 0.01 * target:
            return (
                Notice(
                    "AREA_MISMATCH.unit", {**facts, "unit": {lang: words(lang)[f"unit.{unit}"] for lang in LANGUAGES}}
                ),
            )
    return (Notice("AREA_NOT_DECLARED.forest" if forest else "AREA_NOT_DECLARED", facts),)


#: In what declared areas may be written that should be in m²: how many m² one of them has.
_UNITS_TAKEN_FOR_M2 = {"mu": 2000 / 3, "ha": 10_000.0, "km2": 1_000_000.0}


def gap_notice(layer: Layer[Any], asked: str) -> tuple[Notice, ...]:
    """Say so where some parcels have a declared area and others do not: the survey area is used for all."""
    declared = layer.frame.get("declared_area_m2")
    if asked != "auto" or declared is None or not declared.isna().any() or declared.isna().all():
        return ()
    return (Notice("AREA_INCOMPLETE", {"count": int(declared.isna().sum()), "file": layer.provenance.file_name}),)


def _deduction_notice(layer: Layer[Any]) -> tuple[Notice, ...]:
    """Say so where KCMJ is not TBMJ × KCXS: the declared KCMJ counts, and keeps its proportion."""
    frame = layer.frame
    if not {"declared_area_m2", "deducted_area_m2", "deduction_ratio"} <= set(frame):
        return ()
    given = frame[["declared_area_m2", "deducted_area_m2", "deduction_ratio"]]
    whole = whole_dm2(given["declared_area_m2"].fillna(0.0))
    cut, ratio = whole_dm2(given["deducted_area_m2"].fillna(0.0)), given["deduction_ratio"].fillna(0.0).to_numpy()
    expected = deducted_by_ratio(whole, ratio)
    off = np.where(given.notna().all(axis=1) & (ratio > 0), np.abs(cut - expected), 0)
    if not off.any():
        return ()
    worst = int(np.argmax(off))
    facts = {"value": area_text(int(cut[worst]), "m2"), "expected": area_text(int(expected[worst]), "m2")}
    ident = str(frame["parcel_id"].iloc[worst]) if "parcel_id" in frame else ""
    facts |= {"file": layer.provenance.file_name, "row": worst, "id": ident, "count": int((off > 0).sum())}
    return (Notice("DEDUCTION_OFF_RATIO", facts),)


def _coarse_notice(layer: Layer[Any], scheme: Scheme) -> tuple[Notice, ...]:
    """Say so where parcels stand under a class whose subclasses belong to different groups: they are in none."""
    codes = layer.frame["land_class"]
    coarse = codes[codes.map({c.code: c.group is None for c in scheme.classes}).fillna(False).astype(bool)]
    if coarse.empty:
        return ()
    row = int(coarse.index[0])
    ident = str(layer.frame["parcel_id"].iloc[row]) if "parcel_id" in layer.frame else ""
    facts: dict[str, Any] = {"value": ", ".join(sorted(coarse.unique())), "count": len(coarse), "row": row, "id": ident}
    return (Notice("CLASS_IN_NO_GROUP", facts),)


def _name_notice(layer: Layer[Any], scheme: Scheme) -> tuple[Notice, ...]:
    """Say so where the name beside a code is that of another class: one of the two is wrong; the code counts."""
    frame = layer.frame
    if "class_name" not in frame:
        return ()
    named = frame["class_name"].astype(str).str.strip()
    expected = frame["land_class"].map({c.code: c.name["zh"] for c in scheme.classes}).fillna("")
    others = {c.name["zh"] for c in scheme.classes}  # a name of nobody's is an office's own way to write one
    wrong = (named != expected) & named.isin(others) & (expected != "")
    if not wrong.any():
        return ()
    row = int(np.argmax(wrong.to_numpy()))
    ident = str(frame["parcel_id"].iloc[row]) if "parcel_id" in frame else ""
    facts: dict[str, Any] = {"file": layer.provenance.file_name, "row": row, "id": ident, "count": int(wrong.sum())}
    facts |= {"value": named.iloc[row], "land_class": frame["land_class"].iloc[row], "expected": expected.iloc[row]}
    return (Notice("CODE_NAME_MISMATCH", facts),)


#: Field and codes of the survey for what a table divides cropland by.
_SURVEY_CODES = {
    "slope_grade": ("GDPDJB", SLOPE_GRADES),
    "cropland_type": ("GDLX", CROPLAND_TYPES),
    "planting": ("ZZSXDM", PLANTINGS + RECOVERIES),
}


def _attribute_notices(layer: Layer[Any], scheme: Scheme) -> tuple[Notice, ...]:
    """Say so where codes beside the land class are none of the survey's: they get a line or column of their own."""
    if not scheme.ownership_types:
        return ()
    known = {**_SURVEY_CODES, "ownership_type": ("QSXZ", tuple(scheme.ownership_types))}
    notices: list[Notice] = []
    for column, (field, codes) in known.items():
        if column in layer.frame:
            values = layer.frame[column].astype(str)
            odd = values[(values != "") & ~values.isin(codes)]
            if len(odd):
                shown = "、".join(sorted(odd.unique())[:5])
                notices.append(Notice("ATTRIBUTE_UNKNOWN", {"field": field, "value": shown, "count": len(odd)}))
    return tuple(notices)
