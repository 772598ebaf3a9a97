"""What a driver gives: which layers a file holds, and the content of one of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import pandas as pd

from natres.core.issues import Notice, Repair

__all__ = ["Content", "Driver", "LayerName", "OpenLayer"]


@dataclass(frozen=True)
class LayerName:
    """A layer of a file, and whether its rows have shapes."""

    name: str
    spatial: bool = True


@dataclass(frozen=True)
class Content:
    """The rows of a layer under their own field names, with what the driver had to repair or has to tell.

    ``frame`` is a GeoDataFrame with its shapes in ``geometry``, in the system the file states (None where it states
    none), or a plain DataFrame where the rows have no shapes.
    """

    frame: gpd.GeoDataFrame | pd.DataFrame
    encoding: str = ""
    repairs: tuple[Repair, ...] = ()
    notices: tuple[Notice, ...] = ()


class OpenLayer(Protocol):
    """A layer whose head has been read: its fields are known, its rows are not yet."""

    @property
    def fields(self) -> list[str]:
        """The field names, shapes left out."""
        ...

    @property
    def encoding(self) -> str:
        """The encoding of the texts, empty where the format has but one."""
        ...

    def read(self, columns: list[str], crs: str | None) -> Content:
        """Return the wanted fields, all rows in the file's order; ``crs`` is what the user said of the file."""
        ...


class Driver(Protocol):
    """One way to read files; each function raises a natres error and nothing else."""

    def layers(self, file: Path) -> list[LayerName]:
        """Return the layers of a file in its order."""
        ...

    def open(self, file: Path, layer: str, encoding: str | None) -> OpenLayer:
        """Return a layer by its name; ``encoding`` is what the user said of its texts."""
        ...
