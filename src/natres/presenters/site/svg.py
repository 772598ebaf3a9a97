"""The map of a site as inline SVG: texts escaped, colours checked, nothing fetched."""

import numpy as np
from numpy.typing import NDArray

from natres.presenters.drawing import Area, Dot, Mark, Stroke, Text
from natres.presenters.site.drawing import Drawing
from natres.presenters.web.safety import checked_colour, escape

__all__ = ["svg_map"]

#: How each hatch is ruled: lines of a tile of 1.8 mm.
_TILE = 1.8
_HATCH = {"/": "M0,1.8 L1.8,0", "\\": "M0,0 L1.8,1.8", "-": "M0,.9 L1.8,.9", ".": "M.75,.9 L1.05,.9"}


def svg_map(drawing: Drawing) -> str:
    """Return a drawing as one ``<svg>`` element, sized in millimetres.

    >>> from natres.presenters.site.drawing import Drawing
    >>> from natres.presenters.drawing import Text
    >>> "&#60;b&#62;" in svg_map(Drawing((Text(1, 1, "<b>"),), 500, ""))
    True
    """
    hatches: dict[tuple[str, str], str] = {}
    body = "".join(_part(part, hatches) for part in drawing.parts)
    patterns = "".join(_pattern(name, sign, colour) for (sign, colour), name in hatches.items())
    size = (
        f'viewBox="0 0 {drawing.width:g} {drawing.height:g}" width="{drawing.width:g}mm" height="{drawing.height:g}mm"'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(drawing.title)}">'
        f"<defs>{patterns}</defs>{body}</svg>"
    )


def _pattern(name: str, sign: str, colour: str) -> str:
    return (
        f'<pattern id="{name}" width="{_TILE}" height="{_TILE}" patternUnits="userSpaceOnUse">'
        f'<path d="{_HATCH[sign]}" stroke="{checked_colour(colour)}" stroke-width=".22" fill="none"/></pattern>'
    )


def _part(part: Mark, hatches: dict[tuple[str, str], str]) -> str:
    if isinstance(part, Text):
        return _text(part)
    if isinstance(part, Dot):
        return (
            f'<circle cx="{part.x:.2f}" cy="{part.y:.2f}" r="{part.radius:g}" fill="{checked_colour(part.colour)}" '
            'stroke="#ffffff" stroke-width=".3"/>'
        )
    if isinstance(part, Stroke):
        colour = checked_colour(part.colour)
        return f'<path d="{_line(part.points)}" fill="none" stroke="{colour}" stroke-width="{part.width:g}"/>'
    return _area(part, hatches) if isinstance(part, Area) else ""  # pictures stand on sheets of paper alone


def _area(part: Area, hatches: dict[tuple[str, str], str]) -> str:
    fill = checked_colour(part.fill) if part.fill else "none"
    if part.hatch:
        name = hatches.setdefault((part.hatch, part.stroke), f"h{len(hatches)}")
        fill = f"url(#{name})"
    stroke = f'stroke="{checked_colour(part.stroke)}" stroke-width="{part.width:g}"' if part.stroke else ""
    dash = ' stroke-dasharray="1.2 .6"' if part.dash else ""
    path = "".join(f"{_line(ring)}Z" for ring in part.rings)
    return f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke-linejoin="round" {stroke}{dash}/>'


def _line(points: NDArray[np.float64]) -> str:
    return "M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in points.tolist())


def _text(part: Text) -> str:
    weight = ' font-weight="bold"' if part.bold else ""
    halo = ' paint-order="stroke" stroke="#ffffff" stroke-width=".6"' if part.halo else ""
    return (
        f'<text x="{part.x:.2f}" y="{part.y:.2f}" font-size="{part.size:g}" text-anchor="{part.anchor}" '
        f'fill="{checked_colour(part.colour)}"{weight}{halo}>{escape(part.text)}</text>'
    )
