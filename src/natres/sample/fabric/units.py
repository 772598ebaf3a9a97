"""Invented towns and villages: their seeds, their names and a partition of the outline."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.fabric.noise import PlaneWaves
from natres.sample.fabric.outline import Ground

__all__ = ["TOWNS", "Partition", "Town", "partition", "town_middles"]


@dataclass(frozen=True)
class Town:
    """A town: code, name, where its middle stands (km from the origin), how urban it is, city or town."""

    code: str
    name: str
    x: float
    y: float
    pull: float
    scope: str


TOWNS = (
    Town("120111001", "西营门街道", 19.6, 38.2, 0.9, "201"),
    Town("120111002", "李七庄街道", 21.2, 28.4, 0.9, "201"),
    Town("120111003", "赤龙南街道", 19.0, 32.0, 0.6, "201"),
    Town("120111005", "津门湖街道", 27.6, 26.2, 0.8, "201"),
    Town("120111100", "中北镇", 14.6, 35.6, 0.8, "202"),
    Town("120111101", "杨柳青镇", 8.2, 34.6, 0.9, "202"),
    Town("120111102", "辛口镇", 4.2, 29.0, 0.45, "202"),
    Town("120111103", "张家窝镇", 11.2, 28.2, 0.7, "202"),
    Town("120111104", "精武镇", 17.4, 23.6, 0.55, "202"),
    Town("120111105", "大寺镇", 31.0, 20.4, 0.8, "202"),
    Town("120111106", "王稳庄镇", 31.2, 10.8, 0.5, "202"),
    Town("120111450", "西青区开发区", 25.0, 20.6, 0.75, "202"),
)


@dataclass(frozen=True)
class Partition:
    """Villages: index of the town, running number in it, polygon; and the lines between them."""

    town: NDArray[np.int64]
    number: NDArray[np.int64]
    polygons: NDArray[np.object_]
    lines: shapely.Geometry

    def village_code(self, index: int) -> str:
        """Return the 12-digit code of a village."""
        return f"{TOWNS[self.town[index]].code}{200 + self.number[index]:03d}"

    def village_name(self, index: int) -> str:
        """Return the invented name of a village."""
        return f"{TOWNS[self.town[index]].name}示例{self.number[index]:02d}村"


def town_middles(ground: Ground) -> NDArray[np.float64]:
    """Return where the towns' middles lie, in local metres."""
    return ground.place(np.array([(t.x, t.y) for t in TOWNS]) * 1000)


def partition(rng: np.random.Generator, ground: Ground) -> Partition:
    """Cut the outline into 12 towns of 4 to 6 villages (more on larger ground) with crooked borders."""
    outline = ground.outline
    seeds, town = _village_seeds(rng, ground)
    bend_x, bend_y = (PlaneWaves(rng, 2600.0) for _ in range(2))
    fine_x, fine_y = (PlaneWaves(rng, 700.0) for _ in range(2))

    def bend(points: NDArray[np.float64]) -> NDArray[np.float64]:
        shift_x = 190 * bend_x(points) + 32 * fine_x(points)
        shift_y = 190 * bend_y(points) + 32 * fine_y(points)
        return points + np.column_stack([shift_x, shift_y])

    edges = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline.buffer(9000), only_edges=True)
    lines = shapely.transform(shapely.segmentize(edges, 120.0), bend)
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all([lines, outline.boundary], grid_size=0.001)]))
    inside = shapely.point_on_surface(faces)
    faces = faces[shapely.contains(outline, inside)]
    label = _nearest_seed(shapely.get_coordinates(shapely.point_on_surface(faces)), seeds, bend)
    label = _one_part_each(faces, label)
    kept = np.unique(label)
    polygons = np.array([shapely.union_all(faces[label == k]) for k in kept], dtype=object)
    town = town[kept]
    number = np.array([int((town[:i] == town[i]).sum()) + 1 for i in range(len(town))])
    borders = shapely.union_all(shapely.boundary(polygons))
    return Partition(town, number, polygons, borders)


def _village_seeds(rng: np.random.Generator, ground: Ground) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    larger = ground.stretch**2
    x0, y0, x1, y1 = ground.outline.bounds
    crowd = rng.uniform((x0, y0), (x1, y1), (int(9000 * larger), 2))
    crowd = crowd[shapely.contains_xy(ground.outline, crowd[:, 0], crowd[:, 1])]
    middles = town_middles(ground) + rng.normal(0, 350, (len(TOWNS), 2))
    nearest = np.argmin(((crowd[:, None, :] - middles[None]) ** 2).sum(2), axis=1)
    seeds, town = [], []
    for t in range(len(TOWNS)):
        mine = crowd[nearest == t]
        some = mine[rng.choice(len(mine), int(rng.integers(4, 7) * larger), replace=False)]
        for _ in range(4):  # a few Lloyd rounds keep villages of like size without making them equal
            near = np.argmin(((mine[:, None, :] - some[None]) ** 2).sum(2), axis=1)
            some = np.array([mine[near == k].mean(0) if (near == k).any() else some[k] for k in range(len(some))])
        some = some[np.argsort(-some[:, 1], kind="stable")]
        seeds.append(some)
        town += [t] * len(some)
    return np.vstack(seeds), np.array(town)


def _nearest_seed(
    points: NDArray[np.float64], seeds: NDArray[np.float64], bend: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> NDArray[np.int64]:
    straight = points.copy()
    for _ in range(6):  # the bend is gentle: fixed-point steps undo it
        straight += points - bend(straight)
    return np.argmin(((straight[:, None, :] - seeds[None]) ** 2).sum(2), axis=1)


def _one_part_each(faces: NDArray[np.object_], label: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give every stray part to the village with which it shares the longest border."""
    label = label.copy()
    area = shapely.area(faces)
    main = {int(k): int(np.flatnonzero(label == k)[np.argmax(area[label == k])]) for k in np.unique(label)}
    settled = sorted(main.values())
    for i in sorted(set(range(len(faces))) - set(settled), key=lambda i: -area[i]):
        shared = [shapely.length(shapely.intersection(faces[i], faces[j])) for j in settled]
        label[i] = label[settled[int(np.argmax(shared))]]
        settled.append(i)
    return label
