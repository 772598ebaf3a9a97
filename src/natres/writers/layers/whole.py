"""A whole layer into one file of the format its name asks for."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import geopandas as gpd
import pandas as pd
import pyogrio

from natres.core.issues import Repair
from natres.errors import BadData, BadUsage
from natres.writers.atomic import may_replace, replacing
from natres.writers.layers.dbf_names import short_names
from natres.writers.layers.files import MOMENT
from natres.writers.layers.plain_tables import plain_cell, write_csv, write_xlsx
from natres.writers.storage import driver_errors, storage_errors

__all__ = ["LAYER_SUFFIXES", "TABLE_SUFFIXES", "changes_of", "refuse_suffix", "write_layer"]

TABLE_SUFFIXES = (".csv", ".xlsx")
LAYER_SUFFIXES = (".gpkg", ".parquet", ".shp", ".geojson", ".fgb", *TABLE_SUFFIXES)
#: A text of a shapefile holds so many bytes.
_DBF_TEXT = 254
_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "GPKG": {},
    "FlatGeobuf": {"SPATIAL_INDEX": "NO"},  # an index would put the rows in another order
    "GeoJSON": {"RFC7946": "NO", "COORDINATE_PRECISION": "10", "WRITE_NAME": "NO"},
    # No RESIZE: it measures a text without its leading blank and then cuts it, in the middle of a sign.
    "ESRI Shapefile": {"DBF_DATE_LAST_UPDATE": MOMENT[:10]},
}
_DRIVERS = {".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".geojson": "GeoJSON", ".shp": "ESRI Shapefile"}


def write_layer(
    frame: gpd.GeoDataFrame | pd.DataFrame, path: Path, *,
    layer: str = "", encoding: str = "UTF-8", force: bool = False, beside: Mapping[str, str] | None = None,
) -> tuple[Repair, ...]:  # fmt: skip
    """Write a layer, or a table without shapes, in the format its suffix names; rows, texts and codes stay as they are.

    Parameters
    ----------
    layer : its name in a file that can hold several; by default that of the file
    encoding : of a shapefile's attributes, ``UTF-8`` or ``GBK``; its .cpg says which
    beside : texts by file name that appear in the same folder together with the layer, or not at all

    Returns
    -------
    tuple : what the format made necessary: field names shortened

    Raises
    ------
    BadUsage : ``OUTPUT_FORMAT`` for another suffix, or one that wants shapes where there are none
    BadData : ``TEXT_AT_WIDTH`` for a text a shapefile cannot hold, ``ENCODING_CANNOT`` for a sign GBK does not have
    CannotCreate, StorageFailed, OutputBusy : see :func:`natres.writers.atomic.replacing`
    """
    refuse_suffix(path)
    suffix = path.suffix.lower()
    repairs: tuple[Repair, ...] = ()
    if suffix == ".gpkg":
        _refuse_alike(frame, path)
    if suffix not in TABLE_SUFFIXES and not isinstance(frame, gpd.GeoDataFrame):
        raise BadUsage("OUTPUT_FORMAT.no_shapes", value=path.name, allowed=", ".join(TABLE_SUFFIXES))
    if suffix == ".shp":
        frame, repairs = _for_shapefile(cast(gpd.GeoDataFrame, frame), path, encoding)
    with storage_errors(path):
        for name in beside or {}:
            may_replace(path.with_name(name), force)
    with replacing(path, force=force) as place:
        _write(frame, place, layer or path.stem, encoding)
        for name, text in (beside or {}).items():
            place.with_name(name).write_text(text, encoding="utf-8", newline="")
    return repairs


def _write(frame: gpd.GeoDataFrame | pd.DataFrame, place: Path, layer: str, encoding: str) -> None:
    """Write the file, or the files, of a layer where there is none yet."""
    suffix = place.suffix.lower()
    if suffix in TABLE_SUFFIXES:
        write = write_csv if suffix == ".csv" else write_xlsx
        rows = frame.drop(columns=frame.geometry.name) if isinstance(frame, gpd.GeoDataFrame) else frame
        write(pd.DataFrame(rows), place)
    elif suffix == ".parquet":
        with driver_errors(place):
            frame.to_parquet(place, compression="zstd", index=False)
    else:
        _by_driver(cast(gpd.GeoDataFrame, frame), place, _DRIVERS[suffix], layer, encoding)


def _refuse_alike(frame: pd.DataFrame, path: Path) -> None:
    """Refuse names a database takes for one."""
    names = Counter(str(name).casefold() for name in frame.columns)
    twice = [str(name) for name in frame.columns if names[str(name).casefold()] > 1]
    if twice:
        raise BadData("FIELD_TWICE.case", file=path.name, field=twice[0], value=", ".join(twice[:2]))


def refuse_suffix(path: Path) -> None:
    """Refuse an output whose name asks for no format that is written.

    Raises
    ------
    BadUsage : ``OUTPUT_FORMAT``
    """
    if path.suffix.lower() not in LAYER_SUFFIXES:
        raise BadUsage("OUTPUT_FORMAT", value=path.name, allowed=", ".join(LAYER_SUFFIXES))


def _by_driver(frame: gpd.GeoDataFrame, place: Path, driver: str, layer: str, encoding: str) -> None:
    options = dict(_OPTIONS[driver])
    if driver == "GPKG":
        options["layer"] = layer
    if driver == "ESRI Shapefile":
        options["encoding"] = encoding
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": MOMENT})  # two runs give the same bytes
    try:
        with driver_errors(place):
            pyogrio.write_dataframe(frame, place, driver=driver, **options)  # pyright: ignore[reportArgumentType]
            _count_again(place, len(frame))
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _count_again(place: Path, rows: int) -> None:
    """Refuse a file that does not hold every row: some drivers write to a full disk and say nothing."""
    from pyogrio.raw import read

    fids = read(place, columns=[], read_geometry=False, return_fids=True)[1]
    found = 0 if fids is None else len(fids)
    if found != rows:
        raise RuntimeError(f"{found} of {rows} rows written")


def changes_of(frame: pd.DataFrame, path: Path) -> tuple[Repair, ...]:
    """Return what the format that a name asks for would make necessary: field names shortened for a shapefile."""
    if path.suffix.lower() != ".shp" or not isinstance(frame, gpd.GeoDataFrame):
        return ()
    names = short_names([str(name) for name in frame.columns if name != frame.geometry.name])
    shortened = [Repair("FIELD_TRUNCATED", 1, old, new, old) for old, new in names.items() if old != new]
    dates = [Repair("DATE_AS_TEXT", int(frame[name].notna().sum()), field=name) for name in _dates(frame)]
    return (*shortened, *dates, *_blanks(frame))


def _blanks(frame: pd.DataFrame) -> list[Repair]:
    """Return what becomes of blanks around texts: a shapefile fills its texts up with blanks and knows no others."""
    found: list[Repair] = []
    for name in frame.columns:
        if not isinstance(frame[name].dtype, pd.StringDtype):
            continue
        around = frame[name].notna() & (frame[name] != frame[name].str.strip(" "))
        if around.any():
            first = str(frame[name][around].iloc[0])[:40]
            found.append(Repair("BLANKS_LOST", int(around.sum()), first, first.strip(" "), str(name)))
    return found


def _dates(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if pd.api.types.is_datetime64_any_dtype(frame[name])]


def _for_shapefile(frame: gpd.GeoDataFrame, path: Path, encoding: str) -> tuple[gpd.GeoDataFrame, tuple[Repair, ...]]:
    """Return a layer under names a shapefile can have, after its texts were looked at."""
    columns = [name for name in frame.columns if name != frame.geometry.name]
    for name in columns:
        if not pd.api.types.is_numeric_dtype(frame[name]):
            _fits(frame[name], str(name), path, encoding)
    changes = changes_of(frame, path)
    for name in _dates(frame):
        frame = frame.assign(**{name: frame[name].map(plain_cell).astype(object)})
    names = {change.before: change.after for change in changes if change.code == "FIELD_TRUNCATED"}
    return frame.rename(columns=names), changes


def _fits(column: pd.Series, field: str, path: Path, encoding: str) -> None:
    """Refuse a text that is too long for a shapefile, or that its encoding cannot write: neither may be cut."""
    for row, value in enumerate(column):
        if isinstance(value, str):
            try:
                size = len(value.encode(encoding))
            except UnicodeEncodeError:
                facts = {"value": value[:60], "encoding": encoding}
                raise BadData("ENCODING_CANNOT", file=path.name, field=field, row=row, **facts) from None
            if size > _DBF_TEXT:
                facts = {"value": value[:40], "size": size}
                raise BadData("TEXT_AT_WIDTH.out", file=path.name, field=field, row=row, **facts)
