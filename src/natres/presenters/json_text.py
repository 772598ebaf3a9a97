"""Results as JSON with the promised keys: areas are m² as numbers, what is printed stands beside as text.

Keys are never renamed or dropped; ``docs/cli.md`` lists them.
"""

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from natres import __version__
from natres.core.classification import Scheme
from natres.core.closing import Closing
from natres.core.forestry import ForestScheme
from natres.core.issues import Notice
from natres.core.provenance import Provenance
from natres.core.results import (
    ClassShares,
    FigureCheck,
    ForestTable,
    ParcelAudit,
    QuotaCheck,
    SecondFigure,
    UnitShares,
    WellTable,
)
from natres.core.units import area_text
from natres.errors import describe_code
from natres.labels import words
from natres.presenters.land_tables import LandPage, class_label, class_tree, group_label, group_tree
from natres.presenters.printing import Tree, area_column, area_columns, share_column
from natres.presenters.quota_tables import count_definitions, measure_label, verdict
from natres.presenters.scheme_notes import scheme_json

__all__ = [
    "audit_json", "closing_json", "envelope", "figures_json", "forest_json", "input_json", "json_text", "quota_json",
    "second_json", "shares_json", "wells_json",
]  # fmt: skip


def m2(area_dm2: int) -> float:
    """Return an area in m²: the double nearest to its two decimals."""
    return area_dm2 / 100


def _maybe_m2(area_dm2: int | None) -> float | None:
    return None if area_dm2 is None else m2(area_dm2)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def envelope(command: str, inputs: Sequence[Provenance], notices: Sequence[Notice], language: str) -> dict[str, Any]:
    """Return the head that every command's JSON begins with."""
    return {
        "natres": __version__,
        "command": command,
        "inputs": [input_json(record) for record in inputs],
        "warnings": [{"code": n.code, "message": describe_code(n.code, language, **n.facts)[0]} for n in notices],
    }


def input_json(record: Provenance) -> dict[str, Any]:
    """Return one input file as JSON."""
    repairs = [
        {"code": r.code, "count": r.count, "detail": f"{r.field}: {r.before} → {r.after}".removeprefix(": ")}
        for r in record.repairs
    ]
    found: dict[str, Any] = {
        "path": record.path, "layer": record.layer, "driver": record.driver, "rows": record.rows, "crs": record.crs,
        "year": record.year, "sha256": record.sha256, "encoding": record.encoding, "repairs": repairs,
    }  # fmt: skip
    if record.parts:
        found["parts"] = dict(record.parts)
    return found


def shares_json(page: LandPage, *, by_unit: bool) -> dict[str, Any]:
    """Return land by group, class, ownership, measure and, where asked for, unit."""
    shares, scheme, language = page.shares, page.scheme, page.language
    found: dict[str, Any] = {
        "area_kind": shares.area_kind,
        "scheme": scheme_json(scheme, language),
        "parcels": shares.parcels,
        "control_area_m2": _maybe_m2(shares.control_dm2),
        "measured_area_m2": m2(shares.measured_dm2),
        "residual_m2": m2(shares.residual_dm2),
        "closed": shares.residual_dm2 == 0,
        "other_areas": [{"area_kind": kind, "area_m2": m2(total)} for kind, total in shares.other_totals_dm2],
        "groups": _groups_json(shares, scheme, language, page.printed.rounding),
        "classes": _classes_json(page),
        "ownership": [{"key": o.key, "group": o.group, "area_m2": m2(o.area_dm2)} for o in shares.ownership],
        "ownership_by_class": [
            {"code": code, "key": key, "area_m2": m2(area)} for code, key, area in shares.ownership_by_class
        ],
        "measures": [_measure_json(m, scheme, language) for m in shares.measures],
        "rounding": {
            "rule": page.printed.rounding,
            "unit": page.printed.unit,
            "largest_shift": round(page.printed.largest_shift * 10**-page.printed.decimals, page.printed.decimals + 2),
            "moved": page.printed.moved,
            "all_tables_agree": page.printed.rounding != "plain" and not page.printed.apart,
        },
    } | _divided_json(page)
    if by_unit:
        found["units"] = [_unit_json(unit, scheme) for unit in shares.units]
    return found


def _groups_json(shares: ClassShares, scheme: Scheme, language: str, rounding: str) -> list[dict[str, Any]]:
    tree = group_tree(shares)
    km2 = area_columns(tree, "km2", 2, rounding)[2:]
    share = share_column(tree, shares.whole_dm2, rounding)[2:]
    rows = [
        {
            "key": g.key,
            "label": group_label(g.key, scheme, language),
            "area_m2": m2(g.area_dm2),
            "share": _share(g.area_dm2, shares.whole_dm2),
            "area_text": km2[i][0].text.rstrip("*"),
            "share_text": share[i].text.rstrip("*"),
        }
        for i, g in enumerate(shares.groups)
    ]
    if not any(g.key == "unclassified" for g in shares.groups):
        label = words(language)["land.unclassified"]
        rows.append(
            {
                "key": "unclassified",
                "label": label,
                "area_m2": 0.0,
                "share": 0.0,
                "area_text": "0.00",
                "share_text": "0.00",
            }
        )
    return rows


