"""Reading and checking the ledgers a district file names."""

from dataclasses import dataclass

import pandas as pd

from natres.core.issues import Issue, Notice
from natres.core.provenance import Layer
from natres.core.table_spec import TableSpec
from natres.district import District
from natres.errors import BadDistrictFile, BadRows
from natres.readers import LEDGER_KINDS, read_ledger, read_spec
from natres.workflows.inputs.common import Options, as_written
from natres.workflows.inputs.wells import check_table, place_of

__all__ = ["Ledger", "open_ledgers"]


@dataclass(frozen=True, eq=False)
class Ledger:
    """A ledger, checked: its rows, what they may hold, its year, what is to be said of it."""

    layer: Layer[pd.DataFrame]
    spec: TableSpec
    year: int
    notices: tuple[Notice, ...]


def open_ledgers(district: District, options: Options) -> tuple[Ledger, ...]:
    """Read and check every ledger of a district, in the order of its file.

    Raises
    ------
    BadDistrictFile : ``DISTRICT_VALUE`` for a kind natres does not have
    BadRows : rows that cannot be added up, unless their code is accepted
    """
    if not district.content.ledgers:
        return ()
    found, wrong, place = list[Ledger](), list[Issue](), place_of(district, options)
    for name in district.content.ledgers:
        entry = district.ledger(name)
        kind = str(entry.kind)
        if kind not in LEDGER_KINDS:
            facts = {"key": f"ledgers.{name}.kind", "value": kind, "why": ", ".join(LEDGER_KINDS)}
            raise BadDistrictFile("DISTRICT_VALUE.choice", file=district.path.name, **facts)
        year = entry.year or district.content.district.year
        read = read_ledger(
            kind, entry.path, fields=entry.fields, encoding=entry.encoding, layer=entry.sheet, crs=entry.crs, year=year
        )
        try:
            layer, notices = check_table(as_written(read, district), kind, options, place)
        except BadRows as error:  # the other ledgers are looked at as well: one round of mending
            wrong += error.issues
            continue
        found.append(Ledger(layer, read_spec(kind), year, notices))
    if wrong:
        raise BadRows(wrong)
    return tuple(found)
