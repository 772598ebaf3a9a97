"""Where wells stand: apart from each other, on built ground, partners a few hundred metres away."""

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.fabric.units import TOWNS, Partition

__all__ = ["partner_place", "spots", "town_names"]


def spots(rng: np.random.Generator, shapes: NDArray[np.object_], count: int) -> NDArray[np.float64]:
    """Pick places that keep about a kilometre from each other where there is room."""
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    points = points[rng.permutation(len(points))]
    chosen: list[NDArray[np.float64]] = []
    for apart in (1500.0, 800.0, 300.0, 0.0):
        for p in points:
            if len(chosen) < count and all(np.hypot(*(p - q)) > apart for q in chosen):
                chosen.append(p)
    while len(chosen) < count:  # a very small district: several wells on one parcel
        chosen.append(chosen[len(chosen) % len(points)] + rng.uniform(-20, 20, 2))
    return np.array(chosen)


def partner_place(rng: np.random.Generator, spot: NDArray[np.float64], outline: shapely.Polygon) -> NDArray[np.float64]:
    """Return a place 280 to 700 m away, nearer where the district ends before."""
    away, at = rng.uniform(280, 700), spot
    for turn in rng.uniform(0, 2 * np.pi, 60):
        at = spot + away * np.array([np.cos(turn), np.sin(turn)])
        if outline.contains(shapely.Point(at)):
            break
        away *= 0.95
    return at


def town_names(
    points: NDArray[np.float64], shapes: NDArray[np.object_], unit: NDArray[np.int64], units: Partition
) -> list[str]:
    """Return the town of each place: that of the parcel it lies on."""
    tree = shapely.STRtree(shapes)
    on = np.atleast_1d(tree.nearest(shapely.points(points)))
    return [TOWNS[town].name for town in units.town[unit[on]]]
