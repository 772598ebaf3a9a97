"""Land as JSON with the promised keys: shares, units, rounding, closing, the audit of parcels."""

from typing import Any

from natres.core.classification import Scheme
from natres.core.closing import Closing
from natres.core.results import MeasureArea, ParcelAudit, UnitShares
from natres.labels import words
from natres.presenters.json_text import m2, maybe_m2, share_of
from natres.presenters.land_figures import group_column
from natres.presenters.land_tables import LandPage
from natres.presenters.land_words import class_label, group_label
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
        "groups": _groups_json(page),
        "classes": _classes_json(page),
        "ownership": [{"key": o.key, "group": o.group, "area_m2": m2(o.area_dm2)} for o in shares.ownership],
        "ownership_by_class": [
            {"code": code, "key": key, "area_m2": m2(area)} for code, key, area in shares.ownership_by_class
        ],
        "measures": [_measure_json(m, page) for m in shares.measures],
        "rounding": {
            "rule": page.printed.rounding,
            "unit": page.printed.unit,
            "largest_shift": round(page.printed.largest_shift * 10**-page.printed.decimals, page.printed.decimals + 4),
            "moved": page.printed.moved,
            "all_tables_agree": page.printed.rounding != "plain" and not page.printed.apart,
        },
    } | _divided_json(page)
    if by_unit:
        found["units"] = [_unit_json(unit, scheme) for unit in shares.units]
        found["outside_units"] = _outside_json(page)
    return found


def _outside_json(page: LandPage) -> list[dict[str, Any]]:
    """Return the land of the district and its towns that lies in none of the units below them."""
    whole = page.shares.matrices.whole
    total, codes = whole.area_dm2.sum(axis=(1, 2)), whole.codes
    found: list[dict[str, Any]] = []
    for row, code in enumerate(codes):
        below = [i for i, parent in enumerate(whole.parents) if parent == row]
        rest = int(total[row] - total[below].sum())
        if below and rest:
            found.append({"parent": code, "area_m2": m2(rest)})
    return found


def _groups_json(page: LandPage) -> list[dict[str, Any]]:
    """Return every group; the unclassified always, so that their absence can be read too."""
    shares, headline = page.shares, page.headline
    areas = {g.key: g.area_dm2 for g in shares.groups}
    return [
        {
            "key": key,
            "label": group_label(key, page.scheme, page.language),
            "area_m2": m2(area),
            "share": share_of(area, shares.whole_dm2) if key in areas else 0.0,
            "area_text": headline.area_of(group_column(key)).plain,
            "share_text": headline.share_of(group_column(key)).plain if key in areas else "0.00",
        }
        for key, area in ({**areas, "unclassified": areas.get("unclassified", 0)}).items()
    ]


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
    return [
        {
            "code": c.code,
            "label": class_label(c.code, scheme, language),
            "level": c.level,
            "group": c.group,
            "area_m2": m2(c.area_dm2),
            "share": share_of(c.area_dm2, shares.whole_dm2),
            "area_text": page.printed.cell("land", "", c.code).plain,
            "share_text": page.headline.share_of(c.code).plain,
        }
        for c in shares.classes
    ]


def _measure_json(result: MeasureArea, page: LandPage) -> dict[str, Any]:
    measure, language, known = page.scheme.measure(result.key), page.language, result.area_dm2 is not None
    assert measure is not None
    return {
        "key": result.key,
        "label": measure.label[language],
        "rule": measure.rule[language],
        "area_m2": maybe_m2(result.area_dm2),
        "area_text": page.headline.measure(result).plain if known else None,
        "share_text": page.headline.measure_share(result).plain if known else None,
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
