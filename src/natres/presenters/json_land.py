"""Land as JSON with the promised keys: shares, units, rounding, closing, the audit of parcels."""

from typing import Any

from natres.core.classification import Scheme
from natres.core.closing import Closing
from natres.core.results import ClassShares, ParcelAudit, UnitShares
from natres.labels import words
from natres.presenters.json_text import m2, maybe_m2, share_of
from natres.presenters.land_tables import LandPage, class_label, class_tree, group_label, group_tree
from natres.presenters.printing import area_columns, share_column
from natres.presenters.scheme_notes import scheme_json

__all__ = ["audit_json", "closing_json", "shares_json"]


def shares_json(page: LandPage, *, by_unit: bool) -> dict[str, Any]:
    """Return land by group, class, ownership, measure and, where asked for, unit."""
    shares, scheme, language = page.shares, page.scheme, page.language
    found: dict[str, Any] = {
        "area_kind": shares.area_kind,
        "scheme": scheme_json(scheme, language),
        "parcels": shares.parcels,
        "control_area_m2": maybe_m2(shares.control_dm2),
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
            "share": share_of(g.area_dm2, shares.whole_dm2),
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
        "largest_off_m2": maybe_m2(audit.largest_off_dm2),
        "outliers": [
            {
                "row": p.row,
                "id": p.parcel_id,
                "unit": p.unit_code,
                "land_class": p.land_class,
                "declared_m2": maybe_m2(p.declared_dm2),
                "survey_m2": m2(p.survey_dm2),
                "geodesic_m2": m2(p.geodesic_dm2),
                "planar_m2": m2(p.planar_dm2),
                "off_m2": maybe_m2(p.off_dm2),
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
            "share": share_of(c.area_dm2, shares.whole_dm2),
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
        "area_m2": maybe_m2(result.area_dm2),
        "why_not": words(language)[f"why.{result.why_not}"] if result.why_not else None,
    }


def _unit_json(unit: UnitShares, scheme: Scheme) -> dict[str, Any]:
    return {
        "code": unit.unit.code,
        "label": unit.unit.name,
        "level": unit.unit.level,
        "parent": unit.unit.parent,
        "area_m2": m2(unit.area_dm2),
        "control_area_m2": maybe_m2(unit.unit.control_dm2),
        "groups": [{"key": g.key, "area_m2": m2(g.area_dm2)} for g in unit.groups],
        "classes": [{"code": c.code, "area_m2": m2(c.area_dm2)} for c in unit.classes],
        "ownership": [{"key": o.key, "group": o.group, "area_m2": m2(o.area_dm2)} for o in unit.ownership],
    }
