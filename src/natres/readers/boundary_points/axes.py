"""Which column of a boundary-point file is the northing: told by the size of the numbers, plot by plot."""

from dataclasses import replace

from natres.core.issues import Notice
from natres.readers.boundary_points.records import Findings, Plot, Point

__all__ = ["is_easting", "put_axes_in_order"]

#: Northings of China in metres from the equator: seven digits, so that a lost one is seen.
_NORTH = (1_000_000.0, 6_000_000.0)
#: Eastings within a zone, before its number is put in front.
_EAST = (100_000.0, 900_000.0)
#: Numbers of zones: 13 to 23 of 6 degrees, 25 to 45 of 3 degrees.
_ZONES = (13, 45)
_LIMITS = {"X": "1000000–6000000", "Y": "100000–900000, 13100000–45900000"}


def put_axes_in_order(plots: list[Plot], findings: Findings) -> None:
    """Make X the northing and Y the easting of every plot's points.

    A plot whose columns are exchanged as a whole is read the right way round, with a notice. Errors are points
    that disagree with the others of their plot, plots whose two numbers are alike, and numbers that fit neither.
    """
    exchanged = [plot for plot in plots if plot.points and _order(plot, findings)]
    if exchanged:
        value = f"{exchanged[0].points[0].y:.3f}, {exchanged[0].points[0].x:.3f}"
        facts = {"file": findings.file, "at_line": exchanged[0].line, "count": len(exchanged), "value": value}
        findings.notices.append(Notice("AXIS_SWAPPED.read", facts))


def _order(plot: Plot, findings: Findings) -> bool:
    """Put one plot's points in order; return whether its columns were exchanged."""
    right = [_is_north(p.x) and is_easting(p.y) for p in plot.points]
    wrong = [_is_north(p.y) and is_easting(p.x) for p in plot.points]
    if any(all(fits(p.x) and fits(p.y) for p in plot.points) for fits in (_is_north, is_easting)):
        first = plot.points[0]
        findings.error("AXIS_SWAPPED.points", first.line, "X, Y", f"{first.x:.3f}, {first.y:.3f}", plot)
        return False
    exchange = sum(wrong) > sum(right)
    fitting, opposite = (wrong, right) if exchange else (right, wrong)
    for point, fits, other in zip(plot.points, fitting, opposite, strict=True):
        if not fits:
            _say(point, exchange, other, plot, findings)
    if exchange:
        plot.points[:] = [replace(point, x=point.y, y=point.x) for point in plot.points]
    return exchange


def _say(point: Point, exchange: bool, other: bool, plot: Plot, findings: Findings) -> None:
    """Tell what is wrong with a point that does not fit: the other way round than its plot, or out of range."""
    if other:
        findings.error("AXIS_SWAPPED.mixed", point.line, "X, Y", f"{point.x:.3f}, {point.y:.3f}", plot)
        return
    north, east = ("Y", point.y), ("X", point.x)
    if not exchange:
        north, east = ("X", point.x), ("Y", point.y)
    if not _is_north(north[1]):
        findings.error("RANGE.impossible", point.line, north[0], f"{north[1]:.3f}", plot, limits=_LIMITS["X"])
    if not is_easting(east[1]):
        findings.error("RANGE.impossible", point.line, east[0], f"{east[1]:.3f}", plot, limits=_LIMITS["Y"])


def _is_north(value: float) -> bool:
    return _NORTH[0] <= value < _NORTH[1]


def is_easting(value: float) -> bool:
    """Return whether a number can be an easting in China, with or without the number of its zone.

    >>> [is_easting(value) for value in (39519375.2, 519375.2, 4305371.9, 3951937.5)]
    [True, True, False, False]
    """
    zone, rest = divmod(value, 1_000_000)
    return _EAST[0] <= rest < _EAST[1] and (zone == 0 or _ZONES[0] <= zone <= _ZONES[1])
