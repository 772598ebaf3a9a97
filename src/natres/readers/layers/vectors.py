"""Reading a vector layer: GeoPackage, GeoParquet, GeoJSON or shapefile, only the columns that are needed."""

import contextlib
import json
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from natres.core.crs import geographic, is_wgs84
from natres.core.crs_candidates import crs_candidates
from natres.core.issues import Notice, Repair
from natres.core.provenance import Layer, Provenance
from natres.errors import BadData, BadUsage, NotThere
from natres.readers.encodings import shapefile_encoding
from natres.readers.fields import map_fields
from natres.readers.gate.admission import admit
from natres.readers.gate.formats import VECTOR_FORMATS, FileFormat
from natres.readers.gate.paths import checksum

__all__ = ["Reading", "field_names", "layer_names", "read_layer"]

_SHAPEFILE_PARTS = (".dbf", ".shx", ".prj", ".cpg")


class Reading(TypedDict, total=False):
    """What a caller may say about how a layer is read; see :func:`read_layer`."""

    layer: str | None
    fields: Mapping[str, str] | None
    crs: str | None
    encoding: str | None
    year: int | None


def read_layer(
    path: str | Path,
    kind: str,
    *,
    required: Sequence[str] = (),
    layer: str | None = None,
    fields: Mapping[str, str] | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    year: int | None = None,
) -> Layer[gpd.GeoDataFrame]:
    """Read one vector layer into natres columns.

    Parameters
    ----------
    path : a .gpkg, .parquet, .geojson, .fgb or .shp file, a .gdb folder, or one of these in a .zip
    kind : parcels, forest or units: which names its fields may have
    required : natres columns that must be there
    layer : layer name, needed where a file holds several
    fields : natres column → field name where the file's names are its own
    crs : coordinate system for a file that states none (``EPSG:4527``)
    encoding : of shapefile attributes; by default found out
    year : the year the data stand for

    Raises
    ------
    NotThere : no such file or layer
    BadData : unreadable, without coordinate system, empty, or without a required field
    """
    file, form, named = admit(path, VECTOR_FORMATS, layer=layer)
    name = choose_layer(file, form, layer)
    chosen_encoding, repairs = shapefile_encoding(file, encoding) if form.driver == "ESRI Shapefile" else ("", [])
    present = field_names(file, form, name, chosen_encoding)
    mapping, aliases = map_fields(kind, present, fields or {}, required, file=file.name, layer=name)
    with ThreadPoolExecutor(max_workers=1) as beside:  # the checksum takes no time of its own
        sha256 = beside.submit(checksum, named)
        frame = _read(file, form, name, list(mapping), chosen_encoding)
    if frame.empty:
        raise BadData("LAYER_EMPTY", file=file.name, layer=name or None)
    frame, system, notices = _with_crs(frame, crs, file.name, name)
    frame = frame.rename(columns=mapping)
    record = Provenance(
        path=str(path),
        layer=name,
        driver=form.driver,
        rows=len(frame),
        crs=_crs_name(system),
        year=year,
        sha256=sha256.result(),
        encoding=chosen_encoding,
        parts=_parts(file, form) if file == named else {},
        repairs=(*repairs, *aliases),
        notices=notices,
    )
    return Layer(frame.reset_index(drop=True), record, system)


def layer_names(file: Path, form: FileFormat, *, spatial: bool = False) -> list[str]:
    """Return the names of the layers of a file; those with shapes where ``spatial`` is set."""
    if form.driver == "Parquet":
        return [file.stem]
    with _guard(file):
        rows = pyogrio.list_layers(file)
    known = [row for row in rows if row[0] != "layer_styles"]  # where QGIS keeps styles
    return [str(row[0]) for row in known if row[1] is not None or not spatial]


def field_names(file: Path, form: FileFormat, layer: str, encoding: str = "") -> list[str]:
    """Return the field names of a layer, geometry left out."""
    if form.driver == "Parquet":
        import pyarrow.parquet as pq

        with _guard(file):
            schema = pq.read_schema(file)
        geo = (schema.metadata or {}).get(b"geo")
        if geo is None:
            raise BadData("FILE_UNREADABLE.not_geo", file=file.name)
        with _guard(file):  # the words beside the columns may be damaged too
            return [n for n in schema.names if n != json.loads(geo)["primary_column"]]
    with _guard(file):
        info = pyogrio.read_info(file, layer=layer, encoding=encoding or None)
    return [str(n) for n in info["fields"]]


def choose_layer(file: Path, form: FileFormat, wanted: str | None) -> str:
    names = layer_names(file, form)
    if wanted is None and len(names) > 1:
        names = layer_names(file, form, spatial=True) or names
    if wanted is not None and form.driver != "Parquet":
        if wanted not in names:
            raise NotThere("LAYER_MISSING", file=file.name, layer=wanted, present=", ".join(names))
        return wanted
    if len(names) > 1:
        raise BadData("LAYER_AMBIGUOUS", file=file.name, value=", ".join(names))
    if not names:
        raise BadData("LAYER_EMPTY", file=file.name)
    return names[0]


