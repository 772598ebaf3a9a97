"""What changed between two years: matrix, accounts, outflow of cropland, list of changes."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "NO_LAND", "AccountLine", "ChangedPiece", "LandChange", "LandFlow", "MatrixCell", "OutflowRow", "ParcelChanges",
    "SliverRule", "TransitionMatrix", "UrbanGrowth",
]  # fmt: skip

#: The class of ground that one of the two years does not have.
NO_LAND = "-"


@dataclass(frozen=True)
class SliverRule:
    """What is taken for a difference of two surveys of one border and no change: narrow and small at once.

    The survey maps no line feature below 1 m of width and no parcel below 200 m²: what stays below both cannot have
    come into being by a change that the survey would map. What is most of a parcel of either year is no sliver: the
    survey did map it.
    """

    width_m: float = 1.0
    area_m2: float = 200.0


@dataclass(frozen=True)
class MatrixCell:
    """Ground of one land class before and one after; :data:`NO_LAND` where one year has none.

    Parameters
    ----------
    planar_m2, survey_m2 : sums of unrounded pieces
    area_dm2 : of the earlier ledger, gross (TBMJ where areas are declared), shared out to the pieces, in 0.01 m²
    slivers_m2 : what of planar_m2 is in slivers
    """

    before: str
    after: str
    planar_m2: float
    survey_m2: float
    area_dm2: int
    slivers_m2: float = 0.0


@dataclass(frozen=True)
class LandFlow:
    """Area of the earlier ledger in 0.01 m² that went from one key to another, field ridges under their own class."""

    before: str
    after: str
    area_dm2: int


@dataclass(frozen=True)
class TransitionMatrix:
    """The matrix of land classes (DLBM), from before to after.

    Parameters
    ----------
    cells : those with ground, in the order of the scheme
    common_m2, only_before_m2, only_after_m2 : plane area in both years, in one alone
    before_m2, after_m2 : plane area of either layer
    before_survey_m2, after_survey_m2 : survey areas of either layer before rounding
    """

    cells: tuple[MatrixCell, ...]
    before_m2: float
    after_m2: float
    common_m2: float
    only_before_m2: float
    only_after_m2: float
    before_survey_m2: float
    after_survey_m2: float

    @property
    def residual_m2(self) -> float:
        """Plane area of the earlier layer less that of its pieces: 0 but for ground that a layer has twice."""
        return self.before_m2 - self.common_m2 - self.only_before_m2

    @property
    def after_residual_m2(self) -> float:
        """The same of the later layer."""
        return self.after_m2 - self.common_m2 - self.only_after_m2

    @property
    def survey_residuals_m2(self) -> tuple[float, float]:
        """Survey area of either layer less that of its pieces: what straight edges between other vertices make."""
        total = {"before": 0.0, "after": 0.0}
        for cell in self.cells:
            total["before"] += cell.survey_m2 if cell.before != NO_LAND else 0.0
            total["after"] += cell.survey_m2 if cell.after != NO_LAND else 0.0
        return self.before_survey_m2 - total["before"], self.after_survey_m2 - total["after"]

    @property
    def changed_m2(self) -> float:
        """Plane area of common ground whose class is another one, slivers included."""
        return sum(c.planar_m2 for c in self.cells if c.before != c.after and NO_LAND not in (c.before, c.after))


@dataclass(frozen=True)
class AccountLine:
    """The yearly account (变化平衡表) of one key, in 0.01 m².

    closing = opening + boundary_in − boundary_out − decrease + increase + residual. ``boundary_in`` and
    ``boundary_out`` are ground that only one year has, or that went to another unit; ``residual`` is what the later
    ledger has more than the pieces of the earlier one. Gain, loss, net, swap and persistence as in Pontius et al. 2004.
    """

    key: str
    opening_dm2: int
    boundary_in_dm2: int
    boundary_out_dm2: int
    increase_dm2: int
    decrease_dm2: int
    persistence_dm2: int
    closing_dm2: int
    unit: str = ""

    @property
    def adjusted_dm2(self) -> int:
        """Opening area after the boundary was adjusted (调整后年初面积)."""
        return self.opening_dm2 + self.boundary_in_dm2 - self.boundary_out_dm2

    @property
    def residual_dm2(self) -> int:
        """What the later ledger has more than the pieces."""
        return self.closing_dm2 - (self.adjusted_dm2 - self.decrease_dm2 + self.increase_dm2)

    @property
    def net_dm2(self) -> int:
        """Increase less decrease."""
        return self.increase_dm2 - self.decrease_dm2

    @property
    def swap_dm2(self) -> int:
        """What was lost in one place and gained in another: twice the lesser of the two."""
        return 2 * min(self.increase_dm2, self.decrease_dm2)


@dataclass(frozen=True)
class OutflowRow:
    """Cropland that became something else, or came of it, in 0.01 m²; ``key`` is a destination of the scheme."""

    key: str
    outflow_dm2: int
    inflow_dm2: int


@dataclass(frozen=True)
class UrbanGrowth:
    """New construction land of one former main class, in 0.01 m²; inside is None where no boundary is known."""

    before: str
    area_dm2: int
    inside_dm2: int | None


@dataclass(frozen=True)
class ChangedPiece:
    """One piece of the list of changes: parcels and classes of both years, areas, what happened.

    Parameters
    ----------
    piece : its place in :attr:`natres.core.overlay.Laid.whole`, where its shape stands
    before_row, after_row : rows of both layers, −1 for none; ``before_id``, ``after_id`` their ids, blank for none
    unit_code : where it lies, by the later parcel, else by the earlier
    kind : ``changed``, ``sliver``, ``only_before``, ``only_after``, or ``attributes`` where the class stayed
    parcel : what became of the later parcel, see :class:`ParcelChanges`; ``gone`` where there is none
    area_dm2 : its share of the earlier ledger, gross; of the later where only that has the ground
    fields : of ``attributes``, the columns that differ
    """

    piece: int
    before_row: int
    after_row: int
    before_id: str
    after_id: str
    before: str
    after: str
    unit_code: str
    kind: str
    parcel: str
    planar_m2: float
    survey_m2: float
    area_dm2: int
    width_m: float
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParcelChanges:
    """How many parcels of the later year are what.

    Parameters
    ----------
    kinds : ``same`` in all columns, ``attributes`` other than the class differ, ``reclassed`` (the same border each
        time), ``split``, ``merged``, ``reshaped``, ``new``; one parcel is one of them
    fields : of ``attributes``, how many differ in a column; a parcel may differ in several
    gone : parcels of the earlier year on ground the later does not have
    """

    kinds: Mapping[str, int]
    fields: Mapping[str, int]
    gone: int = 0


@dataclass(frozen=True)
class LandChange:
    """Everything two years of parcels say of one another.

    Parameters
    ----------
    matrix : by DLBM, gross
    flows : by land class with field ridges under theirs, of the earlier ledger
    classes, main_classes, groups, owners : accounts by key; ``towns`` by group with the town as ``unit``
    assets : by group and kind of ownership, the key being ``group/kind``: ground that went to another owner is a gain
        of the one and a loss of the other
    owner_flows, town_flows : area by ownership and by town, before and after
    outflow : cropland by destination; empty for a scheme that names none
    growth : new construction land by former main class
    pieces : what changed, in the order of the earlier layer; parcels changed in attributes alone come last
    parcels : how many parcels are what
    sliver_rule, sliver_count : the rule, and how many pieces it took
    same_shapes, eased, rounded : see :class:`natres.core.overlay.Laid`
    """

    matrix: TransitionMatrix
    flows: tuple[LandFlow, ...]
    classes: tuple[AccountLine, ...]
    main_classes: tuple[AccountLine, ...]
    groups: tuple[AccountLine, ...]
    owners: tuple[AccountLine, ...]
    owner_flows: tuple[LandFlow, ...]
    assets: tuple[AccountLine, ...]
    towns: tuple[AccountLine, ...]
    town_flows: tuple[LandFlow, ...]
    outflow: tuple[OutflowRow, ...]
    growth: tuple[UrbanGrowth, ...]
    pieces: tuple[ChangedPiece, ...]
    parcels: ParcelChanges
    sliver_rule: SliverRule
    sliver_count: int
    same_shapes: int
    eased: int = 0
    rounded: bool = False
