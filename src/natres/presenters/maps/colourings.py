"""Ways to colour parcels: by class, main class, group, ownership, settlement, and whether they count for a measure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from natres.core.basis import Rows
from natres.core.classification import Measure, Scheme
from natres.core.map_definition import MapDefinition
from natres.core.meanings import codes_by_meaning
from natres.labels import words
from natres.presenters.land_tables import class_label, group_label
from natres.presenters.maps.legend import Notes, indexed, mixed, printed_column, printed_row, sums_by
from natres.presenters.maps.material import LandMaterial, MapSet
from natres.presenters.printing import Tree, area_columns
from natres.presenters.table import Cell
from natres.presenters.web import Category, Colouring

__all__ = ["by_group", "parcel_colourings"]

#: Colour of land without a code, and of what is told apart by settlement codes.
_BLANK_COLOUR = "#e3e6e1"
_COUNTED_COLOURS = ("#c0392b", "#e07a4f", "#f0b27a", "#a569bd", "#d98880", "#884ea0")


def parcel_colourings(definition: MapDefinition, maps: MapSet, land: LandMaterial) -> tuple[Colouring, ...]:
    """Return the colouring a definition names, then those a reader may change to."""
    make: dict[str, Callable[[], Colouring]] = {
        "subclass": lambda: _by_class(maps, land, 2),
        "main_class": lambda: _by_class(maps, land, 1),
        "group": lambda: by_group(maps, land),
    }
    measure = land.scheme.measure(definition.measure)
    if measure is not None:
        make["measure"] = lambda: _by_measure(measure, maps, land)
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
    under = codes_by_meaning(above, above.__getitem__)
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
            rows=Rows("parcels", ({"land_class": under[code]},)),
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
    scopes = codes_by_meaning(ledger.sums["settlement_code"], _scope_of)
    sums = sums_by(ledger, ledger.sums["settlement_code"].map(_scope_of))
    order = sorted(sums, key=lambda key: (not key, key))
    areas = [sums[key] for key in order]
    notes = _closed(maps, order, Tree.of_parts(sum(areas), areas), {})
    colours = {key: _COUNTED_COLOURS[n % len(_COUNTED_COLOURS)] for n, key in enumerate(order)} | {"": _BLANK_COLOUR}
    labels = {key: _part_label(key, scheme, maps) if key else maps.say("map.no_settlement") for key in order}
    categories = [
        notes.category(
            key, labels[key], colours[key], sums[key], rows=Rows("parcels", ({"settlement_code": scopes[key]},))
        )
        for key in order
    ]
    keys = ledger.parcels["settlement_code"].map(_scope_of)
    return Colouring("settlement", maps.say("map.settlement"), tuple(categories), indexed(keys, order))


def _scope_of(settlement_code: str) -> str:
    """Return the scope of a settlement code: 203A and 203 are one."""
    return settlement_code[:3]


def _part_label(code: str, scheme: Scheme, maps: MapSet) -> dict[str, str]:
    """Return a settlement code or a class with its name."""
    known = scheme.settlement_codes.get(code, {})
    named = {lang: known.get(lang, "") for lang in maps.languages}
    if not known and code in scheme.by_code:
        named = {lang: class_label(code, scheme, lang) for lang in maps.languages}
    return {lang: f"{code} {named[lang]}".strip() for lang in maps.languages}


def _by_measure(measure: Measure, maps: MapSet, land: LandMaterial) -> Colouring:
    """Colour what counts by settlement scope or class, construction land that does not count grey, other land pale."""
    scheme, ledger = land.scheme, land.ledger
    keys, booked = (_parts_of_measure(measure, scheme, entries) for entries in (ledger.parcels, ledger.sums))
    sums, rows = sums_by(ledger, booked), _rows_of(booked, ledger.sums)
    codes = sorted(set(sums) - set(_UNCOUNTED))
    notes = _notes_of_measure(measure, maps, codes, sums)
    categories = _counted(maps, scheme, codes, sums, rows, notes)
    for code, (colour, name) in _UNCOUNTED.items():
        label = {
            lang: f"{words(lang)['map.not_counted']} · "
            + (words(lang)[name] if name else group_label("construction", scheme, lang))
            for lang in maps.languages
        }
        categories.append(notes.category(code, label, colour, sums.get(code, 0), rows=rows.get(code)))
    return Colouring("measure", measure.label, tuple(categories), indexed(keys, [*codes, *_UNCOUNTED]))


#: What does not count: construction land and all other; colour and words of each.
_UNCOUNTED = {"built": ("#9a9a9a", ""), "rest": ("#eef0ea", "land.other_land")}


def _parts_of_measure(measure: Measure, scheme: Scheme, entries: pd.DataFrame) -> pd.Series:
    """Return as what each entry counts: its settlement scope, outside settlements its class; else built or rest."""
    classes = entries["land_class"]
    scope = entries["settlement_code"].map(_scope_of) if measure.needs_settlement else pd.Series("", entries.index)
    counted = scheme.selects(measure, entries)
    built = classes.map(scheme.group_of).eq("construction").to_numpy()
    return scope.where(scope.ne(""), classes).where(counted, np.where(built, "built", "rest"))


def _rows_of(parts: pd.Series, sums: pd.DataFrame) -> dict[str, Rows]:
    """Return which bookings stand behind each part of a measure's legend: by class, with the codes each class has."""
    found: dict[str, Rows] = {}
    for key, own in sums.groupby(parts):
        by_codes: dict[tuple[str, ...], list[str]] = {}
        for land_class, codes in own.groupby("land_class")["settlement_code"]:
            by_codes.setdefault(tuple(sorted(codes.unique())), []).append(str(land_class))
        where = tuple({"land_class": tuple(c), "settlement_code": s} for s, c in by_codes.items())
        found[str(key)] = Rows("parcels", where)
    return found


