"""The land itself: ground, fabric, cover, the year before and the table of parcels."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from natres.sample.cover.calibration import Goal, calibrate
from natres.sample.cover.classes import Cover, draw_classes
from natres.sample.cover.planting import planting_stream
from natres.sample.cover.scopes import fill_scopes
from natres.sample.cover.years import Before, year_before
from natres.sample.fabric.mesh import enclosing
from natres.sample.fabric.noise import PlaneWaves
from natres.sample.fabric.outline import ground_for
from natres.sample.fabric.units import Partition, partition
from natres.sample.fabric.weave import Fabric, ordered, weave
from natres.sample.layers.before import before_table
from natres.sample.layers.parcels import in_plane, parcel_table
from natres.sample.reckoning.areas import geodesic_areas
from natres.sample.reckoning.closing import Closed, close_areas

__all__ = ["Land", "make_land"]

# km²; what the zones get before corridors, streets and calibration have their say
ZONES = {
    "urban": 117.0,
    "industrial": 82.0,
    "special": 15.0,
    "wild": 4.0,
    "forest": 56.0,
    "ponds": 42.0,
    "orchard": 14.0,
}
GOAL = Goal(agricultural=258_080_000_00, unused=36_200_000_00, urban_rural=215_500_000_00, forest_land=64_000_000_00)


@dataclass(frozen=True)
class Land:
    """Parcels as fabric and as table, in both years; ``shapes`` are the parcels in EPSG:4527."""

    fabric: Fabric
    shapes: NDArray[np.object_]
    cover: Cover
    units: Partition
    closed: Closed
    before: Before
    table: gpd.GeoDataFrame
    earlier: gpd.GeoDataFrame


def make_land(streams: Iterator[np.random.Generator], parcels: int, seed: int, fixed: bool, change: float) -> Land:
    """Return the land; each step takes the next of ``streams``. ``fixed`` fits the sums to the report's figures."""
    ground = ground_for(parcels)
    units = partition(next(streams), ground)
    zones = dict(ZONES) if fixed else _random_zones(next(streams))
    fabric = ordered(weave(next(streams), ground, units, parcels, zones), units)
    shapes = in_plane(fabric.shape)
    measured = geodesic_areas(in_plane(fabric.atom))
    closed = close_areas(measured, fabric.atom_parcel, fabric.unit, units.town, ground.control_area_m2)
    cover = draw_classes(next(streams), fabric, units)
    if fixed:
        calibrate(cover, closed.parcel, _smooth_order(next(streams), fabric), _frozen(fabric, cover), GOAL)
    fill_scopes(fabric, cover, units)
    before = year_before(next(streams), fabric, cover, closed.parcel, change)
    table = parcel_table(next(streams), planting_stream(seed), fabric, shapes, cover, units, closed)
    earlier = before_table(table, fabric, cover, closed, before)
    return Land(fabric, shapes, cover, units, closed, before, table, earlier)


def _random_zones(rng: np.random.Generator) -> dict[str, float]:
    return {zone: area * float(rng.uniform(0.7, 1.2)) for zone, area in ZONES.items()}


def _smooth_order(rng: np.random.Generator, fabric: Fabric) -> NDArray[np.float64]:
    return PlaneWaves(rng, 2500.0)(shapely.get_coordinates(shapely.point_on_surface(fabric.shape)))


def _frozen(fabric: Fabric, cover: Cover) -> NDArray[np.bool_]:
    """Say which parcels keep their class: corridors and streets, the last few of a class, rings and what they hold."""
    codes, inverse, counts = np.unique(cover.code.astype(str), return_inverse=True, return_counts=True)
    assert len(codes)
    ringed = (enclosing(fabric.shape) != np.arange(len(fabric.shape))) | (
        shapely.get_num_interior_rings(fabric.shape) > 0
    )
    return (fabric.code != "") | (counts[inverse] <= 2) | ringed
