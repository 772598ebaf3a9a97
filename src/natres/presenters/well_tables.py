"""Geothermal wells as tables: counts, reinjection, tail water, findings."""

from fractions import Fraction

from natres.core.results import WellTable
from natres.core.units import decimal_text, round_half_up
from natres.labels import words
from natres.presenters.table import Cell, Column, Row, Table, cells

__all__ = [
    "tail_water_table",
    "well_tables",
]


def well_tables(wells: WellTable, language: str) -> tuple[Table, ...]:
    """Return counts and reinjection, and the findings where there are any."""
    w = words(language)
    count_rows = tuple(
        Row(cells([w[f"wells.{key}"], Cell(w["wells.unknown"]) if count is None else Cell(str(count), count)]))
        for key, count in wells.counts
    )
    exceeded = sum(t.status == "exceeded" for t in wells.tail_water)
    missing = sum(t.status == "not evaluated" for t in wells.tail_water)
    limit = f"{wells.tail_water[0].limit_c:g}" if wells.tail_water else "—"
    summary = w["wells.tail_summary"].format(limit=limit, exceeded=exceeded, missing=missing)
    counts = Table(
        "wells", w["wells.title"], (Column(w["wells.item"]), Column(w["wells.count"])), count_rows, (summary,)
    )
    tables = [counts]
    if wells.reinjection:
        tables.append(_reinjection_table(wells, language))
    if wells.findings:
        rows = tuple(Row(cells([ident, w[f"wells.{code}"], detail]), "alert") for code, ident, detail in wells.findings)
        columns = (Column(w["wells.well"]), Column(w["wells.finding"]), Column(w["wells.detail"]))
        tables.append(Table("well_findings", w["wells.findings"], columns, rows))
    return tuple(tables)


def _reinjection_table(wells: WellTable, language: str) -> Table:
    w = words(language)
    rows: list[Row] = []
    for r in wells.reinjection:
        line = [
            r.reservoir or "—",
            Cell(decimal_text(round_half_up(r.produced_m3), 0), float(r.produced_m3)),
            Cell(decimal_text(round_half_up(r.reinjected_m3), 0), float(r.reinjected_m3)),
            _percent(r.rate),
            _percent(r.required_rate),
            w[f"wells.{r.status.replace(' ', '_')}"],
        ]
        rows.append(Row(cells(line), "alert" if r.status == "below" else ""))
    columns = (
        Column(w["wells.reservoir"]),
        Column(w["wells.produced"], w["unit.m3"], 0),
        Column(w["wells.returned"], w["unit.m3"], 0),
        Column(w["wells.rate"], "%", 1),
        Column(w["wells.required"], "%", 1),
        Column(w["wells.status"]),
    )
    return Table("reinjection", w["wells.reinjection_title"], columns, tuple(rows), (w["wells.rate_note"],))


def _percent(rate: Fraction | None) -> Cell:
    if rate is None:
        return Cell("—")
    return Cell(decimal_text(round_half_up(rate * 1000), 1), float(rate * 100))


def tail_water_table(wells: WellTable, language: str) -> Table:
    """Return tail water well by well; a missing temperature is not evaluated, never passed."""
    w = words(language)
    label = {"within": "wells.ok", "exceeded": "wells.exceeded", "not evaluated": "wells.not_evaluated"}
    rows = tuple(
        Row(
            cells([
                t.well_id,
                Cell("—") if t.tail_water_c is None else Cell(f"{t.tail_water_c:g}", t.tail_water_c),
                Cell(f"{t.limit_c:g}", t.limit_c),
                w[label[t.status]],
            ]),
            "alert" if t.status == "exceeded" else "",
        )
        for t in wells.tail_water
    )  # fmt: skip
    columns = (
        Column(w["wells.well"]),
        Column(w["wells.tail"], "℃", 1),
        Column(w["wells.limit"], "℃", 1),
        Column(w["wells.status"]),
    )
    return Table("tail_water", w["wells.tail_title"], columns, rows)
