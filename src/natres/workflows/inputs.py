"""Opening what a command works on: read, check, measure. One function per subject, for a file or a district."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from natres.checks import CATALOGUE, check_forest_plots, check_parcels, repair_codes
from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.closing import Control, check_controls
from natres.core.forestry import ForestScheme
from natres.core.issues import Issue, Notice
from natres.core.ledger import AreaLedger, close_ledger, open_ledger
from natres.core.provenance import Layer, Provenance
from natres.core.results import Unit
from natres.core.units import area_text, to_dm2
from natres.district import District, LayerEntry, read_district
from natres.errors import BadData, BadRows, BadUsage
from natres.readers import (
    read_forest_plots,
    read_forest_scheme,
    read_parcels,
    read_rights,
    read_scheme,
    read_units,
    read_wells,
)
from natres.readers.fields import known_fields
from natres.readers.vectors import Reading, with_repairs
from natres.workflows.notices import TOLD, area_notice, land_notices, repair_notices
from natres.workflows.other_schemes import refuse_other_scheme

__all__ = [
    "Forest",
    "Land",
    "Options",
    "Wells",
    "as_district",
    "open_boundaries",
    "open_forest",
    "open_land",
    "open_units",
    "open_wells",
]


@dataclass(frozen=True)
class Options:
    """What a user may choose for any command; the district file's own entries are the defaults.

    Parameters
    ----------
    language : zh or en; None takes the district file's, else the locale's
    area : auto, survey, geodesic, planar or declared
    rounding : closed, plain or survey (the survey's rule for summary tables)
    unit : of the tables: ha, mu, m2, km2 or 1e4mu
    closing : none, survey or largest-remainder: whether parcels are closed to control areas; None takes the
        district file's
    strict : whether a repair is an error
    accept : codes of findings to go on with; what they concern is carried as its own line and said
    control_area_km2 : for a layer without a district file
    scheme, layer, crs, encoding, fields : how to read a layer; ``fields`` maps natres columns to field names
    """

    language: str | None = None
    area: str = "auto"
    rounding: str = "closed"
    unit: str = "ha"
    closing: str | None = None
    accept: frozenset[str] = frozenset()
    strict: bool = False
    control_area_km2: str | None = None
    scheme: str | None = None
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, eq=False)
class Land:
    """Land-use parcels, checked and measured."""

    layer: Layer[Any]
    scheme: Scheme
    ledger: AreaLedger
    units: tuple[Unit, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, eq=False)
class Forest:
    """Forest plots, checked and measured."""

    layer: Layer[Any]
    scheme: ForestScheme
    ledger: AreaLedger
    notices: tuple[Notice, ...]


@dataclass(frozen=True, eq=False)
class Wells:
    """The well register, and the register of rights where there is one."""

    wells: Layer[pd.DataFrame]
    rights: Layer[pd.DataFrame] | None


def as_district(source: str | Path) -> District | None:
    """Return the district where ``source`` is a district file, None where it is a layer."""
    return read_district(source) if str(source).lower().endswith(".toml") else None


def open_land(source: District | str | Path, options: Options) -> Land:
    """Read, check and measure land-use parcels.

    Raises
    ------
    BadRows : rows that cannot go into a table, unless their code is accepted
    """
    if isinstance(source, District):
        units = open_units(source)
        control = source.control
        if options.control_area_km2 is not None:
            control = replace(control, area_dm2=_control_dm2(options.control_area_km2))
        scheme = read_scheme(options.scheme or source.scheme_path)
        entry, zone = _entry(source.layer("parcels"), options), source.zone
    else:
        units, scheme = (), read_scheme(options.scheme) if options.scheme else read_scheme()
        area = options.control_area_km2
        control = Control(None if area is None else _control_dm2(area))
        entry, zone = _entry(LayerEntry(path=str(source)), options), None
    layer = _as_written(read_parcels(entry.path, **_reading(entry, "parcels")), source)
    if units and "unit_code" not in layer.frame:
        place = {"file": layer.provenance.file_name, "layer": layer.provenance.layer or None}
        raise BadData(
            "FIELD_MISSING", **place, field="ZLDWDM", present=", ".join(_survey_names(layer)), column="unit_code"
        )
    numeric = any(r.code == "CODE_TYPE" and r.field == "land_class" for r in layer.provenance.repairs)
    refuse_other_scheme(layer, scheme, entry.fields.get("land_class", "DLBM"), numeric=numeric)
    codes, repairs = repair_codes(layer.frame["land_class"], scheme) if numeric else (layer.frame["land_class"], [])
    layer = with_repairs(Layer(layer.frame.assign(land_class=codes), layer.provenance, layer.crs), repairs)
    _refuse_repairs(layer, options)
    issues = check_parcels(layer, scheme, _field_names("parcels", entry.fields), units)
    accepted = _refuse(issues, options.accept)
    layer, notices = _carry_unclassified(layer, scheme)
    closing = options.closing or (source.content.district.closing if isinstance(source, District) else "none")
    try:
        ledger = open_ledger(layer.frame, layer.crs, kind=options.area, control=control, zone=zone)
    except BadData as error:
        raise _named(error, layer) from None
    _refuse_odd_control(ledger, layer.provenance.file_name)
    if isinstance(source, District):
        check_controls(units, control.area_dm2, file=source.path.name, code=source.content.district.code)
    if closing != "none":
        ledger = _closed(layer, ledger, closing, units)
    said = (*repair_notices(layer), *accepted, *notices, *land_notices(layer, ledger, scheme, options.area))
    return Land(layer, scheme, ledger, units, (*layer.provenance.notices, *said))


#: 2 million km²: more than any province; far less than what whole numbers hold in any unit of a table.
_LARGEST_DM2 = 2 * 10**14


def _survey_names(layer: Layer[Any]) -> list[str]:
    """Return the columns of a layer by the survey's own field names."""
    known = known_fields("parcels")
    return [known[name][0] if name in known else name for name in layer.frame.columns if name != "geometry"]


def _control_dm2(km2: str) -> int:
    area = to_dm2(km2, "km2")
    if area <= 0:
        raise BadUsage("NUMBER", value=km2)
    return area


def _named(error: BadData, layer: Layer[Any], units: Sequence[Unit] = ()) -> BadData:
    """Say what core refuses with the file, the layer and the name of the unit."""
    names: dict[str, Any] = {unit.code: f"{unit.name} {unit.code}" for unit in units}
    names[""] = {"zh": "（全部）", "en": "(all)"}
    error.facts.setdefault("file", layer.provenance.file_name)
    error.facts.setdefault("layer", layer.provenance.layer or None)
    if "key" in error.facts:
        error.facts["key"] = names.get(str(error.facts["key"]), error.facts["key"])
    return error


def _closed(layer: Layer[Any], ledger: AreaLedger, rule: str, units: Sequence[Unit]) -> AreaLedger:
    """Close a ledger to its control areas.

    Raises
    ------
    BadUsage : ``OPTION_MISSING`` where there is no control area to close to
    """
    if ledger.control.area_dm2 is None and not any(unit.control_dm2 for unit in units):
        raise BadUsage("OPTION_MISSING", option="--control-area-km2")
    try:
        return close_ledger(ledger, units, rule=rule)
    except BadData as error:
        raise _named(error, layer, units) from None


def open_units(district: District) -> tuple[Unit, ...]:
    """Return the survey units of a district: those of the file, else those of its layers."""
    if district.units:
        return district.units
    return tuple(unit for _, units in open_boundaries(district) for unit in units)


def open_boundaries(district: District) -> tuple[tuple[Layer[Any], tuple[Unit, ...]], ...]:
    """Read the boundary layers of a district, each with its units: towns of their own first, then all other units.

    Raises
    ------
    BadData : ``ID_DUPLICATE`` for a unit that stands in both layers
    """
    found: list[tuple[Layer[Any], tuple[Unit, ...]]] = []
    for name in ("towns", "units"):
        if district.has(name):
            entry = district.layer(name)
            layer, units = read_units(entry.path, **_reading(entry, "units"))
            known = {unit.code for _, others in found for unit in others}
            for row, unit in enumerate(units):
                if unit.code in known:
                    place = {"file": layer.provenance.file_name, "layer": layer.provenance.layer}
                    raise BadData("ID_DUPLICATE", **place, field="XZQDM", row=row, value=unit.code)
            found.append((_as_written(layer, district), units))
    return tuple(found)


def open_forest(source: District | str | Path, options: Options) -> Forest:
    """Read, check and measure forest plots.

    Raises
    ------
    BadRows : rows that cannot go into a table, unless their code is accepted
    """
    if isinstance(source, District):
        entry, zone = _entry(source.layer("forest"), options), source.zone
    else:
        entry, zone = _entry(LayerEntry(path=str(source)), options), None
    layer = _as_written(read_forest_plots(entry.path, **_reading(entry, "forest")), source)
    _refuse_repairs(layer, options)
    scheme = read_forest_scheme()
    codes = layer.frame["forest_class"].map(scheme.normal_code)
    layer = Layer(layer.frame.assign(forest_class=codes), layer.provenance, layer.crs)
    issues = check_forest_plots(layer, scheme.report_class, _field_names("forest", entry.fields))
    # An unknown forestry code has no line of its own in the report's five classes: it is never carried.
    accepted = _refuse(issues, options.accept - {"CODE_UNKNOWN", "CODE_MISSING"})
    ledger = open_ledger(_forest_for_ledger(layer.frame), layer.crs, kind=options.area, zone=zone)
    said = (*repair_notices(layer), *accepted, *area_notice(ledger, options.area, forest=True))
    return Forest(layer, scheme, ledger, (*layer.provenance.notices, *said))


def open_wells(source: District | str | Path, options: Options) -> Wells:
    """Read the register of wells, and the rights a district file names."""
    if not isinstance(source, District):
        return Wells(read_wells(source, fields=options.fields, encoding=options.encoding), None)
    entry = source.layer("wells")
    wells = _as_written(read_wells(entry.path, fields=entry.fields, encoding=entry.encoding, year=entry.year), source)
    rights = None
    if source.has("rights"):
        own = source.layer("rights")
        rights = _as_written(read_rights(own.path, fields=own.fields, encoding=own.encoding, year=own.year), source)
    return Wells(wells, rights)


def _as_written(layer: Layer[Any], source: District | str | Path) -> Layer[Any]:
    """Name an input the way the district file does, so that a record does not depend on where the folder stands."""
    if not isinstance(source, District):
        return layer
    return replace(layer, provenance=named_from(source.folder, layer.provenance))


def named_from(folder: Path, record: Provenance) -> Provenance:
    """Return the record with its path relative to ``folder`` where the file lies below it."""
    path = Path(record.path)
    if not path.is_relative_to(folder):
        return record
    return replace(record, path=path.relative_to(folder).as_posix())


def _entry(entry: LayerEntry, options: Options) -> LayerEntry:
    """Let the command line win over the district file."""
    return entry.model_copy(
        update={
            "layer": options.layer or entry.layer,
            "crs": options.crs or entry.crs,
            "encoding": options.encoding or entry.encoding,
            "fields": {**entry.fields, **options.fields},
        }
    )


def _reading(entry: LayerEntry, kind: str) -> Reading:
    known = known_fields(kind)
    # The command line's field options are those of parcels; what a district file names must be known.
    from_options = {"land_class", "parcel_id", "declared_area_m2", "unit_code", "ownership_type"}
    fields = {column: name for column, name in entry.fields.items() if column in known or column not in from_options}
    return {
        "layer": entry.layer,
        "fields": fields,
        "crs": entry.crs,
        "encoding": entry.encoding,
        "year": entry.year,
    }


def _field_names(kind: str, given: Mapping[str, str]) -> dict[str, str]:
    names = {column: spellings[0] for column, spellings in known_fields(kind).items()}
    names["declared_area_m2"] = names.get("declared_area_m2") or names.get("declared_area_ha", "")
    return {**names, **given}


def _refuse(issues: Sequence[Issue], accept: frozenset[str]) -> tuple[Notice, ...]:
    """Stop on errors that were not accepted; what was accepted is said with its count.

    Raises
    ------
    BadRows : the errors
    BadUsage : ``OPTION_VALUE`` for an accepted code that no rule has
    """
    known = sorted([*CATALOGUE, *TOLD, "FIELD_ALIAS", "SECOND_SHAPES"])
    for code in accept - set(known):
        raise BadUsage("OPTION_VALUE", option="--accept", value=code, allowed=", ".join(known))
    errors = [issue for issue in issues if issue.severity == "error" and issue.code not in accept]
    if errors:
        raise BadRows(errors)
    count = Counter(issue.code for issue in issues)
    return tuple(Notice("ACCEPTED", {"value": code, "count": n}) for code, n in sorted(count.items()))


def _refuse_repairs(layer: Layer[Any], options: Options) -> None:
    """With ``--strict`` nothing is repaired: the first repair stops the run, accepted codes aside."""
    for repair in layer.provenance.repairs:
        if options.strict and repair.code not in options.accept:
            place = {"file": layer.provenance.file_name, "layer": layer.provenance.layer or None}
            facts = {"field": repair.field or None, "before": repair.before, "after": repair.after}
            raise BadData(repair.code, **place, **facts, count=repair.count)


def _carry_unclassified(layer: Layer[Any], scheme: Scheme) -> tuple[Layer[Any], tuple[Notice, ...]]:
    """Carry accepted rows without a usable code as their own line; none is dropped."""
    codes = layer.frame["land_class"]
    usable = codes.isin(list(scheme.by_code))
    if usable.all():
        return layer, ()
    frame = layer.frame.assign(land_class=codes.where(usable, UNCLASSIFIED))
    if "deduction_class" in frame:
        ridges = frame["deduction_class"]
        frame["deduction_class"] = ridges.where(ridges.isin(list(scheme.by_code)), UNCLASSIFIED)
    notice = Notice("UNCLASSIFIED", {"count": int((~usable).sum()), "file": layer.provenance.file_name})
    return Layer(frame, layer.provenance, layer.crs), (notice,)


def _refuse_odd_control(ledger: AreaLedger, file: str) -> None:
    """Refuse a control area that is another unit's number, and parcels that add up to more than any province."""
    control, measured = ledger.control.area_dm2, ledger.measured_dm2
    if measured > _LARGEST_DM2:
        raise BadData("AREA_TOTAL", file=file, value=area_text(measured, "km2"))
    if control is not None and not control <= 2 * measured <= 4 * control:
        facts = {"value": area_text(control, "m2"), "measured": area_text(measured, "m2")}
        raise BadData("CONTROL_AREA", file=file, **facts)


def _forest_for_ledger(plots: pd.DataFrame) -> pd.DataFrame:
    columns = {"plot_id": "parcel_id", "forest_class": "land_class"}
    kept = [c for c in ("plot_id", "forest_class", "declared_area_m2", "geometry") if c in plots]
    return plots[kept].rename(columns=columns)
