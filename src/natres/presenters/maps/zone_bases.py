"""Tables of zones as a map shows them: every printed area with the pieces of parcels it adds up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from natres.core.basis import Basis, Rows, Where
from natres.labels import words
from natres.presenters.maps.material import ZonedMaterial
from natres.presenters.maps.zoned import finding_rows
from natres.presenters.table import Cell, Row, Table

__all__ = ["with_zone_bases"]

_TOWN_TABLE = "overlay_questions_town"


def with_zone_bases(table: Table, zoned: ZonedMaterial, groups: Sequence[str], language: str) -> Table:
    """Return a table of an overlay with the bases of its areas; any other as it is.

    Parameters
    ----------
    groups : keys of the columns by group, in their order
    """
    make: Mapping[str, Callable[[], Sequence[Row]]] = {
        "overlay_combinations": lambda: _combinations(table, zoned, groups, language),
        "overlay_layers": lambda: _layers(table, zoned, groups, language),
        "overlay_questions": lambda: _questions(table, zoned, language),
        _TOWN_TABLE: lambda: _by_town(table, zoned, language),
    }
    return replace(table, rows=tuple(make[table.key]())) if table.key in make else table


def _combinations(table: Table, zoned: ZonedMaterial, groups: Sequence[str], language: str) -> list[Row]:
    every = [(), *((key,) for key in zoned.combinations)]
    return [
        _areas(row, zoned, keys, 1, groups, language) for row, keys in zip(table.rows, every, strict=True)
    ]  # fmt: skip


def _layers(table: Table, zoned: ZonedMaterial, groups: Sequence[str], language: str) -> list[Row]:
    found: list[Row] = []
    for row, layer in zip(table.rows, zoned.layers, strict=True):
        under = tuple(key for key, layers in zoned.combinations.items() if layer in layers)
        found.append(_areas(row, zoned, under or (_NOWHERE,), 2, groups, language))
    return found


#: No combination of layers is called so.
_NOWHERE = "-"


def _areas(
    row: Row, zoned: ZonedMaterial, zones: tuple[str, ...], first: int, groups: Sequence[str], language: str
) -> Row:
    """Give a row its bases: the area in column ``first``, then that of each group."""
    under: Where = {"zones": zones} if zones else {}
    found = {first: Rows("zoned", (under,) if under else ())}
    for place, key in enumerate(groups, start=first + 1):
        found[place] = Rows("zoned", ({**under, "land_class": _codes(zoned, key)},))
    return _based(row, found, dict.fromkeys(found, zoned.unit), row.cells[0].text, language)


def _codes(zoned: ZonedMaterial, group: str) -> tuple[str, ...]:
    """Return the codes of the frame, classes and ridges, that are of a group."""
    frame, scheme = zoned.frame, zoned.scheme
    codes = {*frame["land_class"].unique(), *frame["deduction_class"].unique()}
    return tuple(sorted(code for code in codes if (scheme.group_of(code) or "unclassified") == group))


def _questions(table: Table, zoned: ZonedMaterial, language: str) -> list[Row]:
    found: list[Row] = []
    for row, question in zip(table.rows, zoned.scheme.zone_questions, strict=True):
        rows = finding_rows(zoned, question.key)
        there = question.zone in zoned.layers
        found.append(_based(row, {1: rows, 2: rows}, {1: "ha", 2: "mu"}, row.cells[0].text, language) if there else row)
    return found


def _by_town(table: Table, zoned: ZonedMaterial, language: str) -> list[Row]:
    """Give every question and each town below it the pieces that answer it."""
    asked = iter([q.key for q in zoned.scheme.zone_questions if q.zone in zoned.layers])
    rows, label, found = Rows("zoned"), "", list[Row]()
    for row in table.rows:
        if row.indent == 0:
            rows, label = finding_rows(zoned, next(asked)), row.cells[1].text
            own, what = rows, label
        else:
            town = (row.cells[0].text,)
            own = Rows("zoned", tuple({**one, "town": town} for one in rows.where))
            what = f"{label} · {row.cells[1].text}"
        found.append(_based(row, {2: own}, {2: zoned.unit}, what, language))
    return found


def _based(row: Row, rows: Mapping[int, Rows], units: Mapping[int, str], what: str, language: str) -> Row:
    rule = words(language)["map.area_rule"].format(what=what)

    def cell(place: int) -> Cell:
        mine = row.cells[place]
        return mine.because(lambda: Basis(rule, rows[place], units[place])) if place in rows else mine

    return replace(row, cells=tuple(cell(place) for place in range(len(row.cells))))
