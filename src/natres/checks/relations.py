"""What must hold between the columns of a row: parts within wholes, differences, dates in their order."""

import datetime
from fractions import Fraction
from typing import Any

import pandas as pd

from natres.core.table_spec import Relation, TableSpec

__all__ = ["broken_relations"]

#: What two numbers of a spreadsheet may differ by and still be equal, relative to the larger.
_NOISE = Fraction(1, 10**9)


def broken_relations(frame: pd.DataFrame, spec: TableSpec) -> list[tuple[Relation, list[int], list[dict[str, Any]]]]:
    """Return the relations that do not hold, with their rows and the figures of each.

    A relation says nothing of a row where one of its columns is empty.
    """
    found: list[tuple[Relation, list[int], list[dict[str, Any]]]] = []
    for relation in spec.relations:
        columns = [key for key in (relation.left, relation.right, relation.less) if key]
        if not set(columns) <= set(frame):
            continue
        rows: list[int] = []
        facts: list[dict[str, Any]] = []
        for row, cells in enumerate(frame[columns].itertuples(index=False, name=None)):
            values = [_value(cell) for cell in cells]
            if None in values or _holds(relation, values):
                continue
            rows.append(row)
            facts.append(_facts(relation, spec, cells, values))
        found.append((relation, rows, facts))
    return found


def _value(cell: Any) -> Any:
    if isinstance(cell, datetime.date):
        return cell
    return None if cell is None or pd.isna(cell) else Fraction(str(float(cell)))


def _holds(relation: Relation, values: list[Any]) -> bool:
    left, right = values[0], values[1]
    if relation.rule == "not_before":
        return left >= right
    if relation.rule == "difference":
        return _equal(left, right - values[2])
    if relation.factor != 1 and right <= 0:  # many times nothing: a reinjection well says that it produced 0
        return True
    right = right * relation.factor
    if relation.rule == "below":
        return left < right
    return left <= right or _equal(left, right)


def _equal(left: Fraction, right: Fraction) -> bool:
    return abs(left - right) <= _NOISE * max(abs(left), abs(right), Fraction(1))


def _facts(relation: Relation, spec: TableSpec, cells: tuple[Any, ...], values: list[Any]) -> dict[str, Any]:
    """Return the names and figures a message needs: the other column, its value, what was to be expected."""
    expected = values[1] - values[2] if relation.rule == "difference" else values[1]
    shown = expected.isoformat() if isinstance(expected, datetime.date) else f"{float(expected):.10g}"
    factor = "" if relation.factor == 1 else f"{relation.factor} × "
    other = {
        language: factor + label + (f" − {spec.column(relation.less).label[language]}" if relation.less else "")
        for language, label in spec.column(relation.right).label.items()
    }
    return {"other": other, "expected": shown}
