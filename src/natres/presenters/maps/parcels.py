"""Parcels coloured by class, group, ownership or whether they count towards a quota."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.classification import Scheme
from natres.core.map_definition import MapDefinition
from natres.labels import words
from natres.presenters.land_tables import class_label, group_label
from natres.presenters.maps.legend import area_line, from_table, ha_text, indexed, km2_text, mixed, sums_by
from natres.presenters.maps.material import Frame, LandMaterial, MapSet
from natres.presenters.printing import Tree, area_column
from natres.presenters.web import AreaLayer, Category, Column

__all__ = ["parcel_layer", "quiet_land"]

Indices = NDArray[np.int64]


def parcel_layer(definition: MapDefinition, maps: MapSet, land: LandMaterial) -> AreaLayer:
    """Return the parcels as a definition colours them."""
    language = maps.frame.language
    index, categories = _colour_parcels(definition, maps, land)
    return AreaLayer(
        key="parcels",
        title=words(language)["map.parcels"],
        geometry=maps.lon_lat("parcels", land),
        category=index,
        categories=categories,
        columns=_parcel_columns(land, language),
    )


def quiet_land(maps: MapSet, land: LandMaterial) -> AreaLayer:
    """Return the parcels as a pale ground by group, for maps whose subject is something else."""
    index, categories = _by_group(land, maps.frame)
    pale = tuple(Category(c.key, c.label, mixed(c.colour, "#ffffff", 0.65), c.note) for c in categories)
    title = words(maps.frame.language)["map.group"]
    return AreaLayer("ground", title, maps.lon_lat("parcels", land), index, pale, ())


def _colour_parcels(
    definition: MapDefinition, maps: MapSet, land: LandMaterial
) -> tuple[Indices, tuple[Category, ...]]:
    frame = maps.frame
    if definition.by == "group":
        return _by_group(land, frame)
    if definition.by == "ownership":
        return _by_ownership(land, frame)
    if definition.by == "measure":
        return _by_measure(definition.measure, land, frame.language)
    return _by_class(land, 1 if definition.by == "main_class" else 2, frame)


def _by_class(land: LandMaterial, level: int, frame: Frame) -> tuple[Indices, tuple[Category, ...]]:
    scheme, ledger, language = land.scheme, land.ledger, frame.language
    printed = from_table(frame.tables, "land_classes", 0, 3)
    above = {c.code: scheme.at_level(c.code, level) for c in scheme.classes}
    keys = ledger.parcels["land_class"].map(above)
    sums = sums_by(ledger, ledger.sums["land_class"].map(above))
    order = sorted((code for code in sums if code in scheme.by_code), key=lambda c: _official(c, scheme))
    colours = _class_colours(order, scheme)
    categories = tuple(
        Category(
            code,
            f"{code} {class_label(code, scheme, language)}",
            colours[code],
            (_stands_alone(code, level, scheme) and printed.get(code)) or ha_text(sums[code], language),
        )
        for code in order
    )
    return indexed(keys, order), categories


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


def _by_group(land: LandMaterial, frame: Frame) -> tuple[Indices, tuple[Category, ...]]:
    scheme, ledger, language = land.scheme, land.ledger, frame.language
    printed = from_table(frame.tables, "land_groups", 0, 1)
    group = {c.code: c.group or "unclassified" for c in scheme.classes} | {"": "unclassified"}
    sums = sums_by(ledger, ledger.sums["land_class"].map(group))
    order = [g.key for g in scheme.groups] + (["unclassified"] if "unclassified" in sums else [])
    colours = {g.key: g.colour for g in scheme.groups} | {"unclassified": "#777777"}
    categories = tuple(
        Category(k, label, colours[k], printed.get(label) or km2_text(sums.get(k, 0), language))
        for k, label in ((k, group_label(k, scheme, language)) for k in order)
    )
    return indexed(ledger.parcels["land_class"].map(group), order), categories


def _by_ownership(land: LandMaterial, frame: Frame) -> tuple[Indices, tuple[Category, ...]]:
    scheme, ledger, language = land.scheme, land.ledger, frame.language
    table = frame.tables.get("land_ownership")
    head = zip(table.rows[0].cells[2:], table.columns[2:], strict=True) if table else ()
    texts = [f"{cell.plain} {column.unit}" for cell, column in head]
    printed = dict(zip((kind.key for kind in scheme.ownership), texts, strict=False))
    owner = {t: scheme.ownership_of(t) for t in ledger.parcels["ownership_type"].unique()}
    sums = sums_by(ledger, ledger.sums["ownership_type"].map(owner))
    kinds = [kind for kind in scheme.ownership if sums.get(kind.key)]
    categories = tuple(
        Category(k.key, k.label[language], k.colour, printed.get(k.key) or ha_text(sums[k.key], language))
        for k in kinds
    )
    return indexed(ledger.parcels["ownership_type"].map(owner), [k.key for k in kinds]), categories


_COUNTED_COLOURS = ("#c0392b", "#e07a4f", "#f0b27a", "#a569bd", "#d98880", "#884ea0")


def _by_measure(key: str, land: LandMaterial, language: str) -> tuple[Indices, tuple[Category, ...]]:
    """Colour counted parcels by settlement code, construction land not counted grey, other land pale."""
    scheme, ledger, w = land.scheme, land.ledger, words(language)
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
    parts = [int(area[code]) for code in codes]
    cells = area_column(Tree.of_parts(sum(parts), parts), "km2", 2, "closed")
    printed = [cell.plain for cell in cells[1:]]
    categories = [
        Category(
            code,
            f"{w['map.counted']} · {code} {scheme.settlement_codes.get(code, {}).get(language, '')}".strip(),
            _COUNTED_COLOURS[n % len(_COUNTED_COLOURS)],
            km2_text(int(area[code]), language, printed[n]),
        )
        for n, code in enumerate(codes)
    ]
    built_name = group_label("construction", scheme, language)
    for code, colour, name in (("built", "#9a9a9a", built_name), ("rest", "#eef0ea", w["land.other_land"])):
        title = f"{w['map.not_counted']} · {name}"
        categories.append(Category(code, title, colour, km2_text(int(area.get(code, 0)), language)))
    return indexed(keys, [*codes, "built", "rest"]), tuple(categories)


def _parcel_columns(land: LandMaterial, language: str) -> tuple[Column, ...]:
    w, scheme, parcels = words(language), land.scheme, land.ledger.parcels
    name = {c.code: f"{c.code} {c.name[language]}" for c in scheme.classes} | {"": w["land.unclassified"]}
    scopes = {code: f"{code} {labels[language]}" for code, labels in scheme.settlement_codes.items()} | {"": "—"}
    columns = [
        Column(w["map.parcel_id"], parcels["parcel_id"].tolist()),
        Column(w["map.land_class"], parcels["land_class"].map(name).tolist()),
    ]
    if land.ledger.has_ownership:
        labels = {k.key: k.label[language] for k in scheme.ownership}
        texts = {
            t: f"{labels[scheme.ownership_of(t)]}（{t}）" if t else "—" for t in parcels["ownership_type"].unique()
        }
        columns.append(Column(w["map.ownership"], parcels["ownership_type"].map(texts).tolist()))
    if "unit_name" in land.frame:
        columns.append(Column(w["map.unit"], land.frame["unit_name"].astype(str).tolist()))
    if land.ledger.has_settlement:
        columns.append(Column(w["map.settlement"], parcels["settlement_code"].map(scopes).tolist()))
    columns.append(Column(w["map.area"], [area_line(a, language) for a in parcels["gross_dm2"].tolist()]))
    return tuple(columns)
