"""The large features drawn first: rivers, canals, railways, motorways, roads, reservoirs, village cores."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from shapely.ops import substring

from natres.sample.fabric.noise import PlaneWaves
from natres.sample.fabric.outline import Ground

__all__ = ["Feature", "large_features"]

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Feature:
    """A polygon with its class (or "village"); the first one that covers a spot decides."""

    polygon: shapely.Geometry
    code: str


# Invented courses in km from the origin: class, half width in m, way points.
_COURSES: tuple[tuple[str, float, tuple[tuple[float, float], ...]], ...] = (
    ("1003", 40, ((3, 33), (8.5, 31), (15, 29.2), (21, 26.4), (27, 23.8), (36, 21.2))),
    ("1003", 37, ((10.6, 41), (11.6, 35), (12.6, 30), (13, 25), (14.5, 19.5))),
    ("1003", 37, ((17, 27), (22, 19.6), (28.5, 12.8), (34, 8.2), (40, 5))),
    ("1001", 32, ((-1, 28.2), (6, 31.6), (13, 34.2), (18, 35.2), (23, 37))),
    ("1001", 28, ((6.5, 25), (14, 26.4), (22, 24.6), (29, 21.4), (37, 18.4))),
    ("1001", 26, ((2, 37), (7, 29), (12, 24.4), (15, 20))),
)
# Half width of the water, width of the bare shore, of the levee, way points.
_RIVERS: tuple[tuple[float, float, float, tuple[tuple[float, float], ...]], ...] = (
    (165, 60, 95, ((2, 27), (6, 25.9), (10, 24.4), (13.2, 22.6), (17, 19.6), (21.3, 17.8), (24.2, 14.6), (27,
               10),
               (31, 5.2), (34.2, 3.1), (38, 1.9), (41, 0.6))),
    (75, 0, 44, ((1, 32), (4.5, 35.5), (9, 37.4), (14, 37.2), (19, 38.0), (24, 39.6))),
    (44, 0, 30, ((-1, 30), (6, 33), (11, 33.4), (16.5, 33.8), (23, 35.4))),
)  # fmt: skip
_CANALS: tuple[tuple[str, float, tuple[tuple[float, float], ...]], ...] = (
    ("1107A", 22, ((19, 33), (20.4, 27.4), (25, 22.6), (30.6, 17.4), (33, 12.4), (38, 6))),
    ("1107A", 18, ((4, 27), (10, 26.6), (17.4, 26), (23, 27.8), (29, 27.4))),
    ("1107", 15, ((8, 36), (9.4, 30), (9.8, 25))),
    ("1107", 15, ((26, 26), (28, 20), (30, 13), (29.4, 6.4))),
    ("1107A", 17, ((21, 18), (27, 15.6), (33, 14.6), (37, 13))),
    ("1107", 14, ((25, 13), (31, 10.4), (38, 9.6))),
    ("1107", 14, ((5, 38), (3.4, 33), (2.6, 27))),
)
_WATERS: tuple[tuple[str, float, float, float], ...] = (
    ("1103", 28.6, 15.4, 1250), ("1103", 14.9, 22.6, 760), ("1102", 34.4, 7.2, 620),
    ("1102", 17.0, 31.2, 380), ("1103", 5.6, 31.2, 520),
)  # fmt: skip


def large_features(rng: np.random.Generator, ground: Ground, parcels: int) -> list[Feature]:
    """Return the features in order of precedence; a small district gets fewer of them."""
    density = ground.density(parcels)
    rich = min(1.0, density / 2500)
    reach = ground.outline.buffer(300)
    result: list[Feature] = []
    courses = _COURSES if density >= 800 else _COURSES[0:4:3]
    for code, half, way in courses:
        result.append(Feature(_course(rng, ground, way, half, 0.18), code))
    for code, x, y, radius in _WATERS if density >= 800 else _WATERS[:2]:
        spot = ground.place(np.array([x, y]) * 1000)
        result.append(Feature(_blob(rng, spot[0], spot[1], radius * ground.stretch**0.7), code))
    banks: list[Feature] = []
    for half, flat, levee, way in _RIVERS if density >= 800 else _RIVERS[:2]:
        line = _line(rng, ground, way, 0.12)
        result.append(Feature(line.buffer(half, quad_segs=3, cap_style="flat"), "1101"))
        if flat:
            banks += _tidal_flats(rng, line, half + flat, flat)
        banks.append(Feature(line.buffer(half + flat + levee, quad_segs=3, cap_style="flat"), "1109"))
    result += _arterials(rng, ground, rich)
    for code, half, way in _CANALS[: max(1, round(len(_CANALS) * rich))]:
        result.append(Feature(_course(rng, ground, way, half, 0.25), code))
    result += banks
    result += _villages(rng, ground.outline, int(np.clip(density / 45, 9, 125) * ground.stretch**2))
    clipped = [Feature(shapely.intersection(f.polygon, reach), f.code) for f in result]
    return [f for f in clipped if not shapely.is_empty(f.polygon)]


def _line(
    rng: np.random.Generator, ground: Ground, way: tuple[tuple[float, float], ...], jitter_km: float
) -> shapely.LineString:
    knots = ground.place((np.asarray(way) + rng.normal(0, jitter_km, (len(way), 2))) * 1000)
    run = np.r_[0.0, np.cumsum(np.hypot(*np.diff(knots, axis=0).T))]
    at = np.linspace(0, run[-1], max(8, int(run[-1] / 320)))
    return shapely.LineString(np.column_stack([PchipInterpolator(run, knots[:, k])(at) for k in (0, 1)]))


def _course(
    rng: np.random.Generator, ground: Ground, way: tuple[tuple[float, float], ...], half: float, jitter_km: float
) -> shapely.Geometry:
    return _line(rng, ground, way, jitter_km).buffer(half, quad_segs=2, cap_style="flat")


def _tidal_flats(rng: np.random.Generator, line: shapely.LineString, reach: float, wide: float) -> list[Feature]:
    """Return stretches of bare shore (1106) beside a river, on either side, a kilometre or two long."""
    flats: list[Feature] = []
    at = rng.uniform(500, 2500)
    while at < line.length:
        end = at + rng.uniform(900, 2400)
        side = float(rng.choice([-1.0, 1.0]))
        middle = substring(line, at, min(end, line.length)).simplify(20.0)
        shore = shapely.buffer(middle, side * reach, single_sided=True, quad_segs=2)
        flats.append(Feature(shore, "1106"))
        at = end + rng.uniform(1200, 4200)
    return flats if wide > 0 else []


def _blob(rng: np.random.Generator, x: float, y: float, radius: float) -> shapely.Geometry:
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    wave = sum(rng.normal(0, 0.17 / k) * np.cos(k * turn + rng.uniform(0, 6.3)) for k in (1, 2, 3, 4, 5))
    away = radius * np.exp(wave)
    tilt, flat = rng.uniform(0, np.pi), rng.uniform(0.6, 0.95)
    points = np.column_stack([away * np.cos(turn), flat * away * np.sin(turn)])
    spin = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    return shapely.Polygon(points @ spin.T + (x, y)).buffer(0)


def _arterials(rng: np.random.Generator, ground: Ground, rich: float) -> list[Feature]:
    """Two families of roads, unevenly spaced, bent alike, some of them ending on the way."""
    tilt = np.deg2rad(-24.0)
    u, v = np.array([np.cos(tilt), np.sin(tilt)]), np.array([-np.sin(tilt), np.cos(tilt)])
    middle = ground.place(np.array([18_500.0, 21_500.0]))
    far, reach = 26_000.0 * ground.stretch, ground.outline.buffer(200)
    bend = PlaneWaves(rng, 9000.0), PlaneWaves(rng, 3600.0)
    result: list[Feature] = []
    for along, across, gap in ((u, v, 1900.0), (v, u, 2250.0)):
        offset = -far + rng.uniform(0, gap)
        while offset < far:
            half = float(rng.choice([15.0, 19.0, 24.0, 31.0], p=[0.3, 0.35, 0.22, 0.13]))
            at = np.arange(-1.23 * far, 1.23 * far, 300.0)
            points = middle + at[:, None] * along + offset * across
            sway = 620 * bend[0](points) + 130 * bend[1](points)
            points = points + sway[:, None] * across
            line = shapely.intersection(shapely.LineString(points), reach)
            for part in shapely.get_parts(line):
                if part.length < 900:
                    continue
                lower, upper = sorted(rng.choice([0, 0, 0, 0.25, 0.4, 0.6, 0.8, 1, 1, 1], 2))
                lower, upper = (lower, upper) if upper - lower > 0.3 else (0.0, 1.0)
                piece = substring(part, lower, upper, normalized=True)
                result.append(Feature(piece.buffer(half, quad_segs=2, cap_style="flat"), "1003"))
            offset += gap * rng.uniform(0.55, 1.5) / max(rich, 0.12)
    return result


def _villages(rng: np.random.Generator, outline: shapely.Polygon, count: int) -> list[Feature]:
    """Village cores: a few boxes round a crossing, all turned by one slowly changing direction."""
    turn_field = PlaneWaves(rng, 8000.0)
    x0, y0, x1, y1 = outline.bounds
    apart = 0.62 * np.sqrt(outline.area / count)
    spots: list[Points] = []
    inner = outline.buffer(-350)
    tries = rng.uniform((x0, y0), (x1, y1), (count * 60, 2))
    for spot in tries[shapely.contains_xy(inner, tries[:, 0], tries[:, 1])]:
        if len(spots) < count and (not spots or np.hypot(*(np.array(spots) - spot).T).min() > apart):
            spots.append(spot)
    result = []
    for spot in spots:
        turn = -0.42 + 0.3 * turn_field(spot[None])[0]
        spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        size = rng.lognormal(np.log(300), 0.3)
        boxes = []
        for _ in range(4):
            w, h = size * rng.uniform(0.5, 1.0, 2)
            cx, cy = rng.normal(0, size * 0.28, 2)
            corner = np.array([(cx - w, cy - h), (cx + w, cy - h), (cx + w, cy + h), (cx - w, cy + h)]) * 0.72
            boxes.append(shapely.Polygon(corner @ spin.T + spot))
        core = shapely.union_all(boxes).buffer(18, join_style="mitre").buffer(-18, join_style="mitre")
        result.append(Feature(core, "village"))
    return result
