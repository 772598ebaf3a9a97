"""Reading which published figures are numbers of ledgers."""

import tomllib
from functools import cache
from importlib.resources import files

from natres.core.ledger_figures import LedgerFigure

__all__ = ["read_ledger_figures"]


@cache
def read_ledger_figures() -> tuple[LedgerFigure, ...]:
    """Return the published figures natres takes from ledgers.

    >>> next(f for f in read_ledger_figures() if f.key == "protection.illegal_area").unit
    'mu'
    """
    text = files("natres").joinpath("classifications", "ledger-figures.toml").read_text(encoding="utf-8")
    return tuple(
        LedgerFigure(
            key=entry["key"],
            ledger=entry["ledger"],
            label=entry["label"],
            column=entry.get("column", ""),
            unit=entry.get("unit", "count"),
            choice=entry.get("where", {}).get("column", ""),
            values=tuple(entry.get("where", {}).get("values", ())),
        )
        for entry in tomllib.loads(text)["figures"]
    )
