"""Class areas of a raster per zone as tables: what is covered, areas by class, changes between two dates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from natres.core.results import ZonalTable, ZoneAreas
from natres.core.units import DISPLAY, area_text, to_dm2
from natres.labels import words
from natres.presenters.printing import Tree, area_columns, share_column, star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["BRIEF", "ZonalPage", "resampled_mark", "zonal_tables"]

#: What a terminal shows; the other tables are in a workbook or in CSV.
BRIEF = ("zonal_zones", "zonal_values", "zonal_after", "zonal_from_to")
#: Beyond so many numbers each is rounded alone.
_MOST_CLOSED = 20_000


@dataclass(frozen=True)
class ZonalPage:
    """Zones with the names of their values, and how they are to be printed; ``years`` are those of the rasters.

    ``about`` names the rasters and the zones.
    """

    table: ZonalTable
    labels: Mapping[int, str]
    language: str
    unit: str = "ha"
    rounding: str = "closed"
    years: tuple[int | None, int | None] = (None, None)
    about: str = ""

    def name_of(self, value: int) -> str:
        """Return the name of a value; of one without a name the value itself."""
        return self.labels.get(value, "") or str(value)

    @property
    def unit_label(self) -> str:
        """The unit of the tables in words."""
        return words(self.language)[f"unit.{self.unit}"]

    def text(self, area_m2: float) -> Cell:
        """Return an area that is rounded alone."""
        return Cell(area_text(to_dm2(area_m2), self.unit, DISPLAY[self.unit]), area_m2)


def zonal_tables(page: ZonalPage) -> tuple[Table, ...]:
    """Return the account of the zones, areas by class of each date (across and down), and the changes."""
    dates = [_Date.of(page, "values", page.years[0])]
    if page.table.two_dates:
        dates.append(_Date.of(page, "after", page.years[1]))
    tables = [_account(page), *(_across(page, date) for date in dates), *(_down(page, date) for date in dates)]
    tables += [_from_to(page), _changes(page)] if page.table.two_dates else []
    return tuple(replace(table, about=page.about) for table in tables)


def resampled_mark(table: ZonalTable, language: str) -> tuple[str, ...]:
    """Return what every output says of a raster that was brought onto the cells of another."""
    return (words(language)["zonal.resampled"],) if table.raster.resampled else ()


def _account(page: ZonalPage) -> Table:
    """Lay out what of each zone has a value, has none, lies beyond the raster; the survey area stands beside."""
    w, rows = words(page.language), list[Row]()
    for zone in page.table.zones:
        parts = [zone.covered_m2, zone.nodata_m2, zone.uncovered_m2]
        figures = [page.text(zone.area_m2), *(page.text(part) for part in parts), _square_metres(zone.residual_m2)]
        rows.append(Row(cells([_zone_name(zone), zone.id, *figures, page.text(zone.survey_m2)])))
    label, decimals = page.unit_label, DISPLAY[page.unit]
    columns = (
        Column(w["zonal.zone"]),
        Column(w["land.code"]),
        Column(w["zonal.area"], label, decimals),
        Column(w["zonal.covered"], label, decimals),
        Column(w["zonal.nodata"], label, decimals),
        Column(w["zonal.uncovered"], label, decimals),
        Column(w["zonal.residual"], "m²", 3),
        Column(w["zonal.survey"], label, decimals),
    )
    raster = page.table.raster
    size = " × ".join(f"{size:.10g}" for size in raster.cell)
    place = w["zonal.cells_m"] if raster.planar_cell_m2 else w["zonal.cells_degrees"]
    notes = (w["zonal.account_note"], place.format(cell=size))
    return Table("zonal_zones", w["zonal.account"], columns, tuple(rows), notes)


def _square_metres(area_m2: float) -> Cell:
    text = f"{area_m2:.3f}"
    return Cell("0.000" if text == "-0.000" else text, area_m2)


def _zone_name(zone: ZoneAreas) -> str:
    return zone.label or zone.id


@dataclass(frozen=True)
class _Date:
    """The areas of one date as they print: a row per zone and one for all, a column per value, the row total last."""

    key: str
    title: str
    values: tuple[int, ...]
    exact: tuple[tuple[int, ...], ...]
    printed: tuple[tuple[Cell, ...], ...]

    @classmethod
    def of(cls, page: ZonalPage, key: str, year: int | None) -> Self:
        """Close the areas of all zones and values at once, so that rows and columns add up as printed."""
        w, zones = words(page.language), page.table.zones
        of_zone = [{v.value: to_dm2(v.area_m2) for v in (z.after if key == "after" else z.values)} for z in zones]
        values = tuple(sorted({value for areas in of_zone for value in areas}))
        rows = [tuple(areas.get(value, 0) for value in values) for areas in of_zone]
        whole = tuple(sum(row[column] for row in rows) for column in range(len(values)))
        exact = (whole, *rows)
        tree = Tree(exact if values else ((0,),) * len(exact), (-1, *(0 for _ in rows)))
        rounding = page.rounding if len(rows) * len(values) <= _MOST_CLOSED else "plain"
        printed = area_columns(tree, page.unit, DISPLAY[page.unit], rounding)
        title = w["zonal.classes_of"].format(year=year) if year else w["zonal.classes"]
        if page.table.two_dates and not year:
            title = w["zonal.classes_after"] if key == "after" else w["zonal.classes_before"]
        return cls(key, title, values, exact, tuple(tuple(row) for row in printed))

    def lines(self, page: ZonalPage) -> list[tuple[str, int]]:
        """Return the names of the rows with their place: the zones, then all of them where there are several."""
        names = [(_zone_name(zone), row) for row, zone in enumerate(page.table.zones, 1)]
        return [*names, (words(page.language)["zonal.all"], 0)] if len(names) > 1 else names


def _across(page: ZonalPage, date: _Date) -> Table:
    """Lay out a row per zone and a column per class."""
    w, decimals = words(page.language), DISPLAY[page.unit]
    rows = [
        Row(cells([name, date.printed[row][-1], *date.printed[row][:-1]]), "" if row else "total")
        for name, row in date.lines(page)
    ]
    named = [Column(_value(page, value), page.unit_label, decimals) for value in date.values]
    columns = (Column(w["zonal.zone"]), Column(w["zonal.covered"], page.unit_label, decimals), *named)
    if not date.values:
        rows = [Row(row.cells[:2], row.mark) for row in rows]
    notes = star_note(rows, page.language)
    return Table(f"zonal_{date.key}", date.title, columns, tuple(rows), notes, page.unit_label)


def _down(page: ZonalPage, date: _Date) -> Table:
    """Lay out the classes of each zone below it, with their shares of its covered area."""
    w, rows = words(page.language), list[Row]()
    for name, row in date.lines(page):
        whole, areas = sum(date.exact[row]), date.printed[row]
        found = [n for n, area in enumerate(date.exact[row]) if area and date.values]
        shares = share_column(Tree.of_parts(whole, [date.exact[row][n] for n in found]), whole, page.rounding)
        rows.append(Row(cells([name, "", w["zonal.covered"], areas[-1], shares[0]]), "total"))
        for n, share in zip(found, shares[1:], strict=True):
            value = date.values[n]
            rows.append(Row(cells(["", str(value), page.name_of(value), areas[n], share])))
    columns = (
        Column(w["zonal.zone"]), Column(w["zonal.value"]), Column(w["zonal.class"]),
        Column(w["zonal.area_of_class"], page.unit_label, DISPLAY[page.unit]), Column(w["zonal.share"], "%", 2),
    )  # fmt: skip
    notes = (w["zonal.share_note"], *star_note(rows, page.language))
    return Table(f"zonal_{date.key}_shares", f"{date.title} · {w['zonal.share']}", columns, tuple(rows), notes)


def _from_to(page: ZonalPage) -> Table:
    """Lay out what became of what over all zones: the first date down, the second across."""
    w, decimals = words(page.language), DISPLAY[page.unit]
    sums: dict[tuple[int, int], float] = {}
    for change in (change for zone in page.table.zones for change in zone.changes):
        if change.before is not None and change.after is not None:
            key = (change.before, change.after)
            sums[key] = sums.get(key, 0.0) + change.area_m2
    before, after = (sorted({key[side] for key in sums}) for side in (0, 1))
    exact = [tuple(to_dm2(sums.get((one, other), 0.0)) for other in after) for one in before]
    whole = tuple(sum(row[n] for row in exact) for n in range(len(after))) or (0,)
    printed = area_columns(Tree((whole, *exact), (-1, *(0 for _ in exact))), page.unit, decimals, page.rounding)
    names = [w["zonal.all"], *(_value(page, value) for value in before)]
    lines = [Row(cells([name, row[-1], *row[: len(after)]])) for name, row in zip(names, printed, strict=True)]
    rows = (*lines[1:], Row(lines[0].cells, "total"))
    columns = (
        Column(w["zonal.from_to"]), Column(w["zonal.area_of_class"], page.unit_label, decimals),
        *(Column(_value(page, value), page.unit_label, decimals) for value in after),
    )  # fmt: skip
    notes = (w["zonal.change_note"], *resampled_mark(page.table, page.language), *star_note(rows, page.language))
    return Table("zonal_from_to", w["zonal.changes"], columns, rows, notes, page.unit_label)


def _changes(page: ZonalPage) -> Table:
    """Lay out what became of what, zone by zone; ground that stayed as it was stands with it."""
    w, rows = words(page.language), list[Row]()
    for zone in page.table.zones:
        rows.append(Row(cells([_zone_name(zone), "", "", page.text(zone.common_m2), ""]), "total"))
        for change in zone.changes:
            if change.before is None or change.after is None:
                continue
            kept = w["zonal.kept"] if change.before == change.after else ""
            names = [_value(page, change.before), _value(page, change.after)]
            rows.append(Row(cells(["", *names, page.text(change.area_m2), kept])))
    columns = (
        Column(w["zonal.zone"]), Column(w["zonal.from"]), Column(w["zonal.to"]),
        Column(w["zonal.area_of_class"], page.unit_label, DISPLAY[page.unit]), Column(w["zonal.what"]),
    )  # fmt: skip
    notes = (w["zonal.change_note"], *resampled_mark(page.table, page.language))
    return Table("zonal_changes", w["zonal.changes_by_zone"], columns, tuple(rows), notes)


def _value(page: ZonalPage, value: int) -> str:
    label = page.labels.get(value, "")
    return f"{value} {label}".rstrip()
