"""Reading a layer of any format into natres columns, only those that are needed, with its record."""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple, TypedDict, Unpack, cast

import geopandas as gpd
import pandas as pd

from natres.core.issues import Issue, Notice, Repair
from natres.core.provenance import Layer, Provenance
from natres.core.table_places import Places
from natres.errors import BadData, NatresError, NotThere
from natres.readers.fields import map_fields
from natres.readers.gate.admission import admit, journal_of
from natres.readers.gate.forecast import refuse_too_large
from natres.readers.gate.formats import VECTOR_FORMATS, FileFormat
from natres.readers.gate.paths import checksum
from natres.readers.layers.drivers import OpenLayer, driver_of
from natres.readers.layers.systems import crs_name, with_system

__all__ = ["Opened", "Reading", "open_layer", "read_layer", "with_repairs"]

_SHAPEFILE_PARTS = (".dbf", ".shx", ".prj", ".cpg")
#: Formats of one layer, whose name a user need not know.
_NAMED_BY_FILE = ("Parquet", "BoundaryPoints")


class Reading(TypedDict, total=False):
    """What a caller may say about how a layer is read.

    layer : layer name, needed where a file holds several
    fields : natres column → field name where the file's names are its own
    crs : coordinate system for a file that states none (``EPSG:4527``)
    encoding : of shapefile attributes; by default found out
    datum_shift : file of parameters that bring a layer on an older datum to CGCS2000
    accept_ballpark : whether a layer on an older datum is read without parameters, tens of metres off
    year : the year the data stand for
    tolerant : ``no`` raises what is wrong; ``rows`` puts what is wrong with single cells into ``Layer.issues``; ``all``
        does so too with a missing field or system: the layer then lacks it, and is good for checking only
    """

    layer: str | None
    fields: Mapping[str, str] | None
    crs: str | None
    encoding: str | None
    datum_shift: str | None
    accept_ballpark: bool
    year: int | None
    tolerant: Literal["no", "rows", "all"]


def read_layer(
    path: str | Path,
    kind: str,
    *,
    required: Sequence[str] = (),
    **options: Unpack[Reading],
) -> Layer[gpd.GeoDataFrame]:
    """Read one vector layer into natres columns.

    Parameters
    ----------
    path : a .gpkg, .parquet, .geojson, .fgb, .shp or .vct file, a .gdb folder, or one of these in a .zip; a .txt of
        boundary points
    kind : parcels, forest or units: which names its fields may have
    required : natres columns that must be there
    options : see :class:`Reading`

    Raises
    ------
    NotThere : no such file or layer
    BadData : unreadable, without coordinate system, empty, or without a required field
    """
    found = read_rows(path, kind, required=required, **options)
    if not isinstance(found.frame, gpd.GeoDataFrame):
        raise BadData("LAYER_NO_GEOMETRY", file=found.provenance.file_name, layer=found.provenance.layer)
    return cast(Layer[gpd.GeoDataFrame], found)


