"""The map of a site as PNG, for Word; matplotlib is loaded when a picture is asked for."""

import io
from typing import Any

import numpy as np

from natres.presenters.site.drawing import Area, Dot, Drawing, Stroke, Text

__all__ = ["chinese_font", "png_map"]

#: Fonts with Chinese letters, the usual ones of Linux, Windows and macOS.
_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans CJK JP",
    "Microsoft YaHei", "SimHei", "PingFang SC", "Heiti SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
)  # fmt: skip
_DPI, _MM_PER_INCH, _POINTS_PER_INCH = 220, 25.4, 72.0
_HATCH = {"/": "////", "\\": "\\\\\\\\", "-": "---", ".": "..."}


def chinese_font() -> str:
    """Return a font of this machine that has Chinese letters; blank where there is none."""
    from matplotlib import font_manager

    present = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in _FONTS if name in present), "")


def png_map(drawing: Drawing) -> bytes:
    """Return a drawing as PNG; the same drawing gives the same bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(drawing.width / _MM_PER_INCH, drawing.height / _MM_PER_INCH), dpi=_DPI)
    FigureCanvasAgg(figure)
    axes: Any = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, drawing.width)
    axes.set_ylim(drawing.height, 0)
    axes.axis("off")
    font = chinese_font()
    for order, part in enumerate(drawing.parts):
        _add(axes, part, order, font)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _points(mm: float) -> float:
    return mm / _MM_PER_INCH * _POINTS_PER_INCH


def _add(axes: Any, part: Area | Stroke | Text | Dot, order: int, font: str) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Circle

    if isinstance(part, Area):
        axes.add_artist(_patch(part, order))
    elif isinstance(part, Stroke):
        x, y = part.points.T
        axes.add_artist(Line2D(x, y, color=part.colour, linewidth=_points(part.width), zorder=order))
    elif isinstance(part, Dot):
        dot = Circle((part.x, part.y), part.radius, facecolor=part.colour, edgecolor="#ffffff", zorder=order)
        dot.set_linewidth(_points(0.3))
        axes.add_artist(dot)
    else:
        _write(axes, part, order, font)


def _patch(part: Area, order: int) -> Any:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    points = np.concatenate(part.rings)
    codes = np.concatenate([_codes(len(ring), Path) for ring in part.rings])
    patch = PathPatch(Path(points, codes), facecolor=part.fill or "none", zorder=order)
    patch.set_edgecolor(part.stroke or "none")
    patch.set_linewidth(_points(part.width) if part.stroke else 0.0)
    patch.set_joinstyle("round")
    if part.hatch:
        patch.set_hatch(_HATCH[part.hatch])
        patch.set_hatch_linewidth(_points(0.18))
    if part.dash:
        patch.set_linestyle((0, (3.5, 1.8)))
    return patch


def _codes(count: int, path: Any) -> Any:
    codes = np.full(count, path.LINETO, dtype=np.uint8)
    codes[0], codes[-1] = path.MOVETO, path.CLOSEPOLY
    return codes


def _write(axes: Any, part: Text, order: int, font: str) -> None:
    from matplotlib import patheffects

    text = axes.text(
        part.x, part.y, part.text, fontsize=_points(part.size), color=part.colour, zorder=order,
        ha={"start": "left", "middle": "center", "end": "right"}[part.anchor], va="baseline",
        fontweight="bold" if part.bold else "normal", parse_math=False,
    )  # fmt: skip
    if font:
        text.set_fontfamily([font, "DejaVu Sans"])
    if part.halo:
        text.set_path_effects([patheffects.withStroke(linewidth=_points(0.6), foreground="#ffffff")])
