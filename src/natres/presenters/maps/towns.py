"""The town list of a map: per town what its land divides into, in the numbers the tables of the run print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from natres.core.basis import Basis, Quotient
from natres.core.map_definition import MapDefinition
from natres.labels import words
from natres.presenters.maps.material import Frame, MapSet
from natres.presenters.maps.panels import tenure_columns
from natres.presenters.printing import Tree, share_column
from natres.presenters.table import Cell, Row, Table
from natres.presenters.web import Town, TownPart

__all__ = ["town_list"]

_TOWN_CODE = re.compile(r"\d{9}\Z")


@dataclass(frozen=True)
class _Division:
    """Where a table holds the towns: columns of name and sum, and (column, colour) of each part."""

    table: str
    name: int
    total: int
    parts: tuple[tuple[int, str], ...]


def town_list(definition: MapDefinition, maps: MapSet, language: str) -> tuple[str, tuple[Town, ...]]:
    """Return what the town list is about and its towns; nothing where the run has no table of towns."""
    frame = maps.frames[language]
    division = _division(definition, maps)
    if division is None or division.table not in frame.tables:
        return "", ()
    table = frame.tables[division.table]
    towns = [
        _town(row, table, division, language, maps.rounding)
        for row in table.rows
        if _TOWN_CODE.match(row.cells[0].text)
    ]
    return table.title, tuple(towns)


def _division(definition: MapDefinition, maps: MapSet) -> _Division | None:
    if definition.layer == "forest" and maps.forest and not maps.public:  # it tells state from collective land
        return _by_tenure(maps, next(iter(maps.frames.values())))
    if definition.layer != "parcels" or not maps.land:
        return None
    scheme = maps.land.scheme
    if definition.by == "ownership":
        kinds = scheme.ownership
        parts = tuple((2 + n, kind.colour) for n, kind in enumerate(kinds))
        return _Division("land_ownership", 1, 2 + len(kinds), parts)
    parts = tuple((3 + n, group.colour) for n, group in enumerate(scheme.groups))
    return _Division("land_units", 1, 2, parts)


def _by_tenure(maps: MapSet, frame: Frame) -> _Division | None:
    table = frame.tables.get("forest_units")
    if table is None or maps.forest is None:
        return None
    first, total, _ = tenure_columns(table)
    parts = tuple((first + n, tenure.colour) for n, tenure in enumerate(maps.forest.scheme.tenures[: total - first]))
    return _Division("forest_units", first - 1, total, parts)


def _town(row: Row, table: Table, division: _Division, language: str, rounding: str) -> Town:
    total = row.cells[division.total]
    cells = [row.cells[column] for column, _ in division.parts]
    shares = _shares(total, cells, rounding)
    parts = tuple(
        TownPart(
            label=table.columns[column].label,
            colour=colour,
            area=f"{cell.text} {table.columns[column].unit}",
            share=f"{share.text} %" if share.number is not None else "—",
            size=(cell.number or 0.0) / total.number if total.number else 0.0,
            basis=cell.basis,
            share_basis=_share_basis(cell, total, table.columns[column].label, language),
        )
        for (column, colour), cell, share in zip(division.parts, cells, shares, strict=True)
    )
    name, unit = row.cells[division.name].text, table.columns[division.total].unit
    return Town(row.cells[0].text, name, f"{total.text} {unit}", parts, total.basis)


def _shares(total: Cell, parts: Sequence[Cell], rounding: str) -> list[Cell]:
    """Return the printed shares of a town's parts, whatever the unit of the table; closed ones add up to 100."""
    whole, *areas = (round((cell.number or 0.0) * 10**6) for cell in (total, *parts))
    return share_column(Tree.of_parts(whole, areas), whole, rounding)[1:]


def _share_basis(part: Cell, total: Cell, label: str, language: str) -> Basis | None:
    if part.basis is None or total.basis is None:
        return None
    rule = words(language)["map.town_share"].format(part=label)
    return Basis(rule, Quotient(part.basis.how, total.basis.how, 100), "percent")
