"""Where wells lie, as a table: town, zones, distances."""

from collections.abc import Sequence
from itertools import compress

from natres.core.results import WellPlace, WellTable
from natres.labels import words
from natres.presenters.table import Column, Row, Table, cells
from natres.presenters.wells.cells import listed, metres

__all__ = ["place_table"]


def place_table(wells: WellTable, language: str) -> Table:
    """Return the town of every well beside the one in the register, zones, and distances in metres.

    Without an outline of the district, or where no zone holds a well, that column is left out.
    """
    w, places = words(language), wells.places
    lined, zoned = any(p.line_m is not None for p in places), any(p.zones for p in places)
    shown = [True, True, True, lined, True, True, zoned]
    columns = (
        Column(w["wells.well"]),
        Column(w["well_places.town"]),
        Column(w["well_places.written"]),
        Column(w["well_places.line"], w["wells.metre"], 0),
        Column(w["well_places.next"]),
        Column(w["well_places.next_distance"], w["wells.metre"], 0),
        Column(w["well_places.zones"]),
    )
    rows = tuple(_row(place, shown, language) for place in places)
    notes = [w["well_places.town_note"], w["well_places.distance_note"]]
    notes += [w["well_places.zone_note"]] if zoned else []
    return Table("well_places", w["well_places.title"], tuple(compress(columns, shown)), rows, tuple(notes))


def _row(place: WellPlace, shown: Sequence[bool], language: str) -> Row:
    w = words(language)
    town = place.town_name or w[f"well_places.{place.status.replace(' ', '_')}"]
    if place.on_edge:
        town = w["well_places.on_edge"].format(town=town)
    line = [
        place.well_id,
        town,
        place.written or "—",
        metres(place.line_m),
        place.next_well or "—",
        metres(place.next_well_m),
        listed((f"{layer} {code}".strip() for layer, code in place.zones), language),
    ]
    wrong = place.agrees is False or place.status in ("no_town", "outside") or place.in_district is False
    return Row(cells(list(compress(line, shown))), "alert" if wrong else "")
