"""What messages say of a cell: the text that stands in it, and what it became where it was converted."""

from typing import Any

import numpy as np

from natres.core.provenance import Layer
from natres.core.table_spec import ColumnSpec, Relation, TableSpec

__all__ = ["beside", "figures", "joined", "signs", "written"]


def figures(layer: Layer[Any], spec: TableSpec, row: int, relation: Relation, fact: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a broken relation with units where one of its cells is in another unit than its column."""
    used = [key for key in (relation.left, relation.right, relation.less) if key]
    if not any(layer.places.written.get((row, key), ("", {}))[1] for key in used):
        return fact
    more = beside(layer, spec, row, relation.left)
    units = signs(spec.column(relation.right))
    return {**fact, "expected": {lang: f"{fact['expected']} {unit}{more[lang]}" for lang, unit in units.items()}}


def written(layer: Layer[Any], row: int, column: str) -> str:
    """Return what stands in a cell, as a user finds it there."""
    if (row, column) in layer.places.written:
        return layer.places.written[row, column][0]
    return _shown(layer.frame[column].iloc[row])


def beside(layer: Layer[Any], spec: TableSpec, row: int, column: str) -> dict[str, str]:
    """Return what a converted cell became, to stand beside a limit: ``；99999 m² = 149.9985 亩``; "" for others."""
    text, units = layer.places.written.get((row, column), ("", {}))
    if not units:
        return {"zh": "", "en": ""}
    value = f"{float(layer.frame[column].iloc[row]):.10g}"
    return {
        language: f"{mark}{text} {units[language]} = {value} {sign}"
        for (language, sign), mark in zip(sorted(signs(spec.column(column)).items()), ("; ", "；"), strict=True)
    }


def _shown(value: Any) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def joined(texts: dict[str, str], more: dict[str, str]) -> dict[str, str]:
    """Return two texts of every language as one."""
    return {language: text + more[language] for language, text in texts.items()}


def signs(column: ColumnSpec) -> dict[str, str]:
    """Return the sign of a column's unit by language; "" without a unit."""
    return dict(column.unit.sign) if column.unit else {"zh": "", "en": ""}
