"""Forest land by class and tenure."""

from dataclasses import dataclass

__all__ = [
    "ForestTable",
]


@dataclass(frozen=True)
class ForestTable:
    """Forest land by class and tenure, in 0.01 m²; land outside forest (非林地) is kept apart."""

    area_kind: str
    plots: int
    by_class: tuple[tuple[str, int], ...]
    by_tenure: tuple[tuple[str, int], ...]
    matrix: tuple[tuple[str, str, int], ...]
    by_unit: tuple[tuple[str, str, int], ...]  # unit name, tenure, area
    outside_dm2: int
    other_totals_dm2: tuple[tuple[str, int], ...]

    @property
    def total_dm2(self) -> int:
        """All forest land."""
        return sum(area for _, area in self.by_class)
