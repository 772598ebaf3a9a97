"""Class areas of a raster per zone as tables: what is covered, areas by class, changes between two dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from natres.core.results import ValueArea, ZonalTable, ZoneAreas
from natres.core.units import DISPLAY, area_text, to_dm2
from natres.labels import words
from natres.presenters.printing import Tree, area_column, share_column, star_note
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["ZonalPage", "resampled_mark", "zonal_tables"]


@dataclass(frozen=True)
class ZonalPage:
    """Zones with the names of their values, and how they are to be printed; ``years`` are those of the rasters."""

    table: ZonalTable
    labels: Mapping[int, str]
    language: str
    unit: str = "ha"
    rounding: str = "closed"
    years: tuple[int | None, int | None] = (None, None)

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
    """Return the account of the zones, areas by class of each date, and the changes."""
    tables = [_account(page), _classes(page, "values", page.years[0])]
    if page.table.two_dates:
        tables += [_classes(page, "after", page.years[1]), _changes(page)]
    return tuple(tables)


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


def _classes(page: ZonalPage, date: str, year: int | None) -> Table:
    """Lay out the areas by class of one date, zone by zone, with a sum over all zones where there are several."""
    w, rows = words(page.language), list[Row]()
    zones = [(_zone_name(zone), _values(zone, date)) for zone in page.table.zones]
    if len(zones) > 1:
        zones.append((w["zonal.all"], _summed([values for _, values in zones])))
    for name, values in zones:
        rows += _class_rows(page, name, values)
    decimals = DISPLAY[page.unit]
    columns = (
        Column(w["zonal.zone"]), Column(w["zonal.value"]), Column(w["zonal.class"]),
        Column(w["zonal.area_of_class"], page.unit_label, decimals), Column(w["zonal.share"], "%", 2),
    )  # fmt: skip
    title = w["zonal.classes_of"].format(year=year) if year else w["zonal.classes"]
    if page.table.two_dates and not year:
        title = w["zonal.classes_after"] if date == "after" else w["zonal.classes_before"]
    notes = (w["zonal.share_note"], *star_note(rows, page.language))
    return Table(f"zonal_{date}", title, columns, tuple(rows), notes)


def _values(zone: ZoneAreas, date: str) -> Sequence[ValueArea]:
    return zone.after if date == "after" else zone.values


def _summed(zones: Sequence[Sequence[ValueArea]]) -> list[ValueArea]:
    sums: dict[int, ValueArea] = {}
    for value in (value for values in zones for value in values):
        old = sums.get(value.value, ValueArea(value.value, 0.0, 0.0))
        sums[value.value] = ValueArea(value.value, old.area_m2 + value.area_m2, old.cells + value.cells)
    return [sums[value] for value in sorted(sums)]


def _class_rows(page: ZonalPage, name: str, values: Sequence[ValueArea]) -> list[Row]:
    """Return a zone with its classes below it, closed to its total."""
    w = words(page.language)
    parts = [to_dm2(value.area_m2) for value in values]
    tree = Tree.of_parts(sum(parts), parts)
    areas = area_column(tree, page.unit, DISPLAY[page.unit], page.rounding)
    shares = share_column(tree, sum(parts), page.rounding)
    rows = [Row(cells([name, "", w["zonal.covered"], areas[0], shares[0]]), "total")]
    for value, area, share in zip(values, areas[1:], shares[1:], strict=True):
        rows.append(Row(cells(["", str(value.value), page.name_of(value.value), area, share])))
    return rows


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
    return Table("zonal_changes", w["zonal.changes"], columns, tuple(rows), notes)


def _value(page: ZonalPage, value: int) -> str:
    label = page.labels.get(value, "")
    return f"{value} {label}".rstrip()
