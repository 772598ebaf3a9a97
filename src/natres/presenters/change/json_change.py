"""The change between two years as JSON with the promised keys: areas in m², unrounded where they are sums of shapes."""

from collections.abc import Sequence
from typing import Any

from natres.core.results.change import NO_LAND, AccountLine, LandFlow
from natres.presenters.change.page import ChangePage

__all__ = ["change_json"]


def change_json(page: ChangePage) -> dict[str, Any]:
    """Return matrix, accounts and flows; ground that a year does not have is ``null``."""
    found, matrix = page.found, page.found.matrix
    return {
        "years": list(page.years),
        "area_kind": page.area_kind,
        "before_m2": matrix.before_m2, "after_m2": matrix.after_m2, "common_m2": matrix.common_m2,
        "only_before_m2": matrix.only_before_m2, "only_after_m2": matrix.only_after_m2,
        "residual_m2": matrix.residual_m2, "after_residual_m2": matrix.after_residual_m2,
        "survey_residuals_m2": list(matrix.survey_residuals_m2), "changed_m2": matrix.changed_m2,
        "matrix": [
            {
                "from": _code(c.before), "to": _code(c.after), "planar_m2": c.planar_m2, "survey_m2": c.survey_m2,
                "declared_m2": c.area_dm2 / 100 if page.area_kind == "declared" else None,
                "area_m2": c.area_dm2 / 100, "slivers_m2": c.slivers_m2,
            }
            for c in matrix.cells
        ],
        "class_matrix": _flows(found.flows),
        "classes": [{"code": line.key, **_line(line)} for line in found.classes],
        "main_classes": [{"code": line.key, **_line(line)} for line in found.main_classes],
        "groups": [{"key": line.key, "label": page.group(line.key), **_line(line)} for line in found.groups],
        "ownership": [{"key": line.key, **_line(line)} for line in found.owners],
        "ownership_matrix": _flows(found.owner_flows),
        "units": [{"code": line.unit, "label": page.towns.get(line.unit, line.unit), "group": line.key, **_line(line)}
                  for line in found.towns],
        "cropland_outflow": _outflow(page, "outflow_dm2"),
        "cropland_inflow": _outflow(page, "inflow_dm2"),
        "new_construction": [
            {"from": row.before, "area_m2": row.area_dm2 / 100,
             "inside_urban_boundary_m2": None if row.inside_dm2 is None else row.inside_dm2 / 100}
            for row in found.growth
        ],
        "parcels": {"kinds": dict(found.parcels.kinds), "fields": dict(found.parcels.fields)},
        "slivers": {"count": found.sliver_count, "area_m2": sum(c.slivers_m2 for c in matrix.cells),
                    "width_m": found.sliver_rule.width_m, "max_area_m2": found.sliver_rule.area_m2},
        "same_shapes": found.same_shapes, "cut_on_grid": found.eased, "vertices_rounded": found.rounded,
    }  # fmt: skip


def _flows(flows: Sequence[LandFlow]) -> list[dict[str, Any]]:
    return [{"from": _code(f.before), "to": _code(f.after), "area_m2": f.area_dm2 / 100} for f in flows]


def _line(line: AccountLine) -> dict[str, float]:
    return {
        "before_m2": line.opening_dm2 / 100, "after_m2": line.closing_dm2 / 100,
        "boundary_in_m2": line.boundary_in_dm2 / 100, "boundary_out_m2": line.boundary_out_dm2 / 100,
        "gain_m2": line.increase_dm2 / 100, "loss_m2": line.decrease_dm2 / 100, "net_m2": line.net_dm2 / 100,
        "swap_m2": line.swap_dm2 / 100, "persistence_m2": line.persistence_dm2 / 100,
        "residual_m2": line.residual_dm2 / 100,
    }  # fmt: skip


def _outflow(page: ChangePage, side: str) -> list[dict[str, Any]]:
    flow = page.scheme.cropland_flow
    ways = {way.key: way for way in flow.destinations} if flow else {}
    return [
        {"to": row.key, "label": ways[row.key].label[page.language], "area_m2": getattr(row, side) / 100,
         "sum_of": list(ways[row.key].sum_of)}
        for row in page.found.outflow
    ]  # fmt: skip


def _code(code: str) -> str | None:
    return None if code == NO_LAND else code
