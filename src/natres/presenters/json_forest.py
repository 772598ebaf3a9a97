"""Forest land as JSON with the promised keys; areas are m², shares 0–1, what is printed stands beside as text."""

from collections.abc import Mapping, Sequence
from typing import Any

from natres.core.results import ForestBreakdown, ForestStock, ForestUnit
from natres.core.units import area_text
from natres.presenters.forest import ForestPrints
from natres.presenters.json_text import m2, share_of
from natres.presenters.printing import Tree, share_column
from natres.presenters.table import Cell

__all__ = ["forest_json"]


def forest_json(prints: ForestPrints) -> dict[str, Any]:
    """Return forest land by class, tenure, town and attribute, and its stock."""
    forest, scheme, language = prints.forest, prints.scheme, prints.language
    classes = {c.key: c.label[language] for c in scheme.classes}
    tenures = {t.key: t.label[language] for t in scheme.tenures}
    return {
        "area_kind": forest.area_kind,
        "plots": forest.plots,
        "total_m2": m2(forest.total_dm2),
        "total_text": area_text(forest.total_dm2, "ha"),
        "outside_m2": m2(forest.outside_dm2),
        "unmanaged_m2": m2(forest.unmanaged_dm2),
        "by_class": _rows(prints, forest.by_class, classes, prints.classes["ha"]),
        "by_tenure": _rows(prints, forest.by_tenure, tenures, prints.tenures["ha"]),
        "matrix": [{"forest_class": c, "tenure": t, "area_m2": m2(a)} for c, t, a in forest.matrix],
        "by_unit": [{"unit": u, "tenure": t, "area_m2": m2(a)} for u, t, a in forest.by_unit],
        "cells": [
            {**_unit(c.unit), "forest_class": c.forest_class, "tenure": c.tenure, "plots": c.plots,
             "area_m2": m2(c.area_dm2)}
            for c in forest.cells
        ],
        "by_area_kind": [
            {"kind": kind, "by_class": [{"key": c, "area_m2": m2(a)} for c, a in sums]} for kind, sums in forest.by_kind
        ],
        "by_tenure_code": [
            {"tenure": t, "code": c, "plots": n, "area_m2": m2(a)} for t, c, n, a in forest.tenure_codes
        ],
        "breakdowns": [_breakdown(prints, breakdown) for breakdown in forest.breakdowns],
        "by_chief": [{"chief": name, "tenure": t, "area_m2": m2(a)} for name, t, a in forest.chiefs],
        "stock": {
            "by_class": [_stock(stock, "forest_class") for stock in forest.stock_by_class],
            "by_species": [_stock(stock, "species") for stock in forest.stock_by_species],
            "without_m2": m2(forest.without_stock_dm2),
        },
    }  # fmt: skip


def _rows(
    prints: ForestPrints, parts: Sequence[tuple[str, int]], labels: Mapping[str, str], printed: Sequence[Cell]
) -> list[dict[str, Any]]:
    total = prints.forest.total_dm2
    share = share_column(Tree.of_parts(total, [area for _, area in parts]), total, prints.rounding)
    return [
        {
            "key": key,
            "label": labels[key],
            "area_m2": m2(area),
            "share": share_of(area, total),
            "area_text": printed[i].plain,
            "share_text": share[i].plain,
        }
        for i, (key, area) in enumerate(parts, start=1)
    ]


def _unit(unit: ForestUnit) -> dict[str, str]:
    return {"unit_code": unit.code, "unit": unit.name}


def _breakdown(prints: ForestPrints, breakdown: ForestBreakdown) -> dict[str, Any]:
    attribute = prints.attribute(breakdown.key)
    rows = [
        {"key": key, "label": prints.value_label(attribute, key), "plots": plots, "area_m2": m2(area)}
        for key, plots, area in breakdown.rows
    ]
    label = attribute.label[prints.language]
    return {"key": breakdown.key, "label": label, "of": breakdown.of, "total_m2": m2(breakdown.total_dm2), "rows": rows}


def _stock(stock: ForestStock, key: str) -> dict[str, Any]:
    return {key: stock.key, "plots": stock.plots, "area_m2": m2(stock.area_dm2), "stock_m3": float(stock.stock_m3)}
