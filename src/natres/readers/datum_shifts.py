"""Reading the local parameters of a datum shift: a TOML file, and a grid beside it; every mistake in one round."""

import dataclasses
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from natres.core.crs import geographic
from natres.core.datums import DatumShift, GridShift, KnownPoint, PlaneShift, SpaceShift, twin_crs
from natres.core.issues import Issue
from natres.core.twins import datum_key
from natres.errors import BadData, BadRows, NotThere

__all__ = ["read_datum_shift"]

_LARGEST_BYTES = 1_000_000
_WAYS = ("three_parameters", "seven_parameters", "plane_parameters", "grid")
_KEYS = ("from", "to", "document", "accuracy_m", "checks", *_WAYS)
_MOVES, _TURNS = ("dx_m", "dy_m", "dz_m"), ("rx_arcsec", "ry_arcsec", "rz_arcsec")
_CONVENTIONS = ("position_vector", "coordinate_frame")
#: A known point may be off by so many times the accuracy the file states.
_TOLERANCE = 3.0
_DATUMS = {"beijing1954": 4214, "xian1980": 4610, "newbeijing": 4555}
_LOCAL_GRID = 'EPSG:2384, "Xian 1980"'


def read_datum_shift(path: str | Path) -> DatumShift:
    """Read the parameters of a datum shift and try them on the points that are known.

    Raises
    ------
    NotThere : ``FILE_MISSING``
    BadData : ``DATUM_SHIFT_SYNTAX``, ``DATUM_SHIFT_CHECK`` where a known point is not met
    BadRows : ``DATUM_SHIFT_KEY`` and ``DATUM_SHIFT_VALUE``, one finding per key, all of them

    >>> import tempfile
    >>> text = '''from = "Xian 1980"
    ... document = "made up"
    ... accuracy_m = 0.1
    ... [three_parameters]
    ... dx_m = 1.5
    ... dy_m = -2.0
    ... dz_m = 0
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "shift.toml")
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     read_datum_shift(file).method
    SpaceShift(dx_m=1.5, dy_m=-2.0, dz_m=0.0, rx_arcsec=0.0, ry_arcsec=0.0, rz_arcsec=0.0, scale_ppm=0.0, \
convention='position_vector')
    """
    file = Path(path)
    shift = _shift(_Table(file.name, "", _loaded(file), []), file.parent)
    _try_known_points(shift)
    return shift


def _loaded(file: Path) -> Mapping[str, Any]:
    if not file.is_file():
        raise NotThere("FILE_MISSING", file=str(file))
    if file.stat().st_size > _LARGEST_BYTES:
        raise BadData("DATUM_SHIFT_SYNTAX", file=file.name, why=f"> {_LARGEST_BYTES} bytes")
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadData("DATUM_SHIFT_SYNTAX", file=file.name, why=str(error)) from None


def _shift(table: "_Table", folder: Path) -> DatumShift:
    table.refuse_unknown(_KEYS)
    way = _way(table)
    name, source = _source(table)
    method = _method(table, way, folder)
    if way == "plane_parameters" and source is not None and not source.is_projected:
        table.refuse("from", name, 'EPSG:2384, "…"')
    target = _target(table, source, way)
    document, accuracy = table.text("document"), table.number("accuracy_m", 1e-4, 100.0)
    checks = _known_points(table)
    if checks and source is None and way != "plane_parameters":
        table.refuse("from", name, _LOCAL_GRID)
    if table.found or method is None or target is None:
        table.refuse_all()
    return DatumShift(name, source, target, method, document, accuracy, checks, table.file)


def _way(table: "_Table") -> str:
    """Return which of the ways to shift a datum the file gives: one, and one only."""
    ways = [way for way in _WAYS if way in table.data]
    if len(ways) != 1:
        table.add("DATUM_SHIFT_VALUE", " + ".join(ways), ways[-1] if ways else " / ".join(_WAYS), "way")
    return ways[0] if ways else ""


def _source(table: "_Table") -> tuple[str, CRS | None]:
    """Return the name of the system the parameters start from, and the system where that name is known."""
    name = table.text("from")
    code = _DATUMS.get(datum_key(name))
    try:
        system = CRS.from_epsg(code) if code else CRS.from_user_input(name)
    except CRSError:
        if ":" in name:
            table.refuse("from", name, _LOCAL_GRID)
        return name, None
    try:
        geographic(system)
    except BadData:
        return name, None if system.geodetic_crs is None else system
    table.add("DATUM_SHIFT_VALUE", name, "from", "modern")
    return name, None


