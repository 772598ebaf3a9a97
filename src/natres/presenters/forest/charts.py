"""Forest land to look at: state and collective land by town."""

from collections.abc import Sequence

from natres.presenters.bases.forest import ForestBases, Plots
from natres.presenters.forest.prints import ForestPrints
from natres.presenters.printing import star_note
from natres.presenters.table import Cell, Row
from natres.presenters.web import BarChart, Series

__all__ = ["tenure_chart"]

_DM2_PER_HA = 1_000_000


def tenure_chart(prints: ForestPrints) -> BarChart | None:
    """Return a bar per town, divided by tenure, in hectares as the table of towns prints them; None without towns."""
    forest, scheme, w = prints.forest, prints.scheme, prints.words
    if not forest.units or not forest.total_dm2:
        return None
    told = ForestBases(forest, scheme, prints.language)
    lines, printed = [prints.town_line(unit) for unit in forest.units], prints.towns["ha"][1:]
    series = tuple(
        Series(
            scheme.tenures[place].label[prints.language],
            scheme.tenures[place].colour,
            tuple(line[k] / _DM2_PER_HA for line in lines),
            tuple(row[k].plain for row in printed),
        )
        for k, place in enumerate(prints.shown)
    )
    return BarChart(
        key="tenure_by_town",
        title=w["forest.chart_towns"],
        unit=w["unit.ha"],
        series=series,
        names=tuple(unit.name or unit.code or "—" for unit in forest.units),
        totals=tuple(row[-1].text for row in printed),
        bases=tuple(
            told.area(row[-1], Plots(unit=unit), "ha").basis for unit, row in zip(forest.units, printed, strict=True)
        ),
        note=" ".join([w["forest.chart_note"].format(unit=w["unit.ha"]), *_stars(printed, prints.language)]),
    )


def _stars(printed: Sequence[Sequence[Cell]], language: str) -> tuple[str, ...]:
    """Return what a star beside the end of a bar means, where there is one."""
    return star_note([Row((row[-1],)) for row in printed], language)
