"""Which zones a site lies in, each ground once, and which lines it crosses by more than the noise of borders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from natres.analyses.site.pieces import SitePieces, lines_by
from natres.core.outlines import areal_parts
from natres.core.overlay import ZonesLaid, lay_zones, less, mean_width, united
from natres.core.results.site import Crossing, SiteGround, SiteZone

__all__ = ["FORBIDDEN", "NOISE_M", "NOISE_M2", "REQUIRED", "ZonesNear", "lay_site_zones", "zone_crossings"]

Shapes = NDArray[np.object_]

#: Zone layers a project may not lie in, and the one it may not lie outside of.
FORBIDDEN, REQUIRED = ("ecological_red_line", "basic_farmland"), "urban_boundary"
#: A part below either of these is what two surveys of one border leave: it is shown, but crosses no line.
NOISE_M2, NOISE_M = 1.0, 0.1


@dataclass(frozen=True, eq=False)
class ZonesNear:
    """The zones of a layer near a site, in the plane of its zone: valid polygons with their ids, and its year."""

    shapes: Shapes
    ids: tuple[str, ...]
    year: int | None = None


def lay_site_zones(
    site: SitePieces, layers: Mapping[str, ZonesNear]
) -> tuple[tuple[SiteZone, ...], tuple[SiteGround, ...], dict[str, int]]:
    """Return what of a site lies in each layer of zones, its ground by combination, and what is booked inside each.

    The bookings are those of the ledger in 0.01 m², without field ridges: what measures of zones count.
    """
    if not layers:
        return (), (), {}
    pieces, zone = site.pieces, site.laid.zone
    laid = lay_zones(pieces.shape, {name: layer.shapes for name, layer in layers.items()}, zone)
    whole = united(pieces.shape)
    found = tuple(_zone(site, laid, name, layer, whole) for name, layer in layers.items())
    return found, _ground(site, laid), {name: _booked(site, laid, name) for name in layers}


def _booked(site: SitePieces, laid: ZonesLaid, name: str) -> int:
    """Return what the ledger books of the ground inside a layer, each piece in proportion to its part inside."""
    under = np.flatnonzero(laid.combined.layers >> laid.names.index(name) & 1)
    piece = laid.combined.parcel[under]
    whole = site.pieces.survey_m2[piece]
    share = np.divide(laid.combined.survey_m2[under], whole, out=np.zeros(len(under)), where=whole > 0)
    return round(float((share * site.net_dm2()[piece]).sum()))


def _zone(site: SitePieces, laid: ZonesLaid, name: str, layer: ZonesNear, whole: shapely.Geometry) -> SiteZone:
    inside, combined = laid.inside[name], laid.combined
    bit = 1 << laid.names.index(name)
    under = np.flatnonzero(combined.layers & bit)  # each ground once
    classes = site.column("land_class")[combined.parcel[under]]
    planar, survey = combined.planar_m2[under], combined.survey_m2[under]
    ids = np.array(layer.ids, dtype=object)[inside.second]
    covered = united(inside.shape) if len(inside) else None
    outside = whole if covered is None else less(whole, np.array([covered]))
    total, total_survey = float(site.laid.first_m2.sum()), float(site.laid.first_survey_m2.sum())
    inside_m2, survey_m2 = float(planar.sum()), float(survey.sum())
    counted, outside_counted = _counted(covered), _counted(outside)
    return SiteZone(
        layer=name, planar_m2=inside_m2, survey_m2=survey_m2,
        counted_m2=counted, outside_counted_m2=outside_counted,
        counted_survey_m2=_surveyed(counted, inside_m2, survey_m2),
        outside_counted_survey_m2=_surveyed(outside_counted, total - inside_m2, total_survey - survey_m2),
        share=float(planar.sum()) / total if total else 0.0,
        by_class=lines_by(classes, planar, survey), zones=lines_by(ids, inside.planar_m2, inside.survey_m2),
        year=layer.year,
    )  # fmt: skip


def _ground(site: SitePieces, laid: ZonesLaid) -> tuple[SiteGround, ...]:
    combined = laid.combined
    sums: dict[int, list[float]] = {}
    columns = combined.layers.tolist(), combined.planar_m2.tolist(), combined.survey_m2.tolist()
    for layers, planar, survey in zip(*columns, strict=True):
        line = sums.setdefault(layers, [0.0, 0.0])
        line[0] += planar
        line[1] += survey
    rest = [
        float(total.sum()) - sum(line[n] for line in sums.values())
        for n, total in enumerate((site.laid.first_m2, site.laid.first_survey_m2))
    ]
    sums[0] = [max(area, 0.0) for area in rest]
    found = (SiteGround(laid.names_of(layers), *areas) for layers, areas in sorted(sums.items()))
    return tuple(ground for ground in found if ground.planar_m2 > 0)


def _counted(shape: shapely.Geometry | None) -> float:
    """Return the area of the parts of a shape that are more than noise of borders; 0 for None."""
    areal = None if shape is None else areal_parts(shape)
    if areal is None:
        return 0.0
    parts = shapely.get_parts(areal)
    area = shapely.area(parts)
    return float(area[(area >= NOISE_M2) & (mean_width(parts) >= NOISE_M)].sum())


def _surveyed(counted_m2: float, planar_m2: float, survey_m2: float) -> float:
    """Return the survey area of what is counted: it differs from the whole by slivers, which share its scale.

    >>> _surveyed(50.0, 100.0, 101.0), _surveyed(0.0, 0.0, 0.0)
    (50.5, 0.0)
    """
    return counted_m2 * survey_m2 / planar_m2 if planar_m2 > 0 else 0.0


def zone_crossings(zones: Sequence[SiteZone]) -> tuple[Crossing, ...]:
    """Return the lines a site crosses: into a zone it may not lie in, out of the one it must lie in.

    >>> from natres.core.results.site import SiteZone
    >>> strip = SiteZone("ecological_red_line", 5.0, 5.0, 0.0, 900.0, 0.01, (), ())
    >>> zone_crossings([strip])
    ()
    """
    found: list[Crossing] = []
    for zone in zones:
        if zone.layer in FORBIDDEN and zone.counted_m2 > 0:
            found.append(Crossing("inside", zone.layer, zone.counted_m2, zone.counted_survey_m2))
        if zone.layer == REQUIRED and zone.outside_counted_m2 > 0:
            found.append(Crossing("outside", zone.layer, zone.outside_counted_m2, zone.outside_counted_survey_m2))
    return tuple(found)
