"""Small invented districts, made once for all tests, and what every test asks of them."""

import json
from functools import cache

import geopandas as gpd
import pandas as pd

from natres.sample import SampleDistrict, build_sample


@cache
def district(targets: str = "report", seed: int = 1, parcels: int = 1000) -> SampleDistrict:
    return build_sample(parcels=parcels, seed=seed, targets=targets)


def frame(sample: SampleDistrict, path: str) -> gpd.GeoDataFrame:
    return next(layer.frame for layer in sample.layers if layer.path == path)


def truth(sample: SampleDistrict) -> dict:
    return json.loads(sample.texts["truth.json"])


def cents(column: pd.Series) -> pd.Series:
    return (column * 100).round().astype("int64")
