"""One project site: everything its district says of it, from layers that were laid on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.analyses.site.pieces import SitePieces, lines_by
from natres.analyses.site.quotas import quota_crossings, quota_effects
from natres.analyses.site.zones import ZonesNear, lay_site_zones, zone_crossings
from natres.core.classification import Scheme
from natres.core.ledger import AreaLedger
from natres.core.results import Quota, Unit
from natres.core.results.site import UNCOVERED, NearWell, SiteLine, SitePart, SiteResult, TouchedPlot
from natres.errors import BadData

__all__ = ["SiteDistrict", "describe_site", "refuse_overlapping_parts"]

Shapes = NDArray[np.object_]

#: The survey's own tolerance: ground covered twice below it is rounding of vertices.
_OVERLAP_M2 = 0.01
_TOWN, _VILLAGE = 9, 12


@dataclass(frozen=True, eq=False)
class SiteDistrict:
    """What of a district is held against a site.

    Parameters
    ----------
    ledger, scheme, units : of the parcels, all of them
    quotas : those of the district
    zones : by name, the zones near the site in the plane of its zone
    plots, wells : what is touched or near; None where the district has no such layer
    near_m : how far wells were looked for
    """

    ledger: AreaLedger
    scheme: Scheme
    units: tuple[Unit, ...] = ()
    quotas: tuple[Quota, ...] = ()
    zones: Mapping[str, ZonesNear] = field(default_factory=dict[str, ZonesNear])
    plots: tuple[TouchedPlot, ...] | None = None
    wells: tuple[NearWell, ...] | None = None
    near_m: float = 0.0


def refuse_overlapping_parts(shapes: Shapes, names: Sequence[str], file: str) -> None:
    """Refuse a project whose polygons cover the same ground twice: no sum of them would be right.

    Parameters
    ----------
    shapes : valid areas on a plane in metres
    names : what each is called

    Raises
    ------
    BadData : ``SITE_OVERLAP`` with names, places (counted from 1) and the area they share
    """
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        shared = float(shapely.area(shapely.intersection(shapes[a], shapes[b]))) if a < b else 0.0
        if shared >= _OVERLAP_M2:
            facts = {"part": names[b], "place": b + 1, "other": names[a], "other_place": a + 1}
            raise BadData("SITE_OVERLAP", file=file, value=f"{shared:.2f}", **facts)


def describe_site(site: SitePieces, names: Sequence[str], district: SiteDistrict) -> SiteResult:
    """Return what a site is, what it touches and what it would do.

    Parameters
    ----------
    names : of the parts of the site, in their order
    """
    scheme, laid, pieces = district.scheme, site.laid, site.pieces
    entries, uncovered = site.entries(scheme, site.survey_dm2)
    zones, ground, inside = lay_site_zones(site, district.zones)
    booked = site.booked()
    effects = quota_effects(district.ledger, scheme, district.quotas, booked, units=district.units, zones_dm2=inside)
    bare = ~site.covered
    codes, units = site.column("land_class"), site.column("unit_code")
    areas = zip(names, laid.first_m2.tolist(), laid.first_survey_m2.tolist(), strict=True)
    return SiteResult(
        parts=tuple(SitePart(*part) for part in areas),
        planar_m2=float(laid.first_m2.sum()), survey_m2=float(laid.first_survey_m2.sum()), survey_dm2=site.survey_dm2,
        uncovered=SiteLine(UNCOVERED, float(pieces.planar_m2[bare].sum()), float(pieces.survey_m2[bare].sum())),
        uncovered_dm2=uncovered, entries=entries,
        classes=_lines(site, codes),
        groups=_lines(site, np.array([scheme.group_of(str(c)) or "unclassified" for c in codes], dtype=object)),
        owners=_lines(site, np.array([scheme.ownership_of(str(c)) for c in site.column("ownership_type")], object)),
        towns=_lines(site, np.array([str(u)[:_TOWN] for u in units], dtype=object)),
        villages=_lines(site, np.array([str(u)[:_VILLAGE] for u in units], dtype=object)),
        parcels=site.touched(scheme), zones=zones, ground=ground, plots=district.plots, wells=district.wells,
        quotas=effects,
        crossed=(*zone_crossings(zones), *quota_crossings(effects)),
        near_m=district.near_m, area_kind=district.ledger.area_kind,
    )  # fmt: skip


def _lines(site: SitePieces, keys: NDArray[np.object_]) -> tuple[SiteLine, ...]:
    there = np.flatnonzero(site.covered)
    return lines_by(keys[there], site.pieces.planar_m2[there], site.pieces.survey_m2[there])
