"""Ledgers as files: CSV tables, and workbooks laid out as offices do."""

from collections.abc import Sequence

from natres.sample.delivery import SampleLayer, SampleSheet
from natres.sample.ledgers.table import HEADINGS, Ledger

__all__ = ["ledger_layers", "ledger_sheets"]

_SIGNATURE = "填报人：示例人甲    审核人：示例人乙    填报日期：2022-12-31（虚构示例）"
_NOTES = {
    "water_users": (
        "填表说明（虚构示例）",
        "水量单位为万立方米；巡查列填当季巡查的日期，未巡查的留空。",
        "水源填地表水、地下水、再生水、外调水、自来水之一；海河指标水填外调水。",
    )
}


def ledger_layers(ledgers: Sequence[Ledger], note: dict[str, str]) -> tuple[SampleLayer, ...]:
    """Return the ledgers that are CSV files: dates as 2022-05-03, numbers with all their digits."""
    made: list[SampleLayer] = []
    for ledger in ledgers:
        if ledger.encoding:
            made.append(SampleLayer(ledger.path, ledger.frame().map(_text), "csv", ledger.kind, ledger.encoding, note))
    return tuple(made)


def ledger_sheets(ledgers: Sequence[Ledger], note: dict[str, str]) -> tuple[SampleSheet, ...]:
    """Return the ledgers that are workbooks."""
    return tuple(
        SampleSheet(
            ledger.path,
            ledger.sheet,
            ledger.title,
            ledger.frame(),
            ("合计", tuple(HEADINGS[ledger.kind][column] for column in ledger.added)),
            _SIGNATURE,
            ("说明", _NOTES.get(ledger.kind, ())),
            note,
        )
        for ledger in ledgers
        if not ledger.encoding
    )


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)
