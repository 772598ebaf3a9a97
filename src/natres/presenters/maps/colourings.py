"""Ways to colour parcels: by class, main class, group, ownership, settlement, and whether they count for a measure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from natres.core.basis import Rows
from natres.core.classification import Measure, Scheme
from natres.core.map_definition import MapDefinition
from natres.labels import words
from natres.presenters.land_tables import class_label, group_label
from natres.presenters.maps.legend import Notes, Printed, indexed, mixed, printed_column, printed_row, sums_by
from natres.presenters.maps.material import LandMaterial, MapSet
from natres.presenters.printing import Tree, area_column
from natres.presenters.web import Category, Colouring, Text

__all__ = ["by_group", "parcel_colourings"]

#: Colour of land without a code, and of what is told apart by settlement codes.
_BLANK_COLOUR = "#e3e6e1"
_COUNTED_COLOURS = ("#c0392b", "#e07a4f", "#f0b27a", "#a569bd", "#d98880", "#884ea0")
_NOTHING: Printed = {}


def parcel_colourings(definition: MapDefinition, maps: MapSet, land: LandMaterial) -> tuple[Colouring, ...]:
    """Return the colouring a definition names, then those a reader may change to."""
    make: dict[str, Callable[[], Colouring]] = {
        "subclass": lambda: _by_class(maps, land, 2),
        "main_class": lambda: _by_class(maps, land, 1),
        "group": lambda: by_group(maps, land),
        "measure": lambda: _by_measure(definition.measure, maps, land),
    }
    owned = land.ledger.has_ownership and land.scheme.ownership
    if not maps.public and (owned or definition.by == "ownership"):
        make["ownership"] = lambda: _by_ownership(maps, land)
    if land.ledger.has_settlement:
        make["settlement"] = lambda: _by_settlement(maps, land)
    order = dict.fromkeys([definition.by, *definition.recolour])
    return tuple(replace(make[key](), key=key) for key in order if key in make)


def _by_class(maps: MapSet, land: LandMaterial, level: int) -> Colouring:
    scheme, ledger = land.scheme, land.ledger
    above = {c.code: scheme.at_level(c.code, level) for c in scheme.classes}
    keys = ledger.parcels["land_class"].map(above)
    sums = sums_by(ledger, ledger.sums["land_class"].map(above))
    order = sorted((code for code in sums if code in scheme.by_code), key=lambda c: _official(c, scheme))
    colours, notes = _class_colours(order, scheme), Notes(maps, "ha", printed_column(maps, "land_classes", 3))
    categories = tuple(
        notes.category(
            code,
            {lang: f"{code} {class_label(code, scheme, lang)}" for lang in maps.languages},
            colours[code],
            sums[code],
            own=_stands_alone(code, level, scheme),
            rows=Rows("parcels", ({"land_class": tuple(sorted(c for c, k in above.items() if k == code))},)),
        )
        for code in order
    )
    title = maps.say("map.main_class" if level == 1 else "map.land_class")
    return Colouring("class", title, categories, indexed(keys, order))


def _stands_alone(code: str, level: int, scheme: Scheme) -> bool:
    """Tell whether a legend's class is all of that class; one above the level shown has its subclasses beside it."""
    return scheme.by_code[code].level == level or not scheme.has_below(code)


def _official(code: str, scheme: Scheme) -> tuple[int, int]:
    return scheme.position[scheme.at_level(code, 1)], scheme.position[code]


def _class_colours(codes: Sequence[str], scheme: Scheme) -> dict[str, str]:
    """Return each class's own colour; without one its group's, lighter from class to class."""
    of_group = {g.key: g.colour for g in scheme.groups}
    colours: dict[str, str] = {}
    for n, code in enumerate(codes):
        known = scheme.by_code[code]
        ground = of_group.get(known.group or "", "") or "#999999"
        colours[code] = known.colour or mixed(ground, "#ffffff", 0.12 * (n % 6))
    return colours


def by_group(maps: MapSet, land: LandMaterial) -> Colouring:
    """Return the parcels by group of land."""
    scheme, ledger = land.scheme, land.ledger
    group = {c.code: c.group or "unclassified" for c in scheme.classes} | {"": "unclassified"}
    sums = sums_by(ledger, ledger.sums["land_class"].map(group))
    order = [g.key for g in scheme.groups] + (["unclassified"] if "unclassified" in sums else [])
    colours = {g.key: g.colour for g in scheme.groups} | {"unclassified": "#777777"}
    labels = {key: {lang: group_label(key, scheme, lang) for lang in maps.languages} for key in order}
    keys = {lang: {labels[key][lang]: key for key in order} for lang in maps.languages}
    notes = Notes(maps, "km2", printed_column(maps, "land_groups", 1, keys))
    categories = tuple(notes.category(k, labels[k], colours[k], sums.get(k, 0)) for k in order)
    return Colouring(
        "group", maps.say("map.group"), categories, indexed(ledger.parcels["land_class"].map(group), order)
    )


def _by_ownership(maps: MapSet, land: LandMaterial) -> Colouring:
    scheme, ledger = land.scheme, land.ledger
    notes = Notes(maps, "ha", printed_row(maps, "land_ownership", 0, 2, [kind.key for kind in scheme.ownership]))
    owner = {t: scheme.ownership_of(t) for t in ledger.parcels["ownership_type"].unique()}
    sums = sums_by(ledger, ledger.sums["ownership_type"].map(owner))
    kinds = [kind for kind in scheme.ownership if sums.get(kind.key)]
    categories = tuple(notes.category(k.key, k.label, k.colour, sums[k.key]) for k in kinds)
    keys = ledger.parcels["ownership_type"].map(owner)
    return Colouring("ownership", maps.say("map.ownership"), categories, indexed(keys, [k.key for k in kinds]))


