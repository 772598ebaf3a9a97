"""The coordinate system a boundary-point file is in: what its description states, held against its eastings."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from pyproj import CRS

from natres.core.crs import geographic, is_wgs84
from natres.core.issues import Notice
from natres.errors import BadData, BadUsage
from natres.readers.boundary_points.axes import is_easting
from natres.readers.boundary_points.numbers import half_width
from natres.readers.boundary_points.records import Findings, Plot, Said
from natres.readers.layers.systems import crs_name, parse_crs

__all__ = ["find_system", "zone_epsg"]

#: Of CGCS2000, by degrees of a zone: its first zone, and the EPSG codes of that one with and without prefix.
_SERIES = {3: (25, 45, 4513, 4534), 6: (13, 23, 4491, 4502)}
_ZONES_ALLOWED = "3°: 25–45, 6°: 13–23"
_HALF_ZONE_M = 500_000.0
#: Names of CGCS2000; cities have systems of their own with a 2000 in their names.
_NATIONAL = re.compile(r"^(国家|中国)?2000|国家.*2000|cgcs[-_]?2000|china.*2000")
_OTHERS = re.compile("西安|北京|xi.?an|beijing|1980|1954|独立|地方|城市")


def zone_epsg(degrees: int, zone: int, *, prefixed: bool) -> int | None:
    """Return the EPSG code of a Gauss–Krüger zone of CGCS2000; None where China has no such zone.

    >>> zone_epsg(3, 39, prefixed=True), zone_epsg(3, 39, prefixed=False), zone_epsg(6, 20, prefixed=True)
    (4527, 4548, 4498)
    >>> zone_epsg(3, 20, prefixed=True) is None
    True
    """
    first, last, with_prefix, without = _SERIES[degrees]
    return (with_prefix if prefixed else without) + zone - first if first <= zone <= last else None


def find_system(head: Mapping[str, Said], plots: list[Plot], given: str | None, findings: Findings) -> CRS | None:
    """Return the system of the points, their axes in order; None where an error is among ``findings``.

    Parameters
    ----------
    head : the description
    plots : whose eastings tell whether the number of the zone stands in front
    given : the system a caller named, for a file that states none

    Raises
    ------
    BadUsage : ``CRS_UNKNOWN``, or ``CRS_CONFLICT`` where ``given`` is not what the file states
    BadData : where ``given`` is no plane system in metres on CGCS2000 or WGS 84
    """
    wanted = parse_crs(given) if given else None
    before = len(findings.issues)
    _check_words(head, findings)
    named = _names_cgcs2000(head, findings)
    if len(findings.issues) > before:
        return None
    stated = _stated(head, plots, findings, must=wanted is None) if named else None
    if len(findings.issues) > before:
        return None
    if stated is not None:
        if wanted is not None and not stated.equals(wanted, ignore_axis_order=True):
            raise BadUsage("CRS_CONFLICT", file=findings.file, value=given, present=f"EPSG:{stated.to_epsg()}")
        return stated
    if wanted is None:
        findings.error("CRS_MISSING.points", None)
        return None
    return _given(wanted, plots, findings)


def _text(head: Mapping[str, Said], key: str) -> str:
    return re.sub(r"\s", "", half_width(head[key].text)) if key in head else ""


def _check_words(head: Mapping[str, Said], findings: Findings) -> None:
    """Refuse another projection than Gauss–Krüger and another unit than metres; what is left empty is taken as such."""
    for key, fits, allowed in (
        ("投影类型", r"高斯.*|gauss.*", "高斯克吕格"),
        ("计量单位", r"米|m|metres?|meters?", "米"),
    ):
        text = _text(head, key)
        if text and not re.fullmatch(fits, text, re.IGNORECASE):
            findings.error("CHOICE_UNKNOWN", head[key].line, key, head[key].text[:60], allowed=allowed)
    if re.search("[1-9]", _text(head, "转换参数")):
        said = head["转换参数"]
        facts = {"file": findings.file, "at_line": said.line, "field": "转换参数", "value": said.text[:60]}
        findings.notices.append(Notice("POINT_PARAMETERS", facts))


def _names_cgcs2000(head: Mapping[str, Said], findings: Findings) -> bool:
    """Return whether the description names CGCS2000, or WGS 84, which is read as it; False where it names none."""
    text = _text(head, "坐标系").lower()
    if not text:
        return False
    if re.fullmatch(r"wgs[-_]?(19)?84.*", text):
        findings.notices.append(Notice("CRS_WGS84", {"file": findings.file}))
    elif not _NATIONAL.search(text) or _OTHERS.search(text):
        findings.error("CRS_DATUM.points", head["坐标系"].line, "坐标系", head["坐标系"].text[:60])
    return True


def _stated(head: Mapping[str, Said], plots: list[Plot], findings: Findings, *, must: bool) -> CRS | None:
    """Return the zone the description and the eastings name; a missing one is an error where there ``must`` be one."""
    degrees, zone = _number(head, "几度分带", r"([36]).*", findings), _number(head, "带号", r"第?(\d\d)带?", findings)
    if degrees is False or zone is False:
        return None
    prefixes = Counter(_prefix(p.y) for plot in plots for p in plot.points if is_easting(p.y))
    prefix = prefixes.most_common(1)[0][0] if prefixes else 0
    number = zone or prefix
    if not number:
        if must:
            findings.error("CRS_MISSING.points", head["坐标系"].line, "带号")
        return None
    width = degrees or (3 if number >= _SERIES[3][0] else 6)
    epsg = zone_epsg(width, number, prefixed=prefix > 0)
    if epsg is None:
        said = head.get("带号") or head.get("几度分带") or head["坐标系"]
        findings.error("CHOICE_UNKNOWN", said.line, "带号", str(number), allowed=_ZONES_ALLOWED)
        return None
    expected = number if prefix else 0
    facts = {"crs": f"EPSG:{epsg}", "zone": number}
    _check_eastings(plots, lambda y: _prefix(y) == expected, "CRS_EASTING_PREFIX.points", facts, findings)
    return CRS.from_epsg(epsg)


def _number(head: Mapping[str, Said], key: str, pattern: str, findings: Findings) -> int | bool | None:
    """Return the number a key states, None where it is empty, False (with an error) where it is no such number."""
    text = _text(head, key).replace("三", "3").replace("六", "6")
    if not text:
        return None
    found = re.fullmatch(pattern, text, re.ASCII)
    if found:
        return int(found[1])
    allowed = "3, 6" if key == "几度分带" else _ZONES_ALLOWED
    findings.error("CHOICE_UNKNOWN", head[key].line, key, head[key].text[:60], allowed=allowed)
    return False


def _prefix(easting: float) -> int:
    return int(easting // 1_000_000)


def _check_eastings(
    plots: list[Plot], fits: Callable[[float], bool], code: str, facts: dict[str, Any], findings: Findings
) -> None:
    """Refuse eastings of another zone or another way to write it: told once where all are so, else point by point."""
    points = [(plot, point) for plot in plots for point in plot.points if is_easting(point.y)]
    wrong = [(plot, point) for plot, point in points if not fits(point.y)]
    for plot, point in wrong[:1] if len(wrong) == len(points) else wrong:
        findings.error(code, point.line, "Y", f"{point.y:.3f}", plot, **facts)


def _given(wanted: CRS, plots: list[Plot], findings: Findings) -> CRS:
    """Return the system a caller named, after a look whether plane coordinates in metres can be meant by it."""
    operation = wanted.coordinate_operation
    metres = all(axis.unit_conversion_factor == 1.0 for axis in wanted.axis_info)
    if not wanted.is_projected or operation is None or not metres:
        raise BadData("CRS_PROJECTED", file=findings.file, value=wanted.name)
    geographic(wanted, findings.file)
    false_easting = next((float(p.value) for p in operation.params if p.name == "False easting"), _HALF_ZONE_M)
    name = crs_name(wanted)
    _check_eastings(
        plots, lambda y: abs(y - false_easting) < _HALF_ZONE_M, "CRS_EASTING_PREFIX", {"crs": name}, findings
    )
    if is_wgs84(wanted):
        findings.notices.append(Notice("CRS_WGS84", {"file": findings.file}))
    return wanted
