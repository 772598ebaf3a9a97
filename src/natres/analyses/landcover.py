"""A second look at the shares: what a land-cover raster counts, beside what the parcels say."""

from collections.abc import Mapping

from natres.core.classification import Scheme
from natres.core.ledger import AreaLedger
from natres.core.results import CoverShare, LandCoverLook

__all__ = ["compare_land_cover"]


def compare_land_cover(
    ledger: AreaLedger,
    scheme: Scheme,
    counts: Mapping[int, int],
    *,
    cell_m: float,
    cell_area_m2: float,
    nodata: int | None = None,
) -> LandCoverLook:
    """Return the area of each land cover in the raster (cells by their centre) and in the parcels.

    The parcels' classes are folded to covers by the scheme's column ``land_cover``. Both columns are areas in
    0.01 m²; the raster's planar, so agreement is a matter of percent, not of the last digit.
    """
    of_class = {c.code: c.land_cover for c in scheme.classes}
    cover = ledger.sums["land_class"].map(of_class)
    sums = ledger.sums.groupby(cover)["area_dm2"].sum()
    by_parcels = {int(value): int(area) for value, area in zip(sums.index.tolist(), sums.tolist(), strict=True)}
    found = {value: count for value, count in counts.items() if value != nodata}
    known = {c.land_cover for c in scheme.classes if c.land_cover is not None}
    values = sorted(set(by_parcels) | (set(found) & known))
    covers = tuple(CoverShare(v, round(found.get(v, 0) * cell_area_m2 * 100), by_parcels.get(v, 0)) for v in values)
    unknown = sum(count for value, count in found.items() if value not in known)
    return LandCoverLook(
        covers, cell_m, sum(found.values()), unknown + (0 if nodata is None else counts.get(nodata, 0))
    )
