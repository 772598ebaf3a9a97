"""Small districts whose figures are known by hand, and sites laid on them."""

import numpy as np
import shapely

from natres.analyses.site import SiteDistrict, SitePieces, ZonesNear, describe_site
from natres.core.crs import ComputingZone
from natres.core.ledger import open_ledger
from natres.core.results import Quota, Unit
from tests.conftest import square
from tests.strategies import EAST, NORTH, SCHEME, TOWNS, ZONE_39, parcel_frame

ZONE = ComputingZone(117.0)
UNITS = tuple(Unit(code, f"{code}镇", "town") for code in TOWNS)


def box(west, south, east, north):
    """A rectangle in metres from the lower left of the district."""
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def four(**columns):
    """Paddy with a tenth of ridges, a homestead, a river, a mangrove: 100 m × 100 m each, side by side."""
    usual = {
        "land_class": ["0101", "0702", "1101", "0303"], "settlement_code": ["", "203", "", ""],
        "ownership_type": ["30", "32", "10", "20"], "deduction_ratio": [0.1, 0.0, 0.0, 0.0],
        "deduction_class": ["1203", "", "", ""],
        "unit_code": [TOWNS[0] + "0010000000"] * 2 + [TOWNS[1] + "0010000000"] * 2,
    }  # fmt: skip
    return parcel_frame([square(i) for i in range(4)], **{**usual, **columns})


def quota(limit_m2, kind="ceiling", measure="urban_rural_construction", **more):
    return Quota(measure, f"{measure} 指标", measure, kind, limit_m2 * 100, "", 2, **more)


def layer(*shapes, ids=None):
    return ZonesNear(np.array(shapes, dtype=object), tuple(ids or map(str, range(len(shapes)))), 2021)


def laid(frame, *parts, quotas=(), zones=None, units=UNITS, kind="planar", **more):
    ledger = open_ledger(frame, ZONE_39, kind=kind)
    shapes = frame.geometry.to_numpy()
    pieces = SitePieces.of(
        (np.array(parts, dtype=object), ZONE_39), (shapes, ZONE_39), np.arange(len(frame)), ledger, zone=ZONE
    )
    names = [f"地块{n}" for n in range(len(parts))]
    district = SiteDistrict(ledger, SCHEME, units, tuple(quotas), zones or {}, **more)
    return pieces, describe_site(pieces, names, district)


def found(*arguments, **how):
    return laid(*arguments, **how)[1]