def _notes_of_measure(measure: Measure, maps: MapSet, codes: Sequence[str], sums: Mapping[str, int]) -> Notes:
    """Return the areas of a measure's legend: what counts adds up to the printed measure, all to the land."""
    parts, rest = [sums[code] for code in codes], [sums.get(code, 0) for code in _UNCOUNTED]
    areas = [sum(parts) + sum(rest), sum(parts), *parts, *rest]
    tree = Tree(tuple((area,) for area in areas), (-1, 0, *(1 for _ in parts), *(0 for _ in rest)))
    names = {lang: {measure.label[lang]: "counted"} for lang in maps.languages}
    whole = printed_column(maps, "land_measures", 1, names)[maps.language].get("counted")
    return _closed(maps, ["", *codes, *_UNCOUNTED], tree, {(1, 0): whole[0]} if whole else {})


def _closed(maps: MapSet, keys: Sequence[str], tree: Tree, same: Mapping[tuple[int, int], Cell]) -> Notes:
    """Return areas that add up as printed; ``keys`` name the rows of a tree behind its root."""
    cells = [row[0] for row in area_columns(tree, "km2", 2, maps.rounding, same=same)][1:]
    printed = {
        lang: {key: (cell, words(lang)["unit.km2"]) for key, cell in zip(keys, cells, strict=True)}
        for lang in maps.languages
    }
    return Notes(maps, "km2", printed)


def _counted(
    maps: MapSet, scheme: Scheme, codes: Sequence[str], sums: Mapping[str, int], rows: Mapping[str, Rows], notes: Notes
) -> list[Category]:
    """Return the legend of what counts."""
    labels = [_part_label(code, scheme, maps) for code in codes]
    return [
        notes.category(
            code,
            {lang: f"{words(lang)['map.counted']} · {label[lang]}" for lang in maps.languages},
            _COUNTED_COLOURS[n % len(_COUNTED_COLOURS)],
            sums[code],
            rows=rows.get(code),
        )
        for n, (code, label) in enumerate(zip(codes, labels, strict=True))
    ]