def _target(table: "_Table", source: CRS | None, way: str) -> CRS | None:
    if "to" not in table.data and way != "plane_parameters":
        return CRS.from_epsg(4490) if source is None else twin_crs(source)
    name = table.text("to")
    try:
        system = CRS.from_user_input(name)
        geographic(system)
    except (CRSError, BadData):
        if name:
            table.refuse("to", name, "EPSG:4548, EPSG:4527")
        return None
    if way == "plane_parameters" and not system.is_projected:
        table.refuse("to", name, "EPSG:4548, EPSG:4527")
    return system


def _method(table: "_Table", way: str, folder: Path) -> SpaceShift | GridShift | PlaneShift | None:
    if way == "grid":
        return _grid(table, folder)
    below = table.below(way) if way else None
    if below is None:
        return None
    return _plane(below) if way == "plane_parameters" else _space(below, way)


def _space(below: "_Table", way: str) -> SpaceShift:
    turns = way == "seven_parameters"
    below.refuse_unknown((*_MOVES, *_TURNS, "scale_ppm", "convention") if turns else _MOVES)
    dx, dy, dz = (below.number(key, -1000.0, 1000.0) for key in _MOVES)
    if not turns:
        return SpaceShift(dx, dy, dz)
    rx, ry, rz = (below.number(key, -60.0, 60.0) for key in _TURNS)
    scale = below.number("scale_ppm", -200.0, 200.0)
    frame = below.text("convention", _CONVENTIONS) == "coordinate_frame"
    return SpaceShift(dx, dy, dz, rx, ry, rz, scale, "coordinate_frame" if frame else "position_vector")


def _plane(table: "_Table") -> PlaneShift:
    table.refuse_unknown(("dx_m", "dy_m", "rotation_arcsec", "scale", "scale_ppm", "x_axis"))
    dx, dy = (table.number(key, -1e8, 1e8) for key in ("dx_m", "dy_m"))
    angle = table.number("rotation_arcsec", -648_000.0, 648_000.0)
    if ("scale" in table.data) == ("scale_ppm" in table.data):
        table.add("DATUM_SHIFT_VALUE", "scale + scale_ppm" if "scale" in table.data else "", "scale", "way")
    by_ratio = "scale" in table.data
    scale = table.number("scale", 0.99, 1.01) if by_ratio else 1.0
    if not by_ratio and "scale_ppm" in table.data:
        scale = 1.0 + table.number("scale_ppm", -10_000.0, 10_000.0) / 1e6
    north = table.text("x_axis", ("north", "east")) == "north"
    return PlaneShift(dx, dy, angle, scale, "north" if north else "east")


