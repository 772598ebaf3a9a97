"""Map pages: those of a district by their definitions, or one at once from a layer and a field."""

from pathlib import Path
from typing import Any

from natres.district import read_district
from natres.errors import BadUsage
from natres.labels import words
from natres.presenters import json_text as to_json
from natres.presenters.web import draw_page
from natres.workflows.answer import Answer, language_of
from natres.workflows.district_maps import draw_maps, maps_left_out, needs_laying, nothing_drawn
from natres.workflows.inputs import Options
from natres.workflows.layer_maps import map_of_layer
from natres.workflows.report import compute_report
from natres.writers import OutputFolder, reserving, write_file

__all__ = ["map_district", "map_layer"]


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
        drawn = map_of_layer(source, by, options, language)
        write_file(Path(output), draw_page(drawn.page), force=force)
    record = drawn.record
    data: dict[str, Any] = to_json.envelope("map", [record], record.notices, language)
    data |= {"output": str(output), "by": by}
    sentence = words(language)["report.index_open"].format(path=output)
    return Answer(language, drawn.tables[:1], data, record.notices, (sentence,))
