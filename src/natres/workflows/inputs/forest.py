"""Reading, checking and measuring forest plots."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from natres.checks import check_forest_plots
from natres.core.forestry import ForestScheme
from natres.core.issues import Notice
from natres.core.ledger import AreaLedger, open_ledger
from natres.core.provenance import Layer
from natres.district import District, LayerEntry
from natres.readers import (
    read_forest_plots,
    read_forest_scheme,
)
from natres.workflows.inputs.common import (
    Options,
    as_written,
    entry_with,
    field_names_of,
    reading_of,
    refuse_errors,
    refuse_repairs,
)
from natres.workflows.notices import area_notice, repair_notices

__all__ = [
    "Forest",
    "open_forest",
]


@dataclass(frozen=True, eq=False)
class Forest:
    """Forest plots, checked and measured."""

    layer: Layer[Any]
    scheme: ForestScheme
    ledger: AreaLedger
    notices: tuple[Notice, ...]


def open_forest(source: District | str | Path, options: Options) -> Forest:
    """Read, check and measure forest plots.

    Raises
    ------
    BadRows : rows that cannot go into a table, unless their code is accepted
    """
    if isinstance(source, District):
        entry, zone = entry_with(source.layer("forest"), options), source.zone
    else:
        entry, zone = entry_with(LayerEntry(path=str(source)), options), None
    layer = as_written(read_forest_plots(entry.path, **reading_of(entry, "forest")), source)
    refuse_repairs(layer, options)
    scheme = read_forest_scheme()
    codes = layer.frame["forest_class"].map(scheme.normal_code)
    layer = Layer(layer.frame.assign(forest_class=codes), layer.provenance, layer.crs)
    issues = check_forest_plots(layer, scheme.report_class, field_names_of("forest", entry.fields))
    # An unknown forestry code has no line of its own in the report's five classes: it is never carried.
    accepted = refuse_errors(issues, options.accept - {"CODE_UNKNOWN", "CODE_MISSING"})
    ledger = open_ledger(_forest_for_ledger(layer.frame), layer.crs, kind=options.area, zone=zone)
    said = (*repair_notices(layer), *accepted, *area_notice(ledger, options.area, forest=True))
    return Forest(layer, scheme, ledger, (*layer.provenance.notices, *said))


def _forest_for_ledger(plots: pd.DataFrame) -> pd.DataFrame:
    columns = {"plot_id": "parcel_id", "forest_class": "land_class"}
    kept = [c for c in ("plot_id", "forest_class", "declared_area_m2", "geometry") if c in plots]
    return plots[kept].rename(columns=columns)