_GRID_STARTS = (b"NUM_OREC", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def _grid(table: "_Table", folder: Path) -> GridShift | None:
    """Return the grid a path beside the file names, once PROJ could open it."""
    name = table.text("grid")
    if not name:
        return None
    path = (folder / name).resolve()
    if not path.is_file() or any(mark in str(path) for mark in '",') or not _begins_as_grid(path):
        table.add("DATUM_SHIFT_VALUE", name, "grid", "grid")
        return None
    shift = GridShift(str(path))
    try:
        shift.open()
    except ProjError:
        table.add("DATUM_SHIFT_VALUE", name, "grid", "grid")
    return shift


def _begins_as_grid(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(8).startswith(_GRID_STARTS)


def _known_points(table: "_Table") -> tuple[KnownPoint, ...]:
    entries = table.data.get("checks", [])
    if not isinstance(entries, list):
        table.refuse("checks", entries, "[[checks]]")
        return ()
    points: list[KnownPoint] = []
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            table.refuse(f"checks.{number}", entry, "from = [east, north], to = [east, north]")
            continue
        below = _Table(table.file, f"checks.{number}.", entry, table.found)
        below.refuse_unknown(("name", "from", "to"))
        name = below.text("name") if "name" in entry else str(number)
        points.append(KnownPoint(name, below.pair("from"), below.pair("to")))
    return tuple(points)


def _try_known_points(shift: DatumShift) -> None:
    """Refuse a shift that misses a point it should meet; say which common mistake would explain it.

    Raises
    ------
    BadData : ``DATUM_SHIFT_CHECK`` with the residual of each point
    """
    limit = _TOLERANCE * shift.accuracy_m
    residuals = [float(value) for value in shift.residuals_m()]
    if all(value <= limit for value in residuals):
        return
    named = zip(shift.checks, residuals, strict=True)
    text = "; ".join(f"{point.name} {value:.3f} m" for point, value in named)
    mistake = next((name for name, other in _mistaken(shift) if _meets(other, limit)), "")
    code = f"DATUM_SHIFT_CHECK.{mistake}" if mistake else "DATUM_SHIFT_CHECK"
    raise BadData(code, file=shift.file, key="checks", value=text, expected=f"{limit:g} m")


def _mistaken(shift: DatumShift) -> Iterable[tuple[str, DatumShift]]:
    """Yield the shift as it would be if one of the common mistakes were undone."""
    method = shift.method
    if isinstance(method, SpaceShift):
        other = next(name for name in _CONVENTIONS if name != method.convention)
        yield "convention", dataclasses.replace(shift, method=dataclasses.replace(method, convention=other))
        signs = {key: -getattr(method, key) for key in (*_MOVES, *_TURNS, "scale_ppm")}
        yield "inverse", dataclasses.replace(shift, method=dataclasses.replace(method, **signs))
    if isinstance(method, PlaneShift):
        axis = "north" if method.x_axis == "east" else "east"
        yield "axis", dataclasses.replace(shift, method=dataclasses.replace(method, x_axis=axis))
        turned = dataclasses.replace(method, rotation_arcsec=-method.rotation_arcsec)
        yield "rotation", dataclasses.replace(shift, method=turned)
        return  # exchanged coordinates of the known points look just like the other axis
    swapped = tuple(KnownPoint(p.name, (p.source[1], p.source[0]), (p.target[1], p.target[0])) for p in shift.checks)
    yield "swapped", dataclasses.replace(shift, checks=swapped)


def _meets(shift: DatumShift, limit: float) -> bool:
    try:
        return bool((shift.residuals_m() <= limit).all())
    except (BadData, ValueError):
        return False


@dataclass(frozen=True)
class _Table:
    """A table of the file that gathers what is wrong in it."""

    file: str
    name: str
    data: Mapping[str, Any]
    found: list[Issue]

    def add(self, code: str, value: object, key: str, variant: str = "", allowed: str = "") -> None:
        facts = {"key": self.name + key, "allowed": allowed}
        self.found.append(Issue(code, "error", self.file, value=str(value)[:80], facts=facts, variant=variant))

    def refuse(self, key: str, value: object, allowed: str) -> None:
        self.add("DATUM_SHIFT_VALUE", value, key, allowed=allowed)

    def refuse_all(self) -> NoReturn:
        raise BadRows(self.found)

    def refuse_unknown(self, keys: Sequence[str]) -> None:
        for key in self.data:
            if key not in keys:
                nearest = get_close_matches(key, keys, 1)
                allowed = ", ".join([*nearest, *(other for other in keys if other not in nearest)])
                self.add("DATUM_SHIFT_KEY", key, key, allowed=allowed)

    def below(self, key: str) -> "_Table | None":
        entry = self.data[key]
        if not isinstance(entry, dict):
            self.refuse(key, entry, f"[{key}]")
            return None
        return _Table(self.file, f"{key}.", entry, self.found)

    def _missing(self, key: str) -> bool:
        if key not in self.data:
            self.add("DATUM_SHIFT_VALUE", "", key, "missing")
        return key not in self.data

    def text(self, key: str, allowed: Sequence[str] = ()) -> str:
        if self._missing(key):
            return ""
        value = self.data[key]
        if not isinstance(value, str) or not value.strip() or (allowed and value not in allowed):
            self.refuse(key, value, " / ".join(allowed) or '"…"')
            return ""
        return value.strip()

    def number(self, key: str, low: float, high: float) -> float:
        if self._missing(key):
            return 0.0
        value = self.data[key]
        if not _is_number(value) or not low <= value <= high:
            self.refuse(key, value, f"{low:g} … {high:g}")
            return 0.0
        return float(value)

    def pair(self, key: str) -> tuple[float, float]:
        if self._missing(key):
            return 0.0, 0.0
        value = self.data[key]
        if not isinstance(value, list) or len(value) != 2 or not all(map(_is_number, value)):
            self.refuse(key, value, "[east, north]")
            return 0.0, 0.0
        return float(value[0]), float(value[1])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
