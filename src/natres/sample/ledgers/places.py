"""Where the rows of a ledger lie: inside parcels of fitting land, with the town that the parcel lies in."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import geopandas as gpd
import numpy as np
import shapely

from natres.sample.cover.codes import land_classes
from natres.sample.fabric.units import TOWNS
from natres.sample.ledgers.table import Row
from natres.sample.reckoning.areas import to_lonlat

__all__ = ["BUILT", "ROADS", "Places", "Spot"]

#: Built land by its first digits; where a district has none of what is asked for, a spot lies on any construction land.
BUILT = ("05", "06", "07", "08")
#: Transport land without the farm tracks, which are agricultural.
ROADS = ("1001", "1002", "1003", "1004", "1005")


@dataclass(frozen=True)
class Spot:
    """A place: town, degrees (CGCS2000, seven decimals) and the land class there."""

    town: str
    longitude: Decimal
    latitude: Decimal
    land: str

    def cells(self, *, town: bool = True) -> Row:
        """Return the columns of a ledger that say where."""
        where: Row = {"longitude": self.longitude, "latitude": self.latitude}
        return {"unit_name": self.town, **where} if town else where


class Places:
    """The parcels of the last year as places to choose from."""

    def __init__(self, parcels: gpd.GeoDataFrame) -> None:
        self._shapes = np.asarray(parcels.geometry.array, dtype=object)
        self._code = parcels["DLBM"].astype(str).tolist()
        names = {town.code: town.name for town in TOWNS}
        self._town = [names[place[:9]] for place in parcels["ZLDWDM"].astype(str)]

    def on(self, rng: np.random.Generator, land: Sequence[str], count: int) -> list[Spot]:
        """Return places on land whose code begins with one of ``land``; a parcel is chosen twice only if it must be."""
        rows = [i for i, code in enumerate(self._code) if code.startswith(tuple(land))]
        if not rows:
            rows = [i for i, code in enumerate(self._code) if land_classes()[code].group == "construction"]
        chosen = np.resize(rng.permutation(np.array(rows)), count)
        inner = shapely.point_on_surface(self._shapes[chosen])
        lon, lat = to_lonlat(shapely.get_coordinates(inner))
        return [
            Spot(self._town[i], Decimal(f"{x:.7f}"), Decimal(f"{y:.7f}"), self._code[i])
            for i, x, y in zip(chosen.tolist(), lon, lat, strict=True)
        ]
