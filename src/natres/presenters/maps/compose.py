"""From a map definition to a page: its layers in order, its panels, its tables, its charts, in all languages."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from natres.core.map_definition import MapDefinition
from natres.core.provenance import Provenance
from natres.presenters.maps.changes import change_layer
from natres.presenters.maps.checked import refuse_unknown_measure, refuse_unknown_names, wanting
from natres.presenters.maps.forest import forest_layer
from natres.presenters.maps.material import MapSet
from natres.presenters.maps.named import with_named_columns
from natres.presenters.maps.panels import panel_table
from natres.presenters.maps.parcels import parcel_layer, quiet_land
from natres.presenters.maps.placing import shown_places, unplaced_note
from natres.presenters.maps.points import ledger_layer, well_layer
from natres.presenters.maps.public import coarse_boundary, coarse_points, is_public
from natres.presenters.maps.quota_panel import quota_panels
from natres.presenters.maps.site import site_layer
from natres.presenters.maps.towns import town_list
from natres.presenters.maps.zone_lines import zone_lines
from natres.presenters.maps.zoned import zoned_layer
from natres.presenters.web import AreaLayer, Category, Colouring, Face, Layer, MapPage, PointLayer, Source

__all__ = ["compose_map"]

#: Which input a drawn layer was read from.
_READ_FROM = {
    "ground": "parcels", "parcels": "parcels", "changes": "changes", "forest": "forest", "wells": "wells",
    "ledgers": "ledgers", "zoned": "zoned", "site": "site",
}  # fmt: skip

#: How much colour the ground loses below subjects that are coloured as land is.
_GREY = {"changes": 0.7, "site": 0.6}


def compose_map(definition: MapDefinition, maps: MapSet) -> MapPage | None:
    """Return the page a definition describes, or None where the run lacks the layer, field or measure it shows.

    Raises
    ------
    BadDistrictFile : ``MAP_VALUE`` where a district's own names a class, a measure or a table nobody knows
    """
    if maps.land:
        refuse_unknown_measure(definition, maps.land.scheme)
        if wanting(definition, maps.land.ledger, maps.land.scheme):
            return None
    every = [layer for key in definition.drawn for layer in _layers(key, definition, maps)]
    layers = [shown_places(layer, maps) if isinstance(layer, PointLayer) else layer for layer in every]
    if not any(layer.key == definition.layer for layer in layers):
        return None
    refuse_unknown_names(definition, maps)
    used = dict.fromkeys(_READ_FROM[layer.key] for layer in layers if layer.key in _READ_FROM)
    sources = [(key, record) for key in used for record in maps.records.get(key, ())]
    faces = {
        language: replace(_face(definition, maps, language), unplaced=unplaced_note(every, language))
        for language in maps.languages
    }

    def placed(layer: Layer) -> Layer:
        if not isinstance(layer, AreaLayer | PointLayer):
            return layer
        read = tuple(n for n, (key, _) in enumerate(sources) if key == _READ_FROM[layer.key])
        sourced = replace(layer, sources=read)
        # In a page for everyone the rows are not there to be added up.
        return sourced if maps.public else with_named_columns(sourced, faces.values(), maps)

    return MapPage(
        language=definition.language if definition.language in maps.frames else maps.language,
        faces=faces,
        layers=tuple(placed(layer) for layer in layers),
        sources=tuple(_source(key, record, maps) for key, record in sources),
        home=maps.home,
        public=maps.public,
        rounding=maps.rounding,
    )


def _layers(key: str, definition: MapDefinition, maps: MapSet) -> list[Layer]:
    """Return what is drawn under a name; nothing where the run has no such input."""
    land, forest, wells, changes, zoned, site = maps.land, maps.forest, maps.wells, maps.changes, maps.zoned, maps.site
    if maps.public and key in ("villages", "ledgers"):  # villages tell owners, rows of ledgers are single cases
        return []
    if key in ("towns", "villages"):
        return [coarse_boundary(b) if maps.public else b for b in maps.boundaries if b.key == key]
    if key == "zone_lines":
        return list(zone_lines(maps, maps.lines)) if maps.lines else []
    make: dict[str, Callable[[], Layer] | None] = {
        "ground": (lambda: quiet_land(maps, land, grey=_GREY.get(definition.layer, 0.0))) if land else None,
        "parcels": (lambda: parcel_layer(definition, maps, land)) if land else None,
        "changes": (lambda: change_layer(definition, maps, changes)) if changes else None,
        "zoned": (lambda: zoned_layer(definition, maps, zoned)) if zoned else None,
        "site": (lambda: site_layer(definition, maps, site)) if site else None,
        "forest": (lambda: forest_layer(definition, maps, forest)) if forest else None,
        "wells": (lambda: well_layer(maps, wells)) if wells else None,
        "ledgers": (lambda: ledger_layer(maps, maps.ledgers)) if maps.ledgers else None,
    }
    drawn = make[key]
    if drawn is None:
        return []
    layer = drawn()
    if maps.public and isinstance(layer, PointLayer):
        lon, lat = coarse_points(np.asarray(layer.lon, dtype=float), np.asarray(layer.lat, dtype=float))
        layer = replace(layer, lon=lon, lat=lat)
    return [_styled(layer, definition) if key == definition.layer else layer]


def _styled(layer: Layer, definition: MapDefinition) -> Layer:
    """Return the subject with the colours, words and switches of its definition."""
    if isinstance(layer, AreaLayer):
        layer = replace(layer, outline=definition.outline or layer.outline)
    if isinstance(layer, AreaLayer | PointLayer):
        return replace(layer, colourings=tuple(_restyled(c, definition) for c in layer.colourings))
    return layer


def _restyled(colouring: Colouring, definition: MapDefinition) -> Colouring:
    def own(category: Category) -> Category:
        colour = definition.colours.get(category.key, category.colour)
        label = definition.labels.get(category.key, category.label)
        return replace(category, colour=colour, label=label, shown=category.key not in definition.off)

    return replace(colouring, categories=tuple(own(category) for category in colouring.categories))


def _face(definition: MapDefinition, maps: MapSet, language: str) -> Face:
    frame = maps.frames[language]
    figures = "figures" in definition.panels
    tables = [key for key in definition.tables if figures and key in frame.tables and _may_show(key, maps)]
    charts = [key for key in definition.charts if figures and key in frame.charts and _may_show(key, maps)]
    quotas = quota_panels(maps, language) if "quotas" in definition.panels and definition.layer == "parcels" else ()
    about, towns = town_list(definition, maps, language) if "towns" in definition.panels else ("", ())
    # The quota panel holds these tables already.
    held = {"quotas", *(t.key for q in quotas for t in (q.towns, q.measures) if t)} if quotas else set[str]()
    return Face(
        title=definition.title[language],
        subtitle=frame.subtitle,
        towns=towns,
        towns_title=about,
        quotas=quotas,
        figures=tuple(panel_table(frame.tables[key]) for key in tables if key not in held),
        charts=tuple(frame.charts[key] for key in charts),
        marks=frame.marks,
        sources=frame.sources,
        notes=frame.notes,
    )


def _may_show(key: str, maps: MapSet) -> bool:
    return not maps.public or is_public(key)


def _source(key: str, record: Provenance, maps: MapSet) -> Source:
    if maps.public:  # what an office calls its files, and their checksums, are nobody else's business
        record = Provenance("", year=record.year, invented=record.invented)
    return Source(maps.say("ledgers.title" if key == "ledgers" else f"map.{key}"), record)
