"""Forest plots beside the land survey: where both say forest, where only one does, and what was built on since."""

from dataclasses import dataclass

__all__ = [
    "FORESTRY",
    "NO_GROUND",
    "SURVEY",
    "Encroached",
    "Encroachment",
    "Ground",
    "GroundRow",
    "Reconciliation",
    "TenureGround",
    "TownGround",
]

#: Ground of forest plots, by what the survey says of it: forest land, wetland with forest, other land, no parcel.
FORESTRY = ("on_both", "wetland_forest", "forestry_only", "outside")
#: Ground of the survey's forest that no plot covers, of its forest land and of its wetland with forest.
SURVEY = ("survey_only", "survey_only_wetland")


@dataclass(frozen=True)
class Ground:
    """Ground by its areas.

    Parameters
    ----------
    planar_m2 : area in the plane of the computing zone
    survey_m2 : survey (ellipsoidal) area before its last rounding
    declared_dm2 : what is declared of it, in 0.01 m²: the share of MIAN_JI, for bare survey forest that of TBMJ
    pieces : how many pieces of a plot on a parcel it has

    >>> Ground(10.0, 10.5, 1000, 1) + Ground(2.0, 2.5, 200, 1)
    Ground(planar_m2=12.0, survey_m2=13.0, declared_dm2=1200, pieces=2)
    """

    planar_m2: float = 0.0
    survey_m2: float = 0.0
    declared_dm2: int = 0
    pieces: int = 0

    def __add__(self, other: "Ground") -> "Ground":
        return Ground(
            self.planar_m2 + other.planar_m2,
            self.survey_m2 + other.survey_m2,
            self.declared_dm2 + other.declared_dm2,
            self.pieces + other.pieces,
        )

    def __sub__(self, other: "Ground") -> "Ground":
        return Ground(
            self.planar_m2 - other.planar_m2,
            self.survey_m2 - other.survey_m2,
            self.declared_dm2 - other.declared_dm2,
            self.pieces - other.pieces,
        )


NO_GROUND = Ground()


@dataclass(frozen=True)
class GroundRow:
    """Ground of one status, class of the forestry report and class of the survey.

    ``forest_class`` is empty where no plot lies, ``land_class`` where no parcel does (and for unclassified parcels).
    """

    status: str
    forest_class: str
    land_class: str
    ground: Ground


@dataclass(frozen=True)
class TenureGround:
    """Ground of plots on parcels by forestry tenure and the survey's ownership; ``ownership`` is empty outside."""

    tenure: str
    ownership: str
    ground: Ground


@dataclass(frozen=True)
class TownGround:
    """Ground of one town and status; the status ``doubled`` is ground on survey forest that plots count twice.

    ``forest`` is all forest land of the survey in the town where the status is ``survey_forest``.
    """

    code: str
    name: str
    status: str
    ground: Ground


@dataclass(frozen=True)
class Reconciliation:
    """Forest plots laid on land-use parcels.

    Parameters
    ----------
    plots : number of plots of forest land
    forestry : areas of all these plots, measured whole
    survey_forest, survey_wetland : areas of the survey's forest land and its wetland with forest, measured whole;
        declared is TBMJ. ``pieces`` are parcels
    rows : ground by status and classes
    doubled : ground that plots lying over one another count more than once, by status and class of the survey
    tenures : empty where the parcels have no ownership
    towns : by town of the parcel, of the plot outside all parcels; empty where neither names towns
    without_plot : parcels of survey forest with less than 1 m² under a plot
    undeclared : ground of plots without MIAN_JI (``pieces`` are plots); none of it is in a declared sum
    has_tbmj : whether parcels declare their areas

    Notes
    -----
    ``forestry`` = Σ rows of :data:`FORESTRY` + ``forestry_residual``; survey forest = Σ rows on it − ``doubled`` on it
    + Σ rows of :data:`SURVEY` + ``survey_residual``.
    """

    plots: int
    forestry: Ground
    survey_forest: Ground
    survey_wetland: Ground
    rows: tuple[GroundRow, ...]
    doubled: tuple[GroundRow, ...]
    tenures: tuple[TenureGround, ...]
    towns: tuple[TownGround, ...]
    without_plot: int
    undeclared: Ground = NO_GROUND
    has_declared: bool = True
    has_tbmj: bool = True

    def of(self, *statuses: str) -> Ground:
        """Return all ground of some statuses."""
        return sum((row.ground for row in self.rows if row.status in statuses), NO_GROUND)

    def doubled_on(self, *statuses: str) -> Ground:
        """Return the ground of some statuses that plots count more than once."""
        return sum((row.ground for row in self.doubled if row.status in statuses), NO_GROUND)

    @property
    def survey(self) -> Ground:
        """All forest of the survey, wetland with forest among it."""
        return self.survey_forest + self.survey_wetland

    @property
    def forestry_residual(self) -> Ground:
        """What the plots measure whole and their pieces do not: rounding, or ground that parcels hold twice."""
        return self.forestry - self.of(*FORESTRY)

    @property
    def survey_residual(self) -> Ground:
        """What the survey's forest measures whole and its pieces do not."""
        shared = self.of("on_both", "wetland_forest") - self.doubled_on("on_both", "wetland_forest")
        return self.survey - shared - self.of(*SURVEY)


@dataclass(frozen=True)
class Encroached:
    """Ground of one plot that was of one class of the survey and is of another, built on now.

    A plot is named by ``compartment`` (林班) and ``plot_id`` (小班), which starts anew in every town; ``plot_row`` is
    its row in the layer. ``before`` and ``after`` are classes of the survey, ``before_parcels`` and ``after_parcels``
    the ids of the parcels; ``before`` is None where no parcel lay. ``width_m`` is the mean width of its widest piece.
    """

    plot_id: str
    compartment: str
    village: str
    plot_row: int
    forest_class: str
    forest_code: str
    tenure: str
    protection: str
    town_code: str
    town: str
    before: str | None
    after: str
    planar_m2: float
    survey_m2: float
    width_m: float
    before_parcels: tuple[str, ...]
    after_parcels: tuple[str, ...]
    sliver: bool = False


@dataclass(frozen=True)
class Encroachment:
    """Forest plots that are construction land in a later survey.

    Parameters
    ----------
    turned : ground that was no construction land in the earlier survey, the largest first
    already : ground that was construction land before: the two maps disagree, nothing was built since
    unknown : ground that no parcel of the earlier survey covers
    doubled_planar_m2, doubled_survey_m2 : of the ground turned, what plots lying over one another count twice
    dust, dust_planar_m2 : pieces too small for 0.01 m², which are in no list
    before_year, after_year : of the two surveys
    """

    turned: tuple[Encroached, ...]
    already: tuple[Encroached, ...]
    unknown: tuple[Encroached, ...]
    doubled_planar_m2: float = 0.0
    doubled_survey_m2: float = 0.0
    dust: int = 0
    dust_planar_m2: float = 0.0
    before_year: int | None = None
    after_year: int | None = None
