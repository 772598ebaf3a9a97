"""The appendix as PDF: fonts within, map sheets as lines and letters, set by Typst from data it never reads as code."""

import json
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

from natres.labels import words
from natres.presenters.appendix.description import Appendix, MapPicture
from natres.presenters.appendix.flow import Block, Group, Heading, MapPage, Paragraph, TableBlock, groups_of
from natres.presenters.appendix.paper import MARGINS_MM, PAPER_MM
from natres.presenters.drawing import SANS, SERIF, refuse_missing_glyphs
from natres.presenters.drawing.typst import Material, compiled
from natres.presenters.findings.texts import clean

__all__ = ["appendix_pdf"]

#: A table of at most so many rows stays on one page.
_WHOLE = 16
#: Raised digits, which the fonts lack: they are set as small digits, raised.
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def appendix_pdf(appendix: Appendix) -> bytes:
    """Return an appendix as PDF with an outline, running head and numbered pages.

    Raises
    ------
    BadData : ``GLYPH_MISSING`` where a text has a letter the fonts lack
    """
    pictures: dict[str, bytes] = {}
    data = {
        "title": clean(appendix.title), "about": [clean(text) for text in appendix.about],
        "badges": [clean(text) for text in appendix.badges], "marks": [clean(text) for text in appendix.marks],
        "lang": appendix.language, "serif": SERIF, "sans": SANS,
        "contents": words(appendix.language)["appendix.contents"],
        "paper": PAPER_MM, "margins": MARGINS_MM,
        "groups": [_group(group, pictures) for group in groups_of(appendix)],
    }  # fmt: skip
    texts = [text.translate(_RAISED) for text in _texts(data)]
    for family in (SERIF, SANS):
        refuse_missing_glyphs(texts, family)
    program = files("natres.presenters.appendix").joinpath("appendix.typ").read_bytes()
    found = {"appendix.json": json.dumps(data, ensure_ascii=False).encode(), **pictures}
    return compiled(Material(program, found), "pdf")


def _group(group: Group, pictures: dict[str, bytes]) -> dict[str, Any]:
    return {"kind": group.kind, "blocks": [_block(block, pictures) for block in group.blocks]}


def _block(block: Block, pictures: dict[str, bytes]) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": min(block.level, 3), "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "text": block.text, "small": block.small}
        case TableBlock():
            return _table(block)
        case MapPage():
            width, height = block.picture.width_mm, block.picture.height_mm
            file = _file(block.picture, pictures)
            return {"kind": "map", "caption": block.caption, "file": file, "width": width, "height": height}


def _file(picture: MapPicture, pictures: dict[str, bytes]) -> str:
    name = f"map-{len(pictures)}.{'pdf' if picture.pdf else 'png'}"
    pictures[name] = picture.pdf or picture.png
    return name


def _table(block: TableBlock) -> dict[str, Any]:
    table = block.fitted
    head = [[{"text": c.text, "columns": c.columns, "rows": c.rows} for c in row] for row in table.head]
    return {
        "kind": "table", "caption": block.caption, "about": block.about, "unit": block.unit, "notes": block.notes,
        "head": head, "widths": table.widths, "size": table.size, "numbers": table.numbers,
        "lines": [{"texts": line.texts, "mark": line.mark} for line in table.lines],
        "whole": len(table.lines) <= _WHOLE,
    }  # fmt: skip


def _texts(value: Any) -> Iterable[str]:
    """Yield every text of the data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in _texts(inner))
    elif isinstance(value, Sequence):
        yield from (text for inner in value for text in _texts(inner))
