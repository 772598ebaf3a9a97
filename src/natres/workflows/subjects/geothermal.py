"""The command ``wells``: what a register of geothermal wells says, and what the wells do badly."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from natres.analyses import well_table
from natres.core.places import PlaceLayers
from natres.core.results import WellTable
from natres.core.wells import WellSettings
from natres.district import District
from natres.presenters import json_text as to_json
from natres.presenters.wells import well_tables
from natres.readers import read_well_scheme
from natres.workflows.answer import Answer, language_of, marks_of, moment_of
from natres.workflows.inputs import Options, Wells, as_district, open_boundaries, open_wells, well_places

__all__ = [
    "well_result",
    "well_settings",
    "wells",
]


#: What a terminal shows; the other tables are in a workbook or in CSV.
_FIRST = ("wells", "reinjection", "reservoir_heat", "well_findings")


def wells(source: str | Path, options: Options | None = None) -> Answer:
    """Return counts, reinjection, tail water, rights, heat, places and findings of a register of geothermal wells."""
    options = options or Options()
    district = as_district(source)
    language = language_of(options, district)
    opened = open_wells(district or source, options)
    bounds = open_boundaries(district, options) if district else ()
    result = well_result(opened, district, well_places(district, bounds, options) if district else None)
    inputs = [opened.wells.provenance, *([opened.rights.provenance] if opened.rights else [])]
    inputs += [layer.provenance for layer, _ in bounds]
    data = to_json.envelope("wells", inputs, opened.notices, language) | to_json.wells_json(result, language)
    tables = well_tables(result, read_well_scheme(), language)
    marks = marks_of(district, language, opened.wells.provenance)
    answer = Answer(language, tables, data, opened.notices, (), marks, moment_of(district))
    return replace(answer, brief=tuple(table for table in tables if table.key in _FIRST))


def well_result(opened: Wells, district: District | None, layers: PlaceLayers | None = None) -> WellTable:
    """Hold a well register against the rules of the district file."""
    return well_table(
        opened.wells.frame,
        opened.rights.frame if opened.rights else None,
        scheme=read_well_scheme(),
        settings=well_settings(district),
        layers=layers,
    )


def well_settings(district: District | None) -> WellSettings:
    """Return the limits of the district file; rights are held against the last day of its year."""
    if district is None:
        return WellSettings()
    rules = district.content.wells
    return WellSettings(
        tail_water_limit_c=Fraction(str(rules.tail_water_limit_c)),
        reference_c=_exact(rules.reference_c),
        heating_days=_exact(rules.heating_days),
        boiler_efficiency=_exact(rules.boiler_efficiency),
        doublet_distance_m=(Fraction(str(rules.doublet_distance_m[0])), Fraction(str(rules.doublet_distance_m[1]))),
        required_rate={name: Fraction(str(rate)) for name, rate in rules.required_rate.items()},
        reservoirs=district.reservoirs,
        on=date(district.content.district.year, 12, 31),
        source=district.path.name,
    )


def _exact(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(str(value))