def _by_settlement(maps: MapSet, land: LandMaterial) -> Colouring:
    """Colour parcels by the scope their settlement code stands in; land outside settlements is pale."""
    scheme, ledger = land.scheme, land.ledger
    scope = {code: code[:3] for code in ledger.parcels["settlement_code"].unique()}
    sums = sums_by(ledger, ledger.sums["settlement_code"].map(scope))
    notes, order = Notes(maps, "km2", _NOTHING), sorted(sums, key=lambda key: (not key, key))
    colours = {key: _COUNTED_COLOURS[n % len(_COUNTED_COLOURS)] for n, key in enumerate(order)} | {"": _BLANK_COLOUR}
    labels = {key: _scope_label(key, scheme, maps) if key else maps.say("map.no_settlement") for key in order}
    codes = {key: tuple(sorted(code for code, own in scope.items() if own == key)) for key in order}
    categories = [
        notes.category(
            key, labels[key], colours[key], sums[key], rows=Rows("parcels", ({"settlement_code": codes[key]},))
        )
        for key in order
    ]
    keys = ledger.parcels["settlement_code"].map(scope)
    return Colouring("settlement", maps.say("map.settlement"), tuple(categories), indexed(keys, order))


def _scope_label(code: str, scheme: Scheme, maps: MapSet) -> dict[str, str]:
    known = scheme.settlement_codes.get(code, {})
    return {lang: f"{code} {known.get(lang, '')}".strip() for lang in maps.languages}


def _by_measure(key: str, maps: MapSet, land: LandMaterial) -> Colouring:
    """Colour counted parcels by settlement code, construction land not counted grey, other land pale."""
    scheme, ledger = land.scheme, land.ledger
    measure = scheme.measure(key)
    parcels = ledger.parcels
    counted = scheme.selects(measure, parcels) if measure and ledger.has_settlement else np.zeros(len(parcels), bool)
    built = parcels["land_class"].map(scheme.group_of).eq("construction").to_numpy()
    scope = parcels["settlement_code"].str[:3]
    keys = pd.Series(np.where(counted, scope, np.where(built, "built", "rest")), index=parcels.index)
    area = parcels["class_dm2"].groupby(keys).sum()
    # Deducted ridges belong to no parcel's own class: they stand with the land that does not count.
    area["rest"] = ledger.measured_dm2 - int(area.drop("rest", errors="ignore").sum())
    codes = sorted({str(k) for k in keys[counted]})
    rows = _rows_of_measure(measure, land)
    categories = _counted(maps, scheme, codes, [int(area[code]) for code in codes], rows)
    for code, colour, name in (("built", "#9a9a9a", None), ("rest", "#eef0ea", "land.other_land")):
        label = {
            lang: f"{words(lang)['map.not_counted']} · "
            + (words(lang)[name] if name else group_label("construction", scheme, lang))
            for lang in maps.languages
        }
        notes = Notes(maps, "km2", _NOTHING)
        categories.append(notes.category(code, label, colour, int(area.get(code, 0)), rows=rows.get(code)))
    title: Text = measure.label if measure else maps.say("map.counted")
    return Colouring("measure", title, tuple(categories), indexed(keys, [*codes, "built", "rest"]))


def _rows_of_measure(measure: Measure | None, land: LandMaterial) -> dict[str, Rows]:
    """Return which bookings stand behind each part of a measure's legend: by class, with the codes each class has."""
    scheme, sums = land.scheme, land.ledger.sums
    if measure is None or not land.ledger.has_settlement:
        return {}
    counted = scheme.selects(measure, sums)
    built = sums["land_class"].map(scheme.group_of).eq("construction").to_numpy()
    part = pd.Series(np.where(counted, sums["settlement_code"].str[:3], np.where(built, "built", "rest")))
    found: dict[str, Rows] = {}
    for key, own in sums.groupby(part.to_numpy()):
        by_codes: dict[tuple[str, ...], list[str]] = {}
        for land_class, codes in own.groupby("land_class")["settlement_code"]:
            by_codes.setdefault(tuple(sorted(codes.unique())), []).append(str(land_class))
        where = tuple({"land_class": tuple(c), "settlement_code": s} for s, c in by_codes.items())
        found[str(key)] = Rows("parcels", where)
    return found


def _counted(
    maps: MapSet, scheme: Scheme, codes: Sequence[str], parts: Sequence[int], rows: Mapping[str, Rows]
) -> list[Category]:
    """Return the legend of what counts; its areas add up as printed."""
    cells = area_column(Tree.of_parts(sum(parts), parts), "km2", 2, "plain" if maps.rounding == "plain" else "closed")[
        1:
    ]
    printed = {
        lang: {code: (cell, words(lang)["unit.km2"]) for code, cell in zip(codes, cells, strict=True)}
        for lang in maps.languages
    }
    notes = Notes(maps, "km2", printed)
    labels = [_scope_label(code, scheme, maps) for code in codes]
    return [
        notes.category(
            code,
            {lang: f"{words(lang)['map.counted']} · {label[lang]}" for lang in maps.languages},
            _COUNTED_COLOURS[n % len(_COUNTED_COLOURS)],
            parts[n],
            rows=rows.get(code),
        )
        for n, (code, label) in enumerate(zip(codes, labels, strict=True))
    ]