def read_rows(
    path: str | Path, kind: str, *, required: Sequence[str] = (), **options: Unpack[Reading]
) -> Layer[pd.DataFrame]:
    """Read one layer like :func:`read_layer`, or a table whose rows have no shapes: its frame is then a plain one."""
    layer, encoding, crs = options.get("layer"), options.get("encoding"), options.get("crs")
    opened = open_layer(path, layer=layer, encoding=encoding)
    place = {"file": opened.file.name, "layer": opened.name}
    refuse_too_large(opened.file, opened.form, opened.name)
    faults: list[NatresError] | None = [] if options.get("tolerant") == "all" else None
    given = options.get("fields") or {}
    mapping, aliases = map_fields(kind, opened.source.fields, given, required, **place, faults=faults)
    with ThreadPoolExecutor(max_workers=1) as beside:  # checksums take no time of their own
        sha256, parts = beside.submit(checksum, opened.named), beside.submit(_parts, opened)
        content = opened.source.read(list(mapping), crs)
    frame, system, transform, notices = cast(pd.DataFrame, content.frame), None, "", ()
    if frame.empty:
        raise BadData("LAYER_EMPTY", **place)
    if isinstance(frame, gpd.GeoDataFrame):
        shift, ballpark = options.get("datum_shift"), options.get("accept_ballpark", False)
        try:
            frame, system, transform, notices = with_system(
                frame, crs, **place, datum_shift=shift, accept_ballpark=ballpark
            )
        except BadData as error:
            if faults is None:
                raise
            faults.append(error)
    written_elsewhere = opened.form.driver == "GPKG" and parts.result()  # its only part is a journal
    told = (Notice("FILE_OPEN", {"file": opened.file.name}),) if written_elsewhere else ()
    record = Provenance(
        path=str(path),
        layer=opened.name,
        driver=opened.form.driver,
        rows=len(frame),
        crs=crs_name(system) if system else "",
        transform=transform,
        year=options.get("year"),
        sha256=sha256.result(),
        encoding=content.encoding,
        parts=parts.result(),
        repairs=(*content.repairs, *aliases),
        notices=(*content.notices, *notices, *told),
    )
    fids = frame.index.to_numpy() if frame.index.name == "fid" else None
    names = {column: field for field, column in mapping.items()}
    issues = tuple(Issue.of(fault, **place) for fault in faults or ())
    frame = frame.rename(columns=mapping).reset_index(drop=True)
    return Layer(frame, record, system, issues, Places(names, fids=fids))


class Opened(NamedTuple):
    """A layer that was let in and found: the file a user named and the one in it, and what reads it."""

    named: Path
    file: Path
    form: FileFormat
    name: str
    source: OpenLayer


def open_layer(path: str | Path, *, layer: str | None = None, encoding: str | None = None) -> Opened:
    """Return a layer with its fields known and its rows not yet read.

    Raises
    ------
    NotThere : no such file or layer
    BadData : what the gate refuses, ``LAYER_AMBIGUOUS``, ``LAYER_EMPTY``, ``FIELD_TWICE``
    """
    file, form, named = admit(path, VECTOR_FORMATS, layer=layer)
    name = _choose(file, form, layer)
    source = driver_of(form).open(file, name, encoding)
    twice = [field for field, count in Counter(source.fields).items() if count > 1]
    if twice:
        raise BadData("FIELD_TWICE", file=file.name, layer=name, field=twice[0])
    return Opened(named, file, form, name, source)


def _choose(file: Path, form: FileFormat, wanted: str | None) -> str:
    layers = driver_of(form).layers(file)
    names = [each.name for each in layers]
    if wanted is not None and form.driver not in _NAMED_BY_FILE:
        if wanted not in names:
            raise NotThere("LAYER_MISSING", file=file.name, layer=wanted, present=", ".join(names))
        return wanted
    if len(names) > 1:
        names = [each.name for each in layers if each.spatial] or names
    if len(names) > 1:
        raise BadData("LAYER_AMBIGUOUS", file=file.name, value=", ".join(names))
    if not names:
        raise BadData("LAYER_EMPTY", file=file.name)
    return names[0]


def _parts(opened: Opened) -> dict[str, str]:
    """Return the checksums of the files that belong to the one a user named."""
    file = opened.named
    journal = journal_of(file) if opened.form.driver == "GPKG" else None
    if journal:
        return {journal.name: checksum(journal)}
    if opened.form.driver != "ESRI Shapefile" or file != opened.file:  # an archive is checked as a whole
        return {}
    beside = [file.with_suffix(s) for s in _SHAPEFILE_PARTS] + [file.with_suffix(s.upper()) for s in _SHAPEFILE_PARTS]
    return {part.name: checksum(part) for part in beside if part.is_file()}


def with_repairs(layer: Layer[gpd.GeoDataFrame], repairs: Sequence[Repair]) -> Layer[gpd.GeoDataFrame]:
    """Return the layer with more repairs in its record."""
    record = replace(layer.provenance, repairs=(*layer.provenance.repairs, *repairs))
    return replace(layer, provenance=record)
