"""How much of each forest class belongs to the state and to collectives, in hectares."""

from decimal import Decimal

import numpy as np

__all__ = ["CLASSES", "LEAST_M2", "REPORT_MATRIX", "TENURES", "Matrix", "random_matrix"]

Matrix = dict[tuple[str, str], Decimal]

CLASSES = ("forested", "shrub", "nursery", "unstocked", "other")
TENURES = ("state", "collective")
#: The smallest plot: 1 mu (666.7 m²), rounded up.
LEAST_M2 = 667

# ha; the classes and tenures are the printed ones before rounding, the cells between them are invented
REPORT_MATRIX: Matrix = {
    ("forested", "state"): Decimal("720.130"), ("forested", "collective"): Decimal("5308.386"),
    ("shrub", "state"): Decimal("20.000"), ("shrub", "collective"): Decimal("98.246"),
    ("nursery", "state"): Decimal("30.000"), ("nursery", "collective"): Decimal("123.956"),
    ("unstocked", "state"): Decimal("0.000"), ("unstocked", "collective"): Decimal("0.086"),
    ("other", "state"): Decimal("22.000"), ("other", "collective"): Decimal("197.246"),
}  # fmt: skip
_SMALLEST_CELL = Decimal("0.080")


def random_matrix(rng: np.random.Generator, room_ha: float) -> Matrix:
    """Return a matrix from the seed that fits into ``room_ha`` of wooded parcels."""
    weight = rng.dirichlet((60, 3, 3, 0.4, 5))
    state = rng.uniform(0.06, 0.3, 5)
    total = room_ha * rng.uniform(0.8, 0.95)
    cells: Matrix = {}
    for k, name in enumerate(CLASSES):
        for tenure, share in zip(TENURES, (state[k], 1 - state[k]), strict=True):
            cells[name, tenure] = max(Decimal(round(total * weight[k] * share * 1000)) / 1000, _SMALLEST_CELL)
    return cells
