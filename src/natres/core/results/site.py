"""What one project site is, what it touches, and what building it would do to the quotas."""

from dataclasses import dataclass

from natres.core.results.quota import QuotaCheck

__all__ = [
    "UNCOVERED",
    "Crossing", "NearWell", "QuotaEffect", "SiteEntry", "SiteGround", "SiteLine", "SitePart", "SiteResult",
    "SiteZone", "TouchedParcel", "TouchedPlot", "TownEffect",
]  # fmt: skip

#: The key of ground that no parcel covers.
UNCOVERED = "-"
#: A parcel or plot less this much inside is in the site as a whole: what two roundings leave of a border.
_WHOLE_M2 = 0.01


@dataclass(frozen=True)
class SitePart:
    """One polygon of the project with its areas in m², before rounding."""

    name: str
    planar_m2: float
    survey_m2: float


@dataclass(frozen=True)
class SiteLine:
    """Ground of the site under one key (a class, a kind of owner, a unit, a zone), in m² before rounding."""

    key: str
    planar_m2: float
    survey_m2: float


@dataclass(frozen=True)
class SiteEntry:
    """Ground of the site by land class (field ridges under theirs), kind of owner and unit, in 0.01 m² of survey area.

    All entries and the uncovered ground add up to the survey area of the site.
    """

    land_class: str
    owner: str
    unit_code: str
    area_dm2: int


@dataclass(frozen=True)
class TouchedParcel:
    """A parcel some of which lies in the site; ``parcel_m2`` is the plane area of all of it.

    ``width_m`` is the mean width of the piece: that of a strip along a border is its width.
    """

    row: int
    parcel_id: str
    land_class: str
    owner: str
    unit_code: str
    planar_m2: float
    survey_m2: float
    parcel_m2: float
    width_m: float

    @property
    def whole(self) -> bool:
        """Whether all of it lies in the site."""
        return self.parcel_m2 - self.planar_m2 < _WHOLE_M2


@dataclass(frozen=True)
class SiteZone:
    """What of the site lies in the zones of one layer, each ground once.

    Parameters
    ----------
    planar_m2, survey_m2 : inside, before rounding
    counted_m2 : what of it is more than noise of borders: parts of at least 1 m² and 0.1 m of mean width
    outside_counted_m2 : the same of what lies outside of all its zones
    share : of the plane area of the site, 0–1
    by_class : inside, by land class
    zones : inside each zone, by its id; zones that overlap both count
    year : the year the layer stands for
    counted_survey_m2, outside_counted_survey_m2 : what is counted, as survey area
    """

    layer: str
    planar_m2: float
    survey_m2: float
    counted_m2: float
    outside_counted_m2: float
    share: float
    by_class: tuple[SiteLine, ...]
    zones: tuple[SiteLine, ...]
    year: int | None = None
    counted_survey_m2: float = 0.0
    outside_counted_survey_m2: float = 0.0


@dataclass(frozen=True)
class SiteGround:
    """Ground of the site that lies under exactly these zone layers, each ground once; no layer is the rest."""

    layers: tuple[str, ...]
    planar_m2: float
    survey_m2: float


@dataclass(frozen=True)
class TouchedPlot:
    """A forest plot some of which lies in the site; ``forest_class`` is the report's, ``code`` the plot's own."""

    plot_id: str
    forest_class: str
    code: str
    tenure: str
    planar_m2: float
    survey_m2: float
    plot_m2: float

    @property
    def whole(self) -> bool:
        """Whether all of it lies in the site."""
        return self.plot_m2 - self.planar_m2 < _WHOLE_M2


@dataclass(frozen=True)
class NearWell:
    """A well in the site, or near it: ``distance_m`` on the ellipsoid to its edge, 0 inside."""

    well_id: str
    name: str
    role: str
    distance_m: float
    inside: bool
    longitude: float
    latitude: float


@dataclass(frozen=True)
class TownEffect:
    """A town's own limit of a quota before and after, in 0.01 m²."""

    code: str
    name: str
    actual_dm2: int
    limit_dm2: int
    change_dm2: int
    status: str
    status_after: str

    def worsens(self, kind: str) -> bool:
        """Whether the site takes of a limit of this kind (``ceiling`` or ``floor``)."""
        return self.change_dm2 < 0 if kind == "floor" else self.change_dm2 > 0


@dataclass(frozen=True)
class QuotaEffect:
    """A quota as it stands and as it would stand if the site were built.

    ``change_dm2`` is what the measure would gain (lose, where negative) in 0.01 m² of the ledger; None where the quota
    cannot be computed.
    """

    check: QuotaCheck
    change_dm2: int | None
    status_after: str
    towns: tuple[TownEffect, ...] = ()

    @property
    def after_dm2(self) -> int | None:
        """The area that would count."""
        actual = self.check.actual_dm2
        return None if actual is None or self.change_dm2 is None else actual + self.change_dm2

    @property
    def worsens(self) -> bool:
        """Whether the site takes of the quota: adds to what has a ceiling, or takes from what has a floor."""
        change = self.change_dm2 or 0
        return change < 0 if self.check.quota.kind == "floor" else change > 0

    @property
    def margin_after_dm2(self) -> int | None:
        """What would be left; negative when exceeded."""
        if self.after_dm2 is None:
            return None
        over = self.after_dm2 - self.check.quota.limit_dm2
        return over if self.check.quota.kind == "floor" else -over


@dataclass(frozen=True)
class Crossing:
    """A line that is crossed: ``kind`` is inside, outside, quota or quota_further; ``key`` the zone layer or the quota.

    ``area_m2`` is what lies inside or outside, what a quota comes to be exceeded by, or what the site takes of one that
    is exceeded already. ``survey_m2`` is the same ground as survey area, the kind that a site is measured in.
    """

    kind: str
    key: str
    area_m2: float
    survey_m2: float = 0.0


@dataclass(frozen=True)
class SiteResult:
    """Everything a district says of one project site.

    Parameters
    ----------
    parts : its polygons, in the order of the file
    planar_m2, survey_m2 : of all, before rounding; survey_dm2 is rounded, and what the entries add up to
    uncovered : ground no parcel of the district covers
    entries : by class, owner and unit; classes, groups, owners, towns, villages : by DLBM, gross, before rounding
    parcels, plots, wells : what is touched or near; plots and wells are None where the district has no such layer
    zones, ground : by zone layer, and by combination of layers, each ground once
    quotas : before and after
    crossed : the lines that are crossed
    near_m : how far wells were looked for
    area_kind : of the ledger the quotas are counted in
    """

    parts: tuple[SitePart, ...]
    planar_m2: float
    survey_m2: float
    survey_dm2: int
    uncovered: SiteLine
    uncovered_dm2: int
    entries: tuple[SiteEntry, ...]
    classes: tuple[SiteLine, ...]
    groups: tuple[SiteLine, ...]
    owners: tuple[SiteLine, ...]
    towns: tuple[SiteLine, ...]
    villages: tuple[SiteLine, ...]
    parcels: tuple[TouchedParcel, ...]
    zones: tuple[SiteZone, ...]
    ground: tuple[SiteGround, ...]
    plots: tuple[TouchedPlot, ...] | None
    wells: tuple[NearWell, ...] | None
    quotas: tuple[QuotaEffect, ...]
    crossed: tuple[Crossing, ...]
    near_m: float
    area_kind: str
