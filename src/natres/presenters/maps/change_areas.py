"""How much of the ledger went in each direction of a change, as the tables of flows print it.

The ledger books field ridges under their own class, so a piece that became cropland is cropland without them. The map
draws whole pieces; its legend tells what the tables tell.
"""

from collections.abc import Mapping

import pandas as pd

from natres.core.results.change import NO_LAND
from natres.core.units import DISPLAY, decimal_text, round_half_up, unit_fraction
from natres.presenters.change.accounts import printed_lines
from natres.presenters.change.flows import printed_flow
from natres.presenters.change.page import ChangePage
from natres.presenters.maps.changes import TREES, directions
from natres.presenters.printing import printed_count
from natres.presenters.table import MOVED, Cell

__all__ = ["direction_areas", "direction_cells"]

_UNIT = "ha"


def direction_areas(page: ChangePage) -> Mapping[str, int]:
    """Return the area that went in each direction in 0.01 m², field ridges under their own class; slivers count too."""
    flows = [f for f in page.found.flows if f.before != f.after and NO_LAND not in (f.before, f.after)]
    scheme, way = page.scheme, page.scheme.cropland_flow
    cropland = scheme.under(way.classes) if way else frozenset[str]()
    frame = pd.DataFrame({
        "before_main": [scheme.at_level(flow.before, 1) for flow in flows],
        "after_main": [scheme.at_level(flow.after, 1) for flow in flows],
        "before_group": [scheme.group_of(flow.before) or "" for flow in flows],
        "after_group": [scheme.group_of(flow.after) or "" for flow in flows],
        "destination": [scheme.destination_of(f.after) if f.before in cropland else "" for f in flows],
        "kind": "changed",
        "area_dm2": [flow.area_dm2 for flow in flows],
    })  # fmt: skip
    sums = frame.groupby(directions(frame))["area_dm2"].sum()
    return {str(key): int(area) for key, area in sums.items()}


def direction_cells(page: ChangePage) -> Mapping[str, Cell]:
    """Return by direction how its area prints in hectares; nothing for a scheme that does not tell cropland's ways.

    What the tables of cropland and of new construction land print is taken from them, or is what they leave.
    """
    groups = {group.key for group in page.scheme.groups}
    if page.scheme.cropland_flow is None or page.scheme.construction_group not in groups:
        return {}
    areas, decimals = direction_areas(page), DISPLAY[_UNIT]
    alone = {key: round_half_up(area / unit_fraction(_UNIT) * 10**decimals) for key, area in areas.items()}
    counts = alone | (_from_tables(page) if page.unit == _UNIT else {})
    size = float(unit_fraction(_UNIT))
    return {
        key: Cell(decimal_text(counts[key], decimals) + (MOVED if counts[key] != alone[key] else ""), area / size)
        for key, area in areas.items()
    }


def _from_tables(page: ChangePage) -> dict[str, int]:
    """Return the directions that tables print, in units of the last digit."""
    decimals = DISPLAY[_UNIT]
    printed = {way: [printed_count(cell, decimals) for cell in line] for way, line in printed_flow(page, _UNIT).items()}
    out = {way: line[0] for way, line in printed.items()}
    came = {way: line[1] for way, line in printed.items()}
    built = out.get("construction", 0)
    trees = sum(out.get(way, 0) for way in TREES)
    found = {
        "cropland_to_construction": built,
        "cropland_to_trees": trees,
        "cropland_to_other": out[""] - built - trees,
        "to_cropland": came[""],
    }
    line = printed_lines(page, "groups")[1].get(page.scheme.construction_group)
    if line is not None:
        found["to_construction"] = line.counts["increase"] - built
        found["from_construction"] = line.counts["decrease"] - came.get("construction", 0)
    return found
