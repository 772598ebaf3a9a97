"""The kinds of tables natres reads, from ``classifications/tables``: one file per kind, units and words beside them."""

import tomllib
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from natres.core.table_spec import Choice, ColumnSpec, Relation, TableSpec, TableUnit, TableWords

__all__ = ["LEDGER_KINDS", "TABLE_KINDS", "read_spec", "read_table_words"]

LEDGER_KINDS = (
    "farmland_balance", "illegal_land", "land_supply", "land_acquisition", "approved_unsupplied", "plans",
    "water_users", "afforestation",
)  # fmt: skip
TABLE_KINDS = ("wells", "rights", *LEDGER_KINDS)

_LIMITS = ("least", "most", "odd_below", "odd_above", "suspect_above")


@cache
def read_spec(kind: str) -> TableSpec:
    """Return what a kind of table may hold.

    >>> spec = read_spec("wells")
    >>> spec.required, spec.column("produced_1e4m3").heading("zh")
    (('well_id', 'role'), '年开采量（万m³）')
    """
    table = _table(kind)
    return TableSpec(
        kind=kind,
        title=table["title"],
        columns=tuple(_column(key, entry) for key, entry in table["columns"].items()),
        relations=tuple(_relation(entry) for entry in table.get("relations", ())),
        identity=tuple(table.get("identity", ())),
        coordinates=table.get("coordinates", "none"),
    )


@cache
def read_table_words() -> TableWords:
    """Return the units and the words that every kind of table shares."""
    table = _table("words")
    units = {
        key: TableUnit(key, entry["family"], Fraction(entry["factor"]), entry["sign"], tuple(entry["words"]))
        for key, entry in _table("units").items()
    }
    return TableWords(
        totals=tuple(table["totals"]),
        subtotals=tuple(table["subtotals"]),
        signatures=tuple(table["signatures"]),
        marks=frozenset(table["marks"]),
        serials=frozenset(table["serials"]),
        unit_signs=table["unit_signs"],
        per_year=tuple(table["per_year"]),
        units=units,
    )


def _table(name: str) -> dict[str, Any]:
    path = files("natres").joinpath("classifications", "tables", f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _relation(entry: dict[str, Any]) -> Relation:
    given: dict[str, Any] = {**entry, "factor": Fraction(entry.get("factor", "1"))}
    return Relation(**given)


def _column(key: str, entry: dict[str, Any]) -> ColumnSpec:
    given = dict(entry)
    given["names"] = tuple(given["names"])
    given["choices"] = tuple(
        Choice(choice["key"], choice["label"], tuple(choice["words"])) for choice in given.get("choices", ())
    )
    given["unit"] = read_table_words().units[given["unit"]] if "unit" in given else None
    for limit in _LIMITS:
        if limit in given:
            given[limit] = Fraction(given[limit])
    return ColumnSpec(key=key, **given)
