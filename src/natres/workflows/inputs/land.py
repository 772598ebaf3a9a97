"""Reading, checking and measuring land-use parcels and the units they lie in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from natres.checks import Against, RuleSet, Subject, check_parcels, repair_codes
from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.closing import Control, check_controls
from natres.core.crs import ComputingZone
from natres.core.issues import Notice
from natres.core.ledger import AreaLedger, close_ledger, open_ledger
from natres.core.provenance import Layer, Provenance
from natres.core.results import Unit
from natres.core.units import area_text, to_dm2
from natres.core.zone_layers import ZoneLayer
from natres.district import District, LayerEntry
from natres.errors import BadData, BadUsage
from natres.readers import (
    read_parcels,
    read_scheme,
    read_units,
)
from natres.readers.fields import known_fields
from natres.readers.layers.vectors import Reading, with_repairs
from natres.workflows.inputs.common import (
    Options,
    as_written,
    entry_with,
    field_names_of,
    on_cgcs2000,
    reading_of,
    refuse_errors,
    refuse_repairs,
)
from natres.workflows.inputs.offsets import offset_notices
from natres.workflows.notices import land_notices, repair_notices
from natres.workflows.other_schemes import refuse_other_scheme

__all__ = [
    "Land",
    "open_boundaries",
    "open_land",
    "open_units",
]


@dataclass(frozen=True, eq=False)
class Land:
    """Land-use parcels, checked and measured.

    ``zones`` are layers that were laid on them for a measure, ``near`` the rows whose shapes alone were looked at, None
    for all.
    """

    layer: Layer[Any]
    scheme: Scheme
    ledger: AreaLedger
    units: tuple[Unit, ...]
    notices: tuple[Notice, ...]
    zones: tuple[tuple[ZoneLayer, Provenance], ...] = ()
    near: NDArray[np.intp] | None = None


def open_land(
    source: District | str | Path, options: Options, *, role: str = "parcels",
    near: Callable[[Layer[Any]], NDArray[np.intp]] | None = None,
) -> Land:  # fmt: skip
    """Read, check and measure land-use parcels.

    Parameters
    ----------
    role : which layer of a district: ``parcels`` or ``parcels_before``
    near : the rows whose shapes the caller's figures depend on. The shapes of the others are left alone where the
        ledger can do without them: where declared areas are complete and fit the control area

    Raises
    ------
    BadRows : rows that cannot go into a table, unless their code is accepted
    """
    asked = _asked(source, options, role)
    scheme, units, entry = asked.scheme, asked.units, asked.entry
    reading: Reading = {**reading_of(entry, "parcels"), "tolerant": "rows"}
    layer = as_written(read_parcels(entry.path, **reading), source)
    if units and "unit_code" not in layer.frame:
        place = {"file": layer.provenance.file_name, "layer": layer.provenance.layer or None}
        raise BadData(
            "FIELD_MISSING", **place, field="ZLDWDM", present=", ".join(_survey_names(layer)), column="unit_code"
        )
    numeric = any(r.code == "CODE_TYPE" and r.field == "land_class" for r in layer.provenance.repairs)
    refuse_other_scheme(layer, scheme, entry.fields.get("land_class", "DLBM"), numeric=numeric)
    codes, repairs = repair_codes(layer.frame["land_class"], scheme) if numeric else (layer.frame["land_class"], [])
    layer = with_repairs(replace(layer, frame=layer.frame.assign(land_class=codes)), repairs)
    refuse_repairs(layer, options)
    subject = Subject(
        layer, "parcels", "parcel_id", field_names_of("parcels", entry.fields), scheme, RuleSet(numbers=True),
        Against(units=units, zone=asked.zone),
    )  # fmt: skip
    rows = near(layer) if near is not None and _is_declared(layer, asked, options) else None
    accepted = refuse_errors(check_parcels(subject, rows).issues, options.accept)
    layer, notices = _carry_unclassified(layer, scheme)
    closing = options.closing or (source.content.district.closing if isinstance(source, District) else "none")
    try:
        crs = layer.crs if rows is None else None
        ledger = open_ledger(layer.frame, crs, kind=options.area, control=asked.control, zone=asked.zone)
    except BadData as error:
        raise _named(error, layer) from None
    _refuse_odd_control(ledger, layer.provenance.file_name)
    if isinstance(source, District):
        check_controls(units, asked.control.area_dm2, file=source.path.name, code=source.content.district.code)
    if closing != "none":
        ledger = _closed(layer, ledger, closing, units)
    said = (
        *repair_notices(layer),
        *offset_notices(layer, asked.bounds),
        *accepted,
        *notices,
        *land_notices(layer, ledger, scheme, options.area),
    )
    return Land(layer, scheme, ledger, units, (*layer.provenance.notices, *said), near=rows)


def _is_declared(layer: Layer[Any], asked: "_Asked", options: Options) -> bool:
    """Tell whether the ledger of a layer needs no shapes: its areas are declared, complete and fit the control area."""
    try:
        open_ledger(layer.frame, None, kind=options.area, control=asked.control)
    except BadData:  # shapes are needed, or the areas are wrong: all is looked at and told
        return False
    return True


@dataclass(frozen=True)
class _Asked:
    """What a source and the options say of parcels before they are read."""

    entry: LayerEntry
    scheme: Scheme
    control: Control
    zone: ComputingZone | None = None
    units: tuple[Unit, ...] = ()
    bounds: "Boundaries" = ()


def _asked(source: District | str | Path, options: Options, role: str) -> _Asked:
    if not isinstance(source, District):
        scheme = read_scheme(options.scheme) if options.scheme else read_scheme()
        area = options.control_area_km2
        control = Control(None if area is None else _control_dm2(area), source=_CONTROL_OPTION)
        return _Asked(entry_with(LayerEntry(path=str(source)), options), scheme, control)
    bounds = () if source.units else open_boundaries(source, options)
    units = source.units or tuple(unit for _, found in bounds for unit in found)
    control = source.control
    if options.control_area_km2 is not None:
        control = replace(control, area_dm2=_control_dm2(options.control_area_km2), source=_CONTROL_OPTION)
    scheme = read_scheme(options.scheme or source.scheme_path)
    return _Asked(entry_with(source.layer(role), options), scheme, control, source.zone, units, bounds)


#: What gives the control area where no district file does.
_CONTROL_OPTION = "--control-area-km2"
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


Boundaries = tuple[tuple[Layer[Any], tuple[Unit, ...]], ...]


def open_units(district: District, options: Options) -> tuple[Unit, ...]:
    """Return the survey units of a district: those of the file, else those of its layers."""
    if district.units:
        return district.units
    return tuple(unit for _, units in open_boundaries(district, options) for unit in units)


def open_boundaries(district: District, options: Options) -> Boundaries:
    """Read the boundary layers of a district, each with its units: towns of their own first, then all other units.

    Raises
    ------
    BadData : ``ID_DUPLICATE`` for a unit that stands in both layers
    """
    found: list[tuple[Layer[Any], tuple[Unit, ...]]] = []
    for name in ("towns", "units"):
        if district.has(name):
            entry = on_cgcs2000(district.layer(name), options)
            layer, units = read_units(entry.path, **reading_of(entry, "units"))
            refuse_repairs(layer, options)
            known = {unit.code for _, others in found for unit in others}
            for row, unit in enumerate(units):
                if unit.code in known:
                    place = {"file": layer.provenance.file_name, "layer": layer.provenance.layer}
                    raise BadData("ID_DUPLICATE", **place, field="XZQDM", row=row, value=unit.code)
            found.append((as_written(layer, district), units))
    return tuple(found)


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
    return replace(layer, frame=frame), (notice,)


def _refuse_odd_control(ledger: AreaLedger, file: str) -> None:
    """Refuse a control area that is another unit's number, and parcels that add up to more than any province."""
    control, measured = ledger.control.area_dm2, ledger.measured_dm2
    if measured > _LARGEST_DM2:
        raise BadData("AREA_TOTAL", file=file, value=area_text(measured, "km2"))
    if control is not None and not control <= 2 * measured <= 4 * control:
        facts = {"value": area_text(control, "m2"), "measured": area_text(measured, "m2")}
        raise BadData("CONTROL_AREA", file=file, **facts)
