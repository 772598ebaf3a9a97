"""The quota panel of a map: verdicts with the definition they are judged by, by town and under every definition."""

from natres.core.basis import Basis
from natres.core.results import QuotaCheck
from natres.labels import words
from natres.presenters.maps.material import Frame, LandMaterial, MapSet
from natres.presenters.maps.panels import panel_table
from natres.presenters.table import Cell, Row, Table
from natres.presenters.web import FigureTable, QuotaPanel

__all__ = ["quota_panels"]

_STATUS = {"within": "ok", "near": "near", "exceeded": "alert", "not_computable": "none"}
#: Columns of the table of quotas.
_LIMIT, _ACTUAL, _MARGIN, _RATIO, _VERDICT, _DOCUMENT = range(2, 8)


def quota_panels(maps: MapSet, language: str) -> tuple[QuotaPanel, ...]:
    """Return a panel per quota of the run, in the numbers of its tables."""
    frame, table = maps.frames[language], maps.frames[language].tables.get("quotas")
    if table is None or maps.land is None:
        return ()
    land = maps.land
    pairs = zip(maps.quotas, table.rows, strict=True)
    return tuple(_panel(check, row, table, frame, land, language) for check, row in pairs)


def _panel(check: QuotaCheck, row: Row, table: Table, frame: Frame, land: LandMaterial, language: str) -> QuotaPanel:
    w, quota = words(language), check.quota
    measure = land.scheme.measure(quota.measure)

    def said(place: int) -> tuple[str, str, Basis | None]:
        cell: Cell = row.cells[place]
        unit = table.columns[place].unit if cell.number is not None else ""
        return table.columns[place].label, f"{cell.text} {unit}".strip(), cell.basis

    facts = tuple(said(place) for place in (_ACTUAL, _LIMIT, _MARGIN, _RATIO))
    rule = measure.rule[language] if measure else ""
    name = measure.label[language] if measure else quota.measure
    return QuotaPanel(
        label=quota.label,
        status=_STATUS[check.status],
        status_text=row.cells[_VERDICT].text,
        facts=facts,
        definition=w["map.definition"].format(name=name, rule=rule),
        fill=None if check.actual_dm2 is None or not quota.limit_dm2 else check.actual_dm2 / quota.limit_dm2,
        towns=_beside(frame, f"quota_{quota.key}_units"),
        measures=_beside(frame, f"quota_{quota.key}_measures"),
        document=row.cells[_DOCUMENT].text,
    )


def _beside(frame: Frame, key: str) -> FigureTable | None:
    table = frame.tables.get(key)
    return panel_table(table) if table else None
