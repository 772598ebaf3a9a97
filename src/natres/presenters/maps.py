"""From frames and results to map pages: which colour each shape has, what its tooltip says, what stands beside.

Texts and figures are handed on as data; the web room puts them on a page without ever running them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.classification import Scheme
from natres.core.crs import geometry_to_lon_lat
from natres.core.forestry import ForestScheme
from natres.core.ledger import AreaLedger
from natres.core.map_definition import MapDefinition
from natres.core.units import area_text
from natres.labels import words
from natres.presenters.land_tables import class_label, group_label
from natres.presenters.printing import Tree, area_column
from natres.presenters.table import Table
from natres.presenters.web import AreaLayer, BoundaryLayer, Category, Chart, Column, FigureTable, MapPage, PointLayer

__all__ = [
    "ForestMaterial",
    "Frame",
    "LandMaterial",
    "MapSet",
    "PlainMaterial",
    "WellMaterial",
    "compose_map",
    "compose_plain",
    "figure_table",
]

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Frame:
    """What stands around every map of a run: language, boundaries, tables, marks, sources, link home."""

    language: str
    subtitle: str
    tables: Mapping[str, Table]
    marks: tuple[str, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    boundaries: tuple[BoundaryLayer, ...] = ()
    charts: Mapping[str, Chart] = field(default_factory=dict[str, Chart])
    home: str = ""


@dataclass(frozen=True, eq=False)
class LandMaterial:
    """Parcels with their ledger and scheme."""

    frame: pd.DataFrame
    crs: Any
    ledger: AreaLedger
    scheme: Scheme


@dataclass(frozen=True, eq=False)
class ForestMaterial:
    """Forest plots with their ledger and scheme."""

    frame: pd.DataFrame
    crs: Any
    ledger: AreaLedger
    scheme: ForestScheme


@dataclass(frozen=True, eq=False)
class WellMaterial:
    """Wells with longitude and latitude; ``roles`` as :func:`natres.analyses.wells.roles_of` names them."""

    frame: pd.DataFrame
    roles: pd.Series


@dataclass(frozen=True, eq=False)
class MapSet:
    """Everything the maps of one run may draw."""

    frame: Frame
    land: LandMaterial | None = None
    forest: ForestMaterial | None = None
    wells: WellMaterial | None = None
    drawn: dict[str, NDArray[Any]] = field(default_factory=dict[str, NDArray[Any]])

    def lon_lat(self, name: str, material: LandMaterial | ForestMaterial) -> NDArray[Any]:
        """Return the shapes of a layer in longitude and latitude, transformed once per run."""
        if name not in self.drawn:
            self.drawn[name] = geometry_to_lon_lat(material.frame["geometry"].to_numpy(), material.crs)
        return self.drawn[name]


def compose_map(definition: MapDefinition, maps: MapSet) -> MapPage | None:
    """Return the page a definition describes, or None where its layer is not among the inputs."""
    frame, language = maps.frame, maps.frame.language
    layers: list[AreaLayer | PointLayer | BoundaryLayer] = []
    if definition.layer == "parcels" and maps.land:
        layers.append(_parcel_layer(definition, maps, maps.land))
    elif definition.layer == "forest" and maps.forest:
        layers.append(_forest_layer(definition, maps, maps.forest))
    elif definition.layer == "wells" and maps.wells:
        if maps.land:
            layers.append(_quiet_land(maps, maps.land))
        layers.append(_well_layer(maps.wells, language))
    else:
        return None
    boundaries = [b for b in frame.boundaries if b.key != "villages"]
    order = [*layers[:-1], *boundaries, layers[-1]] if definition.layer == "wells" else [*layers, *boundaries]
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


@dataclass(frozen=True, eq=False)
class PlainMaterial:
    """Any polygon layer with its own fields, coloured by one of them."""

    frame: pd.DataFrame
    crs: Any
    by: str


#: More values than this are not told apart by colour: the rarer ones share the last.
_MOST_VALUES = 24
_PLAIN_COLOURS = (
    "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#999933", "#882255", "#44aa99", "#dd8452",
    "#8172b3", "#937860",
)  # fmt: skip


def compose_plain(material: PlainMaterial, frame: Frame, *, title: str) -> MapPage:
    """Return the page of a layer nobody described: every value of the field a colour, every field in the tooltip."""
    actual = {name.casefold(): name for name in material.frame.columns}[material.by.casefold()]
    values = material.frame[actual].astype(object).where(material.frame[actual].notna(), "—").astype(str)
    count = values.value_counts()
    order = sorted(count.index[: _MOST_VALUES - 1]) if len(count) > _MOST_VALUES else sorted(count.index)
    rest = int(count.sum() - count[order].sum())
    categories = [
        Category(v, v, _PLAIN_COLOURS[i % len(_PLAIN_COLOURS)], str(int(count[v]))) for i, v in enumerate(order)
    ]
    keys = values
    if rest:
        other = words(frame.language)["land.other"] if "…" in order else "…"
        categories.append(Category("…", other, "#bbbbbb", str(rest)))
        keys = values.where(values.isin(order), "…")
    columns = tuple(
        Column(
            str(name),
            material.frame[name].astype(object).where(material.frame[name].notna(), "—").astype(str).tolist(),
        )
        for name in [c for c in material.frame.columns if c != "geometry"][:12]
    )
    shapes = geometry_to_lon_lat(material.frame["geometry"].to_numpy(), material.crs)
    index = _indexed(keys, [c.key for c in categories])
    layer = AreaLayer("layer", actual, shapes, index, tuple(categories), columns)
    return MapPage(
        title=title, subtitle=frame.subtitle, language=frame.language, layers=(layer,), marks=frame.marks,
        sources=frame.sources, notes=frame.notes,
    )  # fmt: skip


#: Beside a map there is room for a few columns: those of each table that say most; the rest is in the workbook.
_PANEL_COLUMNS: Mapping[str, tuple[int, ...]] = {
    "land_groups": (0, 1, 2),
    "land_classes": (0, 1, 3, 4),
    "land_ownership": (1, 2, 3, 5),
    "quotas": (0, 2, 3, 4),
    "measures": (0, 1, 3),
    "units": (1, 2, 3),
    "forest": (0, 1, 2, 4),
    "reinjection": (0, 3, 4, 5),
}


def panel_table(table: Table) -> FigureTable:
    """Return a table with the columns that fit beside a map."""
    if table.key == "forest_units":
        return figure_table(table, _town_columns(table))
    kind = table.key.rpartition("_")[2] if table.key.startswith("quota_") else table.key
    return figure_table(table, _PANEL_COLUMNS.get(kind))


def _town_columns(table: Table) -> tuple[int, ...]:
    """Return the name of a town and its tenures in both units: without codes and sums, for which there is no room."""
    first = next(i for i, column in enumerate(table.columns) if column.unit)
    half = (len(table.columns) - first) // 2
    sums = (first + half - 1, len(table.columns) - 1)
    return (first - 1, *(i for i in range(first, len(table.columns)) if i not in sums))


def figure_table(table: Table, columns: tuple[int, ...] | None = None) -> FigureTable:
    """Return a table as the web room shows it, with all columns or those named."""
    shown = columns or tuple(range(len(table.columns)))
    return FigureTable(
        title=table.title,
        header=tuple(table.columns[i].heading for i in shown),
        rows=tuple(tuple(row.cells[i].text for i in shown) for row in table.rows),
        notes=table.notes,
        emphasis=tuple(i for i, row in enumerate(table.rows) if row.mark == "total"),
        alert=tuple(i for i, row in enumerate(table.rows) if row.mark == "alert"),
    )


def _parcel_layer(definition: MapDefinition, maps: MapSet, land: LandMaterial) -> AreaLayer:
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


def _quiet_land(maps: MapSet, land: LandMaterial) -> AreaLayer:
    """Return the parcels as a pale ground by group, for maps whose subject is something else."""
    index, categories = _by_group(land, maps.frame)
    pale = tuple(Category(c.key, c.label, _mix(c.colour, "#ffffff", 0.65), c.note) for c in categories)
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


def _from_table(tables: Mapping[str, Table], table: str, name: int, number: int) -> dict[str, str]:
    """Return name → printed number with its unit, so that a legend shows what the table of the run shows."""
    if table not in tables:
        return {}
    unit = tables[table].columns[number].unit
    return {row.cells[name].text: f"{row.cells[number].plain} {unit}" for row in tables[table].rows}


def _sums(ledger: AreaLedger, key: pd.Series) -> dict[str, int]:
    return {str(k): int(v) for k, v in ledger.sums.groupby(key)["area_dm2"].sum().items()}


def _indexed(keys: pd.Series, order: Sequence[str]) -> Indices:
    place = {key: i for i, key in enumerate(order)}
    return np.asarray(keys.map(place).fillna(-1), dtype=np.int64)


def _by_class(land: LandMaterial, level: int, frame: Frame) -> tuple[Indices, tuple[Category, ...]]:
    scheme, ledger, language = land.scheme, land.ledger, frame.language
    printed = _from_table(frame.tables, "land_classes", 0, 3)
    above = {c.code: scheme.at_level(c.code, level) for c in scheme.classes}
    keys = ledger.parcels["land_class"].map(above)
    sums = _sums(ledger, ledger.sums["land_class"].map(above))
    order = sorted((code for code in sums if code in scheme.by_code), key=lambda c: _official(c, scheme))
    colours = _class_colours(order, scheme)
    categories = tuple(
        Category(
            code,
            f"{code} {class_label(code, scheme, language)}",
            colours[code],
            (_stands_alone(code, level, scheme) and printed.get(code)) or _ha(sums[code], language),
        )
        for code in order
    )
    return _indexed(keys, order), categories


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
        colours[code] = known.colour or _mix(ground, "#ffffff", 0.12 * (n % 6))
    return colours


def _by_group(land: LandMaterial, frame: Frame) -> tuple[Indices, tuple[Category, ...]]:
    scheme, ledger, language = land.scheme, land.ledger, frame.language
    printed = _from_table(frame.tables, "land_groups", 0, 1)
    group = {c.code: c.group or "unclassified" for c in scheme.classes} | {"": "unclassified"}
    sums = _sums(ledger, ledger.sums["land_class"].map(group))
    order = [g.key for g in scheme.groups] + (["unclassified"] if "unclassified" in sums else [])
    colours = {g.key: g.colour for g in scheme.groups} | {"unclassified": "#777777"}
    categories = tuple(
        Category(k, label, colours[k], printed.get(label) or _km2(sums.get(k, 0), language))
        for k, label in ((k, group_label(k, scheme, language)) for k in order)
    )
    return _indexed(ledger.parcels["land_class"].map(group), order), categories


def _by_ownership(land: LandMaterial, frame: Frame) -> tuple[Indices, tuple[Category, ...]]:
    scheme, ledger, language = land.scheme, land.ledger, frame.language
    table = frame.tables.get("land_ownership")
    head = zip(table.rows[0].cells[2:], table.columns[2:], strict=True) if table else ()
    texts = [f"{cell.plain} {column.unit}" for cell, column in head]
    printed = dict(zip((kind.key for kind in scheme.ownership), texts, strict=False))
    owner = {t: scheme.ownership_of(t) for t in ledger.parcels["ownership_type"].unique()}
    sums = _sums(ledger, ledger.sums["ownership_type"].map(owner))
    kinds = [kind for kind in scheme.ownership if sums.get(kind.key)]
    categories = tuple(
        Category(k.key, k.label[language], k.colour, printed.get(k.key) or _ha(sums[k.key], language)) for k in kinds
    )
    return _indexed(ledger.parcels["ownership_type"].map(owner), [k.key for k in kinds]), categories


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
            _km2(int(area[code]), language, printed[n]),
        )
        for n, code in enumerate(codes)
    ]
    built_name = group_label("construction", scheme, language)
    for code, colour, name in (("built", "#9a9a9a", built_name), ("rest", "#eef0ea", w["land.other_land"])):
        title = f"{w['map.not_counted']} · {name}"
        categories.append(Category(code, title, colour, _km2(int(area.get(code, 0)), language)))
    return _indexed(keys, [*codes, "built", "rest"]), tuple(categories)


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
    columns.append(Column(w["map.area"], [_area_line(a, language) for a in parcels["gross_dm2"].tolist()]))
    return tuple(columns)


def _forest_layer(definition: MapDefinition, maps: MapSet, forest: ForestMaterial) -> AreaLayer:
    language, scheme = maps.frame.language, forest.scheme
    w, plots = words(language), forest.frame
    tenure, kind = (
        plots["tenure_code"].map(scheme.tenure_of),
        plots["forest_class"].map(scheme.class_of).fillna("other"),
    )
    inside = kind != "outside"
    keys, choices = (tenure, scheme.tenures) if definition.by == "tenure" else (kind, scheme.classes)
    area = forest.ledger.parcels["gross_dm2"].groupby(keys.where(inside, "outside").to_numpy()).sum()
    shown = [c for c in choices if area.get(c.key, 0)]
    printed = _forest_prints(maps.frame.tables, definition.by, scheme, language)
    categories = tuple(
        Category(c.key, c.label[language], c.colour, _ha(int(area[c.key]), language, printed.get(c.key))) for c in shown
    )
    class_names = {
        c: f"{c} {scheme.names.get(scheme.normal_code(c), {}).get(language, '')}"
        for c in plots["forest_class"].unique()
    }
    tenures = {t.key: t.label[language] for t in scheme.tenures}
    columns = [Column(w["map.plot_id"], plots["plot_id"].tolist())] if "plot_id" in plots else []
    columns += [
        Column(w["map.forest_class"], plots["forest_class"].map(class_names).tolist()),
        Column(
            w["map.tenure"],
            [f"{tenures[k]}（{c}）" for k, c in zip(tenure, plots["tenure_code"], strict=True)],
        ),
    ]
    if "unit_name" in plots:
        columns.append(Column(w["map.unit"], plots["unit_name"].tolist()))
    columns.append(
        Column(w["map.area"], [_area_line(a, language) for a in forest.ledger.parcels["gross_dm2"].tolist()])
    )
    return AreaLayer(
        key="forest",
        title=w["map.forest"],
        geometry=maps.lon_lat("forest", forest),
        category=_indexed(keys.where(inside), [c.key for c in shown]),
        categories=categories,
        columns=tuple(columns),
    )


def _forest_prints(tables: Mapping[str, Table], by: str, scheme: ForestScheme, language: str) -> dict[str, str]:
    """Return how the forest table prints each tenure (its first row) or class (its sums)."""
    if by == "forest_class":
        labels = _from_table(tables, "forest", 0, 1 + len(scheme.tenures))
        return {c.key: labels[c.label[language]] for c in scheme.classes if c.label[language] in labels}
    head = [cell.plain for cell in tables["forest"].rows[0].cells[1:]] if "forest" in tables else []
    return dict(zip((t.key for t in scheme.tenures), head, strict=False))


_ROLE_COLOURS = {"production": "#e08e0b", "reinjection": "#1f6fb2", "observation": "#6b7280"}


def _well_layer(wells: WellMaterial, language: str) -> PointLayer:
    w, frame = words(language), wells.frame
    placed = (frame["longitude"].notna() & frame["latitude"].notna()).to_numpy()
    frame, roles = frame[placed], wells.roles[placed]
    order = [role for role in _ROLE_COLOURS if (roles == role).any()]
    categories = tuple(
        Category(role, w[f"wells.{role}"], _ROLE_COLOURS[role], str(int((roles == role).sum()))) for role in order
    )
    columns = [
        Column(w["map.well_id"], frame["well_id"].tolist()),
        Column(w["map.role"], frame["role"].tolist()),
    ]
    if "reservoir" in frame:
        columns.append(Column(w["map.reservoir"], frame["reservoir"].tolist()))
    if "tail_water_c" in frame:
        columns.append(Column(f"{w['map.tail_water']}（℃）", [_number(v) for v in frame["tail_water_c"]]))
    if "reinjected_1e4m3" in frame:
        columns.append(Column(f"{w['map.reinjection']}（10⁴ m³）", [_number(v) for v in frame["reinjected_1e4m3"]]))
    if "unit_name" in frame:
        columns.append(Column(w["map.unit"], frame["unit_name"].tolist()))
    return PointLayer(
        key="wells",
        title=w["map.wells"],
        lon=frame["longitude"].to_numpy(dtype=float),
        lat=frame["latitude"].to_numpy(dtype=float),
        category=_indexed(roles, order),
        categories=categories,
        columns=tuple(columns),
    )


def _number(value: float) -> str:
    return "—" if np.isnan(value) else f"{value:g}"


def _ha(area_dm2: int, language: str, printed: str | None = None) -> str:
    return f"{printed or area_text(area_dm2, 'ha')} {words(language)['unit.ha']}"


def _km2(area_dm2: int, language: str, printed: str | None = None) -> str:
    return f"{printed or area_text(area_dm2, 'km2')} {words(language)['unit.km2']}"


def _area_line(area_dm2: int, language: str) -> str:
    w = words(language)
    parts = ((area_text(area_dm2, unit), w[f"unit.{unit}"]) for unit in ("m2", "ha", "mu"))
    return " = ".join(f"{text} {unit}" for text, unit in parts)


def _mix(colour: str, other: str, part: float) -> str:
    """Return a colour between two, ``part`` of the way to the other."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * part) for a, b in pairs).hex()
