"""What the tables and pages of a site share: the result, what its codes are called, whose land, of which year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from natres.core.classification import UNCLASSIFIED, Scheme
from natres.core.forestry import ForestScheme
from natres.core.results.site import Crossing, SiteResult
from natres.core.units import area_text, to_dm2
from natres.labels import words
from natres.presenters.land_words import class_label, group_label

__all__ = ["SitePage"]

#: A part this near to the whole is all of it.
_ALL_M2 = 0.01


@dataclass(frozen=True, eq=False)
class SitePage:
    """A site and how it is told.

    Parameters
    ----------
    district : name of the district; ``year`` of its parcels
    units : code → name of towns and villages
    forest : what the codes of forest plots mean; None where the district has none
    crs_name, meridian : of the plane the areas are taken in, and its central meridian in degrees
    file : the site's own
    project : the name that all parts give their project; blank where they give none, or several
    invented : whether the district's data are
    """

    found: SiteResult
    scheme: Scheme
    language: str
    district: str = ""
    year: int | None = None
    units: Mapping[str, str] = field(default_factory=dict[str, str])
    forest: ForestScheme | None = None
    crs_name: str = ""
    meridian: float = 117.0
    file: str = ""
    invented: bool = False
    unit: str = "ha"
    project: str = ""

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the language."""
        return words(self.language)

    @property
    def about(self) -> str:
        """Which site, on whose land, of which year."""
        w = self.words
        dated = w["site.dated"].format(year=self.year) if self.year else ""
        return "  ".join(filter(None, [self.name, self.district, dated]))

    @property
    def crs_words(self) -> str:
        """The plane in words: datum, width of the zone, central meridian."""
        return self.words["site.plane"].format(meridian=f"{self.meridian:g}")

    @property
    def name(self) -> str:
        """The name of the project: that of its only part, else the one all parts give it, else that of its file."""
        parts = self.found.parts
        if len(parts) == 1 and not parts[0].name.isdigit():
            return parts[0].name
        return self.project or PurePath(self.file).stem

    def land_class(self, code: str) -> str:
        """Return a class with its code; ground without a parcel is said so."""
        if code not in self.scheme.by_code and code != UNCLASSIFIED:
            return self.words["site.uncovered"]
        label = class_label(code, self.scheme, self.language)
        return label if code == UNCLASSIFIED else f"{code} {label}"

    def group(self, key: str) -> str:
        """Return a group in words."""
        return group_label(key, self.scheme, self.language)

    def owner(self, key: str) -> str:
        """Return a kind of ownership in words."""
        return next((kind.label[self.language] for kind in self.scheme.ownership if kind.key == key), key)

    def unit_name(self, code: str) -> str:
        """Return the name of a town or village with its code."""
        name = self.units.get(code, "")
        return f"{name} {code}".strip() or self.words["land.outside_units"]

    def zone(self, key: str) -> str:
        """Return the name of a zone layer."""
        return self.words.get(f"zones.{key}", key)

    def plot_class(self, key: str, code: str) -> str:
        """Return the report's class of a plot, with its own code."""
        label = self.words.get(f"forest_class.{key}", key)
        return f"{label} {code}".strip()

    def within(self, survey_m2: float) -> str:
        """Return the survey area of a part of the site; one that is everything prints as the whole does.

        Part and whole are laid apart: they differ by what is left of vertices, which may turn the last digit.
        """
        whole = self.found.survey_dm2 / 100
        return f"{whole if abs(survey_m2 - whole) < _ALL_M2 else max(survey_m2, 0.0):.2f}"

    def crossing(self, crossed: Crossing) -> str:
        """Return a line that is crossed, as a sentence; its area is survey area, as that of the site is."""
        w = self.words
        quota = next((q.check.quota for q in self.found.quotas if q.check.quota.key == crossed.key), None)
        if quota is not None and crossed.kind in ("quota", "quota_further"):
            m2, mu = f"{crossed.survey_m2:.2f}", area_text(to_dm2(crossed.survey_m2), "mu", 2)
            area = w["site.area_mu"].format(m2=m2, mu=mu)
            key = "crossed" if crossed.kind == "quota" else "further"
            return w[f"site.{key}_{quota.kind}"].format(label=quota.label, area=area)
        m2 = self.within(crossed.survey_m2)
        area = w["site.area_mu"].format(m2=m2, mu=area_text(to_dm2(float(m2)), "mu", 2))
        return w[f"site.crossed_{crossed.kind}"].format(label=self.zone(crossed.key), area=area)
