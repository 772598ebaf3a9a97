"""The map of a site as PNG, for Word; matplotlib is loaded when a picture is asked for."""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np

from natres.presenters.site.drawing import Drawing
from natres.presenters.site.marks import Area, Dot, Mark, Stroke, Text

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
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.transforms import Affine2D
    from PIL import Image

    scale = _DPI / _MM_PER_INCH  # pixels of a millimetre
    width, height = round(drawing.width * scale), round(drawing.height * scale)
    renderer: Any = RendererAgg(width, height, _DPI)
    pen = _Pen(renderer, Affine2D().scale(scale, -scale).translate(0, height), chinese_font())
    corners = np.array([[0, 0], [drawing.width, 0], [drawing.width, drawing.height], [0, drawing.height], [0, 0]])
    for part in (Area((corners.astype(float),), "#ffffff"), *drawing.parts):
        pen.draw(part)
    out = io.BytesIO()
    Image.fromarray(np.asarray(renderer.buffer_rgba())).convert("RGB").save(
        out, format="png", dpi=(_DPI, _DPI), compress_level=3
    )
    return out.getvalue()


@dataclass(frozen=True)
class _Pen:
    """Draws parts with matplotlib's renderer alone: its figures and axes take longer to load than the map to draw."""

    renderer: Any
    place: Any
    font: str

    def draw(self, part: Mark) -> None:
        from matplotlib.path import Path

        if isinstance(part, Area):
            codes = np.concatenate([_codes(len(ring), Path) for ring in part.rings])
            self._path(Path(np.concatenate(part.rings), codes), part.fill, part.stroke, part.width, part)
        elif isinstance(part, Stroke):
            self._path(Path(part.points), "", part.colour, part.width)
        elif isinstance(part, Dot):
            self._path(Path.circle((part.x, part.y), part.radius), part.colour, "#ffffff", 0.3)
        else:
            self._write(part)

    def _path(self, path: Any, fill: str, stroke: str, width: float, area: Area | None = None) -> None:
        from matplotlib.colors import to_rgba

        pen = self.renderer.new_gc()
        pen.set_linewidth(_points(width) if stroke else 0.0)
        pen.set_foreground(stroke or "#000000")
        pen.set_joinstyle("round")
        if area is not None and area.hatch:
            pen.set_hatch(_HATCH[area.hatch])
            pen.set_hatch_color(to_rgba(stroke))
            pen.set_hatch_linewidth(_points(0.18))
        if area is not None and area.dash:
            pen.set_dashes(0, [3.5 * _points(width), 1.8 * _points(width)])
        self.renderer.draw_path(pen, path, self.place, to_rgba(fill) if fill else None)
        pen.restore()

    def _write(self, part: Text) -> None:
        from matplotlib.font_manager import FontProperties
        from matplotlib.textpath import TextPath
        from matplotlib.transforms import Affine2D

        if not part.text.strip():
            return
        family = [self.font, "DejaVu Sans"] if self.font else ["DejaVu Sans"]
        how = FontProperties(family=family, weight="bold" if part.bold else "normal")
        written = TextPath((0, 0), part.text, size=part.size, prop=how)
        wide = float(np.asarray(written.vertices)[:, 0].max())
        left = part.x - {"start": 0.0, "middle": wide / 2, "end": wide}[part.anchor]
        shape = Affine2D().scale(1, -1).translate(left, part.y).transform_path(written)
        if part.halo:
            self._path(shape, "", "#ffffff", 0.6)
        self._path(shape, part.colour, "", 0.0)


def _points(mm: float) -> float:
    return mm / _MM_PER_INCH * _POINTS_PER_INCH


def _codes(count: int, path: Any) -> Any:
    codes = np.full(count, path.LINETO, dtype=np.uint8)
    codes[0], codes[-1] = path.MOVETO, path.CLOSEPOLY
    return codes
