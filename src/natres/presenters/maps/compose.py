"""From a map definition to a page: its layers in order, its tables, its charts."""

from natres.core.map_definition import MapDefinition
from natres.presenters.maps.forest import forest_layer
from natres.presenters.maps.material import MapSet
from natres.presenters.maps.panels import panel_table
from natres.presenters.maps.parcels import parcel_layer, quiet_land
from natres.presenters.maps.points import ledger_layer, well_layer
from natres.presenters.web import AreaLayer, BoundaryLayer, MapPage, PointLayer

__all__ = ["compose_map"]


def compose_map(definition: MapDefinition, maps: MapSet) -> MapPage | None:
    """Return the page a definition describes, or None where its layer is not among the inputs."""
    frame, language = maps.frame, maps.frame.language
    layers: list[AreaLayer | PointLayer | BoundaryLayer] = []
    if definition.layer == "parcels" and maps.land:
        layers.append(parcel_layer(definition, maps, maps.land))
    elif definition.layer == "forest" and maps.forest:
        layers.append(forest_layer(definition, maps, maps.forest))
    elif definition.layer == "wells" and maps.wells:
        if maps.land:
            layers.append(quiet_land(maps, maps.land))
        layers.append(well_layer(maps.wells, language))
    elif definition.layer == "ledgers" and maps.ledgers:
        if maps.land:
            layers.append(quiet_land(maps, maps.land))
        layers.append(ledger_layer(maps.ledgers, language))
    else:
        return None
    boundaries = [b for b in frame.boundaries if b.key != "villages"]
    points = definition.layer in ("wells", "ledgers")  # they stand on the lines, areas below
    order = [*layers[:-1], *boundaries, layers[-1]] if points else [*layers, *boundaries]
    return MapPage(
        title=definition.title[language],
        subtitle=frame.subtitle,
        language=language,
        layers=tuple(order),
        figures=tuple(panel_table(frame.tables[key]) for key in definition.tables if key in frame.tables),
        charts=tuple(frame.charts[key] for key in definition.charts if key in frame.charts),
        marks=frame.marks,
        sources=frame.sources,
        notes=frame.notes,
        home=frame.home,
    )
