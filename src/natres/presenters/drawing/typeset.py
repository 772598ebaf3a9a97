"""Drawings as PDF and PNG: lines and letters as such, fonts embedded, the same bytes for the same drawing.

Typst sets them; what stands in a drawing reaches it as data, never as its language.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from natres.presenters.drawing.fonts import SANS, SERIF, refuse_missing_glyphs, text_width
from natres.presenters.drawing.marks import Area, Dot, Image, Mark, Points, Stroke, Text
from natres.presenters.drawing.typst import Material, compiled

__all__ = ["Canvas", "canvas_pdf", "canvas_png"]

#: How long dashes and gaps of a dashed outline are.
_DASH_MM = (1.2, 0.8)
_HALO = 0.28


@dataclass(frozen=True, eq=False)
class Canvas:
    """A sheet of paper, in millimetres, with what is drawn on it, the lowest first."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    title: str
    language: str = "zh"


def canvas_pdf(*canvases: Canvas) -> bytes:
    """Return drawings as one PDF, a page each; its title is that of the first.

    Raises
    ------
    BadData : ``GLYPH_MISSING``
    """
    return compiled(_material(canvases), "pdf")


def canvas_png(canvas: Canvas, dots_per_inch: int = 300) -> bytes:
    """Return a drawing as PNG.

    Raises
    ------
    BadData : ``GLYPH_MISSING``
    """
    return compiled(_material([canvas]), "png", dots_per_inch)


def _material(canvases: Sequence[Canvas]) -> Material:
    texts = [mark for canvas in canvases for mark in canvas.marks if isinstance(mark, Text)]
    for family in (SANS, SERIF):
        refuse_missing_glyphs((mark.text for mark in texts if mark.serif == (family == SERIF)), family)
    pictures: dict[str, bytes] = {}
    sheets = [
        {"width": canvas.width, "height": canvas.height, "marks": [_data(mark, pictures) for mark in canvas.marks]}
        for canvas in canvases
    ]
    first = canvases[0]
    book = {"title": first.title, "author": "natres", "lang": first.language, "fonts": [SANS], "sheets": sheets}
    program = files("natres.presenters.drawing").joinpath("page.typ").read_bytes()
    return Material(program, {"sheets.json": json.dumps(book, ensure_ascii=False).encode(), **pictures})


def _data(mark: Mark, pictures: dict[str, bytes]) -> dict[str, Any]:
    match mark:
        case Area():
            drawn = {"fill": mark.fill, "closed": True, "hatch": mark.hatch}
            return _line(mark.rings, mark.stroke, mark.width, _DASH_MM if mark.dash else ()) | drawn
        case Stroke():
            drawn = {"fill": "", "closed": False, "hatch": ""}
            return _line((mark.points,), mark.colour, mark.width, mark.dash) | drawn
        case Dot():
            pen = _pen(mark.rim, 0.15, ())
            return {"kind": "dot", "x": mark.x, "y": mark.y, "radius": mark.radius, "fill": mark.colour, **pen}
        case Text():
            return _text(mark)
        case Image():
            name = f"picture-{len(pictures)}.png"
            pictures[name] = _png(mark)
            return {
                "kind": "picture",
                "x": mark.x,
                "y": mark.y,
                "width": mark.width,
                "height": mark.height,
                "file": name,
            }


def _line(rings: Sequence[Points], colour: str, width: float, dash: Sequence[float]) -> dict[str, Any]:
    found = [np.round(ring, 4).ravel().tolist() for ring in rings]
    return {"kind": "area", "rings": found, **_pen(colour, width, dash)}


def _pen(colour: str, width: float, dash: Sequence[float]) -> dict[str, Any]:
    return {"stroke": colour, "width": width, "dash": list(dash), "join": "round", "cap": "butt"}


def _text(mark: Text) -> dict[str, Any]:
    """Return a text with the place of its beginning, which typst need not measure."""
    family = SERIF if mark.serif else SANS
    wide = text_width(mark.text, mark.size, family) + mark.tracking * max(len(mark.text) - 1, 0)
    back = {"start": 0.0, "middle": wide / 2, "end": wide}[mark.anchor]
    angle = np.deg2rad(mark.angle)
    return {
        "kind": "text", "x": mark.x - back * float(np.cos(angle)), "y": mark.y - back * float(np.sin(angle)),
        "text": mark.text, "size": mark.size, "colour": mark.colour, "bold": mark.bold, "angle": mark.angle,
        "halo": mark.size * _HALO if mark.halo else 0, "font": [family], "tracking": mark.tracking,
    }  # fmt: skip


def _png(mark: Image) -> bytes:
    import io

    from PIL import Image as Picture

    out = io.BytesIO()
    Picture.fromarray(mark.pixels).save(out, "PNG", compress_level=6)
    return out.getvalue()
