"""Layers that GDAL opens: GeoPackage, file geodatabase, GeoJSON, FlatGeobuf; with a shapefile's encoding found out."""

import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from natres.core.issues import Notice, Repair
from natres.errors import BadData
from natres.readers.encodings import shapefile_encoding
from natres.readers.layers.drivers.contents import Content, LayerName
from natres.readers.layers.drivers.guarding import guard

__all__ = ["GdalDriver", "ShapefileDriver"]

_STYLES = "layer_styles"  # where QGIS keeps them
#: Degrees of an arc between two vertices: with it a circle loses a hundred-thousandth of its area, not a thousandth.
_ARC_STEP = "0.25"


class GdalDriver:
    """Formats that are in UTF-8 by themselves."""

    def layers(self, file: Path) -> list[LayerName]:
        """Return the layers of a file."""
        with guard(file), _heard():
            rows = pyogrio.list_layers(file)
        return [LayerName(str(name), kind is not None) for name, kind in rows if name != _STYLES]

    def open(self, file: Path, layer: str, encoding: str | None) -> "_GdalLayer":
        """Return a layer with its fields known."""
        return _GdalLayer.look(file, layer, "", ())


class ShapefileDriver(GdalDriver):
    """Shapefiles, whose attributes are in whatever encoding their program wrote."""

    def open(self, file: Path, layer: str, encoding: str | None) -> "_GdalLayer":
        """Return a layer with its fields known."""
        used, repairs = shapefile_encoding(file, encoding)
        return _GdalLayer.look(file, layer, used, tuple(repairs))


@dataclass(frozen=True)
class _GdalLayer:
    file: Path
    layer: str
    encoding: str
    repairs: tuple[Repair, ...]
    fields: list[str]

    @classmethod
    def look(cls, file: Path, layer: str, encoding: str, repairs: tuple[Repair, ...]) -> "_GdalLayer":
        with guard(file), _heard():
            info = pyogrio.read_info(file, layer=layer, encoding=encoding or None)
        return cls(file, layer, encoding, repairs, [str(name) for name in info["fields"]])

    def read(self, columns: list[str], crs: str | None) -> Content:
        with _heard() as said:
            frame, curved = self._rows(columns)
        _check_texts(frame, self.file.name, self.layer)
        place = {"file": self.file.name, "layer": self.layer}
        notices = [Notice("CURVE_LINEARISED", place)] if curved else []
        texts = dict.fromkeys(str(warning.message).split("\n")[0][:200] for warning in said)
        notices += [Notice("DRIVER_SAID", {**place, "value": text}) for text in texts]
        return Content(frame, self.encoding, self.repairs, tuple(notices))

    def _rows(self, columns: list[str]) -> tuple[gpd.GeoDataFrame | pd.DataFrame, bool]:
        """Return the rows, and whether curves were made polylines: shapely has none, so GDAL has to do it."""
        how = partial(
            pyogrio.read_dataframe, self.file, layer=self.layer, columns=columns, encoding=self.encoding or None
        )
        with guard(self.file):
            try:
                return how(use_arrow=True), False
            except NotImplementedError:
                pass
            pyogrio.set_gdal_config_options({"OGR_ARC_STEPSIZE": _ARC_STEP})
            try:
                return how(use_arrow=False), True
            finally:
                pyogrio.set_gdal_config_options({"OGR_ARC_STEPSIZE": None})


@contextmanager
def _heard() -> Generator[list[warnings.WarningMessage]]:
    """Hear what GDAL warns of, which otherwise goes to the terminal with a path of this program."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        yield said


def _check_texts(frame: gpd.GeoDataFrame | pd.DataFrame, file: str, layer: str) -> None:
    """Refuse texts that are not the UTF-8 they should be: GDAL hands them on, and they break whoever looks later.

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
            row = next(n for n, value in enumerate(raw) if value is not None and not _is_utf8(value))
            facts = {"file": file, "layer": layer or None, "field": str(name), "row": row}
            raise BadData("ENCODING_UNKNOWN.text", **facts, value=raw[row].decode("gb18030", "replace")[:60]) from None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
