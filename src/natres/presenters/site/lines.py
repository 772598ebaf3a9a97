"""What a site touches: zones, ground by combination, forest plots, wells."""

from natres.core.results.site import SiteLine
from natres.core.units import share_text, to_dm2
from natres.presenters.site.land import metres
from natres.presenters.site.page import SitePage
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = ["ground_label", "touch_tables"]


def touch_tables(page: SitePage) -> tuple[Table, ...]:
    """Return the tables of zones, plots and wells, as far as the district has such layers."""
    found = page.found
    tables: list[Table] = []
    if found.zones:
        tables += [_zones(page), _zone_classes(page), _ground(page)]
    if any(zone.zones for zone in found.zones):
        tables.append(_zone_ids(page))
    if found.plots is not None:
        tables.append(_plots(page))
    if found.wells is not None:
        tables.append(_wells(page))
    return tuple(tables)


def _share(page: SitePage, planar_m2: float) -> Cell:
    whole = page.found.planar_m2
    return Cell(share_text(to_dm2(planar_m2), to_dm2(whole)), planar_m2 / whole * 100)


def _areas(page: SitePage) -> tuple[Column, ...]:
    w = page.words
    return Column(w["site.planar"], w["unit.m2"], 2), Column(w["site.survey"], w["unit.m2"], 2)


def _zones(page: SitePage) -> Table:
    w = page.words
    crossed = {crossing.key for crossing in page.found.crossed if crossing.kind in ("inside", "outside")}
    rows = [
        Row(cells([
            page.zone(zone.layer), str(zone.year or ""), metres(zone.planar_m2), metres(zone.survey_m2),
            _share(page, zone.planar_m2), metres(page.found.planar_m2 - zone.planar_m2),
            w["site.crossed"] if zone.layer in crossed else w["site.not_crossed"],
        ]), "alert" if zone.layer in crossed else "")
        for zone in page.found.zones
    ]  # fmt: skip
    m2 = w["unit.m2"]
    columns = (
        Column(w["site.zone_layer"]), Column(w["site.year"]), Column(w["site.planar_in"], m2, 2),
        Column(w["site.survey_in"], m2, 2), Column(w["site.share"], "%", 2), Column(w["site.planar_out"], m2, 2),
        Column(w["site.verdict"]),
    )  # fmt: skip
    return Table("site_zones", w["site.title_zones"], columns, tuple(rows), (w["site.noise_note"],), about=page.about)


def _zone_classes(page: SitePage) -> Table:
    w = page.words
    pairs = [(zone, line) for zone in page.found.zones for line in zone.by_class]
    rows = [_line(page, [page.zone(zone.layer), page.land_class(line.key)], line) for zone, line in pairs]
    columns = (Column(w["site.zone_layer"]), Column(w["site.land_class"]), *_areas(page))
    return Table("site_zone_classes", w["site.title_zone_classes"], columns, tuple(rows), (), about=page.about)


def _zone_ids(page: SitePage) -> Table:
    w = page.words
    pairs = [(zone, line) for zone in page.found.zones for line in zone.zones]
    rows = [_line(page, [page.zone(zone.layer), line.key], line) for zone, line in pairs]
    columns = (Column(w["site.zone_layer"]), Column(w["site.zone_id"]), *_areas(page))
    notes = (w["site.zone_ids_note"],)
    return Table("site_zone_ids", w["site.title_zone_ids"], columns, tuple(rows), notes, about=page.about)


def _line(page: SitePage, names: list[str], line: SiteLine) -> Row:
    return Row(cells([*names, metres(line.planar_m2), metres(line.survey_m2)]))


def ground_label(page: SitePage, layers: tuple[str, ...]) -> str:
    """Return a combination of zone layers in words."""
    joined = "＋" if page.language == "zh" else " + "
    return joined.join(page.zone(name) for name in layers) or page.words["site.no_zone"]


def _ground(page: SitePage) -> Table:
    w = page.words
    rows = [
        Row(cells([
            ground_label(page, ground.layers), metres(ground.planar_m2), metres(ground.survey_m2),
            _share(page, ground.planar_m2),
        ]))
        for ground in page.found.ground
    ]  # fmt: skip
    columns = (Column(w["site.combination"]), *_areas(page), Column(w["site.share"], "%", 2))
    notes = (w["site.ground_note"],)
    return Table("site_ground", w["site.title_ground"], columns, tuple(rows), notes, about=page.about)


def _plots(page: SitePage) -> Table:
    w = page.words
    rows = [
        Row(cells([
            plot.plot_id, page.plot_class(plot.forest_class, plot.code), w[f"forest_tenure.{plot.tenure}"],
            metres(plot.planar_m2), metres(plot.survey_m2), metres(plot.plot_m2),
            w["site.whole"] if plot.whole else w["site.partly"],
        ]))
        for plot in page.found.plots or ()
    ]  # fmt: skip
    m2 = w["unit.m2"]
    columns = (
        Column(w["site.plot"]), Column(w["site.forest_class"]), Column(w["site.tenure"]),
        Column(w["site.planar_in"], m2, 2), Column(w["site.survey_in"], m2, 2), Column(w["site.plot_area"], m2, 2),
        Column(w["site.taken_how"]),
    )  # fmt: skip
    notes = () if rows else (w["site.no_plots"],)
    return Table("site_plots", w["site.title_plots"], columns, tuple(rows), notes, about=page.about)


def _wells(page: SitePage) -> Table:
    w, found = page.words, page.found
    rows = [
        Row(cells([
            well.well_id, well.name, w[f"wells.{well.role}"] if well.role else "",
            Cell(f"{well.distance_m:.1f}", well.distance_m), w["site.inside"] if well.inside else w["site.near"],
        ]), "alert" if well.inside else "")
        for well in found.wells or ()
    ]  # fmt: skip
    columns = (
        Column(w["site.well"]), Column(w["site.well_name"]), Column(w["site.role"]), Column(w["site.distance"], "m", 1),
        Column(w["site.place"]),
    )  # fmt: skip
    notes = (w["site.wells_note" if rows else "site.no_wells"].format(near=f"{found.near_m:g}"),)
    return Table("site_wells", w["site.title_wells"], columns, tuple(rows), notes, about=page.about)
