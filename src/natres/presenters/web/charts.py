"""Charts of a page, drawn as SVG that needs no script: bars with a limit mark, and points in two dimensions.

Every text passes through `escape`, every colour through `checked_colour`; numbers are numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from natres.presenters.web.figures import FigureBook
from natres.presenters.web.page import BarChart, Chart, PointChart, PointSeries, Series
from natres.presenters.web.safety import checked_colour, escape

__all__ = ["chart_html"]

_WIDTH = 320


def chart_html(chart: Chart, book: FigureBook | None = None) -> str:
    """Return a chart with its title, legend and note as HTML; numbers with a basis explain themselves in a ``book``.

    >>> bars = BarChart("t", "回灌率 <b>", "%", (Series("a", "#1f6fb2", (94.2,), ("94.2",)),), ("雾迷山组",), (90.0,))
    >>> html = chart_html(bars)
    >>> "<b>" in html, html.count("<rect"), "雾迷山组" in html
    (False, 1, True)
    """
    svg = _bars(chart, book) if isinstance(chart, BarChart) else _points(chart)
    return (
        f'<figure class="chart"><figcaption>{escape(chart.title)}</figcaption>{_legend(chart.series)}{svg}'
        f"{_note(chart.note)}</figure>"
    )


def _legend(series: Sequence[Series | PointSeries]) -> str:
    if len(series) < 2:
        return ""
    keys = "".join(f"<li>{_swatch(s.colour)}{escape(s.label)}</li>" for s in series)
    return f'<ul class="keys">{keys}</ul>'


def _swatch(colour: str) -> str:
    return f'<i style="background:{checked_colour(colour)}"></i>'


def _note(note: str) -> str:
    return f'<p class="notes">{escape(note)}</p>' if note else ""


@dataclass(frozen=True)
class _Axis:
    """A linear axis from ``low`` to ``high`` over pixels ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        span = self.high - self.low or 1.0
        return self.start + (value - self.low) / span * (self.end - self.start)

    def ticks(self, count: int = 4) -> list[float]:
        """Return round values inside the axis, about ``count`` of them."""
        span = self.high - self.low
        if span <= 0:
            return [self.low]
        step = 10.0 ** floor(log10(span / count))
        step *= next((m for m in (1, 2, 5, 10) if span / (step * m) <= count), 10)
        first = -(-self.low // step)
        return [round((first + k) * step, 10) for k in range(int((self.high - first * step) / step + 1e-9) + 1)]


def _bars(chart: BarChart, book: FigureBook | None) -> str:
    """Return horizontal stacked bars: name at the left, sum at the right, a dark mark where a limit stands."""
    rows, left, right, pitch = len(chart.names), 84, 62, 20
    height = rows * pitch + 4
    sums = [sum(s.values[i] for s in chart.series) for i in range(rows)]
    limits = [limit for limit in chart.limits if limit is not None]
    axis = _Axis(0.0, max([*sums, *limits, 1e-9]), left, _WIDTH - right)
    parts = [_svg(height, chart.title)]
    for i, name in enumerate(chart.names):
        top, x = i * pitch + 3, axis.start
        parts.append(_text(left - 6, top + 11, _short(name, 7), "end", name))
        for s in chart.series:
            width = axis.at(s.values[i]) - axis.at(0.0)
            if width > 0 or (not s.values[i] and len(chart.series) == 1):
                width = max(width, 2.0)  # nothing at all is seen too, in the colour of its verdict
                label = f"{name} {s.label} {s.texts[i]} {chart.unit}"
                colour = checked_colour(s.colours[i] if s.colours else s.colour)
                parts.append(
                    f'<rect x="{x:.1f}" y="{top}" width="{width:.1f}" height="14" fill="{colour}">'
                    f"<title>{escape(label)}</title></rect>"
                )
                x += width
        if chart.limits and chart.limits[i] is not None:
            at = axis.at(float(chart.limits[i] or 0.0))
            parts.append(f'<line class="limit" x1="{at:.1f}" x2="{at:.1f}" y1="{top - 2}" y2="{top + 16}"/>')
        parts.append(_bar_end(chart, i, _WIDTH - right + 6, top + 11, book))
    return "".join([*parts, "</svg>"])


def _bar_end(chart: BarChart, i: int, x: float, y: float, book: FigureBook | None) -> str:
    """Return the number at the end of a bar; one with a basis can be asked for it."""
    text = chart.totals[i] if chart.totals else chart.series[0].texts[i]
    basis = chart.bases[i] if book is not None and chart.bases else None
    if book is None or basis is None:
        return _text(x, y, text)
    place = book.note(f"{chart.names[i]} · {chart.title}", text, basis)
    return (
        f'<text class="figure" role="button" tabindex="0" data-figure="{place}" x="{x:.1f}" y="{y:.1f}" '
        f'text-anchor="start">{escape(text)}</text>'
    )


def _points(chart: PointChart) -> str:
    """Return points by series; the vertical axis grows downwards where ``down`` says so (a depth)."""
    xs = [x for s in chart.points for x, _, _ in s.places]
    ys = [y for s in chart.points for _, y, _ in s.places]
    if not xs:
        return ""
    height, left, bottom = 240, 46, 30
    across = _Axis(*_room(xs), left, _WIDTH - 8)
    ends = (8.0, float(height - bottom)) if chart.down else (float(height - bottom), 8.0)
    along = _Axis(*_room(ys), *ends)
    parts = [_svg(height, chart.title)]
    for value in across.ticks():
        x = across.at(value)
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="8" y2="{height - bottom}"/>')
        parts.append(_text(x, height - bottom + 13, f"{value:g}", "middle"))
    for value in along.ticks():
        y = along.at(value)
        parts.append(f'<line class="grid" x1="{left}" x2="{_WIDTH - 8}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(_text(left - 5, y + 4, f"{value:g}", "end"))
    parts.append(_text(_WIDTH - 8, height - 3, chart.across, "end"))
    parts.append(_text(2, height - 3, chart.along))
    for s in chart.points:
        for x, y, label in s.places:
            parts.append(
                f'<circle cx="{across.at(x):.1f}" cy="{along.at(y):.1f}" r="4" fill="{checked_colour(s.colour)}">'
                f"<title>{escape(label)}</title></circle>"
            )
    return "".join([*parts, "</svg>"])


def _room(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis with some room on both sides."""
    low, high = min(values), max(values)
    room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    return low - room, high + room


def _svg(height: int, title: str) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">'


def _short(name: str, letters: int) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1]}…"


def _text(x: float, y: float, text: str, anchor: str = "start", told: str = "") -> str:
    title = f"<title>{escape(told)}</title>" if told else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}{title}</text>'
