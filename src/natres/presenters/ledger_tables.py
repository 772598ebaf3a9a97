"""Ledgers as tables: what each adds up to, its rows by choice, and the parcels its rows lie on."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from natres.core.results import LedgerGroup, LedgerTable
from natres.core.table_spec import ColumnSpec, TableSpec
from natres.core.units import decimal_text, decimals_needed, round_half_up, unit_fraction
from natres.labels import words
from natres.presenters.bases import LedgerBases
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["ledger_details", "ledger_json", "ledger_tables"]

Ledgers = Sequence[tuple[LedgerTable, TableSpec]]
#: Area unit → the one it is also shown in.
_OTHER_AREA = {"ha": "mu", "mu": "ha"}


def ledger_tables(ledgers: Ledgers, language: str, class_names: Mapping[str, str]) -> tuple[Table, ...]:
    """Return one table of all ledgers, then for each its rows by choice and the parcels they lie on.

    Parameters
    ----------
    class_names : land class code → its name
    """
    if not ledgers:
        return ()
    tables = [_summary(ledgers, language)]
    for ledger, spec in ledgers:
        if ledger.groups:
            tables.append(_by_choice(LedgerBases(ledger, spec, [other for other, _ in ledgers], language)))
        if ledger.places:
            tables.append(_on_parcels(ledger, spec, language, class_names))
    return tuple(tables)


def _summary(ledgers: Ledgers, language: str) -> Table:
    w, rows = words(language), list[Row]()
    for ledger, spec in ledgers:
        title = spec.title[language]
        year = str(ledger.year or "—")
        told = LedgerBases(ledger, spec, [other for other, _ in ledgers], language)
        count = told.rows(Cell(str(ledger.rows), ledger.rows), w["ledgers.rows"])
        rows.append(Row(cells([title, year, w["ledgers.rows"], count, "", ""]), "total"))
        for key, total in ledger.sums.items():
            column = spec.column(key)
            unit = _sign(column, language)
            amount = told.amount(_number(total), column)
            line = ["", "", column.label[language], amount, unit, _converted(total, column, language)]
            rows.append(Row(cells(line), "", 1))
    columns = (
        Column(w["ledgers.ledger"]),
        Column(w["ledgers.year"]),
        Column(w["ledgers.item"]),
        Column(w["ledgers.amount"]),
        Column(w["unit.word"]),
        Column(w["ledgers.also"]),
    )
    notes = [w["ledgers.exact_note"]]
    for ledger, spec in ledgers:
        for key, count in ledger.outside_year.items():
            facts = {"ledger": spec.title[language], "column": spec.column(key).label[language], "count": count}
            notes.append(w["ledgers.outside_year"].format(**facts, year=ledger.year))
    return Table("ledgers", w["ledgers.title"], columns, tuple(rows), tuple(notes))


def _by_choice(told: LedgerBases) -> Table:
    ledger, spec, language = told.ledger, told.spec, told.language
    w, summed = words(language), list(ledger.sums)
    count = told.rows(Cell(str(ledger.rows), ledger.rows), w["ledgers.rows"])
    sums = [told.amount(_number(total), spec.column(key)) for key, total in ledger.sums.items()]
    rows = [Row(cells([w["land.sum"], count, *sums]), "total")]
    for key, groups in ledger.groups.items():
        column = spec.column(key)
        rows.append(Row(cells([column.label[language], *[""] * (len(summed) + 1)])))
        rows += [_group(group, column, told) for group in groups]
    columns = (
        Column(w["ledgers.item"]),
        Column(w["ledgers.rows"]),
        *(Column(spec.column(k).label[language], _sign(spec.column(k), language)) for k in summed),
    )
    return Table(f"ledger_{ledger.kind}", spec.title[language], columns, tuple(rows))


def _group(group: LedgerGroup, column: ColumnSpec, told: LedgerBases) -> Row:
    language, value = told.language, (column, group.value)
    label = next((c.label[language] for c in column.choices if c.key == group.value), group.value)
    name = label or words(language)["ledgers.blank"]
    count = told.rows(Cell(str(group.rows), group.rows), words(language)["ledgers.rows"], value)
    sums = [told.amount(_number(group.sums[k]), told.spec.column(k), value) for k in told.ledger.sums]
    return Row(cells([name, count, *sums]), "", 1)


def _on_parcels(ledger: LedgerTable, spec: TableSpec, language: str, class_names: Mapping[str, str]) -> Table:
    w = words(language)
    rows: list[Row] = []
    for place in ledger.places:
        said = w["ledgers.town_differs"] if place.town_differs else "" if place.parcel_id else w["ledgers.no_parcel"]
        line = [place.name, place.parcel_id or "—", place.land_class or "—", class_names.get(place.land_class, "—")]
        rows.append(Row(cells([*line, place.unit_code or "—", said]), "alert" if said else ""))
    columns = (
        Column(spec.column(spec.identity[0]).label[language] if spec.identity else w["ledgers.item"]),
        Column(w["ledgers.parcel"]),
        Column(w["land.code"]),
        Column(w["land.name"]),
        Column(w["land.unit_code"]),
        Column(w["ledgers.said"]),
    )
    notes = [w["ledgers.parcel_note"]]
    if ledger.without_place:
        notes.append(w["ledgers.without_place"].format(count=ledger.without_place))
    title = w["ledgers.on_parcels"].format(title=spec.title[language])
    return Table(f"ledger_{ledger.kind}_parcels", title, columns, tuple(rows), tuple(notes))


def ledger_details(frame: pd.DataFrame, spec: TableSpec, language: str) -> tuple[str, ...]:
    """Return in one line what every row says: its amounts with their units, choices in words, days."""
    shown = [c for c in spec.columns if c.key in frame and c.key not in _UNSAID and c.key not in spec.identity]
    rows = frame[[column.key for column in shown]].to_dict("records")
    return tuple("，".join(filter(None, (_said(row[c.key], c, language) for c in shown))) for row in rows)


#: What a tooltip need not say: the place is where one points at.
_UNSAID = ("longitude", "latitude", "x", "y", "remarks")


def _said(value: Any, column: ColumnSpec, language: str) -> str:
    if value is None or value != value or value == "":  # noqa: PLR0124  NaN
        return ""
    if column.kind == "choice":
        value = next((c.label[language] for c in column.choices if c.key == value), value)
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{column.label[language]} {text}{' ' + _sign(column, language) if column.unit else ''}"


def ledger_json(ledgers: Ledgers, language: str) -> list[dict[str, Any]]:
    """Return every ledger with its sums, groups and the parcels its rows lie on."""
    return [_one(ledger, spec, language) for ledger, spec in ledgers]


def _one(ledger: LedgerTable, spec: TableSpec, language: str) -> dict[str, Any]:
    return {
        "kind": ledger.kind,
        "label": spec.title[language],
        "year": ledger.year,
        "rows": ledger.rows,
        "sums": [
            {
                "column": key,
                "label": spec.column(key).label[language],
                "unit": _unit_key(spec.column(key)),
                "sum": float(total),
                "sum_text": _number(total).text,
            }
            for key, total in ledger.sums.items()
        ],
        "groups": {
            key: [{"value": g.value, "rows": g.rows, "sums": _floats(g.sums)} for g in groups]
            for key, groups in ledger.groups.items()
        },
        "towns": [{"unit": g.value, "rows": g.rows, "sums": _floats(g.sums)} for g in ledger.towns],
        "places": [
            {"row": p.row, "name": p.name, "parcel_id": p.parcel_id or None, "land_class": p.land_class or None,
             "unit_code": p.unit_code or None, "town_differs": p.town_differs}
            for p in ledger.places
        ],
    }  # fmt: skip


def _floats(sums: Mapping[str, Fraction]) -> dict[str, float]:
    return {key: float(total) for key, total in sums.items()}


def _unit_key(column: ColumnSpec) -> str | None:
    return column.unit.key if column.unit else None


def _sign(column: ColumnSpec, language: str) -> str:
    """Return the unit of a column; volumes are spelled as in every other table."""
    unit = column.unit
    if unit is None:
        return ""
    return words(language)[f"unit.{unit.key}"] if unit.family == "volume" else unit.sign[language]


def _number(value: Fraction) -> Cell:
    """Return an exact decimal with the digits it has; what no decimal holds (a converted mu) with four."""
    decimals = decimals_needed(value, 4)
    return Cell(decimal_text(round_half_up(value * 10**decimals), decimals), float(value))


def _converted(total: Fraction, column: ColumnSpec, language: str) -> str:
    """Return an area in the other of hectare and mu, to four decimals."""
    other = _OTHER_AREA.get(_unit_key(column) or "")
    if column.kind != "area" or other is None:
        return ""
    value = total * unit_fraction(str(_unit_key(column))) / unit_fraction(other)
    decimals = 2 if other == "mu" else 4
    return f"{decimal_text(round_half_up(value * 10**decimals), decimals)} {words(language)[f'unit.{other}']}"
