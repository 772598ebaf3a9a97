"""Forest plots beside the land survey as JSON with the promised keys; areas are m², unrounded."""

from collections.abc import Sequence
from typing import Any

from natres.core.results import Encroached, Encroachment, Ground, GroundRow, Reconciliation
from natres.presenters.forest.reconciliation import WoodsPrints

__all__ = ["encroachment_json", "reconciliation_json"]


def reconciliation_json(prints: WoodsPrints) -> dict[str, Any]:
    """Return the rows, their totals with both residuals, and the ground by tenure and town."""
    found = prints.found
    return {
        "reconciliation": [_row(prints, row) for row in found.rows],
        "reconciliation_totals": _totals(prints),
        "reconciliation_by_tenure": [
            {"tenure": row.tenure, "ownership": row.ownership or None, **_ground(row.ground, found.has_declared)}
            for row in found.tenures
        ],
        "reconciliation_by_town": [
            {"unit_code": row.code, "unit": row.name, "status": row.status, **_areas(row.ground)}
            for row in found.towns
        ],
        "reconciliation_counted_twice": [_row(prints, row, declared=False) for row in found.doubled],
    }  # fmt: skip


def _areas(ground: Ground) -> dict[str, Any]:
    return {"area_m2": ground.survey_m2, "planar_m2": ground.planar_m2, "survey_m2": ground.survey_m2}


def _ground(ground: Ground, declared: bool) -> dict[str, Any]:
    known = ground.declared_dm2 / 100 if declared else None
    return {**_areas(ground), "declared_m2": known, "pieces": ground.pieces}


def _rest(ground: Ground, declared: bool) -> dict[str, Any]:
    """Return a residual; that of declared areas is what MIAN_JI of plots and TBMJ of parcels differ by."""
    return {**_areas(ground), "declared_m2": ground.declared_dm2 / 100 if declared else None}


def _row(prints: WoodsPrints, row: GroundRow, *, declared: bool = True) -> dict[str, Any]:
    found = prints.found
    known = declared and (found.has_tbmj if row.status.startswith("survey") else found.has_declared)
    land = None if row.status == "outside" else row.land_class
    return {
        "status": row.status,
        "forest_class": row.forest_class or None,
        "land_class": land,
        "land_label": prints.land(land),
        **_ground(row.ground, known),
    }


def _totals(prints: WoodsPrints) -> dict[str, Any]:
    found: Reconciliation = prints.found
    main, wetland = prints.land_codes
    return {
        "area_kind": "survey",
        "plots_year": prints.years[0],
        "parcels_year": prints.years[1],
        "parcels_file": prints.file,
        "forest_land_codes": main,
        "wetland_forest_codes": wetland,
        "forestry": _ground(found.forestry, found.has_declared),
        "survey_forest": _ground(found.survey_forest, found.has_tbmj),
        "survey_wetland_forest": _ground(found.survey_wetland, found.has_tbmj),
        "by_status": {
            status: _ground(found.of(status), found.has_tbmj if status.startswith("survey") else found.has_declared)
            for status in (
                "on_both",
                "wetland_forest",
                "forestry_only",
                "outside",
                "survey_only",
                "survey_only_wetland",
            )
        },
        "counted_twice": _areas(found.doubled_on("on_both", "wetland_forest", "forestry_only", "outside")),
        "counted_twice_on_survey_forest": _areas(found.doubled_on("on_both", "wetland_forest")),
        "forestry_residual": _rest(found.forestry_residual, found.has_declared),
        "survey_residual": _rest(found.survey_residual, found.has_declared and found.has_tbmj),
        "survey_forest_parcels_without_plot": found.without_plot,
        "plots_without_declared_area": {"plots": found.undeclared.pieces, **_areas(found.undeclared)},
    }


def encroachment_json(prints: WoodsPrints, found: Encroachment | None) -> dict[str, Any]:
    """Return forest ground turned construction land; null where no earlier or later survey was given."""
    if found is None:
        return {"encroachment": None}
    return {
        "encroachment": {
            "before_year": found.before_year,
            "after_year": found.after_year,
            "turned_m2": sum(row.survey_m2 for row in found.turned),
            "turned_planar_m2": sum(row.planar_m2 for row in found.turned),
            "counted_twice_m2": found.doubled_survey_m2,
            "already_m2": sum(row.survey_m2 for row in found.already),
            "unknown_m2": sum(row.survey_m2 for row in found.unknown),
            "pieces_below_0_01_m2": found.dust,
            "turned": _encroached(prints, found.turned),
            "already": _encroached(prints, found.already),
            "unknown": _encroached(prints, found.unknown),
        }
    }


def _encroached(prints: WoodsPrints, rows: Sequence[Encroached]) -> list[dict[str, Any]]:
    return [
        {
            "plot_id": row.plot_id, "compartment": row.compartment, "village": row.village,
            "row": row.plot_row, "forest_class": row.forest_class, "code": row.forest_code,
            "tenure": row.tenure, "protection": row.protection, "unit_code": row.town_code, "unit": row.town,
            "from": row.before, "to": row.after, "from_label": prints.land(row.before),
            "to_label": prints.land(row.after),
            "area_m2": row.survey_m2, "planar_m2": row.planar_m2, "width_m": row.width_m, "sliver": row.sliver,
            "from_parcels": list(row.before_parcels), "to_parcels": list(row.after_parcels),
        }
        for row in rows
    ]  # fmt: skip
