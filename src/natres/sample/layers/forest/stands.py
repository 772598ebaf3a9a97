"""What stands on a plot: species and composition, age and age group, thickness, canopy, number, stock."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.sample.layers.forest.draws import pick, text_of
from natres.sample.layers.forest.species import FRUIT, NURSERY, SHRUBS, SPECIES, TIMBER, TREES

__all__ = ["PLANTED", "Stand", "grown_stands"]

#: DI_LEI that carry a stand: forest, sparse woodland, shrub land, young planting.
PLANTED = ("0111", "0120", "0131", "0132", "0141")
_LEADING = {10: 44, 9: 8, 8: 15, 7: 13, 6: 12, 5: 8}  # tenths of the leading species → weight
_FORM_FACTOR = 0.38


@dataclass(frozen=True)
class Stand:
    """Columns of the stands, one value a plot: empty text or NaN where a plot has none."""

    species: NDArray[np.object_]
    composition: NDArray[np.object_]
    age: pd.Series
    age_group: NDArray[np.object_]
    thickness: NDArray[np.float64]
    canopy: NDArray[np.float64]
    stock: NDArray[np.float64]
    stems: pd.Series


def grown_stands(rng: np.random.Generator, land: NDArray[np.object_], use: NDArray[np.object_]) -> Stand:
    """Return the stands of plots with class ``land`` (DI_LEI) and forest type ``use`` (LIN_ZHONG).

    Canopy, age group and stock are those of closed forest (0111); fruit trees have neither stock nor age group.
    """
    kinds, years, mixture, cover, number = rng.spawn(5)
    species = _species(kinds, land, use)
    planted, closed = np.isin(land, PLANTED), land == "0111"
    trees, fruit = planted & ~np.isin(land, ["0131", "0132"]), np.char.startswith(use.astype(str), "25")
    age = _ages(years, species, land)
    thick = _thickness(number, species, age)
    canopy = np.round(0.2 + 0.75 * cover.beta(4.0, 2.2, len(land)), 2)
    sparse = np.round(cover.uniform(0.10, 0.19, len(land)), 2)
    stems = _stems(number, thick, np.where(closed, canopy, sparse), land)
    stock = stems * _FORM_FACTOR * np.pi / 4 * (thick / 100) ** 2 * (1.8 + 0.85 * thick**0.9)
    measured = closed | (land == "0120")
    timber = closed & ~fruit
    return Stand(
        species=species,
        composition=_composition(mixture, species, use, planted),
        age=_whole(age, planted),
        age_group=np.where(timber, text_of(_age_group(species, age)), ""),
        thickness=np.where(measured, thick, np.nan),
        canopy=np.where(closed, canopy, np.nan),
        stock=np.where(timber, np.round(stock, 1), np.nan),
        stems=_whole(stems, trees),
    )


def _species(rng: np.random.Generator, land: NDArray[np.object_], use: NDArray[np.object_]) -> NDArray[np.object_]:
    """Draw a species for every plot from the list of its kind."""
    count, kind = len(land), use.astype(str)
    result = np.full(count, "", dtype=object)
    lists = (
        (np.isin(land, ["0111", "0120", "0141"]), TREES),
        (np.isin(land, ["0131", "0132"]), SHRUBS),
        (land == "0150", NURSERY),
        (np.isin(land, PLANTED) & np.char.startswith(kind, "23"), TIMBER),
        (np.isin(land, ["0111", "0120", "0141"]) & np.char.startswith(kind, "25"), FRUIT),
    )
    for mine, weights in lists:
        drawn = pick(rng, count, weights)
        result[mine] = drawn[mine]
    return result


def _of(species: NDArray[np.object_], values: dict[str, float]) -> NDArray[np.float64]:
    names, place = np.unique(species.astype(str), return_inverse=True)
    return np.array([values.get(str(n), 0.0) for n in names])[place]


def _ages(rng: np.random.Generator, species: NDArray[np.object_], land: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return ages in whole years: most were planted in the last twenty years, young plantings in the last four."""
    count = len(species)
    age = np.asarray(np.rint(4 + 12 * np.exp(0.6 * rng.standard_normal(count))), dtype=np.float64)
    young = rng.integers(1, 5, count).astype(np.float64)
    oldest = _of(species, {name: float(s.oldest) for name, s in SPECIES.items()})
    return np.where(land == "0141", young, np.minimum(age, oldest - np.floor(0.3 * oldest * rng.random(count))))


def _thickness(rng: np.random.Generator, species: NDArray[np.object_], age: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean diameter at breast height in cm, one decimal; 5 cm is the least that is measured."""
    thickest = _of(species, {name: s.thickest_cm for name, s in SPECIES.items()})
    growth = _of(species, {name: s.growth for name, s in SPECIES.items()})
    usual = thickest * (1.0 - np.exp(-growth * age))
    return (usual * np.exp(0.1 * rng.standard_normal(len(age)))).clip(min=5.0).round(1)


def _stems(
    rng: np.random.Generator, thick: NDArray[np.float64], canopy: NDArray[np.float64], land: NDArray[np.object_]
) -> NDArray[np.float64]:
    """Return trees per hectare: the thicker, the fewer; young plantings as they were planted."""
    spacing = 2.1 + 0.13 * thick  # m
    standing = 1e4 * canopy / spacing**2 * rng.uniform(0.85, 1.15, len(thick))
    fresh = np.array([833.0, 1111.0, 1667.0])[rng.integers(0, 3, len(thick))]
    return np.rint(np.where(land == "0141", fresh, standing))


def _age_group(species: NDArray[np.object_], age: NDArray[np.float64]) -> NDArray[np.int64]:
    group = np.ones(len(age), dtype=np.int64)
    for step in range(4):
        group += age > _of(species, {name: float(s.ages[step]) for name, s in SPECIES.items()})
    return group


def _composition(
    rng: np.random.Generator, species: NDArray[np.object_], use: NDArray[np.object_], planted: NDArray[np.bool_]
) -> NDArray[np.object_]:
    """Return compositions in tenths of the stock, the leading species first: "10杨", "7杨3槐", "5杨3槐2蜡"."""
    count, letters = len(species), {name: s.letter for name, s in SPECIES.items()}
    tenths = pick(rng, count, _LEADING)
    second, third = pick(rng, count, TREES), pick(rng, count, TREES)
    three = rng.random(count) < 0.4
    alone = np.char.startswith(use.astype(str), "25") | np.isin(species, list(SHRUBS))
    result = np.full(count, "", dtype=object)
    for i in np.flatnonzero(planted):
        names = list(dict.fromkeys((species[i], second[i], third[i])))
        first = 10 if alone[i] or len(names) == 1 else int(tenths[i])
        rest = 10 - first
        shares = [first, rest] if len(names) == 2 or rest < 3 or not three[i] else [first, rest - rest // 3, rest // 3]
        result[i] = "".join(f"{n}{letters[name]}" for n, name in zip(shares, names, strict=False) if n)
    return result


def _whole(values: NDArray[np.float64], where: NDArray[np.bool_]) -> pd.Series:
    return pd.Series(np.where(where, values, np.nan)).astype("Int16")
