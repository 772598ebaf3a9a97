"""What a reader of damaged inputs does: it tries each with every reader that might take it, and tells what broke."""

import traceback
import warnings
from pathlib import Path

import numpy as np
import shapely
from pyproj import CRS

from natres.district import read_district
from natres.errors import NatresError
from natres.readers import (
    read_forest_plots,
    read_land_cover,
    read_parcels,
    read_rights,
    read_scheme,
    read_units,
    read_wells,
)
from natres.readers.accounts import read_previous_accounts
from natres.readers.layers.looking import read_plain_rows
from natres.readers.reports.documents import read_document
from natres.readers.runs import read_run
from natres.workflows import shares

DISTRICT = np.array([shapely.box(39505000, 4322000, 39505400, 4322400)], dtype=object)


#: What is no layer, register or raster.
OTHERS = {".docx": [read_document], ".toml": [read_district], ".json": [read_previous_accounts, read_run]}


def readers_of(path: Path):
    """Return what may be tried on a file; a part of a shapefile or geodatabase stands for the whole."""
    if path.parent.suffix == ".gdb":
        path = path.parent
    if path.suffix in (".dbf", ".shx"):
        path = path.with_suffix(".shp")
    if path.suffix in OTHERS:
        return [lambda read=read: read(path) for read in OTHERS[path.suffix]]
    if path.name.startswith("分类"):
        return [lambda: read_scheme(path)]
    if path.suffix == ".tif":
        return [lambda: read_land_cover(path, DISTRICT, CRS.from_epsg(4527))]
    if path.suffix in (".csv", ".xlsx", ".xls"):
        return [lambda: read_wells(path), lambda: read_rights(path)]
    layers = (read_parcels, shares, read_units, read_forest_plots, read_plain_rows)
    return [lambda read=read: read(path) for read in layers]


def read_in_turn(questions, answers) -> None:
    warnings.simplefilter("ignore")
    while True:
        answers.put(what_went_wrong(Path(questions.get())))


def what_went_wrong(path: Path) -> str:
    for read in readers_of(path):
        try:
            read()
        except NatresError as error:
            error.sentence("zh")
            error.sentence("en")
        except BaseException:
            return traceback.format_exc()
    return ""
