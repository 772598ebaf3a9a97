"""An overlay as JSON with the promised keys; ``area_m2`` is the ledger's, planar and survey areas are unrounded."""

from collections.abc import Iterable, Sequence
from typing import Any

from natres.core.results.overlay import Area, LayerGround, OverlayCell
from natres.presenters.json_text import m2
from natres.presenters.overlay.page import OverlayPage
from natres.presenters.scheme_notes import scheme_json

__all__ = ["overlay_json"]


def overlay_json(page: OverlayPage) -> dict[str, Any]:
    """Return cells by zone, exclusive combinations, totals that close, and the questions."""
    overlay = page.overlay
    return {
        "area_kind": overlay.area_kind,
        "scheme": scheme_json(page.scheme, page.language),
        "layers": [_layer(page, layer) for layer in overlay.layers],
        "cells": [
            {"zone_layer": layer.key, "zone": zone.code, "zone_name": zone.name, **cell}
            for layer in overlay.layers for zone in layer.zones for cell in _cells(page, zone.cells)
        ],
        "combinations": [
            {"zone_layers": list(one.layers), **cell}
            for one in overlay.combinations for cell in _cells(page, one.cells)
        ],
        "totals": {
            "parcels": overlay.parcels,
            **_area(overlay.whole),
            "combinations": [{"zone_layers": list(one.layers), **_area(one.area)} for one in overlay.combinations],
            "difference_m2": _difference(page),
        },
        "questions": _questions(page),
    }  # fmt: skip


def _difference(page: OverlayPage) -> float:
    """Return the parcels less all combinations, in the ledger's area: 0 where everything closes."""
    overlay = page.overlay
    return m2(overlay.whole.ledger_dm2 - sum(one.area.ledger_dm2 for one in overlay.combinations))


def _layer(page: OverlayPage, layer: LayerGround) -> dict[str, Any]:
    """Return a layer with the land inside it, counted once, and what its zones have besides."""
    return {
        "zone_layer": layer.key,
        "label": page.layer_label(layer.key),
        "zones": [
            {"zone": zone.code, "zone_name": zone.name, "row": zone.row, "planar_m2": zone.planar_m2,
             "survey_m2": zone.survey_m2, "outside_parcels_m2": zone.outside_m2}
            for zone in layer.zones
        ],
        "zones_planar_m2": layer.planar_m2,
        "outside_parcels_m2": layer.outside_m2,
        "overlap_m2": layer.overlap_m2,
        **_area(layer.area),
        "classes": list(_cells(page, layer.cells)),
    }  # fmt: skip


def _cells(page: OverlayPage, cells: Sequence[OverlayCell]) -> Iterable[dict[str, Any]]:
    return (
        {
            "class": cell.land_class, "group": page.group_of(cell),
            "ownership": page.scheme.ownership_of(cell.ownership_type), "ownership_type": cell.ownership_type,
            "town": cell.town or None, **_area(cell.area),
        }
        for cell in cells
    )  # fmt: skip


def _area(area: Area) -> dict[str, float]:
    return {"area_m2": m2(area.ledger_dm2), "planar_m2": area.planar_m2, "survey_m2": area.survey_m2}


def _questions(page: OverlayPage) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for answer, question in zip(page.answers, page.scheme.zone_questions, strict=True):
        known = answer.cells is not None
        head: dict[str, Any] = {
            "key": answer.key,
            "label": question.label[page.language],
            "rule": question.rule[page.language],
        }
        area: dict[str, Any] = _area(answer.area) if known else dict.fromkeys(("area_m2", "planar_m2", "survey_m2"))
        by = {
            name: [{"code": code, "label": label, **_area(part)} for code, label, part in page.parts(answer.cells, key)]
            for name, key in (("by_class", "land_class"), ("by_ownership", "ownership"), ("by_town", "town"))
        } if answer.cells is not None else {}  # fmt: skip
        found.append({**head, "zone_layer": answer.zone, "why_not": None if known else "no_layer", **area, **by})
    return found
