"""Reading, checking and measuring forest plots."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.checks import Against, ForestCodes, RuleSet, Subject, check_forest_plots
from natres.core.areas import survey_area_dm2
from natres.core.crs import ComputingZone
from natres.core.deductions import whole_dm2
from natres.core.forestry import ForestScheme
from natres.core.issues import Notice
from natres.core.ledger import AreaLedger, open_ledger
from natres.core.provenance import Layer
from natres.district import District, LayerEntry
from natres.readers import (
    read_forest_plots,
    read_forest_scheme,
)
from natres.readers.layers.vectors import Reading
from natres.workflows.inputs.common import (
    Options,
    as_written,
    entry_with,
    field_names_of,
    reading_of,
    refuse_errors,
    refuse_repairs,
)
from natres.workflows.notices import area_notice, gap_notice, repair_notices

__all__ = [
    "Forest",
    "forest_scheme_of",
    "open_forest",
]


@dataclass(frozen=True, eq=False)
class Forest:
    """Forest plots, checked and measured; ``other_areas`` are the plots under the other kinds of area, in 0.01 m²."""

    layer: Layer[Any]
    scheme: ForestScheme
    ledger: AreaLedger
    notices: tuple[Notice, ...]
    other_areas: Mapping[str, NDArray[np.int64]] = field(default_factory=dict[str, NDArray[np.int64]])


def open_forest(source: District | str | Path, options: Options, *, role: str = "forest") -> Forest:
    """Read, check and measure forest plots.

    Parameters
    ----------
    role : which layer of a district: ``forest`` or ``forest_before``

    Raises
    ------
    BadRows : rows that cannot go into a table, unless their code is accepted
    """
    if isinstance(source, District):
        entry, zone = entry_with(source.layer(role), options), source.zone
    else:
        entry, zone = entry_with(LayerEntry(path=str(source)), options), None
    reading: Reading = {**reading_of(entry, "forest"), "tolerant": "rows"}
    layer = as_written(read_forest_plots(entry.path, **reading), source)
    refuse_repairs(layer, options)
    scheme = forest_scheme_of(source)
    written = layer.frame["forest_class"]
    codes = written.map(scheme.normal_code)
    layer = replace(layer, frame=layer.frame.assign(forest_class=codes))
    names = field_names_of("forest", entry.fields)
    subject = Subject(layer, "forest", "plot_id", names, rules=RuleSet(numbers=True), against=Against(zone=zone))
    issues = check_forest_plots(subject, ForestCodes(frozenset(scheme.report_class), frozenset())).issues
    # An unknown forestry code has no line of its own in the report's five classes: it is never carried.
    accepted = refuse_errors(issues, options.accept - {"CODE_UNKNOWN", "CODE_MISSING"})
    ledger = open_ledger(_forest_for_ledger(layer.frame), layer.crs, kind=options.area, zone=zone)
    said = (*repair_notices(layer), *accepted, *area_notice(ledger, options.area, forest=True))
    said = (*said, *gap_notice(layer, options.area), *_family_notice(written, scheme), *_doubts(layer, scheme))
    others = _other_areas(layer, ledger, zone)
    return Forest(layer, scheme, ledger, (*layer.provenance.notices, *said), others)


def forest_scheme_of(source: District | str | Path) -> ForestScheme:
    """Return the forestry codes, with those of the district and the classes it reports elsewhere."""
    if not isinstance(source, District):
        return read_forest_scheme()
    rules = source.content.forest
    scheme = read_forest_scheme(source.folder / rules.codes if rules.codes else None)
    return scheme.folded(rules.fold) if rules.fold else scheme


def _family_notice(written: pd.Series, scheme: ForestScheme) -> tuple[Notice, ...]:
    """Say which families the codes are of, where they are not simply those of the forest land map."""
    found = [family for family in map(scheme.family_of, written) if family is not None]
    count = Counter(family.key for family in found)
    if set(count) <= {scheme.families[0].key} or not count:
        return ()
    value = {
        language: "，".join(f"{f.label[language]} {count[f.key]}" for f in scheme.families if count[f.key])
        for language in scheme.families[0].label
    }
    return (Notice("FOREST_CODES", {"value": value}),)


def _doubts(layer: Layer[Any], scheme: ForestScheme) -> tuple[Notice, ...]:
    """Say which tenure codes nobody knows, and that there are no towns to divide by where no field names them."""
    codes, found = layer.frame["tenure_code"], list[Notice]()
    odd = codes[(codes != "") & codes.map(scheme.tenure_of).eq(scheme.tenures[-1].key)]
    blank = int(codes.eq("").sum())
    if len(odd) or blank:
        facts = {"value": "、".join(sorted(odd.unique())[:5]) or "—", "count": len(odd), "blank": blank}
        found.append(Notice("TENURE_UNKNOWN", facts))
    if "unit_name" not in layer.frame and "unit_code" not in layer.frame:
        found.append(Notice("FOREST_NO_TOWNS", {"file": layer.provenance.file_name}))
    return tuple(found)


def _other_areas(layer: Layer[Any], ledger: AreaLedger, zone: ComputingZone | None) -> dict[str, NDArray[np.int64]]:
    """Return declared areas beside measured ones and the survey area beside declared ones, plot by plot."""
    if ledger.area_kind == "declared":
        return {"survey": survey_area_dm2(layer.frame["geometry"].to_numpy(), layer.crs, zone=zone)}
    declared = layer.frame.get("declared_area_m2")
    return {} if declared is None or declared.isna().any() else {"declared": whole_dm2(declared)}


def _forest_for_ledger(plots: pd.DataFrame) -> pd.DataFrame:
    columns = {"plot_id": "parcel_id", "forest_class": "land_class"}
    kept = [c for c in ("plot_id", "forest_class", "declared_area_m2", "geometry") if c in plots]
    return plots[kept].rename(columns=columns)
