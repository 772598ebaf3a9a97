"""Reading a boundary-point file of project sites: a row per plot, or every mistake of the file in one go."""

import re
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from natres.core.areas import planar_area_dm2
from natres.core.issues import Notice, Repair
from natres.errors import BadData
from natres.readers.boundary_points.axes import put_axes_in_order
from natres.readers.boundary_points.lines import SECTION, read_lines
from natres.readers.boundary_points.records import Findings, Plot
from natres.readers.boundary_points.shapes import Ring, check_counts, make_shape, split_rings
from natres.readers.boundary_points.systems import find_system
from natres.readers.encodings import decode_text
from natres.readers.gate.paths import real_file

__all__ = ["is_boundary_points", "read_boundary_points"]

#: How many bytes of a file are its beginning.
_BEGINNING = 8192
_SECTIONS = {"属性描述", "地块坐标"}
#: An area may differ from that of the polygon by a hundredth of it and a square metre.
_TOLERANCE, _TOLERANCE_M2 = 0.01, 1.0

Shape = shapely.Polygon | shapely.MultiPolygon


def is_boundary_points(data: bytes) -> bool:
    """Return whether a file with these bytes begins like a boundary-point file.

    >>> is_boundary_points("[地块坐标]".encode("gbk")), is_boundary_points("井号,井名".encode())
    (True, False)
    >>> is_boundary_points(b"")
    False
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8", "gb18030"):
        text = data[:_BEGINNING].decode(encoding, errors="ignore")
        if any(re.sub(r"\s", "", found[1]) in _SECTIONS for found in SECTION.finditer(text)):
            return True
    return False


def read_boundary_points(
    file: Path, *, crs: str | None = None, encoding: str | None = None
) -> tuple[gpd.GeoDataFrame, tuple[Repair, ...], tuple[Notice, ...]]:
    """Read the plots of a boundary-point file (勘测定界界址点坐标), with what was repaired and what is to be told.

    Columns: ``plot_number``, ``plot_name``, ``declared_area_m2`` (NaN where the file states none), ``use``,
    ``land_class``, ``shape_kind``, ``sheet`` (texts, empty where the file has none), ``point_count`` (points of
    all rings, the repeated first ones not counted) and ``geometry``.

    Parameters
    ----------
    file : a text file in UTF-8, GBK/GB18030 or UTF-16 with its mark
    crs : coordinate system for a file that states none (``EPSG:4527``)
    encoding : of the text; by default found out

    Raises
    ------
    BadRows : every mistake of the file with its line
    BadData : unreadable, without plots, or in a system that cannot be used
    BadUsage : ``crs`` is unknown or contradicts the file
    NotThere : no such file

    >>> import tempfile
    >>> text = '''[属性描述]
    ... 坐标系=2000国家大地坐标系
    ... 几度分带=3
    ... 带号=39
    ... [地块坐标]
    ... 4,1,甲-01,甲地块,面,,,0102,@
    ... J1,1,4305100,39519000
    ... J2,1,4305100,39519100
    ... J3,1,4305000,39519100
    ... J4,1,4305000,39519000
    ... J1,1,4305100,39519000'''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "界址点.txt")
    ...     _ = path.write_text(text, encoding="gbk")
    ...     plots, repairs, notices = read_boundary_points(path)
    >>> plots[["plot_number", "declared_area_m2", "land_class", "point_count"]].values.tolist()
    [['甲-01', 10000.0, '0102', 4]]
    >>> plots.crs.to_epsg(), plots.geometry.area.tolist(), repairs, notices
    (4527, [10000.0], (), ())
    """
    path = real_file(file)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadData("FILE_UNREADABLE", file=path.name, why=error.strerror or str(error)) from None
    text, _ = decode_text(data, path.name, encoding)
    findings = Findings(path.name)
    head, plots = read_lines(text, findings)
    if not plots and not findings.issues:
        raise BadData("LAYER_EMPTY", file=path.name)
    put_axes_in_order(plots, findings)
    system = find_system(head, plots, crs, findings)
    rings = {plot.row: split_rings(plot, findings) for plot in plots if plot.whole}
    shapes = [make_shape(rings[plot.row], plot, findings) if plot.row in rings else None for plot in plots]
    check_counts(rings, plots, findings)
    findings.refuse()
    frame = _frame(plots, rings, shapes, system)
    _tell_areas(frame, plots, findings)
    _tell_duplicates(plots, findings)
    return frame, findings.repairs, tuple(findings.notices)


def _frame(
    plots: list[Plot], rings: dict[int, list[Ring]], shapes: list[Shape | None], system: CRS | None
) -> gpd.GeoDataFrame:
    texts = {
        "plot_number": "地块编号", "plot_name": "地块名称", "use": "地块用途", "land_class": "地类编码",
        "shape_kind": "记录图形属性", "sheet": "图幅号",
    }  # fmt: skip
    said = {column: [plot.texts[name] for plot in plots] for column, name in texts.items()}
    columns = {
        "plot_number": said["plot_number"],
        "plot_name": said["plot_name"],
        "declared_area_m2": np.array([np.nan if plot.area_m2 is None else plot.area_m2 for plot in plots]),
        **{column: said[column] for column in ("use", "land_class", "shape_kind", "sheet")},
        "point_count": [sum(len(ring.points) for ring in rings[plot.row]) for plot in plots],
    }
    return gpd.GeoDataFrame(columns, geometry=np.array(shapes, dtype=object), crs=system)


def _tell_areas(frame: gpd.GeoDataFrame, plots: list[Plot], findings: Findings) -> None:
    """Tell of every plot whose stated area is not that of its polygon in the plane."""
    measured = planar_area_dm2(frame.geometry.to_numpy(), CRS.from_user_input(frame.crs)) / 100
    for plot, area in zip(plots, measured.tolist(), strict=True):
        if plot.area_m2 is not None and abs(plot.area_m2 - area) > _TOLERANCE * area + _TOLERANCE_M2:
            facts = {"file": findings.file, "at_line": plot.line, "id": plot.number, "field": "地块面积"}
            facts |= {"value": f"{plot.area_m2 / 10_000:.4f}", "measured": f"{area / 10_000:.4f}"}
            findings.notices.append(Notice("AREA_MISMATCH.points", facts))


def _tell_duplicates(plots: list[Plot], findings: Findings) -> None:
    """Tell of every number that several plots have."""
    for number, count in Counter(plot.number for plot in plots if plot.number).items():
        if count > 1:
            first = next(plot.line for plot in plots if plot.number == number)
            facts = {"file": findings.file, "at_line": first, "field": "地块编号", "value": number, "count": count}
            findings.notices.append(Notice("ID_DUPLICATE.points", facts))
