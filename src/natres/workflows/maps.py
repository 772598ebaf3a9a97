"""Map pages: those of a district by their definitions, or one at once from a layer and a field."""

from pathlib import Path
from typing import Any

from natres import maps_dir
from natres.analyses import well_table
from natres.analyses.forest import report_classes
from natres.analyses.wells import roles_of
from natres.core.map_definition import COLOURINGS, MapDefinition
from natres.core.provenance import Provenance
from natres.district import read_district
from natres.errors import BadData, BadUsage
from natres.labels import words
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
)
from natres.presenters.scheme_notes import with_profile_note
from natres.presenters.table import Table
from natres.presenters.web import Chart, draw_page
from natres.presenters.wells import well_charts, well_tables
from natres.readers import read_well_scheme
from natres.readers.fields import known_fields
from natres.readers.layers import layer_columns, read_plain_layer
from natres.readers.map_definitions import read_map_definition
from natres.workflows.answer import Answer, language_of
from natres.workflows.bases import books_of, refuse_wrong_basis, widest
from natres.workflows.inputs import Options, open_forest, open_land, open_wells
from natres.workflows.map_pages import draw_maps
from natres.workflows.report import compute_report
from natres.workflows.report_parts import source_line
from natres.workflows.subjects import forest_of, land_page, woods_tables
from natres.writers import OutputFolder, write_file

__all__ = ["map_district", "map_layer"]


def map_district(
    district_file: str | Path, output: str | Path, names: tuple[str, ...] = (), options: Options | None = None,
    *, force: bool = False,
) -> Answer:  # fmt: skip
    """Draw map pages of a district into a folder.

    Parameters
    ----------
    names : map definitions; empty for those the district file lists

    Raises
    ------
    NotThere : ``MAP_UNKNOWN``
    """
    district = read_district(district_file)
    parts = compute_report(district, options or Options())
    with OutputFolder(Path(output), force=force) as folder:
        for name, (_, page) in draw_maps(parts, names, home="").items():
            folder.write(f"{name}.html", page)
        record = {"natres": parts.data["natres"], "command": "map", "inputs": parts.data["inputs"]}
        place, kept = folder.publish(record)
    sentence = words(parts.language)["report.done"].format(path=place)
    return Answer(
        parts.language,
        (),
        {**record, "folder": str(place)},
        (*parts.notices, *kept),
        (sentence,),
        folder=place,
    )


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
    subject, term = _subject(str(source), by, options)
    if subject == "parcels":
        maps, record, tables = _land_map(source, options, language)
    elif subject == "forest":
        maps, record, tables = _forest_map(source, options, language)
    elif subject == "wells":
        maps, record, tables = _well_map(source, options, language)
    else:
        return _plain_map(source, Path(output), by, options, language, force=force)
    title = _title(subject, term, Path(source).stem)
    shown = tuple(table.key for table in tables)
    definition = MapDefinition(term, title, title, subject, term, tables=shown, charts=tuple(maps.frame.charts))
    page = compose_map(definition, maps)
    if page is None:
        raise BadData("FIELD_MISSING", file=Path(source).name, field="longitude, latitude", present="—")
    write_file(Path(output), draw_page(page), force=force)
    data = to_json.envelope("map", [record], record.notices, language) | {"output": str(output), "by": term}
    sentence = words(language)["report.index_open"].format(path=output)
    return Answer(language, tuple(tables[:1]), data, record.notices, (sentence,))


def _title(subject: str, term: str, name: str) -> dict[str, str]:
    """Return the title of the shipped map that shows the same, else the name of the file."""
    shipped = (read_map_definition(path.stem) for path in sorted(maps_dir().glob("*.toml")))
    same = next((d for d in shipped if (d.layer, d.by) == (subject, term) and not d.measure), None)
    return dict(same.title) if same else {"zh": name, "en": name}


