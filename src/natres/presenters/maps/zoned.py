"""Parcels under protection lines on a map: what lies where it should not, in which zones, with the lines above."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

import pandas as pd

from natres.core.basis import Rows, Where
from natres.core.map_definition import MapDefinition
from natres.labels import words
from natres.presenters.land_words import group_label
from natres.presenters.maps.legend import Notes, Printed, indexed, mixed, printed_column
from natres.presenters.maps.material import MapSet, ZonedMaterial
from natres.presenters.maps.parcels import class_names
from natres.presenters.printing import Tree, area_columns
from natres.presenters.table import Cell
from natres.presenters.web import (
    AreaColumn,
    AreaLayer,
    Category,
    CodeColumn,
    Colouring,
    Column,
    Text,
    TextColumn,
    text_in,
)

__all__ = ["REST", "finding_rows", "zoned_keys", "zoned_layer"]

#: Land that answers no question.
REST = "rest"
_REST_COLOUR, _BARE_COLOUR = "#f1f2ee", "#e9ebe6"
#: Colours of the questions the third survey asks, none that of a line; of others in turn.
_QUESTION_COLOURS = {
    "construction_in_red_line": "#b5008f",
    "cropland_outside_basic_farmland": "#f2c14e",
    "other_in_basic_farmland": "#8c5fa8",
    "construction_outside_urban_boundary": "#e0844f",
}
_OTHER_COLOURS = ("#1b7837", "#2166ac", "#8c510a", "#01665e")
_TOGETHER_COLOURS = ("#a8d08d", "#e8a0a0", "#9fc5e8", "#c9a66b", "#b4a7d6", "#76a5af", "#d5a6bd", "#7f9f7f", "#c27ba0")
#: Darker where land answers several questions.
_SEVERAL = ("#26262b", 0.3)

#: Questions that land answers, by combination of layers and class.
Answers: TypeAlias = Mapping[tuple[str, str], tuple[str, ...]]


def zoned_layer(definition: MapDefinition, maps: MapSet, zoned: ZonedMaterial) -> AreaLayer:
    """Return the parcels, parted by the zones over them, as a definition colours them."""
    make = {"findings": _by_finding, "combination": _by_combination, "group": _by_group}
    return AreaLayer(
        key="zoned",
        title=maps.say("map.zoned"),
        geometry=maps.placed("zoned", zoned),
        colourings=tuple(make[key](maps, zoned) for key in definition.colourings("zoned", "findings")),
        columns=_columns(maps, zoned),
        bookings=() if maps.public else (("land_class", "class_dm2"), ("deduction_class", "deducted_dm2")),
    )


def zoned_keys(zoned: ZonedMaterial) -> set[str]:
    """Return all words its legends may have."""
    answers = {_joined(found) for found in _answers(zoned).values()}
    return {REST, "", *answers, *zoned.combinations, *(g.key for g in zoned.scheme.groups)}


def finding_rows(zoned: ZonedMaterial, question: str) -> Rows:
    """Return the bookings that answer a question, whatever else they answer."""
    return _rows(place for place, found in _answers(zoned).items() if question in found)


def _answers(zoned: ZonedMaterial) -> Answers:
    """Return which questions every kind of booked land answers; without those whose layer is not there."""
    scheme, layers = zoned.scheme, set(zoned.layers)
    asked = [(q, scheme.classes_asked(q)) for q in scheme.zone_questions if q.zone in layers]
    return {
        (zones, code): tuple(
            q.key for q, classes in asked if code in classes and (q.zone in zoned.combinations[zones]) == q.inside
        )
        for zones, code in _booked(zoned)
    }


def _booked(zoned: ZonedMaterial) -> dict[tuple[str, str], int]:
    """Return the area under every combination of layers and class, field ridges under theirs, in 0.01 m²."""
    frame = zoned.frame
    parts = [
        frame.groupby(["zones", code])[area].sum().rename_axis(["zones", "code"])
        for code, area in (("land_class", "class_dm2"), ("deduction_class", "deducted_dm2"))
    ]
    sums = pd.concat(parts).groupby(level=[0, 1]).sum()
    return {(str(zones), str(code)): int(area) for (zones, code), area in sums.items() if area}  # pyright: ignore[reportGeneralTypeIssues]


def _rows(places: Iterable[tuple[str, str]]) -> Rows:
    """Return bookings by combination of layers and class; combinations with the same classes share an alternative."""
    by_zones = groupby(sorted(places), key=lambda place: place[0])
    by_classes: dict[tuple[str, ...], list[str]] = {}
    for zones, own in by_zones:
        by_classes.setdefault(tuple(code for _, code in own), []).append(zones)
    where: list[Where] = [
        {"zones": tuple(zones), "land_class": classes} for classes, zones in sorted(by_classes.items())
    ]
    return Rows("zoned", tuple(where) or ({"zones": ()},))


def _joined(questions: Sequence[str]) -> str:
    return "+".join(questions) or REST


def _by_finding(maps: MapSet, zoned: ZonedMaterial) -> Colouring:
    """Colour land by the questions it answers, each ground once; land that answers none is pale."""
    asked = [q.key for q in zoned.scheme.zone_questions]
    booked, answers = _booked(zoned), _answers(zoned)
    sums: dict[str, int] = {}
    for place, area in booked.items():
        key = _joined(answers[place])
        sums[key] = sums.get(key, 0) + area
    several = {_joined(found): found for found in answers.values()}
    order = sorted(sums, key=lambda key: (key == REST, [asked.index(q) for q in several[key]]))
    printed = _closed(maps, order, [sums[key] for key in order])
    notes = Notes(maps, "ha", printed)
    categories = tuple(
        notes.category(
            key, _finding_label(several[key], maps, zoned, shared=_is_shared(key, several)),
            _finding_colour(several[key], asked), sums[key],
            rows=_own_rows(maps, _rows(place for place, found in answers.items() if _joined(found) == key)),
        )
        for key in order
    )  # fmt: skip
    frame = zoned.frame
    # A parcel of no area of its own class has none booked, and answers nothing.
    keys = [_joined(answers.get(place, ())) for place in zip(frame["zones"], frame["land_class"], strict=True)]
    return Colouring("findings", maps.say("map.findings"), categories, indexed(pd.Series(keys, dtype=object), order))


def _finding_label(questions: Sequence[str], maps: MapSet, zoned: ZonedMaterial, *, shared: bool) -> Text:
    """Return the questions some land answers; ``shared``: other land answers the same one and another."""
    if not questions:
        return maps.say("map.no_finding")
    labels = {q.key: q.label for q in zoned.scheme.zone_questions}
    said = {lang: " + ".join(labels[key][lang] for key in questions) for lang in maps.languages}
    if len(questions) > 1 or not shared:
        return said
    return {lang: words(lang)["overlay.only"].format(layer=text) for lang, text in said.items()}


def _is_shared(key: str, several: Mapping[str, Sequence[str]]) -> bool:
    return any(other != key and key in questions for other, questions in several.items())


def _finding_colour(questions: Sequence[str], asked: Sequence[str]) -> str:
    if not questions:
        return _REST_COLOUR
    own = _QUESTION_COLOURS.get(questions[0], _OTHER_COLOURS[asked.index(questions[0]) % len(_OTHER_COLOURS)])
    return mixed(own, *_SEVERAL) if len(questions) > 1 else own


def _own_rows(maps: MapSet, rows: Rows) -> Rows | None:
    return None if maps.public else rows


def _closed(maps: MapSet, keys: Sequence[str], areas: Sequence[int]) -> Printed:
    """Return areas in hectares that add up to all parcels as printed."""
    rounding = "plain" if maps.rounding == "plain" else "closed"
    cells = [row[0] for row in area_columns(Tree.of_parts(sum(areas), areas), "ha", 2, rounding)][1:]
    units = maps.say("unit.ha")
    return {
        lang: {key: (cell, text_in(units, lang)) for key, cell in zip(keys, cells, strict=True)}
        for lang in maps.languages
    }


def _by_combination(maps: MapSet, zoned: ZonedMaterial) -> Colouring:
    """Colour land by the layers over it, in the numbers of the run's table of combinations."""
    keys = {lang: {text_in(said, lang): key for key, said in zoned.together.items()} for lang in maps.languages}
    notes = Notes(maps, zoned.unit, printed_column(maps, "overlay_combinations", 1, keys))
    sums = zoned.frame.groupby("zones")["gross_dm2"].sum()
    order = [key for key in zoned.combinations if key in sums.index]
    bare = [key for key in order if key]
    colours = {key: _TOGETHER_COLOURS[n % len(_TOGETHER_COLOURS)] for n, key in enumerate(bare)} | {"": _BARE_COLOUR}
    categories = tuple(
        notes.category(
            key, zoned.together[key], colours[key], int(sums[key]),
            rows=_own_rows(maps, Rows("zoned", ({"zones": (key,)},))),
        )
        for key in order
    )  # fmt: skip
    return Colouring("combination", maps.say("map.combination"), categories, indexed(zoned.frame["zones"], order))


