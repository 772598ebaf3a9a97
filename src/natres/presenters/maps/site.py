"""A project site on a map: its ground by parcel, coloured by class, group or owner, its areas those of its tables."""

from collections import Counter
from collections.abc import Callable

import pandas as pd

from natres.core.map_definition import MapDefinition
from natres.core.results.site import UNCOVERED
from natres.presenters.land_words import group_label
from natres.presenters.maps.legend import Notes, indexed
from natres.presenters.maps.material import MapSet, SiteMaterial
from natres.presenters.maps.parcels import class_names
from natres.presenters.web import AreaColumn, AreaLayer, CodeColumn, Colouring, Text, TextColumn

__all__ = ["site_layer"]

#: The colour of what has none.
_GREY = "#777777"


def site_layer(definition: MapDefinition, maps: MapSet, site: SiteMaterial) -> AreaLayer:
    """Return the ground of a site as a definition colours it; areas are survey areas."""
    return AreaLayer(
        key="site",
        title=maps.say("map.site"),
        geometry=maps.placed("site", site),
        colourings=tuple(_colouring(key, maps, site) for key in definition.colourings("site", "subclass")),
        columns=_columns(maps, site),
    )


def _colouring(by: str, maps: MapSet, site: SiteMaterial) -> Colouring:
    key_of, labels, colours = _WAYS[by](maps, site)
    sums = Counter({UNCOVERED: site.uncovered_dm2})
    for entry in site.entries:
        sums[key_of(entry.land_class, entry.owner)] += entry.area_dm2
    frame = site.frame
    keys = pd.Series(
        [UNCOVERED if code == UNCOVERED else key_of(code, owner)
         for code, owner in zip(frame["land_class"], frame["owner"], strict=True)], dtype=object,
    )  # fmt: skip
    known = [*labels, *sorted(set(keys) - {*labels, UNCOVERED}), UNCOVERED]
    shown = [key for key in known if sums[key] or (keys == key).any()]
    names = {**labels, UNCOVERED: maps.say("site.uncovered")}
    notes = Notes(maps, "m2", {})
    categories = tuple(
        notes.category(key, names.get(key) or maps.say("land.unclassified"), colours.get(key) or _GREY,
                       sums[key])
        for key in shown
    )  # fmt: skip
    return Colouring(by, maps.say(f"map.{_WORDS[by]}"), categories, indexed(keys, shown))


#: What class and kind of owner of a piece make its key, and label and colour of every key in order.
_Way = tuple[Callable[[str, str], str], dict[str, Text], dict[str, str]]
_WORDS = {"subclass": "land_class", "main_class": "main_class", "group": "group", "ownership": "ownership"}


def _by_class(maps: MapSet, site: SiteMaterial) -> _Way:
    names = class_names(maps, site.scheme)
    classes = {c.code: names[c.code] for c in site.scheme.classes}
    return lambda code, _: code, classes, {c.code: c.colour for c in site.scheme.classes}


def _by_main_class(maps: MapSet, site: SiteMaterial) -> _Way:
    scheme, (_, names, colours) = site.scheme, _by_class(maps, site)
    return lambda code, _: scheme.at_level(code, 1), names, colours


def _by_group(maps: MapSet, site: SiteMaterial) -> _Way:
    scheme = site.scheme
    labels: dict[str, Text] = {
        g.key: {lang: group_label(g.key, scheme, lang) for lang in maps.languages} for g in scheme.groups
    }
    return lambda code, _: scheme.group_of(code) or "", labels, {g.key: g.colour for g in scheme.groups}


def _by_ownership(maps: MapSet, site: SiteMaterial) -> _Way:
    kinds = site.scheme.ownership
    return lambda _, owner: owner, {k.key: k.label for k in kinds}, {k.key: k.colour for k in kinds}


_WAYS: dict[str, Callable[[MapSet, SiteMaterial], _Way]] = {
    "subclass": _by_class, "main_class": _by_main_class, "group": _by_group, "ownership": _by_ownership,
}  # fmt: skip


def _columns(maps: MapSet, site: SiteMaterial) -> tuple[TextColumn | CodeColumn | AreaColumn, ...]:
    """Return what is known of a piece of ground."""
    frame, scheme = site.frame, site.scheme
    outside: dict[str, Text] = {UNCOVERED: maps.say("site.uncovered")}
    names = class_names(maps, scheme) | outside
    owners: dict[str, Text] = {k.key: k.label for k in scheme.ownership} | outside
    units: dict[str, Text] = {**site.units, UNCOVERED: "—"}
    return (
        TextColumn("parcel_id", maps.say("map.parcel_id"), frame["parcel_id"].tolist(), search=True),
        CodeColumn("land_class", maps.say("map.land_class"), frame["land_class"].tolist(), names, search=True),
        CodeColumn("owner", maps.say("map.ownership"), frame["owner"].tolist(), owners),
        CodeColumn("unit", maps.say("map.unit"), frame["unit_code"].tolist(), units),
        TextColumn("part", maps.say("site.part"), frame["part"].tolist()),
        AreaColumn("area_dm2", maps.say("map.piece_area"), frame["area_dm2"].to_numpy(dtype="int64")),
    )
