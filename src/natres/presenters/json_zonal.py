"""Class areas per zone as JSON with the promised keys; areas are m² on the ellipsoid, not rounded."""

from collections.abc import Mapping, Sequence
from typing import Any

from natres.core.results import ValueArea, ValueChange, ZonalTable, ZoneAreas

__all__ = ["zonal_json"]


def zonal_json(table: ZonalTable, labels: Mapping[int, str]) -> dict[str, Any]:
    """Return the zones with their classes, and with two rasters what became of what."""
    raster = table.raster
    return {
        "raster": {
            "cell": list(raster.cell),
            "planar_cell_m2": raster.planar_cell_m2,
            "resampled": "nearest" if raster.resampled else None,
        },
        "zones": [_zone(zone, table, labels) for zone in table.zones],
    }


def _zone(zone: ZoneAreas, table: ZonalTable, labels: Mapping[int, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": zone.id,
        "label": zone.label,
        "rows": zone.rows,
        "area_m2": zone.area_m2,
        "survey_m2": zone.survey_m2,
        "covered_m2": zone.covered_m2,
        "nodata_m2": zone.nodata_m2,
        "uncovered_m2": zone.uncovered_m2,
        "residual_m2": zone.residual_m2,
        "classes": _classes(zone.values, zone.covered_m2, table, labels),
    }
    if table.two_dates:
        after_m2 = sum(value.area_m2 for value in zone.after)
        found |= {
            "after_nodata_m2": zone.after_nodata_m2,
            "classes_after": _classes(zone.after, after_m2, table, labels),
            "common_m2": zone.common_m2,
            "changes": [_change(change, labels) for change in zone.changes],
        }
    return found


def _classes(
    values: Sequence[ValueArea], whole: float, table: ZonalTable, labels: Mapping[int, str]
) -> list[dict[str, Any]]:
    cell = table.raster.planar_cell_m2
    return [
        {
            "value": value.value,
            "label": labels.get(value.value),
            "area_m2": value.area_m2,
            "share": value.area_m2 / whole if whole else None,
            "cells": value.cells,
            "planar_m2": None if cell is None else value.cells * cell,
        }
        for value in values
    ]


def _change(change: ValueChange, labels: Mapping[int, str]) -> dict[str, Any]:
    before, after = change.before, change.after
    return {
        "from": before,
        "from_label": None if before is None else labels.get(before),
        "to": after,
        "to_label": None if after is None else labels.get(after),
        "area_m2": change.area_m2,
    }