def _by_group(maps: MapSet, zoned: ZonedMaterial) -> Colouring:
    """Colour land by its group, in the numbers of the land's table, which the pieces add up to."""
    scheme, frame = zoned.scheme, zoned.frame
    group = {code: scheme.group_of(code) or "unclassified" for _, code in _booked(zoned)} | {"": "unclassified"}
    group |= {code: scheme.group_of(code) or "unclassified" for code in frame["land_class"].unique()}
    sums: dict[str, int] = {}
    codes: dict[str, list[str]] = {}
    for (_, code), area in _booked(zoned).items():
        sums[group[code]] = sums.get(group[code], 0) + area
        codes.setdefault(group[code], []).append(code)
    order = [key for key in (*(g.key for g in scheme.groups), "unclassified") if key in sums]
    labels = {key: {lang: group_label(key, scheme, lang) for lang in maps.languages} for key in order}
    keys = {lang: {labels[key][lang]: key for key in order} for lang in maps.languages}
    printed = printed_column(maps, "land_groups", 1, keys)
    bare = {lang: {k: (Cell(c.text, c.number), u) for k, (c, u) in own.items()} for lang, own in printed.items()}
    notes = Notes(maps, "km2", bare)
    colours = {g.key: g.colour for g in scheme.groups} | {"unclassified": "#777777"}
    categories: list[Category] = []
    for key in order:
        rows = _own_rows(maps, Rows("zoned", ({"land_class": tuple(sorted(set(codes[key])))},)))
        categories.append(notes.category(key, labels[key], mixed(colours[key], "#ffffff", 0.3), sums[key], rows=rows))
    return Colouring("group", maps.say("map.group"), tuple(categories), indexed(frame["land_class"].map(group), order))


