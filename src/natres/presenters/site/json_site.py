"""A site as JSON: areas in m² as numbers; keys are never renamed or dropped."""

from collections.abc import Callable, Sequence
from typing import Any

from natres.core.results.site import QuotaEffect, SiteLine, SiteZone
from natres.presenters.scheme_notes import scheme_json
from natres.presenters.site.land import taken_rows
from natres.presenters.site.page import SitePage
from natres.presenters.site.quotas import assumption

__all__ = ["site_json"]


def site_json(page: SitePage) -> dict[str, Any]:
    """Return everything of the result."""
    found = page.found
    return {
        "scheme": scheme_json(page.scheme, page.language),
        "planar_m2": found.planar_m2, "survey_m2": found.survey_m2, "crs": page.crs_name,
        "parts": [{"name": p.name, "planar_m2": p.planar_m2, "survey_m2": p.survey_m2} for p in found.parts],
        "uncovered": {"planar_m2": found.uncovered.planar_m2, "survey_m2": found.uncovered.survey_m2},
        "classes": _lines(found.classes, page.land_class, "code"),
        "groups": _lines(found.groups, page.group),
        "ownership": _lines(found.owners, page.owner),
        "towns": _lines(found.towns, page.unit_name, "code"),
        "villages": _lines(found.villages, page.unit_name, "code"),
        "taken": [
            {"label": name, "parent": None if parent < 0 else parent, "area_m2": sum(areas) / 100}
            for name, areas, parent in taken_rows(page)
        ],
        "parcels": [
            {"parcel_id": p.parcel_id, "land_class": p.land_class, "ownership": p.owner, "unit_code": p.unit_code,
             "planar_m2": p.planar_m2, "survey_m2": p.survey_m2, "parcel_m2": p.parcel_m2, "whole": p.whole,
             "width_m": p.width_m}
            for p in found.parcels
        ],
        "zones": [_zone(page, zone) for zone in found.zones],
        "combinations": [
            {"zone_layers": list(g.layers), "planar_m2": g.planar_m2, "survey_m2": g.survey_m2} for g in found.ground
        ],
        "forest_plots": None if found.plots is None else [
            {"plot_id": p.plot_id, "forest_class": p.forest_class, "code": p.code, "tenure": p.tenure,
             "planar_m2": p.planar_m2, "survey_m2": p.survey_m2, "plot_m2": p.plot_m2, "whole": p.whole}
            for p in found.plots
        ],
        "near_m": found.near_m,
        "wells": None if found.wells is None else [
            {"well_id": w.well_id, "name": w.name, "role": w.role, "distance_m": w.distance_m, "inside": w.inside}
            for w in found.wells
        ],
        "assumption": assumption(page),
        "area_kind": found.area_kind,
        "quotas": [_quota(page, effect) for effect in found.quotas],
        "crossed": [
            {"kind": c.kind, "key": c.key, "area_m2": c.area_m2, "survey_m2": c.survey_m2, "text": page.crossing(c)}
            for c in found.crossed
        ],
    }  # fmt: skip


def _lines(lines: Sequence[SiteLine], label: Callable[[str], str], key: str = "key") -> list[dict[str, Any]]:
    return [
        {key: line.key, "label": label(line.key), "planar_m2": line.planar_m2, "survey_m2": line.survey_m2}
        for line in lines
    ]


def _zone(page: SitePage, zone: SiteZone) -> dict[str, Any]:
    return {
        "zone_layer": zone.layer, "label": page.zone(zone.layer), "year": zone.year, "planar_m2": zone.planar_m2,
        "survey_m2": zone.survey_m2, "share": zone.share, "counted_m2": zone.counted_m2,
        "outside_m2": page.found.planar_m2 - zone.planar_m2, "outside_counted_m2": zone.outside_counted_m2,
        "classes": _lines(zone.by_class, page.land_class, "code"),
        "zones": [{"id": line.key, "planar_m2": line.planar_m2, "survey_m2": line.survey_m2} for line in zone.zones],
    }  # fmt: skip


def _quota(page: SitePage, effect: QuotaEffect) -> dict[str, Any]:
    check, quota = effect.check, effect.check.quota
    return {
        "key": quota.key, "label": quota.label, "measure": quota.measure, "kind": quota.kind,
        "limit_m2": quota.limit_dm2 / 100, "actual_m2": _m2(check.actual_dm2), "change_m2": _m2(effect.change_dm2),
        "after_m2": _m2(effect.after_dm2), "margin_m2": _m2(check.margin_dm2),
        "margin_after_m2": _m2(effect.margin_after_dm2), "status": check.status, "status_after": effect.status_after,
        "why_not": page.words[f"why.{check.why_not}"] if check.why_not else None,
        "by_unit": [
            {"code": t.code, "label": t.name, "limit_m2": t.limit_dm2 / 100, "actual_m2": t.actual_dm2 / 100,
             "change_m2": t.change_dm2 / 100, "status": t.status, "status_after": t.status_after}
            for t in effect.towns
        ],
    }  # fmt: skip


def _m2(area_dm2: int | None) -> float | None:
    return None if area_dm2 is None else area_dm2 / 100
