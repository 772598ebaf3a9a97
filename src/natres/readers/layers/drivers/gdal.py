"""Layers that GDAL opens: GeoPackage, file geodatabase, GeoJSON, FlatGeobuf; with a shapefile's encoding found out."""

import codecs
import warnings
from collections.abc import Generator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from natres.core.issues import Notice
from natres.errors import BadData
from natres.readers.encodings import DbfEncoding, shapefile_encoding
from natres.readers.gate.plain_paths import plain_path
from natres.readers.layers.drivers.contents import Content, LayerName
from natres.readers.layers.drivers.guarding import guard

__all__ = ["GdalDriver", "ShapefileDriver"]

_STYLES = "layer_styles"  # where QGIS keeps them
#: Degrees of an arc between two vertices: with it a circle loses a hundred-thousandth of its area, not a thousandth.
_ARC_STEP = "0.25"
#: GDAL's own way to columns from a FlatGeobuf takes the whole process down at a row without a shape.
_PLAIN_STREAM = "OGR_FLATGEOBUF_STREAM_BASE_IMPL"


class GdalDriver:
    """Formats that are in UTF-8 by themselves."""

    def layers(self, file: Path) -> list[LayerName]:
        """Return the layers of a file."""
        with guard(file), _heard():
            rows = pyogrio.list_layers(plain_path(file))
        return [LayerName(str(name), kind is not None) for name, kind in rows if name != _STYLES]

    def open(self, file: Path, layer: str, encoding: str | None) -> "_GdalLayer":
        """Return a layer with its fields known."""
        return _GdalLayer.look(file, layer, DbfEncoding(""))


class ShapefileDriver(GdalDriver):
    """Shapefiles, whose attributes are in whatever encoding their program wrote."""

    def open(self, file: Path, layer: str, encoding: str | None) -> "_GdalLayer":
        """Return a layer with its fields known."""
        return _GdalLayer.look(file, layer, shapefile_encoding(file, encoding))


@dataclass(frozen=True)
class _GdalLayer:
    file: Path
    layer: str
    dbf: DbfEncoding
    fields: list[str]

    @property
    def encoding(self) -> str:
        return self.dbf.name

    @classmethod
    def look(cls, file: Path, layer: str, dbf: DbfEncoding) -> "_GdalLayer":
        with guard(file), _heard():
            info = pyogrio.read_info(plain_path(file), layer=layer, encoding=dbf.name or None)
        return cls(file, layer, dbf, [str(name) for name in info["fields"]])

    def read(self, columns: list[str], crs: str | None) -> Content:
        with _heard() as said:
            frame, curved = self._rows(columns)
        place = {"file": self.file.name, "layer": self.layer}
        at_width = {name: found for name, found in self.dbf.at_width.items() if name in columns}
        cut = {name: found.repair(name) for name, found in at_width.items() if found.cut}
        _check_texts(frame, self.file.name, self.layer, set(cut))
        notices = [Notice("CURVE_LINEARISED", place)] if curved else []
        full = {name: found.full for name, found in at_width.items() if found.full}
        notices += [Notice("TEXT_AT_WIDTH.full", {**place, "field": name, "count": n}) for name, n in full.items()]
        texts = dict.fromkeys(str(warning.message).split("\n")[0][:200] for warning in said)
        notices += [Notice("DRIVER_SAID", {**place, "value": text}) for text in texts]
        return Content(frame, self.encoding, (*self.dbf.repairs, *cut.values()), tuple(notices))

    def _rows(self, columns: list[str]) -> tuple[gpd.GeoDataFrame | pd.DataFrame, bool]:
        """Return the rows, and whether curves were made polylines: shapely has none, so GDAL has to do it."""
        how = partial(
            pyogrio.read_dataframe, plain_path(self.file), layer=self.layer, columns=columns,
            encoding=self.encoding or None, fid_as_index=True,
        )  # fmt: skip
        with guard(self.file):
            pyogrio.set_gdal_config_options({_PLAIN_STREAM: "YES"})
            try:
                return _whole(how(use_arrow=True, arrow_to_pandas_kwargs={"types_mapper": _pandas_type})), False
            except NotImplementedError:
                pass
            finally:
                pyogrio.set_gdal_config_options({_PLAIN_STREAM: None})
            pyogrio.set_gdal_config_options({"OGR_ARC_STEPSIZE": _ARC_STEP})
            try:
                return how(use_arrow=False), True
            finally:
                pyogrio.set_gdal_config_options({"OGR_ARC_STEPSIZE": None})


def _pandas_type(kind: Any) -> Any:
    """Return the type of a column: whole numbers with a gap stay whole, for as doubles their last digits are lost."""
    import pyarrow as pa

    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pd.StringDtype(na_value=np.nan)
    whole = {pa.int8(): "Int8", pa.int16(): "Int16", pa.int32(): "Int32", pa.int64(): "Int64", pa.bool_(): "boolean"}
    return pd.api.types.pandas_dtype(whole[kind]) if kind in whole else None


def _whole(frame: gpd.GeoDataFrame | pd.DataFrame) -> gpd.GeoDataFrame | pd.DataFrame:
    """Return a frame whose columns without gaps are of numpy's plain types."""
    masked = [name for name in frame.columns if isinstance(frame[name].dtype, _Masked)]
    plain = {name: cast(Any, frame[name].dtype).numpy_dtype for name in masked if not frame[name].isna().any()}
    return frame.astype(plain) if plain else frame


_Masked = (pd.Int8Dtype, pd.Int16Dtype, pd.Int32Dtype, pd.Int64Dtype, pd.BooleanDtype)


@contextmanager
def _heard() -> Generator[list[warnings.WarningMessage]]:
    """Hear what GDAL warns of, which otherwise goes to the terminal with a path of this program."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        yield said


def _check_texts(frame: gpd.GeoDataFrame | pd.DataFrame, file: str, layer: str, cut: AbstractSet[str]) -> None:
    """Refuse texts that are not the UTF-8 they should be: GDAL hands them on, and they break whoever looks later.

    In the fields of which some were ``cut`` in the middle of a sign, the part of it is taken away.

    Raises
    ------
    BadData : ``ENCODING_UNKNOWN`` with the field and the row
    """
    import pyarrow as pa

    for name in frame.columns:
        column = frame[name]
        if not isinstance(column.dtype, pd.StringDtype):
            continue
        texts = pa.array(column.array, from_pandas=True)
        try:
            texts.validate(full=True)
        except pa.ArrowInvalid:
            raw = texts.cast(pa.large_binary()).to_pylist()
            whole = [value if value is None else _text(value, str(name) in cut) for value in raw]
            row = next((n for n, value in enumerate(raw) if value is not None and whole[n] is None), None)
            if row is None:
                frame[name] = pd.Series(whole, index=frame.index, dtype=column.dtype)
                continue
            facts = {"file": file, "layer": layer or None, "field": str(name), "row": row}
            raise BadData("ENCODING_UNKNOWN.text", **facts, value=raw[row].decode("gb18030", "replace")[:60]) from None


def _text(data: bytes, cut: bool) -> str | None:
    """Return a text in UTF-8, of one that was cut what is whole; None where it is no UTF-8.

    >>> _text("西青".encode()[:-1], True), _text("西青".encode()[:-1], False)
    ('西', None)
    """
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data, not cut)
    except UnicodeDecodeError:
        return None
