"""Small parcels and zones for these tests, on whole metres near the meridian of zone 39."""

import numpy as np
import shapely

from natres.core.ledger import open_ledger
from natres.core.zone_layers import ZoneLayer
from tests.strategies import EAST, NORTH, ZONE_39


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def zone_layer(key, *shapes, crs=ZONE_39, names=()):
    count = len(shapes)
    codes = tuple(f"{key}-{n + 1}" for n in range(count))
    return ZoneLayer(key, np.array(shapes, dtype=object), codes, tuple(names) or ("",) * count, crs)


def ledger_of(frame, kind="planar"):
    return open_ledger(frame, ZONE_39, kind=kind)


def shapes_of(frame):
    return frame.geometry.to_numpy()
