"""The survey's refinement and recovery attributes (TBXHDM, ZZSXDM): which class may carry which code, and where."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["RECOVERY", "REFINEMENTS", "Refined", "refine"]

#: TBXHDM → name
REFINEMENTS = {
    "HDGD": "河道耕地", "HQGD": "湖区耕地", "LQYD": "林区园地", "GCCD": "灌丛草地", "HDGY": "火电工业用地",
    "GTGY": "钢铁工业用地", "MTGY": "煤炭工业用地", "SNGY": "水泥工业用地", "BLGY": "玻璃工业用地",
    "DLGY": "电解铝工业用地", "FQ": "废弃", "": "",
}  # fmt: skip
#: ZZSXDM of land that is no cropland now → name
RECOVERY = {"JKHF": "即可恢复", "GCHF": "工程恢复", "": ""}

_INDUSTRY = ("HDGY", "GTGY", "MTGY", "SNGY", "BLGY", "DLGY")
# classes → share that can be recovered at once (JKHF), share that takes works (GCHF)
_RECOVERABLE = (
    (("0201", "0202", "0203", "0204"), 0.09, 0.03),
    (("0301", "0302", "0305", "0307"), 0.05, 0.03),
    (("0404",), 0.0, 0.08),
    (("1104", "1104A"), 0.06, 0.05),
)
# classes → refinement code and the share of parcels that carry it
_REFINED = (
    (("0201", "0202", "0203", "0204"), ("LQYD",), 0.06),
    (("0404",), ("GCCD",), 0.05),
    (("0601",), _INDUSTRY, 0.03),
    (("0602", "1001", "1003"), ("FQ",), 0.03),
)
NEAR_WATER_M = 40.0


@dataclass(frozen=True)
class Refined:
    """TBXHDM, and ZZSXDM of what is no cropland; "" where a parcel has none."""

    refinement: NDArray[np.object_]
    recovery: NDArray[np.object_]


def refine(rng: np.random.Generator, code: NDArray[np.object_], shapes: NDArray[np.object_]) -> Refined:
    """Draw both attributes: cropland in a river's or a lake's reach by its place, everything else by chance.

    >>> made = refine(np.random.default_rng(1), np.array(["0701"], dtype=object), np.array([shapely.box(0, 0, 9, 9)]))
    >>> made.refinement.tolist(), made.recovery.tolist()
    ([''], [''])
    """
    chance, kind, mend = rng.random((3, len(code)))  # numbers per parcel whatever its class
    refinement = np.full(len(code), "", dtype=object)
    recovery = np.full(len(code), "", dtype=object)
    for classes, names, share in _REFINED:
        mine = np.isin(code, classes) & (chance < share)
        refinement[mine] = np.array(names, dtype=object)[(kind[mine] * len(names)).astype(int)]
    for classes, at_once, with_works in _RECOVERABLE:
        mine = np.isin(code, classes)
        recovery[mine & (mend < at_once)] = "JKHF"
        recovery[mine & (mend >= at_once) & (mend < at_once + with_works)] = "GCHF"
    crop = np.flatnonzero(np.isin(code, ("0101", "0102", "0103")))
    for name, water in (("HQGD", ("1102", "1103")), ("HDGD", ("1101",))):
        refinement[_near(crop, np.flatnonzero(np.isin(code, water)), shapes)] = name
    return Refined(refinement, recovery)


def _near(some: NDArray[np.int64], others: NDArray[np.int64], shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return those of ``some`` that lie within reach of ``others``."""
    if not len(some) or not len(others):
        return some[:0]
    tree = shapely.STRtree(shapes[some])
    return some[np.unique(tree.query(shapes[others], predicate="dwithin", distance=NEAR_WATER_M)[1])]
