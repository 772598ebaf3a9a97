"""What maps are drawn from: frames with their ledgers, and what stands around every map of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.core.classification import Scheme
from natres.core.crs import geometry_to_lon_lat
from natres.core.forestry import ForestScheme
from natres.core.ledger import AreaLedger
from natres.presenters.table import Table
from natres.presenters.web import BoundaryLayer, Chart

__all__ = ["ForestMaterial", "Frame", "LandMaterial", "LedgerMaterial", "MapSet", "PlainMaterial", "WellMaterial"]


@dataclass(frozen=True, eq=False)
class Frame:
    """What stands around every map of a run: language, boundaries, tables, marks, sources, link home."""

    language: str
    subtitle: str
    tables: Mapping[str, Table]
    marks: tuple[str, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    boundaries: tuple[BoundaryLayer, ...] = ()
    charts: Mapping[str, Chart] = field(default_factory=dict[str, Chart])
    home: str = ""


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
class WellMaterial:
    """Wells with longitude and latitude; ``roles`` as :func:`natres.analyses.wells.roles_of` names them."""

    frame: pd.DataFrame
    roles: pd.Series


@dataclass(frozen=True, eq=False)
class PlainMaterial:
    """Any polygon layer with its own fields, coloured by one of them."""

    frame: pd.DataFrame
    crs: Any
    by: str


@dataclass(frozen=True, eq=False)
class LedgerMaterial:
    """A ledger whose rows have coordinates: its words, its places, what each row says."""

    key: str
    label: str
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    names: tuple[str, ...]
    details: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class MapSet:
    """Everything the maps of one run may draw."""

    frame: Frame
    land: LandMaterial | None = None
    forest: ForestMaterial | None = None
    wells: WellMaterial | None = None
    ledgers: tuple[LedgerMaterial, ...] = ()
    drawn: dict[str, NDArray[Any]] = field(default_factory=dict[str, NDArray[Any]])

    def lon_lat(self, name: str, material: LandMaterial | ForestMaterial) -> NDArray[Any]:
        """Return the shapes of a layer in longitude and latitude, transformed once per run."""
        if name not in self.drawn:
            self.drawn[name] = geometry_to_lon_lat(material.frame["geometry"].to_numpy(), material.crs)
        return self.drawn[name]
