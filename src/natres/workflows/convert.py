"""A layer from one format into another: every row, every text as it is, what the format changes said."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from natres.core.crs import geographic
from natres.core.issues import Notice
from natres.core.provenance import Layer
from natres.labels import words
from natres.presenters import json_text as to_json
from natres.readers.layers.looking import read_plain_rows
from natres.readers.layers.systems import parse_crs
from natres.workflows.answer import Answer, language_of
from natres.workflows.inputs import Options
from natres.workflows.inputs.common import plain_reading, refuse_changes, refuse_repairs
from natres.workflows.notices import change_notices
from natres.writers import TABLE_SUFFIXES, changes_of, refuse_suffix, reserving, write_layer

__all__ = ["convert"]

_LON_LAT = "EPSG:4490"


def convert(
    source: str | Path, output: str | Path, options: Options | None = None, *,
    to_crs: str = "", to_layer: str = "", to_encoding: str = "UTF-8", force: bool = False,
) -> Answer:  # fmt: skip
    """Write a layer in the format that the name of the output asks for.

    Parameters
    ----------
    source : any layer natres reads
    output : ``.gpkg``, ``.parquet``, ``.shp``, ``.geojson``, ``.fgb``; ``.csv`` and ``.xlsx`` hold no shapes
    to_crs : coordinate system of the output; GeoJSON is in longitude and latitude unless another is asked for
    to_layer : name of the layer in a GeoPackage
    to_encoding : of a shapefile's attributes, ``UTF-8`` or ``GBK``

    Raises
    ------
    BadUsage : ``OUTPUT_FORMAT``, ``CRS_UNKNOWN``
    NatresError : what reading and writing refuse

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     answer = convert("data/forest/plots_2021.shp", f"{folder}/小班.gpkg")
    >>> answer.data["rows"]
    1454
    """
    options, target = options or Options(), Path(output)
    language = language_of(options, None)
    refuse_suffix(target)
    with reserving(target, force=force):  # a second run on the file stops before it reads
        layer = read_plain_rows(source, **plain_reading(options))
        refuse_repairs(layer, options)
        frame, notices = _in_system(layer, to_crs, target)
        if options.strict:
            refuse_changes(changes_of(frame, target), options, target.name)
        repairs = write_layer(frame, target, layer=to_layer, encoding=to_encoding, force=force)
    notices += change_notices(repairs)
    if isinstance(frame, gpd.GeoDataFrame) and target.suffix.lower() in TABLE_SUFFIXES:
        notices.append(Notice("GEOMETRY_LEFT_OUT", {"value": target.suffix}))
    data: dict[str, Any] = to_json.envelope("convert", [layer.provenance], tuple(notices), language)
    data |= {
        "output": str(target),
        "rows": len(frame),
        "fields": [str(name) for name in frame.columns if name != "geometry"],
    }
    sentence = words(language)["convert.done"].format(rows=len(frame), path=target)
    return Answer(language, (), data, tuple(notices), (sentence,))


def _in_system(layer: Layer[pd.DataFrame], to_crs: str, target: Path) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the rows in the system that is wanted, with what is to be said of reading them."""
    frame, notices = layer.frame, [*layer.provenance.notices, *change_notices(layer.provenance.repairs)]
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame, notices
    wanted = to_crs or (_LON_LAT if target.suffix.lower() == ".geojson" and not layer.crs.is_geographic else "")
    if not wanted:
        return frame, notices
    system = parse_crs(wanted)
    geographic(system)  # another datum would be taken for this one without a shift
    return frame.to_crs(system), [*notices, Notice("CRS_PROJECTED_OUT", {"value": layer.provenance.crs, "crs": wanted})]
