"""The map of a site as PNG, for Word."""

from natres.presenters.drawing import Canvas, canvas_png
from natres.presenters.site.drawing import Drawing

__all__ = ["png_map"]

_DOTS_PER_INCH = 220


def png_map(drawing: Drawing) -> bytes:
    """Return a drawing as PNG; the same drawing gives the same bytes.

    Raises
    ------
    BadData : ``GLYPH_MISSING``
    """
    return canvas_png(Canvas(drawing.width, drawing.height, drawing.parts, drawing.title), _DOTS_PER_INCH)
