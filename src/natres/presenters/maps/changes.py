"""What changed between two years on a map: pieces by direction of the change, or by what was there before or after."""

from collections.abc import Mapping

import pandas as pd

from natres.core.basis import Rows
from natres.core.map_definition import MapDefinition
from natres.labels import words
from natres.presenters.land_words import group_label
from natres.presenters.maps.legend import Notes, Printed, indexed
from natres.presenters.maps.material import ChangeMaterial, MapSet
from natres.presenters.table import Cell
from natres.presenters.web import (
    AreaColumn,
    AreaLayer,
    Category,
    CodeColumn,
    Colouring,
    Column,
    NumberColumn,
    Text,
    TextColumn,
)

__all__ = ["DIRECTIONS", "TREES", "change_layer", "directions"]

#: Directions of a change, the first that fits is taken; slivers and ground of one year come last.
DIRECTIONS = {
    "cropland_to_construction": "#c0392b",
    "cropland_to_trees": "#2e7d32",
    "cropland_to_other": "#e0a030",
    "to_cropland": "#f4d35e",
    "to_construction": "#e07a6b",
    "from_construction": "#6a4c93",
    "within_construction": "#b5a29b",
    "within_cropland": "#e8dca6",
    "other": "#4a90c4",
    "sliver": "#9aa0a6",
    "only_before": "#5d4037",
    "only_after": "#00838f",
}
#: Destinations of cropland that are trees or grass.
TREES = ("orchard", "forest", "grass")
_CONSTRUCTION, _CROPLAND = "construction", "01"


def directions(frame: pd.DataFrame) -> pd.Series:
    """Return the direction of every piece.

    Parameters
    ----------
    frame : as :func:`natres.presenters.change.piece_frame` makes it
    """
    found = pd.Series("other", index=frame.index, dtype=object)
    cropland = frame["destination"] != ""
    was, becomes = frame["before_group"] == _CONSTRUCTION, frame["after_group"] == _CONSTRUCTION
    rules = (
        ("within_construction", was & becomes),
        ("within_cropland", (frame["after_main"] == _CROPLAND) & (frame["before_main"] == _CROPLAND)),
        ("from_construction", was & ~becomes),
        ("to_construction", becomes & ~was),
        ("to_cropland", (frame["after_main"] == _CROPLAND) & (frame["before_main"] != _CROPLAND)),
        ("cropland_to_other", cropland),
        ("cropland_to_trees", frame["destination"].isin(TREES)),
        ("cropland_to_construction", frame["destination"] == _CONSTRUCTION),
        *((kind, frame["kind"] == kind) for kind in ("sliver", "only_before", "only_after")),
    )
    for key, rows in rules:  # from the weakest to the strongest
        found[rows] = key
    return found


def change_layer(definition: MapDefinition, maps: MapSet, changes: ChangeMaterial) -> AreaLayer:
    """Return the pieces as a map shows them."""
    booked = () if maps.public else (("direction", "area_dm2"),)
    return AreaLayer(
        key="changes",
        title=maps.say("map.changes"),
        geometry=maps.placed("changes", changes),
        colourings=tuple(_colouring(key, maps, changes) for key in definition.colourings("changes", "direction")),
        columns=_columns(maps, changes),
        bookings=booked,
    )


def _colouring(by: str, maps: MapSet, changes: ChangeMaterial) -> Colouring:
    frame, scheme = changes.frame, changes.scheme
    if by == "direction":
        choices: dict[str, tuple[Text, str]] = {k: (maps.say(f"map.change_{k}"), c) for k, c in DIRECTIONS.items()}
    elif by.endswith("_group"):
        choices = {
            g.key: ({lang: group_label(g.key, scheme, lang) for lang in maps.languages}, g.colour)
            for g in scheme.groups
        }
    else:
        choices = {
            c.code: ({lang: f"{c.code} {c.name[lang]}" for lang in maps.languages}, c.colour or "#999999")
            for c in scheme.classes
            if c.level == 1
        }
    sums = frame.groupby(by)["area_dm2"].sum()
    shown = [key for key in choices if sums.get(key, 0)]
    booked = changes.booked if by == "direction" else {}
    notes = Notes(maps, "ha", _printed(maps, booked))
    if booked:  # they are in the number of their direction too
        choices["sliver"] = (maps.say("map.change_sliver_in"), DIRECTIONS["sliver"])

    def category(key: str) -> Category:
        # Rows are whole pieces: they are the basis of a number only where no field ridge is taken from them.
        whole = key not in booked or booked[key][0] == sums[key]
        rows = Rows("changes", ({by: (key,)},)) if by == "direction" and whole and not maps.public else None
        return notes.category(key, *choices[key], int(sums[key]), rows=rows)

    return Colouring(by, maps.say(f"map.change_by_{by}"), tuple(category(k) for k in shown), indexed(frame[by], shown))


def _printed(maps: MapSet, booked: Mapping[str, tuple[int, Cell]]) -> Printed:
    """Return the directions' numbers as the tables print them, with their unit, per language."""
    return {
        language: {key: (cell, words(language)["unit.ha"]) for key, (_, cell) in booked.items()}
        for language in maps.languages
    }


def _columns(maps: MapSet, changes: ChangeMaterial) -> tuple[Column, ...]:
    """Return what is known of a piece; ids and areas stay in the house."""
    frame, scheme = changes.frame, changes.scheme
    names: dict[str, Text] = {
        c.code: {lang: f"{c.code} {c.name[lang]}" for lang in maps.languages} for c in scheme.classes
    }
    names[""] = "—"
    directed: dict[str, Text] = {key: maps.say(f"map.change_{key}") for key in DIRECTIONS}
    columns: list[Column] = [
        CodeColumn("before", maps.say("map.change_before"), frame["before"].tolist(), names),
        CodeColumn("after", maps.say("map.change_after"), frame["after"].tolist(), names),
        CodeColumn("direction", maps.say("map.change_by_direction"), frame["direction"].tolist(), directed),
    ]
    if maps.public:
        return tuple(columns)
    towns: dict[str, Text] = dict(changes.towns)
    columns += [
        TextColumn("before_id", maps.say("map.change_before_id"), frame["before_id"].tolist(), search=True),
        TextColumn("after_id", maps.say("map.change_after_id"), frame["after_id"].tolist(), search=True),
        CodeColumn("town", maps.say("map.unit"), frame["unit_code"].str[:9].tolist(), towns, search=True),
        AreaColumn("area_dm2", maps.say("map.area"), frame["area_dm2"].to_numpy(dtype="int64")),
        NumberColumn(
            "width_m",
            maps.say("map.change_width"),
            [f"{width:.2f}" for width in frame["width_m"]],
            maps.say("map.metre"),
        ),
    ]
    return tuple(columns)
