"""How large the parcels are, and how many vertices they have."""

import numpy as np
import shapely

from check_sample.facts import FACTS, by_class
from check_sample.folder import Folder, Parcels
from check_sample.outcome import Outcome

QUANTILES = (0, 1, 5, 25, 50, 75, 95, 99, 100)
FACTOR = 1.6


def vertices(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect 10 to 400 vertices each."""
    wanted = FACTS["sizes"]["vertices"]
    count = parcels.vertices
    out.rows(f"fewer than {wanted['p0']} vertices", parcels.frame, count < wanted["p0"], by=-count)
    out.rows(f"more than {wanted['p100']} vertices", parcels.frame, count > wanted["p100"], by=count)
    out.note(table("vertices", count, wanted))
    holes = shapely.get_num_interior_rings(parcels.shapes)
    out.note(f"{(holes > 0).sum()} parcels with holes, {holes.sum()} holes in all")
    out.expect((holes > 0).any(), "no parcel has a hole")


def minimum(folder: Folder, parcels: Parcels, out: Outcome) -> None:
    """Expect no parcel below the minimum mapped area of its class, and a survey's spread."""
    area = parcels.frame["TBMJ"].to_numpy(dtype=float)
    least = by_class(parcels.text("DLBM"), "min_area_m2").replace("", "0").astype(float).to_numpy()
    out.rows("below the minimum mapped area", parcels.frame, area < least, ["TBMJ"], by=least - area)
    at_full = abs(len(area) / FACTS["sizes"]["parcels"] - 1) < 0.05
    wanted = FACTS["sizes"]["area"] if at_full else FACTS["sizes"]["area_12000"] if 11_000 < len(area) < 13_000 else {}
    out.note(table("area m²", area, wanted))
    for name, target in wanted.items():
        found = np.percentile(area, int(name[1:]))
        if name != "p0":
            out.expect(
                target / FACTOR < found < target * FACTOR, f"{name} of the areas is {found:.0f}, wanted ~{target}"
            )


def table(what: str, values: np.ndarray, wanted: dict[str, float]) -> str:
    """Return the quantiles with the targets beside them."""
    found = np.percentile(values, QUANTILES)
    words = [
        f"p{q} {v:.0f}" + (f" (~{wanted[f'p{q}']})" if f"p{q}" in wanted else "")
        for q, v in zip(QUANTILES, found, strict=True)
    ]
    return f"{what}: {', '.join(words)}"


CHECKS = {"size.vertices": vertices, "size.areas": minimum}