def _divided_json(page: LandPage) -> dict[str, Any]:
    """Return the land of the district by settlement code, ownership type, slope grade and planting, as far as known."""
    matrices = page.shares.matrices
    parts = {
        "settlement": matrices.settled,
        "ownership_types": matrices.typed,
        "cropland_by_slope": matrices.sloped,
        "cropland_by_planting": matrices.planted,
    }
    areas = {key: zip(m.parts, m.area_dm2[0].sum(axis=1).tolist(), strict=True) for key, m in parts.items() if m}
    return {key: [{"code": part, "area_m2": m2(area)} for part, area in pairs] for key, pairs in areas.items()}


def closing_json(closing: Closing) -> dict[str, Any]:
    """Return how parcels were closed to the control areas."""
    return {
        "rule": closing.rule,
        "units": [
            {
                "code": unit.code,
                "parcels": unit.parcels,
                "control_area_m2": m2(unit.target_dm2),
                "measured_area_m2": m2(unit.measured_dm2),
                "given_m2": m2(unit.given_dm2),
                "smallest_m2": m2(unit.smallest_dm2),
                "largest_m2": m2(unit.largest_dm2),
                "tolerance_m2": m2(unit.tolerance_dm2),
            }
            for unit in closing.units
        ],
    }


def audit_json(audit: ParcelAudit) -> dict[str, Any]:
    """Return the outliers among the parcels with their four areas."""
    return {
        "parcels": audit.parcels,
        "outlier_m2": audit.outlier_m2,
        "outlier_ratio": audit.outlier_ratio,
        "totals_m2": {kind: m2(total) for kind, total in audit.totals_dm2},
        "largest_off_m2": _maybe_m2(audit.largest_off_dm2),
        "outliers": [
            {
                "row": p.row,
                "id": p.parcel_id,
                "unit": p.unit_code,
                "land_class": p.land_class,
                "declared_m2": _maybe_m2(p.declared_dm2),
                "survey_m2": m2(p.survey_dm2),
                "geodesic_m2": m2(p.geodesic_dm2),
                "planar_m2": m2(p.planar_dm2),
                "off_m2": _maybe_m2(p.off_dm2),
                "closing_m2": m2(p.closing_dm2),
            }
            for p in audit.outliers
        ],
    }


def _classes_json(page: LandPage) -> list[dict[str, Any]]:
    shares, scheme, language = page.shares, page.scheme, page.language
    share = share_column(class_tree(shares, scheme), shares.whole_dm2, page.printed.rounding)[1:]
    return [
        {
            "code": c.code,
            "label": class_label(c.code, scheme, language),
            "level": c.level,
            "group": c.group,
            "area_m2": m2(c.area_dm2),
            "share": _share(c.area_dm2, shares.whole_dm2),
            "area_text": page.printed.cell("land", "", c.code).text.rstrip("*"),
            "share_text": share[i].text.rstrip("*") if share else "—",
        }
        for i, c in enumerate(shares.classes)
    ]


def _measure_json(result: Any, scheme: Scheme, language: str) -> dict[str, Any]:
    measure = scheme.measure(result.key)
    assert measure is not None
    return {
        "key": result.key,
        "label": measure.label[language],
        "rule": measure.rule[language],
        "area_m2": _maybe_m2(result.area_dm2),
        "why_not": words(language)[f"why.{result.why_not}"] if result.why_not else None,
    }


def _unit_json(unit: UnitShares, scheme: Scheme) -> dict[str, Any]:
    return {
        "code": unit.unit.code,
        "label": unit.unit.name,
        "level": unit.unit.level,
        "parent": unit.unit.parent,
        "area_m2": m2(unit.area_dm2),
        "control_area_m2": _maybe_m2(unit.unit.control_dm2),
        "groups": [{"key": g.key, "area_m2": m2(g.area_dm2)} for g in unit.groups],
        "classes": [{"code": c.code, "area_m2": m2(c.area_dm2)} for c in unit.classes],
        "ownership": [{"key": o.key, "group": o.group, "area_m2": m2(o.area_dm2)} for o in unit.ownership],
    }


def quota_json(checks: Sequence[QuotaCheck], scheme: Scheme, language: str) -> dict[str, Any]:
    """Return every quota with its verdict, under other measures, by unit and by class."""
    quotas = [_quota_json(check, scheme, language) for check in checks]
    return {"scheme": scheme_json(scheme, language), "quotas": quotas}