def _subject(source: str, by: str, options: Options) -> tuple[str, str]:
    """Find out what kind of layer this is, and which term of it ``by`` means."""
    if source.lower().endswith((".csv", ".txt", ".tsv", ".xlsx")):
        return "wells", "role"
    present = {name.casefold() for name in layer_columns(source, options.layer, options.encoding)}
    named = {
        "DLBM": ("parcels", "subclass"), "QSXZ": ("parcels", "ownership"), "DI_LEI": ("forest", "forest_class"),
        "LD_QS": ("forest", "tenure"), "TD_QS": ("forest", "tenure"),
    }  # fmt: skip
    if by.upper() in named and by.casefold() in present:
        return named[by.upper()]
    for kind, needed in (("forest", "forest_class"), ("parcels", "land_class")):
        has = needed in options.fields or any(n.casefold() in present for n in known_fields(kind)[needed])
        if has and by in COLOURINGS[kind] and by != "measure":
            return kind, by
    if by.casefold() not in present:
        terms = ", ".join(dict.fromkeys([*COLOURINGS["parcels"], *COLOURINGS["forest"]]))
        raise BadUsage("OPTION_VALUE", option="--by", value=by, allowed=f"{terms}; {', '.join(sorted(present))}")
    return "plain", by


def _frame(
    record: Provenance, role: str, tables: list[Table], language: str, charts: tuple[Chart | None, ...] = ()
) -> Frame:
    w = words(language)
    return Frame(
        language=language,
        subtitle=record.file_name,
        tables={table.key: table for table in tables},
        marks=(*((w["report.invented"],) if record.invented else ()), w["report.internal"]),
        sources=(source_line(role, record, language),),
        notes=(w["report.page_simplified"],),
        charts={chart.key: chart for chart in charts if chart is not None},
    )


def _land_map(source: str | Path, options: Options, language: str) -> tuple[MapSet, Provenance, list[Table]]:
    land = open_land(source, options)
    page = land_page(land, options, language)
    tables = [land_tables.group_table(page), land_tables.class_table(page)]
    if page.shares.ownership:
        tables.append(land_tables.ownership_table(page))
    tables = list(with_profile_note(tables, land.scheme, language))
    refuse_wrong_basis(tables, books_of(land), within=widest(page))
    record = land.layer.provenance
    frame = _frame(record, words(language)["map.parcels"], tables, language)
    material = LandMaterial(land.layer.frame, land.layer.crs, land.ledger, land.scheme)
    return MapSet(frame, land=material), record, tables


#: Tables of forest land with too many rows to stand beside a map.
_TOO_LONG = ("forest_town_classes", "forest_chiefs")


def _forest_map(source: str | Path, options: Options, language: str) -> tuple[MapSet, Provenance, list[Table]]:
    woods = open_forest(source, options)
    prints = ForestPrints(forest_of(woods), woods.scheme, language, options.rounding)
    tables = sorted(woods_tables(prints, woods), key=lambda table: table.key != "forest_units")
    tables = [table for table in tables if table.key not in _TOO_LONG]
    refuse_wrong_basis(tables, books_of(woods=woods))
    record = woods.layer.provenance
    frame = _frame(record, words(language)["map.forest"], tables, language, (tenure_chart(prints),))
    material = ForestMaterial(
        woods.layer.frame, woods.layer.crs, woods.ledger, woods.scheme, report_classes(woods.layer.frame, woods.scheme)
    )
    return MapSet(frame, forest=material), record, tables


def _well_map(source: str | Path, options: Options, language: str) -> tuple[MapSet, Provenance, list[Table]]:
    opened = open_wells(source, options)
    register = opened.wells
    scheme = read_well_scheme()
    result = well_table(register.frame, scheme=scheme)
    tables, charts = list(well_tables(result, scheme, language)), well_charts(result, register.frame, scheme, language)
    frame = _frame(register.provenance, words(language)["map.wells"], tables, language, charts)
    refuse_wrong_basis(tables, books_of(register=opened))
    if not {"longitude", "latitude"} <= set(register.frame):
        return MapSet(frame), register.provenance, tables
    material = WellMaterial(register.frame, roles_of(register.frame, scheme))
    return MapSet(frame, wells=material), register.provenance, tables


def _plain_map(source: str | Path, output: Path, by: str, options: Options, language: str, *, force: bool) -> Answer:
    layer = read_plain_layer(source, layer=options.layer, crs=options.crs, encoding=options.encoding)
    record = layer.provenance
    material = PlainMaterial(layer.frame, layer.crs, by)
    page = compose_plain(material, _frame(record, Path(source).stem, [], language), title=Path(source).stem)
    write_file(output, draw_page(page), force=force)
    data: dict[str, Any] = to_json.envelope("map", [record], record.notices, language)
    sentence = words(language)["report.index_open"].format(path=output)
    return Answer(language, (), data | {"output": str(output), "by": by}, record.notices, (sentence,))
