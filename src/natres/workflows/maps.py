"""Map pages: those of a district by their definitions, or one at once from a layer and a field."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from natres import maps_dir
from natres.analyses import well_table
from natres.analyses.forest import report_classes
from natres.analyses.wells import roles_of
from natres.core.basis_value import Books
from natres.core.map_definition import COLOURINGS, MapDefinition
from natres.core.provenance import Provenance
from natres.district import read_district
from natres.errors import BadData, BadUsage
from natres.labels import LANGUAGES, words
from natres.presenters import json_text as to_json
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
from natres.presenters.web import Chart, draw_page
from natres.presenters.wells import well_charts, well_tables
from natres.readers import read_spec, read_well_scheme
from natres.readers.fields import known_fields
from natres.readers.gate.formats import TABLE_FORMATS
from natres.readers.layers.looking import layer_columns, read_plain_layer
from natres.readers.layers.points import is_vector
from natres.readers.map_definitions import read_map_definition
from natres.workflows.answer import Answer, language_of
from natres.workflows.bases import books_of, refuse_wrong_basis, widest
from natres.workflows.column_words import named_columns
from natres.workflows.district_maps import draw_maps, maps_left_out, needs_laying, nothing_drawn
from natres.workflows.inputs import Options, open_forest, open_land, open_wells
from natres.workflows.inputs.common import plain_reading, refuse_repairs
from natres.workflows.report import compute_report
from natres.workflows.report_parts import page_marks, source_said
from natres.workflows.subjects import forest_of, land_page, woods_tables
from natres.writers import OutputFolder, reserving, write_file

__all__ = ["Drawing", "draw_layer", "map_district", "map_layer"]

#: Tables and charts beside a map, in one language.
Around: TypeAlias = tuple[list[Table], Sequence[Chart | None]]


def map_district(
    district_file: str | Path, output: str | Path, names: tuple[str, ...] = (), options: Options | None = None,
    *, force: bool = False,
) -> Answer:  # fmt: skip
    """Draw map pages of a district into a folder, or one of them into a file.

    Parameters
    ----------
    output : a folder, or an HTML file for one map
    names : map definitions; empty for those the district file lists

    Raises
    ------
    NotThere : ``MAP_UNKNOWN``
    BadUsage : ``OUTPUT_ONE_MAP`` where several maps are to go into one file; ``MAP_EMPTY``, ``MAP_NOT_COMPUTABLE`` or
        ``MAP_NOT_PUBLIC`` where not one of the maps asked for can be drawn
    """
    alone = Path(output).suffix.lower() in (".html", ".htm")
    place = reserving(Path(output), force=force) if alone else OutputFolder(Path(output), force=force).reserved()
    with place:  # a second run on the same place stops before it reads
        return _draw_district(district_file, Path(output), names, options or Options(), alone=alone, force=force)


def _draw_district(
    district_file: str | Path, output: Path, names: tuple[str, ...], options: Options, *, alone: bool, force: bool
) -> Answer:
    district = read_district(district_file)
    parts = compute_report(district, options, laid=needs_laying(district, names))
    if alone and len(names or district.content.maps.draw) != 1:
        raise BadUsage("OUTPUT_ONE_MAP", value=output.name, allowed=", ".join(district.content.maps.draw))
    pages = draw_maps(parts, names, home="")
    left = maps_left_out(parts, pages, names)
    if not pages:
        raise nothing_drawn(maps_left_out(parts, pages, names or tuple(district.content.maps.draw)))
    notices = (*parts.notices, *left)
    record: dict[str, Any] = {"natres": parts.data["natres"], "command": "map"}
    # The record lies in the folder that someone may put on a web site as a whole.
    record |= {"profile": "public"} if parts.options.public else {"inputs": parts.data["inputs"]}
    w = words(parts.language)
    if alone:
        _, page = next(iter(pages.values()))  # the map itself: the heat map beside that of change has no room in a file
        write_file(output, page, force=force)
        said = (w["report.index_open"].format(path=output),) if pages else ()
        return Answer(parts.language, (), {**record, "output": str(output)}, notices, said)
    with OutputFolder(output, force=force) as folder:
        for name, (_, page) in pages.items():
            folder.write(f"{name}.html", page)
        place, kept = folder.publish(record)
    data = {**record, "folder": str(place)}
    return Answer(parts.language, (), data, (*notices, *kept), (w["report.done"].format(path=place),), folder=place)


def map_layer(
    source: str | Path, output: str | Path, by: str, options: Options | None = None, *, force: bool = False
) -> Answer:
    """Draw one page of a layer, coloured by a field or a survey term, without a district file.

    Parameters
    ----------
    source : parcels, forest plots, any polygon layer, or a CSV of wells
    by : a term (group, main_class, subclass, ownership; tenure, forest_class; role) or a field of the layer
    output : the HTML file

    Raises
    ------
    BadData : ``FIELD_MISSING`` where ``by`` is neither a term for this layer nor one of its fields
    """
    options = options or Options()
    if Path(output).suffix.lower() not in (".html", ".htm"):
        raise BadUsage("OUTPUT_SUFFIX", value=Path(output).name)
    language = language_of(options, None)
    with reserving(Path(output), force=force):
        drawing = draw_layer(source, by, options, language)
        write_file(Path(output), drawing.html, force=force)
    record = drawing.record
    data: dict[str, Any] = to_json.envelope("map", [record], record.notices, language)
    data |= {"output": str(output), "by": by}
    sentence = words(language)["report.index_open"].format(path=output)
    return Answer(language, drawing.tables[:1], data, record.notices, (sentence,))


@dataclass(frozen=True)
class Drawing:
    """A page of one layer, with where it was read from and the tables beside it."""

    html: str
    record: Provenance
    tables: tuple[Table, ...]


def draw_layer(source: str | Path, by: str, options: Options, language: str) -> Drawing:
    """Return the page of a layer coloured by a field or a survey term; nothing is written.

    Raises
    ------
    BadUsage : ``OPTION_VALUE`` where ``by`` is neither a term for this layer nor one of its fields
    """
    subject, term = _subject(str(source), by, options)
    if options.public and (subject == "plain" or term in ("ownership", "tenure")):
        raise BadUsage("MAP_PRIVATE", option="--by", value=by)
    if subject == "plain":
        return _plain_map(source, by, options, language)
    draw = {"parcels": partial(_land_map, by=term), "forest": _forest_map, "wells": _well_map}[subject]
    maps, record, tables = draw(source, options, language)
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
    return Drawing(draw_page(page), record, tuple(tables))


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


def _plain_map(source: str | Path, by: str, options: Options, language: str) -> Drawing:
    layer = read_plain_layer(source, **plain_reading(options))
    refuse_repairs(layer, options)
    record, stem = layer.provenance, Path(source).stem
    frames = {lang: _frame(record, stem, lang, options, [], ()) for lang in _languages(language)}
    page = compose_plain(PlainMaterial(layer.frame, layer.crs, by), frames, record, title=stem, language=language)
    return Drawing(draw_page(page), record, ())