def _quota_json(check: QuotaCheck, scheme: Scheme, language: str) -> dict[str, Any]:
    quota, actual = check.quota, check.actual_dm2
    exceeded, definitions = count_definitions(check)
    return {
        "key": quota.key,
        "label": quota.label,
        "measure": quota.measure,
        "measure_label": measure_label(quota.measure, scheme, language),
        "kind": quota.kind,
        "limit_m2": m2(quota.limit_dm2),
        "limit_text": quota.limit_text,
        "limit_unit": quota.limit_unit,
        "actual_m2": _maybe_m2(actual),
        "actual_text": None if actual is None else area_text(actual),
        "margin_m2": _maybe_m2(check.margin_dm2),
        "ratio": None if actual is None or not quota.limit_dm2 else actual / quota.limit_dm2,
        "status": check.status,
        "why_not": words(language)[f"why.{check.why_not}"] if check.why_not else None,
        "verdict": verdict(check, scheme, language),
        "exceeded_definitions": exceeded,
        "definitions": definitions,
        "under_other_measures": [
            {"measure": key, "actual_m2": _maybe_m2(area), "status": status}
            for key, area, status in check.under_other_measures
        ],
        "by_unit": [_quota_unit_json(u, quota.kind) for u in check.by_unit],
        "by_class": [
            {
                "code": c.code,
                "label": class_label(c.code, scheme, language),
                "settlement_code": c.settlement_code,
                "area_m2": m2(c.area_dm2),
            }
            for c in check.by_class
        ],
    }


def _quota_unit_json(unit: Any, kind: str) -> dict[str, Any]:
    limit, actual = unit.limit_dm2, unit.actual_dm2
    margin = None if limit is None else (actual - limit if kind == "floor" else limit - actual)
    return {
        "code": unit.unit.code,
        "label": unit.unit.name,
        "actual_m2": m2(actual),
        "limit_m2": _maybe_m2(limit),
        "margin_m2": _maybe_m2(margin),
        "ratio": None if not limit else actual / limit,
        "status": unit.status,
    }


def forest_json(forest: ForestTable, scheme: ForestScheme, language: str, rounding: str) -> dict[str, Any]:
    """Return forest land by class, tenure and their matrix."""

    def rows(parts: Sequence[tuple[str, int]], labels: dict[str, str]) -> list[dict[str, Any]]:
        tree = Tree.of_parts(forest.total_dm2, [area for _, area in parts])
        ha = area_column(tree, "ha", 2, rounding)[1:]
        share = share_column(tree, forest.total_dm2, rounding)[1:]
        return [
            {
                "key": key,
                "label": labels[key],
                "area_m2": m2(area),
                "share": _share(area, forest.total_dm2),
                "area_text": ha[i].text.rstrip("*"),
                "share_text": share[i].text.rstrip("*"),
            }
            for i, (key, area) in enumerate(parts)
        ]

    return {
        "area_kind": forest.area_kind,
        "plots": forest.plots,
        "total_m2": m2(forest.total_dm2),
        "total_text": area_text(forest.total_dm2, "ha"),
        "outside_m2": m2(forest.outside_dm2),
        "by_class": rows(forest.by_class, {c.key: c.label[language] for c in scheme.classes}),
        "by_tenure": rows(forest.by_tenure, {t.key: t.label[language] for t in scheme.tenures}),
        "matrix": [{"forest_class": c, "tenure": t, "area_m2": m2(a)} for c, t, a in forest.matrix],
        "by_unit": [{"unit": u, "tenure": t, "area_m2": m2(a)} for u, t, a in forest.by_unit],
    }


def wells_json(wells: WellTable, language: str) -> dict[str, Any]:
    """Return counts, reinjection by reservoir, tail water and findings."""
    return {
        "counts": dict(wells.counts),
        "reinjection": [
            {
                "reservoir": r.reservoir,
                "produced_m3": float(r.produced_m3),
                "reinjected_m3": float(r.reinjected_m3),
                "rate": _number(r.rate),
                "required_rate": _number(r.required_rate),
                "status": r.status,
            }
            for r in wells.reinjection
        ],
        "tail_water": [
            {"well_id": t.well_id, "tail_water_c": t.tail_water_c, "limit_c": t.limit_c, "status": t.status}
            for t in wells.tail_water
        ],
        "findings": [
            {"code": code, "well_id": ident, "message": words(language)[f"wells.{code}"], "detail": detail}
            for code, ident, detail in wells.findings
        ],
    }


def figures_json(checks: Sequence[FigureCheck]) -> list[dict[str, Any]]:
    """Return published figures with their verdicts."""
    return [
        {
            "key": check.key,
            "published": check.published,
            "computed": _number(check.computed),
            "unit": check.unit,
            "status": check.status,
        }
        for check in checks
    ]


def second_json(figures: Sequence[SecondFigure]) -> list[dict[str, Any]]:
    """Return every headline number with its second computation; areas in m²."""

    def number(value: int, unit: str) -> float:
        return value if unit == "count" else m2(value)

    return [
        {
            "key": f.key,
            "means": f.means,
            "first": number(f.first, f.unit),
            "second": number(f.second, f.unit),
            "tolerance": number(f.tolerance, f.unit),
            "unit": "count" if f.unit == "count" else "m2",
            "agrees": f.agrees,
        }
        for f in figures
    ]


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def json_text(data: dict[str, Any]) -> str:
    """Return JSON as text, Chinese kept readable; a number that is none is an error, never ``NaN``."""
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
