"""What maps are drawn from: frames with their ledgers, and what stands around every map of a run, per language."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.basis_value import Book, Books
from natres.core.classification import Scheme
from natres.core.crs import ComputingZone, geometry_to_lon_lat, geometry_to_zone, lon_lat_shapes_to_zone
from natres.core.forestry import ForestScheme
from natres.core.ledger import AreaLedger
from natres.core.provenance import Provenance
from natres.core.results import QuotaCheck
from natres.core.results.site import SiteEntry
from natres.core.zone_layers import ZoneLayer
from natres.labels import words
from natres.presenters.maps.public import coarse_shapes
from natres.presenters.table import Cell, Table
from natres.presenters.web import BoundaryLayer, Chart, Text

__all__ = [
    "ChangeMaterial",
    "ForestMaterial",
    "Frame",
    "LandMaterial",
    "LedgerMaterial",
    "LineMaterial",
    "MapSet",
    "Named",
    "PlainMaterial",
    "SiteMaterial",
    "WellMaterial",
    "ZonedMaterial",
]


#: Layer → column → its words and its unit.
Named: TypeAlias = Mapping[str, Mapping[str, tuple[Text, Text]]]


@dataclass(frozen=True, eq=False)
class Frame:
    """What stands around every map of a run in one language: its tables, charts, marks, sources, notes."""

    subtitle: str
    tables: Mapping[str, Table]
    marks: tuple[str, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    charts: Mapping[str, Chart] = field(default_factory=dict[str, Chart])


@dataclass(frozen=True, eq=False)
class LandMaterial:
    """Parcels with their ledger and scheme."""

    frame: pd.DataFrame
    crs: Any
    ledger: AreaLedger
    scheme: Scheme


@dataclass(frozen=True, eq=False)
class ForestMaterial:
    """Forest plots with their ledger and scheme; ``classes`` are the report's, ``outside`` where land is no forest."""

    frame: pd.DataFrame
    crs: Any
    ledger: AreaLedger
    scheme: ForestScheme
    classes: pd.Series


@dataclass(frozen=True, eq=False)
class ChangeMaterial:
    """Pieces of two years with their direction and ``area_dm2``; ``towns`` are names by code of nine digits.

    ``booked`` is by direction what the ledger has of it in 0.01 m², and how the tables print that.
    """

    frame: pd.DataFrame
    crs: Any
    scheme: Scheme
    towns: Mapping[str, str] = field(default_factory=dict[str, str])
    booked: Mapping[str, tuple[int, Cell]] = field(default_factory=dict[str, tuple[int, Cell]])


@dataclass(frozen=True, eq=False)
class ZonedMaterial:
    """Parcels parted by the zones over them.

    Parameters
    ----------
    frame : as :func:`natres.analyses.overlay.zone_pieces` makes it
    layers : key of every layer of zones → its words
    combinations : ``zones`` of the frame → the keys of its layers, in the order of the tables
    together : the same → its words in the tables
    unit : of the run's tables of zones
    towns : names by code of nine digits
    """

    frame: pd.DataFrame
    crs: Any
    scheme: Scheme
    layers: Mapping[str, Text]
    combinations: Mapping[str, tuple[str, ...]]
    together: Mapping[str, Text]
    unit: str = "ha"
    towns: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, eq=False)
class LineMaterial:
    """Layers whose outlines are drawn above the land, and the words of each by its key."""

    lines: tuple[ZoneLayer, ...]
    layers: Mapping[str, Text]


@dataclass(frozen=True, eq=False)
class SiteMaterial:
    """The ground of a project site by parcel, and what its tables add up.

    Parameters
    ----------
    frame : ``parcel_id``, ``land_class``, ``owner`` (a kind), ``unit_code``, ``part``, ``area_dm2``, ``geometry``
    entries, uncovered_dm2 : see :class:`natres.core.results.site.SiteResult`
    units : names by code
    """

    frame: pd.DataFrame
    crs: Any
    scheme: Scheme
    entries: tuple[SiteEntry, ...]
    uncovered_dm2: int = 0
    units: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, eq=False)
class WellMaterial:
    """Wells with longitude and latitude; ``roles`` as :func:`natres.analyses.wells.roles_of` names them."""

    frame: pd.DataFrame
    roles: pd.Series


@dataclass(frozen=True, eq=False)
class PlainMaterial:
    """Any polygon layer with its own fields, coloured by one of them; ``zone`` is the plane of a sheet of paper."""

    frame: pd.DataFrame
    crs: Any
    by: str
    zone: ComputingZone | None = None


@dataclass(frozen=True, eq=False)
class LedgerMaterial:
    """A ledger whose rows have coordinates: its words, its places, what each row says per language."""

    key: str
    label: Text
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    names: tuple[str, ...]
    details: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class MapSet:
    """Everything the maps of one run may draw.

    Parameters
    ----------
    language : the one pages open in
    frames : what stands around the maps, per language
    records : where each layer was read from, by the key of the layer
    books : the rows that the numbers of the tables add up, by the key of the layer
    named : layer → column → its words and unit, for columns that only explanations show
    rounding : how the numbers of the run were rounded: closed, plain or survey
    home : relative link back to the index, empty for none
    public : whether ids, owners and exact places are left out
    zone : the plane areas are drawn in, for sheets of paper; None for longitude and latitude
    """

    language: str
    frames: Mapping[str, Frame]
    records: Mapping[str, tuple[Provenance, ...]] = field(default_factory=dict[str, tuple[Provenance, ...]])
    boundaries: tuple[BoundaryLayer, ...] = ()
    land: LandMaterial | None = None
    forest: ForestMaterial | None = None
    changes: ChangeMaterial | None = None
    zoned: ZonedMaterial | None = None
    site: SiteMaterial | None = None
    lines: LineMaterial | None = None
    wells: WellMaterial | None = None
    ledgers: tuple[LedgerMaterial, ...] = ()
    quotas: tuple[QuotaCheck, ...] = ()
    books: Books = field(default_factory=dict[str, Book])
    named: Named = field(default_factory=dict[str, Mapping[str, tuple[Text, Text]]])
    rounding: str = "closed"
    home: str = ""
    public: bool = False
    zone: ComputingZone | None = None
    drawn: dict[str, NDArray[Any]] = field(default_factory=dict[str, NDArray[Any]])

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the pages."""
        return tuple(self.frames)

    def say(self, key: str, **facts: object) -> Text:
        """Return one of the labels in all languages of the pages."""
        return {language: words(language)[key].format(**facts) for language in self.frames}

    def in_plane(self, zone: ComputingZone) -> "MapSet":
        """Return the same material for sheets in the plane of a zone."""
        return replace(self, zone=zone, drawn={})

    def placed(self, name: str, material: "_Drawn") -> NDArray[Any]:
        """Return the shapes of a layer where they are drawn, transformed once per run; coarse in a public map."""
        if name not in self.drawn:
            shapes = material.frame["geometry"].to_numpy()
            if self.public:
                shapes = coarse_shapes(geometry_to_lon_lat(shapes, material.crs))
                self.drawn[name] = shapes if self.zone is None else lon_lat_shapes_to_zone(shapes, self.zone)
            elif self.zone is None:
                self.drawn[name] = geometry_to_lon_lat(shapes, material.crs)
            else:
                self.drawn[name] = geometry_to_zone(shapes, material.crs, self.zone)
        return self.drawn[name]


_Drawn: TypeAlias = LandMaterial | ForestMaterial | ChangeMaterial | ZonedMaterial | SiteMaterial