def _columns(maps: MapSet, zoned: ZonedMaterial) -> tuple[Column, ...]:
    """Return what is known of a piece; ids, towns and areas stay in the house."""
    frame = zoned.frame
    names = class_names(maps, zoned.scheme)
    under = CodeColumn("zones", maps.say("map.combination"), frame["zones"].tolist(), zoned.together)
    land = CodeColumn("land_class", maps.say("map.land_class"), frame["land_class"].tolist(), names)
    if maps.public:
        return land, under
    towns: dict[str, Text] = dict(zoned.towns)
    gross, net, cut = (frame[key].to_numpy(dtype="int64") for key in ("gross_dm2", "class_dm2", "deducted_dm2"))
    ridges = names | {"": "—"}
    return (
        TextColumn("parcel_id", maps.say("map.parcel_id"), frame["parcel_id"].tolist(), search=True),
        land,
        under,
        CodeColumn("town", maps.say("map.town"), frame["unit_code"].str[:9].tolist(), towns),
        AreaColumn("gross_dm2", maps.say("map.piece_area"), gross, of=("class_dm2", "deducted_dm2")),
        AreaColumn("class_dm2", maps.say("map.class_area"), net, show=bool(cut.any())),
        AreaColumn("deducted_dm2", maps.say("map.deducted_area"), cut, show=bool(cut.any())),
        CodeColumn("deduction_class", maps.say("map.deduction_class"), frame["deduction_class"].tolist(), ridges,
                   show=False),
    )  # fmt: skip
