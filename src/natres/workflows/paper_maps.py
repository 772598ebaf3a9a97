"""Print sheets as files: of a district's map definitions, an atlas by town, or of one layer at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from natres.core.issues import Notice
from natres.core.map_definition import SHEET_FILES, SheetWish
from natres.district import read_district
from natres.errors import BadUsage
from natres.labels import words
from natres.presenters import json_text as to_json
from natres.presenters.drawing import canvas_pdf, canvas_png
from natres.presenters.sheets import Sheet, SheetMaterial, compose_sheet
from natres.workflows.answer import Answer, language_of
from natres.workflows.district_maps import maps_left_out, needs_laying, nothing_drawn
from natres.workflows.district_maps.atlas import draw_atlas
from natres.workflows.district_maps.sheets import draw_sheets
from natres.workflows.inputs import Options
from natres.workflows.layer_maps import LayerMap, map_of_layer
from natres.workflows.report import compute_report
from natres.workflows.report_names import fit_name
from natres.workflows.report_parts import ReportParts
from natres.writers import OutputFolder, reserving, write_file

__all__ = ["layer_material", "print_district", "print_layer"]


def print_district(
    district_file: str | Path, output: str | Path, names: tuple[str, ...] = (), options: Options | None = None,
    *, wish: SheetWish | None = None, atlas: bool = False, force: bool = False,
) -> Answer:  # fmt: skip
    """Write the print sheets of a district: a PDF and a PNG per map into a folder, or one file.

    Parameters
    ----------
    output : a folder; a PDF, a page per map; or a PNG for one map
    names : map definitions; empty for those the district file lists, of an atlas the first of them
    wish : paper, orientation, scale; by default what each definition says
    atlas : one sheet per town, after an index

    Raises
    ------
    BadUsage : ``ATLAS_ONE``, ``ATLAS_TOWNS``, ``SHEET_PNG``, ``SCALE_TOO_LARGE``; ``MAP_EMPTY``,
        ``MAP_NOT_COMPUTABLE`` or ``MAP_NOT_PUBLIC`` where nothing can be drawn
    BadData : ``GLYPH_MISSING``
    """
    target, options = Path(output), options or Options()
    if atlas and len(names) > 1:
        raise BadUsage("ATLAS_ONE", value=", ".join(names))
    alone = target.suffix.lower() in SHEET_FILES
    with reserving(target, force=force) if alone else OutputFolder(target, force=force).reserved():
        district = read_district(district_file)
        listed = tuple(district.content.maps.draw)
        names = names or (listed[:1] if atlas else ())
        parts = compute_report(district, options, laid=needs_laying(district, names))
        sheets = _atlas(parts, "".join(names), wish) if atlas else _maps(parts, names, wish)
        left = () if atlas else maps_left_out(parts, sheets, names)
        if not sheets:
            raise nothing_drawn(maps_left_out(parts, {}, names or listed))
        place, kept = _write(sheets, target, parts, atlas=atlas, force=force)
    record = {"natres": parts.data["natres"], "command": "map", "sheets": _told(sheets), "output": str(place)}
    record |= {"profile": "public"} if options.public else {"inputs": parts.data["inputs"]}
    papers = ", ".join(dict.fromkeys(sheet.layout.paper for sheet in sheets.values()))
    said = words(parts.language)["sheet.written"].format(path=place, count=len(sheets), paper=papers)
    return Answer(parts.language, (), record, (*parts.notices, *left, *kept), (said,))


def layer_material(drawn: LayerMap, language: str) -> SheetMaterial:
    """Return what the sheet of a layer is made of; the map was made for paper."""
    assert drawn.zone is not None
    face = drawn.page.faces[language]
    return SheetMaterial(
        drawn.page, drawn.zone, drawn.subject, language, hatches=drawn.hatches, title=face.title,
        subtitle=face.subtitle,
    )  # fmt: skip


def print_layer(
    source: str | Path, output: str | Path, by: str, options: Options | None = None,
    *, wish: SheetWish | None = None, force: bool = False,
) -> Answer:  # fmt: skip
    """Write the sheet of one layer, coloured by a field or a survey term, without a district file.

    Raises
    ------
    BadUsage : ``OPTION_VALUE``, ``MAP_PRIVATE``, ``SCALE_TOO_LARGE``
    BadData : ``GLYPH_MISSING``
    """
    options, target = options or Options(), Path(output)
    language = language_of(options, None)
    with reserving(target, force=force):
        drawn = map_of_layer(source, by, options, language, on_paper=True)
        sheet = compose_sheet(layer_material(drawn, language), wish or SheetWish())
        write_file(target, _drawn([sheet], target.suffix), force=force)
    record: dict[str, Any] = to_json.envelope("map", [drawn.record], drawn.record.notices, language)
    record |= {"output": str(target), "by": by, "sheets": _told({by: sheet})}
    said = words(language)["sheet.written"].format(path=target, count=1, paper=sheet.layout.paper)
    return Answer(language, drawn.tables[:1], record, drawn.record.notices, (said,))


def _maps(parts: ReportParts, names: Sequence[str], wish: SheetWish | None) -> dict[str, Sheet]:
    return {key: one.sheet for key, one in draw_sheets(parts, names, wish).items()}


def _atlas(parts: ReportParts, name: str, wish: SheetWish | None) -> dict[str, Sheet]:
    """Return the sheets of an atlas by file name: number, code and name of the town."""
    sheets = draw_atlas(parts, name, wish)
    return {
        fit_name("-".join(part for part in (f"{one.number:02}", one.code, one.name) if part)): one.sheet
        for one in sheets
    }


def _write(
    sheets: Mapping[str, Sheet], target: Path, parts: ReportParts, *, atlas: bool, force: bool
) -> tuple[Path, list[Notice]]:  # fmt: skip
    if target.suffix.lower() in SHEET_FILES:
        if target.suffix.lower() == ".png" and len(sheets) > 1:
            raise BadUsage("SHEET_PNG", value=len(sheets))
        return write_file(target, _drawn([*sheets.values()], target.suffix), force=force), []
    with OutputFolder(target, force=force) as folder:
        for name, sheet in sheets.items():
            folder.write(f"{name}.pdf", canvas_pdf(sheet.canvas))
            if not atlas:
                folder.write(f"{name}.png", canvas_png(sheet.canvas))
        if atlas:
            folder.write("atlas.pdf", canvas_pdf(*(sheet.canvas for sheet in sheets.values())))
        return folder.publish({"natres": parts.data["natres"], "command": "map", "sheets": _told(sheets)})


def _drawn(sheets: Sequence[Sheet], suffix: str) -> bytes:
    """Return one file: a PDF holds any number of sheets, a PNG the first."""
    canvases = [sheet.canvas for sheet in sheets]
    return canvas_png(canvases[0]) if suffix.lower() == ".png" else canvas_pdf(*canvases)


def _told(sheets: Mapping[str, Sheet]) -> list[dict[str, Any]]:
    return [
        {"name": name, "title": sheet.canvas.title, "paper": sheet.layout.paper, "scale": sheet.ground.scale}
        for name, sheet in sheets.items()
    ]