def _read(file: Path, form: FileFormat, layer: str, columns: list[str], encoding: str) -> gpd.GeoDataFrame:
    if form.driver == "Parquet":
        import pyarrow.parquet as pq

        with _guard(file):
            geometry = json.loads((pq.read_schema(file).metadata or {})[b"geo"])["primary_column"]
            frame = gpd.read_parquet(file, columns=[*columns, geometry])
        return frame.rename_geometry("geometry") if geometry != "geometry" else frame
    with _guard(file):
        frame = pyogrio.read_dataframe(file, layer=layer, columns=columns, use_arrow=True, encoding=encoding or None)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise BadData("LAYER_NO_GEOMETRY", file=file.name, layer=layer)
    _check_texts(frame, file.name, layer)
    return frame


def _check_texts(frame: gpd.GeoDataFrame, file: str, layer: str) -> None:
    """Refuse texts that are not the UTF-8 they should be: a driver hands them on, and they break whoever looks later.

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


@contextlib.contextmanager
def _guard(file: Path) -> Generator[None]:
    """Turn whatever a driver raises into a message that names the file."""
    try:
        yield
    except (OSError, ValueError, RuntimeError, KeyError, shapely.errors.ShapelyError) as error:
        raise BadData("FILE_UNREADABLE", file=file.name, why=str(error).split("\n")[0][:200]) from None


def _with_crs(
    frame: gpd.GeoDataFrame, given: str | None, file: str, layer: str
) -> tuple[gpd.GeoDataFrame, CRS, tuple[Notice, ...]]:
    """Return the frame with its coordinate system, that system, and what is to be said of it."""
    stated: CRS | None = frame.crs
    wanted = parse_crs(given) if given else None
    system = wanted if stated is None else stated
    if system is None:
        fitting = crs_candidates(_some_places(frame))
        variant = "CRS_MISSING.candidates" if fitting else "CRS_MISSING"
        named = "；".join(candidate.name for candidate in fitting)
        raise BadData(
            variant, file=file, layer=layer or None, crs=f"EPSG:{fitting[0].code}" if fitting else "", value=named
        )
    if stated is None:
        frame = frame.set_crs(system)
    elif wanted is not None and not stated.equals(wanted, ignore_axis_order=True):
        raise BadUsage("CRS_CONFLICT", file=file, layer=layer or None, value=given, present=_crs_name(stated))
    _check_range(frame, system, file, layer)
    geographic(system, file)
    return frame, system, (Notice("CRS_WGS84", {"file": file}),) if is_wgs84(system) else ()


def _some_places(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return one vertex of each shape."""
    shapes = frame.geometry.to_numpy()
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    places, owner = shapely.get_coordinates(shapes, return_index=True)
    return places[np.flatnonzero(np.diff(owner, prepend=-1))]


def parse_crs(text: str) -> CRS:
    """Return the coordinate system a user named.

    Raises
    ------
    BadUsage : ``CRS_UNKNOWN``
    """
    try:
        return CRS.from_user_input(text)
    except CRSError:
        raise BadUsage("CRS_UNKNOWN", value=text) from None


def _check_range(frame: gpd.GeoDataFrame, crs: CRS, file: str, layer: str) -> None:
    """Refuse coordinates that cannot belong to the stated system: degrees beyond 180, a zone prefix too many."""
    west, south, east, north = shapely.total_bounds(frame.geometry.to_numpy())
    if not np.isfinite([west, south, east, north]).all():
        return
    if crs.is_geographic and (west < -180 or east > 180 or south < -90 or north > 90):
        swapped = south >= -180 and north <= 180 and west >= -90 and east <= 90
        code = "AXIS_SWAPPED" if swapped else "CRS_RANGE"
        raise BadData(code, file=file, layer=layer or None, value=f"{west:.4f}, {south:.4f}", crs=_crs_name(crs))
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None or operation.method_name != "Transverse Mercator":
        return
    easting = next((p.value for p in operation.params if p.name == "False easting"), 500_000.0)
    if abs((west + east) / 2 - easting) > 1_000_000:
        swapped = abs((south + north) / 2 - easting) < 1_000_000
        code = "AXIS_SWAPPED" if swapped else "CRS_EASTING_PREFIX"
        raise BadData(code, file=file, layer=layer or None, value=f"{west:.1f}", crs=_crs_name(crs))


def _crs_name(crs: CRS) -> str:
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else crs.name


def _parts(file: Path, form: FileFormat) -> dict[str, str]:
    if form.driver != "ESRI Shapefile":
        return {}
    beside = [file.with_suffix(s) for s in _SHAPEFILE_PARTS] + [file.with_suffix(s.upper()) for s in _SHAPEFILE_PARTS]
    return {part.name: checksum(part) for part in beside if part.is_file()}


def with_repairs(layer: Layer[gpd.GeoDataFrame], repairs: Sequence[Repair]) -> Layer[gpd.GeoDataFrame]:
    """Return the layer with more repairs in its record."""
    record = replace(layer.provenance, repairs=(*layer.provenance.repairs, *repairs))
    return replace(layer, provenance=record)
