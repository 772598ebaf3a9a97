"""Reading the registers of geothermal wells and of the rights they stand on."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from natres.core.provenance import Layer
from natres.district import District
from natres.readers import (
    read_rights,
    read_wells,
)
from natres.workflows.inputs.common import Options, as_written

__all__ = [
    "Wells",
    "open_wells",
]


@dataclass(frozen=True, eq=False)
class Wells:
    """The well register, and the register of rights where there is one."""

    wells: Layer[pd.DataFrame]
    rights: Layer[pd.DataFrame] | None


def open_wells(source: District | str | Path, options: Options) -> Wells:
    """Read the register of wells, and the rights a district file names."""
    if not isinstance(source, District):
        return Wells(read_wells(source, fields=options.fields, encoding=options.encoding), None)
    entry = source.layer("wells")
    wells = as_written(read_wells(entry.path, fields=entry.fields, encoding=entry.encoding, year=entry.year), source)
    rights = None
    if source.has("rights"):
        own = source.layer("rights")
        rights = as_written(read_rights(own.path, fields=own.fields, encoding=own.encoding, year=own.year), source)
    return Wells(wells, rights)
