"""Parcels under zones: what lies in each zone and layer, under which layers together, and what the field asks of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

__all__ = [
    "Area", "LayerGround", "Overlay", "OverlayCell", "PointPlace", "PointPlaces", "Together",
    "ZoneAnswer", "ZoneGround", "summed", "total",
]  # fmt: skip


@dataclass(frozen=True)
class Area:
    """An area in three kinds: in the plane and on the ellipsoid (unrounded), and as the ledger has it (0.01 m²)."""

    planar_m2: float = 0.0
    survey_m2: float = 0.0
    ledger_dm2: int = 0

    def __add__(self, other: "Area") -> "Area":
        """Return both together."""
        return Area(
            self.planar_m2 + other.planar_m2, self.survey_m2 + other.survey_m2, self.ledger_dm2 + other.ledger_dm2
        )


@dataclass(frozen=True)
class OverlayCell:
    """Land of one class, ownership type and town.

    The plane and survey areas stand under the class of the parcel, field ridges in them; the ledger's area is booked
    as everywhere, ridges under their own class.
    """

    land_class: str
    ownership_type: str
    town: str
    area: Area


Cells = tuple[OverlayCell, ...]


def total(cells: Sequence[OverlayCell]) -> Area:
    """Return all cells together."""
    found = Area()
    for cell in cells:
        found += cell.area
    return found


def summed(cells: Sequence[OverlayCell], key: str) -> Mapping[str, Area]:
    """Return the cells added up by one of their columns, in the order of its values."""
    found: dict[str, Area] = {}
    for cell in cells:
        value = str(getattr(cell, key))
        found[value] = found.get(value, Area()) + cell.area
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class ZoneGround:
    """One zone: its own plane and survey area, that of it outside all parcels, and the land inside."""

    row: int
    code: str
    name: str
    planar_m2: float
    survey_m2: float
    outside_m2: float
    cells: Cells


@dataclass(frozen=True)
class LayerGround:
    """One layer of zones.

    Parameters
    ----------
    key, label : as in :class:`natres.core.zone_layers.ZoneLayer`
    zones : every zone with the land inside it; zones that overlap one another both count it
    cells : the land inside the layer, counted once
    overlap_m2 : plane area of parcels that zones of the layer count more than once
    """

    key: str
    label: str
    zones: tuple[ZoneGround, ...]
    cells: Cells
    overlap_m2: float

    @cached_property
    def area(self) -> Area:
        """The land inside the layer, counted once."""
        return total(self.cells)

    @property
    def planar_m2(self) -> float:
        """Plane area of all its zones."""
        return sum(zone.planar_m2 for zone in self.zones)

    @property
    def outside_m2(self) -> float:
        """Plane area of its zones outside all parcels."""
        return sum(zone.outside_m2 for zone in self.zones)


@dataclass(frozen=True)
class Together:
    """The land that lies in exactly these layers and no other; in none where there are none."""

    layers: tuple[str, ...]
    cells: Cells

    @cached_property
    def area(self) -> Area:
        """All of it."""
        return total(self.cells)


@dataclass(frozen=True)
class Overlay:
    """Parcels under layers of zones.

    Parameters
    ----------
    area_kind : which area the ledger carries
    parcels : how many
    whole : all parcels
    layers : inclusive: ground under two layers counts in both
    combinations : exclusive: every piece of ground once, what lies in no layer last

    Notes
    -----
    Σ combinations = whole; Σ combinations that hold a layer = the layer's cells; in the ledger's area to 0.01 m²
    exactly, in the others but for the last digits of a double.
    """

    area_kind: str
    parcels: int
    whole: Area
    layers: tuple[LayerGround, ...]
    combinations: tuple[Together, ...]

    def under(self, keys: Sequence[str] = (), without: Sequence[str] = ()) -> Cells:
        """Return the land that lies in all of ``keys`` and in none of ``without``, each piece once."""
        return tuple(
            cell
            for one in self.combinations
            if set(keys) <= set(one.layers) and not set(without) & set(one.layers)
            for cell in one.cells
        )

    def layer(self, key: str) -> LayerGround | None:
        """Return the layer of that key, or None."""
        return next((layer for layer in self.layers if layer.key == key), None)


@dataclass(frozen=True)
class PointPlace:
    """Where a point lies: in one parcel at most, and in the zones that hold it (layer, code, name).

    ``row`` counts data records from 0; ``placed`` is False where the row has no coordinates.
    """

    row: int
    name: str
    placed: bool
    lon_lat: tuple[float, float] | None = None
    parcel_id: str = ""
    land_class: str = ""
    ownership_type: str = ""
    town: str = ""
    zones: tuple[tuple[str, str, str], ...] = ()
    inside: bool = False


@dataclass(frozen=True)
class PointPlaces:
    """The points of a table: each assigned once."""

    points: tuple[PointPlace, ...]

    @property
    def outside(self) -> tuple[PointPlace, ...]:
        """Points that lie in no parcel."""
        return tuple(point for point in self.points if point.placed and not point.inside)


@dataclass(frozen=True)
class ZoneAnswer:
    """What a question about land and zones comes to; ``None`` cells where its layer is not there."""

    key: str
    zone: str
    cells: Cells | None

    @cached_property
    def area(self) -> Area:
        """All of it."""
        return total(self.cells or ())
