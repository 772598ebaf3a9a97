"""Wells to look at: reinjection by reservoir against its threshold, temperature against depth."""

from fractions import Fraction

import pandas as pd

from natres.core.results import Reinjection, WellTable
from natres.core.units import decimal_text, round_half_up
from natres.core.wells import WellScheme
from natres.labels import words
from natres.presenters.bases import WellBases
from natres.presenters.table import Cell
from natres.presenters.web import BarChart, Chart, PointChart, PointSeries, Series

__all__ = ["well_charts"]

_OK, _LOW, _OPEN = "#1f6fb2", "#b23b2e", "#8a959b"
_COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#999933", "#882255")


def well_charts(wells: WellTable, frame: pd.DataFrame, scheme: WellScheme, language: str) -> tuple[Chart, ...]:
    """Return the charts a register allows.

    Parameters
    ----------
    frame : natres well columns; ``depth_m`` and ``wellhead_c`` make the second chart
    """
    charts: list[Chart] = []
    rated = [row for row in wells.reinjection if row.rate is not None]
    if rated:
        charts.append(_reinjection(rated, WellBases(wells, language), language))
    if {"depth_m", "wellhead_c", "reservoir"} <= set(frame):
        known = frame[frame["depth_m"].notna() & frame["wellhead_c"].notna()]
        if len(known):
            charts.append(_depths(known, scheme, language))
    return tuple(charts)


def _reinjection(rows: list[Reinjection], told: WellBases, language: str) -> BarChart:
    w = words(language)
    rates = [row.rate or Fraction(0) for row in rows]
    texts = tuple(f"{decimal_text(round_half_up(rate * 1000), 1)} %" for rate in rates)
    colours = tuple({"within": _OK, "below": _LOW}.get(row.status, _OPEN) for row in rows)
    series = Series(w["wells.rate"], _OK, tuple(float(rate * 100) for rate in rates), texts, colours)
    return BarChart(
        key="reinjection",
        title=w["wells.chart_reinjection"],
        unit="",
        series=(series,),
        names=tuple(row.reservoir or "—" for row in rows),
        limits=tuple(None if row.required_rate is None else float(row.required_rate * 100) for row in rows),
        note=w["wells.chart_reinjection_note"],
        bases=tuple(
            told.rate(Cell(text, float(rate * 100)), row, row.reservoir or "—").basis
            for text, rate, row in zip(texts, rates, rows, strict=True)
        ),
    )


def _depths(frame: pd.DataFrame, scheme: WellScheme, language: str) -> PointChart:
    w = words(language)
    names = frame["reservoir"].map(scheme.reservoir_of)
    series = tuple(
        PointSeries(
            name or "—",
            _COLOURS[i % len(_COLOURS)],
            tuple(
                (float(hot), float(deep), f"{ident} {hot:g} ℃ {deep:g} m")
                for ident, hot, deep in zip(part["well_id"], part["wellhead_c"], part["depth_m"], strict=True)
            ),
        )
        for i, (name, part) in enumerate((str(name), part) for name, part in frame.groupby(names, sort=True))
    )
    return PointChart("depths", w["wells.chart_depths"], w["wells.chart_hot"], w["wells.chart_deep"], series, down=True)
