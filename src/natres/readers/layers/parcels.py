"""Reading the survey's layers: land-use parcels (地类图斑), forest plots (小班) and survey units."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Unpack

import geopandas as gpd
import numpy as np
import pandas as pd

from natres.core.issues import Issue, Repair
from natres.core.provenance import Layer
from natres.core.results import Unit
from natres.core.units import to_dm2
from natres.errors import BadRows, NatresError
from natres.readers.fields import known_fields, map_fields, said_invented
from natres.readers.layers.vectors import Reading, read_layer, with_repairs

__all__ = ["read_forest_plots", "read_parcels", "read_units", "take_layer"]

_PARCEL_TEXT = (
    "parcel_id",
    "land_class",
    "class_name",
    "ownership_type",
    "unit_code",
    "unit_name",
    "deduction_class",
    "settlement_code",
    "cropland_type",
    "slope_grade",
    "planting",
    "owner_code",
    "owner_name",
)
_PARCEL_NUMBERS = ("declared_area_m2", "deduction_ratio", "deducted_area_m2", "class_area_m2")
_CHECKED_TEXT = (
    "feature_code", "parcel_number", "refinement", "refinement_name", "planting_name",
    "enclave_mark", "island_mark",
)  # fmt: skip
_CHECKED_NUMBERS = ("line_width_m", "land_grade", "data_year")
_FOREST_TEXT = (
    "plot_id",
    "compartment",
    "village",
    "unit_name",
    "forest_class",
    "tenure_code",
    "forest_category",
    "species",
    "unit_code",
    "protection_grade",
    "composition",
    "age_group",
    "stand_origin",
    "tree_owner",
    "chief",
    "managed",
)
_FOREST_NUMBERS = ("declared_area_ha", "stock_m3_ha", "canopy_cover")
_REQUIRED = {"parcels": ("land_class",), "forest": ("forest_class", "tenure_code"), "units": ("unit_code",)}


def read_parcels(path: str | Path, *, checked: bool = False, **options: Unpack[Reading]) -> Layer[gpd.GeoDataFrame]:
    """Read land-use parcels into natres columns; options as for :func:`natres.readers.layers.vectors.read_layer`.

    Codes are text end to end; a missing code is the empty text, and numbers stored as text are refused with
    their row. Columns: ``parcel_id``, ``land_class``, ``ownership_type``, ``unit_code``, ``settlement_code``,
    ``declared_area_m2``, ``class_area_m2``, ``deduction_ratio`` … as far as the file has them, ``geometry``.

    >>> import natres
    >>> parcels = natres.read_parcels("data/landuse/parcels_2022.parquet", year=2022)
    >>> parcels.provenance.layer, parcels.provenance.crs, parcels.provenance.year
    ('parcels_2022', 'EPSG:4527', 2022)
    """
    layer = read_layer(path, "parcels+" if checked else "parcels", required=_REQUIRED["parcels"], **options)
    return _as_parcels(layer, options, checked=checked)


def _as_parcels(layer: Layer[gpd.GeoDataFrame], options: Reading, *, checked: bool) -> Layer[gpd.GeoDataFrame]:
    texts, numbers = (_PARCEL_TEXT, _PARCEL_NUMBERS)
    if checked:
        texts, numbers = (*texts, *_CHECKED_TEXT), (*numbers, *_CHECKED_NUMBERS)
    return _marked(_clean(layer, texts, numbers, options))


def read_forest_plots(path: str | Path, **options: Unpack[Reading]) -> Layer[gpd.GeoDataFrame]:
    """Read forest plots (小班); MIAN_JI in hectares becomes ``declared_area_m2``."""
    return _as_forest_plots(read_layer(path, "forest", required=_REQUIRED["forest"], **options), options)


def _as_forest_plots(layer: Layer[gpd.GeoDataFrame], options: Reading) -> Layer[gpd.GeoDataFrame]:
    layer = _clean(layer, _FOREST_TEXT, _FOREST_NUMBERS, options)
    frame, repairs = layer.frame, list[Repair]()
    for name in ("forest_class", "tenure_code"):
        if name in frame:
            frame[name], narrowed = _half_width(frame[name], known_fields("forest")[name][0])
            repairs += narrowed
    if "declared_area_ha" in frame:
        frame["declared_area_m2"] = frame.pop("declared_area_ha") * 10_000.0
    return with_repairs(_marked(layer), repairs)


def take_layer(
    source: Layer[gpd.GeoDataFrame], kind: str, **options: Unpack[Reading]
) -> tuple[Layer[gpd.GeoDataFrame], tuple[Unit, ...]]:
    """Return a layer that has its own field names in natres columns, as the reader of its kind would; and its units.

    Parameters
    ----------
    source : as :func:`natres.readers.layers.looking.read_plain_layer` gives it; it is left alone
    kind : parcels, forest or units; a layer of any other kind keeps its names
    options : ``fields`` and ``tolerant``, see :class:`Reading`

    Raises
    ------
    BadData : ``FIELD_MISSING``, ``FIELD_UNKNOWN``
    BadRows : cells that are no codes or numbers, unless the caller takes them with ``tolerant``
    """
    if kind not in _REQUIRED:
        return source, ()
    record = source.provenance
    place = {"file": record.file_name, "layer": record.layer}
    faults: list[NatresError] | None = [] if options.get("tolerant") == "all" else None
    present = [str(name) for name in source.frame.columns if name != "geometry"]
    names, given = f"{kind}+" if kind == "parcels" else kind, options.get("fields") or {}
    mapping, aliases = map_fields(names, present, given, _REQUIRED[kind], **place, faults=faults)
    taken = replace(
        source,
        frame=source.frame[[*mapping, "geometry"]].rename(columns=mapping),
        issues=(*source.issues, *(Issue.of(fault, **place) for fault in faults or ())),
        places=replace(source.places, fields={column: field for field, column in mapping.items()}),
    )
    taken = with_repairs(taken, aliases)
    if kind == "units":
        return _as_units(taken, options)
    return (_as_parcels(taken, options, checked=True) if kind == "parcels" else _as_forest_plots(taken, options)), ()


def _marked(layer: Layer[gpd.GeoDataFrame]) -> Layer[gpd.GeoDataFrame]:
    """Return the layer with what its remarks say of all rows in its record."""
    if "remarks" not in layer.frame:
        return layer
    frame = layer.frame.copy()
    record = replace(layer.provenance, invented=said_invented(frame.pop("remarks").unique()))
    return replace(layer, frame=frame, provenance=record)


def read_units(path: str | Path, **options: Unpack[Reading]) -> tuple[Layer[gpd.GeoDataFrame], tuple[Unit, ...]]:
    """Read survey units: a town has a 9-digit code, a village 12 digits; zeros that only fill a code up are cut.

    Raises
    ------
    BadData : ``UNIT_CODE`` for a code of another length
    """
    return _as_units(read_layer(path, "units", required=_REQUIRED["units"], **options), options)


def _as_units(layer: Layer[gpd.GeoDataFrame], options: Reading) -> tuple[Layer[gpd.GeoDataFrame], tuple[Unit, ...]]:
    layer = _clean(layer, ("unit_code", "unit_name"), ("control_area_m2",), options)
    units: list[Unit] = []
    frame, issues = layer.frame, list[Issue]()
    if "unit_code" not in frame:
        return layer, ()
    frame["unit_code"] = [_unit_code(code) for code in frame["unit_code"]]
    for row, record in enumerate(frame.drop(columns="geometry").to_dict("records")):
        code = str(record["unit_code"])
        if len(code) not in (9, 12) or not code.isdigit():
            issues += _cells(layer, "UNIT_CODE", "unit_code", [row])
            continue
        if any(unit.code == code for unit in units):
            issues += _cells(layer, "ID_DUPLICATE", "unit_code", [row])
            continue
        control = record.get("control_area_m2")
        units.append(
            Unit(
                code=code,
                name=str(record.get("unit_name") or code),
                level="town" if len(code) == 9 else "village",
                control_dm2=None if control is None or np.isnan(control) else to_dm2(float(control)),
            )
        )
    return _with_issues(layer, issues, options), tuple(units)


def _unit_code(code: str) -> str:
    """Return the town's 9 digits or the village's 12 of a code filled up to 12 or 19; another code as it is.

    >>> [_unit_code(c) for c in ("120111101", "120111101000", "1201111010010000000", "120111")]
    ['120111101', '120111101', '120111101001', '120111']
    """
    if len(code) > 9 and set(code[9:]) == {"0"}:
        return code[:9]
    return code[:12]


def _clean(
    layer: Layer[gpd.GeoDataFrame], text: Sequence[str], numbers: Sequence[str], options: Reading
) -> Layer[gpd.GeoDataFrame]:
    """Return the layer with its codes as text and its numbers as numbers; what cannot be either is missing.

    Raises
    ------
    BadRows : all such cells, unless the caller takes them with ``tolerant``
    """
    frame = layer.frame.copy()
    repairs: list[Repair] = []
    issues: list[Issue] = []
    for name in text:
        if name in frame:
            issues += _lost_digits(frame[name], name, layer)
            frame[name], repair = _as_text(frame[name], name)
            repairs += repair
    for name in numbers:
        if name in frame:
            frame[name], found = _as_number(frame[name], name, layer)
            issues += found
    return _with_issues(with_repairs(replace(layer, frame=frame), repairs), issues, options)


def _with_issues(layer: Layer[gpd.GeoDataFrame], issues: Sequence[Issue], options: Reading) -> Layer[gpd.GeoDataFrame]:
    if issues and options.get("tolerant", "no") == "no":
        raise BadRows(issues)
    return replace(layer, issues=(*layer.issues, *issues))


def _cells(
    layer: Layer[gpd.GeoDataFrame], code: str, column: str, rows: Iterable[int], *, values: Any = None,
    facts: Mapping[str, Any] | None = None, variant: str = "",
) -> list[Issue]:  # fmt: skip
    """Return a finding per cell."""
    values = layer.frame[column] if values is None else values
    naming = next((key for key in ("parcel_id", "plot_id", "unit_code") if key in layer.frame), None)
    return [
        Issue(
            code, "error", layer.provenance.file_name, layer.provenance.layer,
            layer.places.fields.get(column, column), int(row), variant=variant,
            id="" if naming is None or code == "ID_PRECISION" else str(layer.frame[naming].iloc[row]),
            value=str(values.iloc[row])[:60], facts=facts or {}, fid=layer.places.fid(int(row)),
        )
        for row in rows
    ]  # fmt: skip


#: From here on a double holds not every whole number.
_DOUBLE = 2**53


def _lost_digits(column: pd.Series, name: str, layer: Layer[gpd.GeoDataFrame]) -> list[Issue]:
    """Find codes and ids that were stored as doubles and are longer than a double is exact: one finding a column."""
    if not pd.api.types.is_float_dtype(column):
        return []
    wrong = np.flatnonzero((column.abs() >= _DOUBLE).to_numpy())
    written = column.map("{:.17g}".format)
    return _cells(layer, "ID_PRECISION", name, wrong[:1], values=written, facts={"count": len(wrong)}, variant="layer")


def _as_text(column: pd.Series, name: str) -> tuple[pd.Series, list[Repair]]:
    """Return codes as text; whole numbers lose no digit, a missing value is the empty text."""
    if isinstance(column.dtype, pd.StringDtype):
        return column.fillna(""), []
    if not pd.api.types.is_numeric_dtype(column):
        return column.astype(object).where(column.notna(), "").astype(str), []
    missing = column.isna()
    whole = column.where(~missing, 0)
    is_whole = whole == np.floor(whole.astype(float))
    plain = pd.Series(
        [str(int(v)) if w else str(v) for v, w in zip(whole, is_whole, strict=True)], index=column.index
    ).where(~missing, "")
    example = str(column[~missing].iloc[0]) if (~missing).any() else ""
    repair = (
        Repair("CODE_TYPE", int((~missing).sum()), before=example, after=str(plain[~missing].iloc[0]), field=name)
        if example
        else None
    )
    return plain, [repair] if repair else []


def _half_width(codes: pd.Series, field: str) -> tuple[pd.Series, list[Repair]]:
    """Return codes with their full-width digits as plain ones and without blanks around them, and the repair.

    >>> _half_width(pd.Series(["１０", "20 "]), "LD_QS")[0].tolist()
    ['10', '20']
    """
    plain = codes.map(lambda code: unicodedata.normalize("NFKC", str(code)).strip())
    wide = plain != codes
    if not wide.any():
        return codes, []
    first = int(wide.to_numpy().argmax())
    return plain, [Repair("CODE_WIDE", int(wide.sum()), codes.iloc[first], plain.iloc[first], field)]


def _as_number(column: pd.Series, name: str, layer: Layer[gpd.GeoDataFrame]) -> tuple[pd.Series, list[Issue]]:
    """Return a column as numbers, and a finding for each cell that is none; of it the value is missing."""
    if pd.api.types.is_numeric_dtype(column):
        return column.astype(float), []
    numbers = pd.to_numeric(column, errors="coerce")
    written = column.notna() & (column.astype(str).str.strip() != "")
    wrong = np.flatnonzero(numbers.isna() & written)
    return numbers.astype(float), _cells(layer, "FIELD_TYPE", name, wrong, facts={"count": len(wrong)})
