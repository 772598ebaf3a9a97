"""Where findings are: points, lines and polygons in one coordinate system, with their words, and a QGIS style."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from natres.core.crs import geographic, geometry_to_lon_lat
from natres.core.results.check import CheckResult
from natres.errors import BadData
from natres.labels import words
from natres.labels.codes import code_title
from natres.presenters.findings.numbered import SEVERITIES, Finding, input_finder, numbered
from natres.presenters.findings.texts import clean, finding_words
from natres.presenters.qgis_style import categorised_style

__all__ = ["SEVERITY_COLOURS", "place_styles", "places_frame", "places_in"]

SEVERITY_COLOURS = {"error": "#c0392b", "warning": "#e08e0b", "info": "#1f6fb2"}
#: Layers of the places, in the order of dimensions, with the symbols they are drawn with.
_LAYERS = {"points": "marker", "lines": "line", "polygons": "fill"}

Shapes = NDArray[Any]


def places_frame(result: CheckResult, language: str) -> dict[str, gpd.GeoDataFrame]:
    """Return the places of findings by ``points``, ``lines`` and ``polygons``; a layer without one is left out.

    All are in the system of the first input that has one. A place whose system cannot be brought to it without
    parameters nobody gave is left out.
    """
    target = next((one.crs for one in result.inputs if one.crs is not None), None)
    if target is None:
        return {}
    findings, shapes = places_in(result, target)
    kinds = shapely.get_dimensions(shapes) if len(shapes) else np.array([], dtype=int)
    frames: dict[str, gpd.GeoDataFrame] = {}
    for dimension, name in enumerate(_LAYERS):
        own = np.flatnonzero(kinds == dimension)
        if len(own):
            columns = _columns([findings[i] for i in own], language)
            frames[name] = gpd.GeoDataFrame(columns, geometry=_alike(shapes[own]), crs=target)
    return frames


def place_styles(language: str) -> dict[str, str]:
    """Return the QGIS style of each layer: coloured by severity, the code of the rule beside each place."""
    w = words(language)
    rows = [(severity, w[f"check.{severity}"], SEVERITY_COLOURS[severity]) for severity in SEVERITIES]
    return {name: categorised_style("severity", rows, shape=shape, label="code") for name, shape in _LAYERS.items()}


def places_in(result: CheckResult, target: CRS | None) -> tuple[list[Finding], Shapes]:
    """Return the findings that have a place, and their places in a system; None for longitude and latitude."""
    find = input_finder(result)
    by_system: list[tuple[CRS, list[Finding]]] = []
    for finding in numbered(result):
        one = find(finding.issue)
        if finding.issue.at is None or one is None or one.crs is None:
            continue
        held = next((found for crs, found in by_system if crs == one.crs), None)
        if held is None:
            by_system.append((one.crs, [finding]))
        else:
            held.append(finding)
    placed: list[tuple[Finding, Any]] = []
    for crs, findings in by_system:
        shapes = np.array([_simple(finding.issue.at) for finding in findings], dtype=object)
        placed += [(f, s) for f, s in zip(findings, _moved(shapes, crs, target), strict=True) if _drawable(s)]
    placed.sort(key=lambda pair: pair[0].number)
    shapes = np.empty(len(placed), dtype=object)
    shapes[:] = [shape for _, shape in placed]
    return [finding for finding, _ in placed], shapes


def _simple(shape: Any) -> Any:
    """Return a place in two dimensions; of a collection the parts of its highest dimension."""
    flat = shapely.force_2d(shape)
    if flat.geom_type == "GeometryCollection":
        parts = np.array([part for part in shapely.get_parts(flat) if not part.is_empty], dtype=object)
        if not len(parts):
            return None
        parts = np.array([piece for part in parts for piece in shapely.get_parts(part)], dtype=object)
        dimension = shapely.get_dimensions(parts)
        highest = parts[dimension == dimension.max()]
        make = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[int(dimension.max())]
        return highest[0] if len(highest) == 1 else make(highest)
    return shapely.linestrings(flat.coords) if flat.geom_type == "LinearRing" else flat


def _moved(shapes: Shapes, crs: CRS, target: CRS | None) -> Shapes:
    """Return shapes in another system; none of them where that needs parameters nobody gave."""
    if target is not None and crs == target:
        return shapes
    try:
        places = geometry_to_lon_lat(shapes, crs)
        if target is None or target.is_geographic:
            return places
        there = Transformer.from_crs(geographic(target), target, always_xy=True)
    except BadData:
        return np.full(len(shapes), None, dtype=object)
    return shapely.transform(places, lambda points: np.column_stack(there.transform(points[:, 0], points[:, 1])))


def _drawable(shape: Any) -> bool:
    return shape is not None and not shape.is_empty and bool(np.isfinite(shapely.get_coordinates(shape)).all())


def _alike(shapes: Shapes) -> Shapes:
    """Return shapes of one type: some readers refuse a layer that mixes polygons and multipolygons."""
    many = shapely.get_type_id(shapes) > 3
    if not many.any():
        return shapes
    make = {0: shapely.multipoints, 1: shapely.multilinestrings, 3: shapely.multipolygons}
    made = np.empty(len(shapes), dtype=object)
    made[:] = [s if own else make[int(shapely.get_type_id(s))]([s]) for s, own in zip(shapes, many, strict=True)]
    return made


def _columns(findings: Sequence[Finding], language: str) -> dict[str, Any]:
    issues = [finding.issue for finding in findings]
    said = [finding_words(issue, language) for issue in issues]
    return {
        "number": np.array([finding.number for finding in findings], dtype=np.int64),
        "code": [issue.code for issue in issues],
        "name": [code_title(issue.code, language) for issue in issues],
        "severity": [issue.severity for issue in issues],
        "file": [clean(issue.file) for issue in issues],
        "layer": [clean(issue.layer) for issue in issues],
        "field": [clean(issue.field) for issue in issues],
        "row": pd.array([issue.row for issue in issues], dtype="Int64"),
        "fid_in_file": pd.array([issue.fid for issue in issues], dtype="Int64"),
        "id": [clean(issue.id) for issue in issues],
        "value": [clean(issue.value) for issue in issues],
        "message": [problem for problem, _ in said],
        "cure": [cure for _, cure in said],
        "caused_by": pd.array([finding.root for finding in findings], dtype="Int64"),
    }
