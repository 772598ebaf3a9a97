"""Reading the survey's layers: land-use parcels (地类图斑), forest plots (小班) and survey units."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Unpack

import geopandas as gpd
import numpy as np
import pandas as pd

from natres.core.issues import Repair
from natres.core.provenance import Layer
from natres.core.results import Unit
from natres.core.units import to_dm2
from natres.errors import BadData
from natres.readers.fields import known_fields, said_invented
from natres.readers.layers.vectors import Reading, read_layer, with_repairs

__all__ = ["read_forest_plots", "read_parcels", "read_units"]

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
)
_PARCEL_NUMBERS = ("declared_area_m2", "deduction_ratio", "deducted_area_m2", "class_area_m2")
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


def read_parcels(path: str | Path, **options: Unpack[Reading]) -> Layer[gpd.GeoDataFrame]:
    """Read land-use parcels into natres columns; options as for :func:`natres.readers.layers.vectors.read_layer`.

    Codes are text end to end; a missing code is the empty text, and numbers stored as text are refused with
    their row. Columns: ``parcel_id``, ``land_class``, ``ownership_type``, ``unit_code``, ``settlement_code``,
    ``declared_area_m2``, ``class_area_m2``, ``deduction_ratio`` … as far as the file has them, ``geometry``.

    >>> import natres
    >>> parcels = natres.read_parcels("data/landuse/parcels_2022.parquet", year=2022)
    >>> parcels.provenance.layer, parcels.provenance.crs, parcels.provenance.year
    ('parcels_2022', 'EPSG:4527', 2022)
    """
    layer = read_layer(path, "parcels", required=("land_class",), **options)
    frame, repairs = _clean(layer, _PARCEL_TEXT, _PARCEL_NUMBERS)
    return with_repairs(_marked(frame, layer), repairs)


def read_forest_plots(path: str | Path, **options: Unpack[Reading]) -> Layer[gpd.GeoDataFrame]:
    """Read forest plots (小班); MIAN_JI in hectares becomes ``declared_area_m2``."""
    layer = read_layer(path, "forest", required=("forest_class", "tenure_code"), **options)
    frame, repairs = _clean(layer, _FOREST_TEXT, _FOREST_NUMBERS)
    for name in ("forest_class", "tenure_code"):
        frame[name], narrowed = _half_width(frame[name], known_fields("forest")[name][0])
        repairs += narrowed
    if "declared_area_ha" in frame:
        frame["declared_area_m2"] = frame.pop("declared_area_ha") * 10_000.0
    return with_repairs(_marked(frame, layer), repairs)


def _marked(frame: gpd.GeoDataFrame, layer: Layer[gpd.GeoDataFrame]) -> Layer[gpd.GeoDataFrame]:
    """Return the layer with its rows cleaned; what its remarks say of all rows stands in its record."""
    record = layer.provenance
    if "remarks" in frame:
        record = replace(record, invented=said_invented(frame.pop("remarks").unique()))
    return Layer(frame, record, layer.crs)


def read_units(path: str | Path, **options: Unpack[Reading]) -> tuple[Layer[gpd.GeoDataFrame], tuple[Unit, ...]]:
    """Read survey units: a town has a 9-digit code, a village 12 digits; zeros that only fill a code up are cut.

    Raises
    ------
    BadData : ``UNIT_CODE`` for a code of another length
    """
    layer = read_layer(path, "units", required=("unit_code",), **options)
    frame, repairs = _clean(layer, ("unit_code", "unit_name"), ("control_area_m2",))
    units: list[Unit] = []
    for row, record in enumerate(frame.drop(columns="geometry").to_dict("records")):
        code = _unit_code(str(record["unit_code"]))
        if len(code) not in (9, 12) or not code.isdigit():
            place = {"file": layer.provenance.file_name, "layer": layer.provenance.layer}
            raise BadData("UNIT_CODE", **place, field="XZQDM", row=row, value=code)
        if any(unit.code == code for unit in units):
            place = {"file": layer.provenance.file_name, "layer": layer.provenance.layer}
            raise BadData("ID_DUPLICATE", **place, field="XZQDM", row=row, value=code)
        control = record.get("control_area_m2")
        units.append(
            Unit(
                code=code,
                name=str(record.get("unit_name") or code),
                level="town" if len(code) == 9 else "village",
                control_dm2=None if control is None or np.isnan(control) else to_dm2(float(control)),
            )
        )
    frame["unit_code"] = [unit.code for unit in units]
    return with_repairs(Layer(frame, layer.provenance, layer.crs), repairs), tuple(units)


def _unit_code(code: str) -> str:
    """Return the town's 9 digits or the village's 12 of a code filled up to 12 or 19; another code as it is.

    >>> [_unit_code(c) for c in ("120111101", "120111101000", "1201111010010000000", "120111")]
    ['120111101', '120111101', '120111101001', '120111']
    """
    if len(code) > 9 and set(code[9:]) == {"0"}:
        return code[:9]
    return code[:12]


def _clean(
    layer: Layer[gpd.GeoDataFrame], text: Mapping[str, Any] | tuple[str, ...], numbers: tuple[str, ...]
) -> tuple[gpd.GeoDataFrame, list[Repair]]:
    frame = layer.frame.copy()
    repairs: list[Repair] = []
    for name in text:
        if name in frame:
            _refuse_lost_digits(frame[name], name, layer)
            frame[name], repair = _as_text(frame[name], name)
            repairs += repair
    for name in numbers:
        if name in frame:
            frame[name] = _as_number(frame[name], name, layer)
    return frame, repairs


#: From here on a double holds not every whole number.
_DOUBLE = 2**53


def _refuse_lost_digits(column: pd.Series, name: str, layer: Layer[gpd.GeoDataFrame]) -> None:
    """Refuse codes and ids that were stored as doubles and are longer than a double is exact.

    Raises
    ------
    BadData : ``ID_PRECISION``
    """
    if not pd.api.types.is_float_dtype(column):
        return
    wrong = np.flatnonzero((column.abs() >= _DOUBLE).to_numpy())
    if len(wrong):
        row, record = int(wrong[0]), layer.provenance
        field = known_fields("parcels").get(name, (name,))[0]
        place = {"file": record.file_name, "layer": record.layer or None, "field": field, "row": row}
        raise BadData("ID_PRECISION.layer", **place, value=f"{column.iloc[row]:.17g}", count=len(wrong))


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


def _as_number(column: pd.Series, name: str, layer: Layer[gpd.GeoDataFrame]) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column):
        return column.astype(float)
    numbers = pd.to_numeric(column, errors="coerce")
    wrong = np.flatnonzero(numbers.isna() & column.notna())
    if len(wrong):
        row = int(wrong[0])
        raise BadData(
            "FIELD_TYPE",
            file=layer.provenance.file_name,
            layer=layer.provenance.layer or None,
            field=known_fields("parcels").get(name, (name,))[0],
            row=row,
            value=str(column.iloc[row])[:60],
            count=len(wrong),
        )
    return numbers.astype(float)
