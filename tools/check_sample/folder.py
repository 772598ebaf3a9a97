"""A sample folder: its files, read once, with what several checks derive from them."""

import json
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from check_sample.geodesy import ellipsoid_areas

YEARS = (2022, 2021)
QUICK = 2000


class Missing(Exception):
    """A file that is not in the folder."""


class Parcels:
    """One year's parcels: the table, the shapes and integer cents."""

    def __init__(self, frame: gpd.GeoDataFrame, year: int) -> None:
        self.frame = frame.reset_index(drop=True)
        self.year = year
        self.shapes: NDArray[Any] = np.asarray(self.frame.geometry.values)

    @cached_property
    def cents(self) -> NDArray[np.int64]:
        """TBMJ in hundredths of a square metre."""
        return in_cents(self.frame["TBMJ"])

    @cached_property
    def deducted(self) -> NDArray[np.int64]:
        """KCMJ in hundredths of a square metre."""
        return in_cents(self.frame["KCMJ"].fillna(0.0))

    @cached_property
    def vertices(self) -> NDArray[np.int64]:
        """Vertices of each parcel, holes included, closing vertices not."""
        rings = np.maximum(shapely.get_num_interior_rings(self.shapes) + 1, 1)
        return shapely.get_num_coordinates(self.shapes) - rings

    @cached_property
    def measured(self) -> NDArray[np.float64]:
        """Own ellipsoidal areas in square metres."""
        return ellipsoid_areas(self.shapes)

    def text(self, name: str) -> pd.Series:
        """Return a column as text, empty where there is nothing."""
        return self.frame[name].astype(object).where(self.frame[name].notna(), "").astype(str)


class Folder:
    """The files of a sample folder, read when first asked for."""

    def __init__(self, path: Path, *, quick: bool = False) -> None:
        self.path = path
        self.quick = quick
        self.tables: dict[int, Parcels] = {}

    def file(self, name: str) -> Path:
        """Return the path of a file that must be there."""
        found = self.path / name
        if not found.is_file():
            raise Missing(f"no {name}")
        return found

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Read a GeoParquet layer."""
        return gpd.read_parquet(self.file(name))

    def parcels(self, year: int) -> Parcels:
        """Return the parcels of a year."""
        if year not in self.tables:
            self.tables[year] = Parcels(self.layer(f"landuse/parcels_{year}.parquet"), year)
        return self.tables[year]

    @cached_property
    def outline(self) -> shapely.Polygon:
        """The delivered outline."""
        return self.layer("boundaries/district.parquet").geometry.iloc[0]

    @cached_property
    def towns(self) -> gpd.GeoDataFrame:
        """The town layer."""
        return self.layer("boundaries/XZQ.parquet")

    @cached_property
    def villages(self) -> gpd.GeoDataFrame:
        """The village layer."""
        return self.layer("boundaries/CJDCQ.parquet")

    @cached_property
    def scopes(self) -> gpd.GeoDataFrame:
        """The settlement scopes, wherever they lie."""
        found = sorted(self.path.rglob("CZCDYD*.parquet"))
        if not found:
            raise Missing("no CZCDYD layer")
        return gpd.read_parquet(found[0])

    @cached_property
    def plots(self) -> gpd.GeoDataFrame:
        """The forest plots, read as GBK."""
        return pyogrio.read_dataframe(self.file("forest/plots_2021.shp"), encoding="GBK")

    @cached_property
    def wells(self) -> pd.DataFrame:
        """The register of wells."""
        return pd.read_csv(self.file("geothermal/wells.csv"), encoding="utf-8-sig")

    @cached_property
    def rights(self) -> pd.DataFrame:
        """The register of rights."""
        return pd.read_csv(self.file("geothermal/rights.csv"), encoding="utf-8-sig")

    @cached_property
    def truth(self) -> dict[str, Any]:
        """What the generator says of itself."""
        return json.loads(self.file("truth.json").read_text(encoding="utf-8"))

    @cached_property
    def asked_change(self) -> float:
        """The share of parcels that was asked to differ between the years."""
        options = json.loads(self.file("run.json").read_text(encoding="utf-8"))["options"]
        return float(options.get("change", 0.1))

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The district file."""
        return tomllib.loads(self.file("xiqing.toml").read_text(encoding="utf-8"))


def in_cents(values: pd.Series) -> NDArray[np.int64]:
    """Return square metres with two decimals as integers."""
    return np.rint(values.to_numpy(dtype=float) * 100).astype(np.int64)
