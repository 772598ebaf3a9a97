"""One map of a layer without a district file, coloured by a field or a survey term: as a page or for paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from natres import maps_dir
from natres.analyses import well_table
from natres.analyses.forest import report_classes
from natres.analyses.wells import roles_of
from natres.core.basis_value import Books
from natres.core.crs import ComputingZone, nearest_meridian
from natres.core.map_definition import COLOURINGS, MapDefinition
from natres.core.provenance import Provenance
from natres.errors import BadData, BadUsage
from natres.labels import LANGUAGES, words
from natres.presenters import land_tables
from natres.presenters.forest import ForestPrints, tenure_chart
from natres.presenters.maps import (
    ForestMaterial,
    Frame,
    LandMaterial,
    MapSet,
    PlainMaterial,
    WellMaterial,
    compose_map,
    compose_plain,
    wanting,
)
from natres.presenters.scheme_notes import with_profile_note
from natres.presenters.table import Table
from natres.presenters.web import Chart, MapPage
from natres.presenters.wells import well_charts, well_tables
from natres.readers import read_spec, read_well_scheme
from natres.readers.fields import known_fields
from natres.readers.gate.formats import TABLE_FORMATS
from natres.readers.layers.looking import layer_columns, read_plain_layer
from natres.readers.layers.points import is_vector
from natres.readers.map_definitions import read_map_definition
from natres.workflows.bases import books_of, refuse_wrong_basis, widest
from natres.workflows.column_words import named_columns
from natres.workflows.district_maps.sheets import hatches_of, sheet_zone
from natres.workflows.inputs import Options, open_forest, open_land, open_wells
from natres.workflows.inputs.common import plain_reading, refuse_repairs
from natres.workflows.report_parts import page_marks, source_said
from natres.workflows.subjects import forest_of, land_page, woods_tables

__all__ = ["LayerMap", "map_of_layer"]

#: Tables and charts beside a map, in one language.
Around: TypeAlias = tuple[list[Table], Sequence[Chart | None]]


@dataclass(frozen=True, eq=False)
class LayerMap:
    """A map of one layer, with where it was read from and the tables beside it.

    Parameters
    ----------
    zone : the plane its areas lie in, for paper; None for longitude and latitude
    subject : key of the layer it draws
    """

    page: MapPage
    record: Provenance
    tables: tuple[Table, ...]
    zone: ComputingZone | None
    subject: str
    hatches: Mapping[str, str] = field(default_factory=dict[str, str])


def map_of_layer(source: str | Path, by: str, options: Options, language: str, *, on_paper: bool = False) -> LayerMap:
    """Return the map of a layer coloured by a field or a survey term; nothing is written.

    Raises
    ------
    BadUsage : ``OPTION_VALUE`` where ``by`` is neither a term for this layer nor one of its fields
    """
    subject, term = _subject(str(source), by, options)
    if options.public and (subject == "plain" or term in ("ownership", "tenure")):
        raise BadUsage("MAP_PRIVATE", option="--by", value=by)
    if subject == "plain":
        return _plain_map(source, by, options, language, on_paper=on_paper)
    draw = {"parcels": partial(_land_map, by=term), "forest": _forest_map, "wells": _well_map}[subject]
    maps, record, tables = draw(source, options, language)
    zone = _zone(maps) if on_paper else None
    maps = maps.in_plane(zone) if zone else maps
    stem = Path(source).stem
    own = {lang: words(lang)[f"map.{subject}"] if options.public else stem for lang in LANGUAGES}
    title = _title(subject, term, own)
    recolour = tuple(key for key in COLOURINGS[subject] if key not in (term, "measure"))
    shown = tuple(table.key for table in tables)
    charts = tuple(maps.frames[language].charts)
    page = compose_map(
        MapDefinition(term, title, title, subject, term, tables=shown, charts=charts, recolour=recolour), maps
    )
    if page is None and maps.land:
        raise BadUsage("MAP_NOT_COMPUTABLE", file=record.file_name, value=by, why=_why(term, maps.land, language))
    if page is None:
        raise BadData("FIELD_MISSING", file=record.file_name, field="longitude, latitude", present="")
    hatches = hatches_of(maps.land.scheme) if maps.land and term == "subclass" else {}
    return LayerMap(page, record, tuple(tables), zone, subject, hatches)


def _zone(maps: MapSet) -> ComputingZone:
    """Return the plane of a map on paper: that of its areas, or the one its points lie in."""
    areas = maps.land or maps.forest
    if areas:
        return sheet_zone(areas.frame.geometry.to_numpy(), areas.crs)
    longitude = maps.wells.frame["longitude"].to_numpy(dtype=float) if maps.wells else np.zeros(0)
    middle = np.array([float(np.nanmean(longitude))])
    return ComputingZone(float(nearest_meridian(middle)[0]))


def _why(term: str, land: LandMaterial, language: str) -> str:
    """Return in words why parcels cannot be coloured by a term."""
    lacking = wanting(MapDefinition("", {}, {}, "parcels", term), land.ledger, land.scheme)
    return words(language)[f"why.{lacking}"]


def _title(subject: str, term: str, own: dict[str, str]) -> dict[str, str]:
    """Return the title of the shipped map that shows the same, else the name of the file."""
    shipped = (read_map_definition(path.stem) for path in sorted(maps_dir().glob("*.toml")))
    same = next((d for d in shipped if (d.layer, d.by) == (subject, term) and not d.measure), None)
    return dict(same.title) if same else own


#: Terms as offices say them; which one is meant depends on the layer.
_IN_CHINESE = {
    "地类": "subclass", "二级类": "subclass", "一级类": "main_class", "三大类": "group", "城镇村": "settlement",
    "城镇村属性": "settlement", "权属": "ownership", "权属性质": "ownership", "林权": "tenure", "林地权属": "tenure",
    "林地类别": "forest_class", "井别": "role",
}  # fmt: skip
_TERMS = {term for terms in COLOURINGS.values() for term in terms}


def _subject(source: str, by: str, options: Options) -> tuple[str, str]:
    """Find out what kind of layer this is, and which term of it ``by`` means."""
    if any(Path(source).suffix.lower() in form.suffixes for form in TABLE_FORMATS) and not is_vector(Path(source)):
        return "wells", "role"
    by = _IN_CHINESE.get(by, by.lower() if by.lower() in _TERMS else by)
    present = {name.casefold() for name in layer_columns(source, options.layer, options.encoding)}
    named = {
        "DLBM": ("parcels", "subclass"), "QSXZ": ("parcels", "ownership"), "DI_LEI": ("forest", "forest_class"),
        "LD_QS": ("forest", "tenure"), "TD_QS": ("forest", "tenure"),
    }  # fmt: skip
    if by.upper() in named and by.casefold() in present:
        return named[by.upper()]
    for kind, needed in (("forest", "forest_class"), ("parcels", "land_class")):
        has = needed in options.fields or any(n.casefold() in present for n in known_fields(kind)[needed])
        meant = "tenure" if (kind, by) == ("forest", "ownership") else by
        if has and meant in COLOURINGS[kind] and by != "measure":
            return kind, meant
    if by.casefold() not in present:
        ways = dict.fromkeys([*COLOURINGS["parcels"], *COLOURINGS["forest"]])
        terms = ", ".join(way for way in ways if way != "measure")  # which a definition has to name
        raise BadUsage("OPTION_VALUE", option="--by", value=by, allowed=f"{terms}; {', '.join(sorted(present))}")
    return "plain", by


def _languages(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([language, *LANGUAGES]))


def _set(
    record: Provenance,
    role: str,
    options: Options,
    language: str,
    around: Callable[[str], Around],
    books: Books,
    within: float = 1.0,
    **materials: Any,
) -> tuple[MapSet, Provenance, list[Table]]:
    """Return a map's material with what stands around it in all languages, and the tables in the run's."""
    forest = materials.get("forest")
    named = named_columns(forest.scheme if forest else None, read_spec("wells"))
    said = {lang: around(lang) for lang in _languages(language)}
    for tables, _ in said.values():
        refuse_wrong_basis(tables, books, within=within)
    frames = {lang: _frame(record, f"map.{role}", lang, options, *said[lang]) for lang in said}
    maps = MapSet(
        language,
        frames,
        records={role: (record,)},
        books=books,
        named=named,
        rounding=options.rounding,
        public=options.public,
        **materials,
    )
    return maps, record, said[language][0]


def _frame(
    record: Provenance, role: str, language: str, options: Options, tables: list[Table], charts: Sequence[Chart | None]
) -> Frame:
    w = words(language)
    return Frame(
        subtitle="" if options.public else record.file_name,
        tables={table.key: table for table in tables},
        marks=page_marks(language, invented=record.invented, public=options.public),
        sources=(source_said(w.get(role, role), record, language, public=options.public),),
        notes=(w["report.page_coarse" if options.public else "report.page_simplified"],),
        charts={chart.key: chart for chart in charts if chart is not None},
    )


def _land_map(
    source: str | Path, options: Options, language: str, *, by: str
) -> tuple[MapSet, Provenance, list[Table]]:
    land = open_land(source, options)
    if by == "ownership" and not land.scheme.ownership:
        raise BadUsage("OPTION_VALUE", option="--by", value=by, allowed="subclass, main_class, group")
    page = land_page(land, options, language)

    def around(lang: str) -> Around:
        own = page.told_in(lang)
        tables = [land_tables.group_table(own), land_tables.class_table(own)]
        if page.shares.ownership:
            tables.append(land_tables.ownership_table(own))
        return list(with_profile_note(tables, land.scheme, lang)), ()

    material = LandMaterial(land.layer.frame, land.layer.crs, land.ledger, land.scheme)
    return _set(
        land.layer.provenance, "parcels", options, language, around, books_of(land), widest(page), land=material
    )


#: Tables of forest land with too many rows to stand beside a map.
_TOO_LONG = ("forest_town_classes", "forest_chiefs")


def _forest_map(source: str | Path, options: Options, language: str) -> tuple[MapSet, Provenance, list[Table]]:
    woods = open_forest(source, options)
    forest = forest_of(woods)

    def around(lang: str) -> Around:
        prints = ForestPrints(forest, woods.scheme, lang, options.rounding)
        tables = sorted(woods_tables(prints, woods), key=lambda table: table.key != "forest_units")
        return [table for table in tables if table.key not in _TOO_LONG], (tenure_chart(prints),)

    material = ForestMaterial(
        woods.layer.frame, woods.layer.crs, woods.ledger, woods.scheme, report_classes(woods.layer.frame, woods.scheme)
    )
    return _set(woods.layer.provenance, "forest", options, language, around, books_of(woods=woods), forest=material)


def _well_map(source: str | Path, options: Options, language: str) -> tuple[MapSet, Provenance, list[Table]]:
    opened = open_wells(source, options)
    register = opened.wells
    scheme = read_well_scheme()
    result = well_table(register.frame, scheme=scheme)

    def around(lang: str) -> Around:
        return list(well_tables(result, scheme, lang)), well_charts(result, register.frame, scheme, lang)

    placed = {"longitude", "latitude"} <= set(register.frame)
    material = WellMaterial(register.frame, roles_of(register.frame, scheme)) if placed else None
    return _set(register.provenance, "wells", options, language, around, books_of(register=opened), wells=material)


def _plain_map(source: str | Path, by: str, options: Options, language: str, *, on_paper: bool) -> LayerMap:
    layer = read_plain_layer(source, **plain_reading(options))
    refuse_repairs(layer, options)
    record, stem = layer.provenance, Path(source).stem
    frames = {lang: _frame(record, stem, lang, options, [], ()) for lang in _languages(language)}
    zone = sheet_zone(layer.frame.geometry.to_numpy(), layer.crs) if on_paper else None
    material = PlainMaterial(layer.frame, layer.crs, by, zone)
    page = compose_plain(material, frames, record, title=stem, language=language)
    return LayerMap(page, record, (), zone, page.layers[0].key)
