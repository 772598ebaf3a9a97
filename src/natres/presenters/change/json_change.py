"""The change between two years as JSON with the promised keys: areas in m², unrounded where they are sums of shapes."""

from collections.abc import Callable, Sequence
from typing import Any

from natres.core.results.change import NO_LAND, AccountLine, ChangedPiece, LandFlow
from natres.presenters.change.matrices import rolled_up
from natres.presenters.change.page import ChangePage
from natres.presenters.json_text import m2, maybe_m2, second_json
from natres.presenters.scheme_notes import scheme_json

__all__ = ["change_json", "pieces_json"]


def change_json(page: ChangePage) -> dict[str, Any]:
    """Return matrix, accounts and flows; ground that a year does not have is ``null``."""
    found, matrix, scheme = page.found, page.found.matrix, page.scheme
    kinds = page.opened.shares.area_kind, page.closed.shares.area_kind
    declared = kinds[0] == "declared"
    return {
        "years": list(page.years),
        "area_kind": kinds[0],
        "after_area_kind": kinds[1],
        "scheme": scheme_json(scheme, page.language),
        "before_m2": matrix.before_m2, "after_m2": matrix.after_m2, "common_m2": matrix.common_m2,
        "only_before_m2": matrix.only_before_m2, "only_after_m2": matrix.only_after_m2,
        "residual_m2": matrix.residual_m2, "after_residual_m2": matrix.after_residual_m2,
        "survey_residuals_m2": list(matrix.survey_residuals_m2), "changed_m2": matrix.changed_m2,
        "matrix": [
            {
                "from": _code(c.before), "to": _code(c.after), "planar_m2": c.planar_m2, "survey_m2": c.survey_m2,
                "declared_m2": m2(c.area_dm2) if declared else None, "area_m2": m2(c.area_dm2),
                "slivers_m2": c.slivers_m2,
            }
            for c in matrix.cells
        ],
        "class_matrix": _flows(found.flows),
        "main_class_matrix": _flows(rolled_up(found.flows, lambda code: scheme.at_level(code, 1))),
        "group_matrix": _flows(rolled_up(found.flows, lambda code: scheme.group_of(code) or "unclassified")),
        "classes": [_line("code", line, page.land_class) for line in found.classes],
        "main_classes": [_line("code", line, page.land_class) for line in found.main_classes],
        "groups": [_line("key", line, page.group) for line in found.groups],
        "ownership": [_line("key", line, page.owner) for line in found.owners],
        "ownership_matrix": _flows(found.owner_flows),
        "units": [
            {**_line("code", line, page.group), "code": line.unit, "label": page.town(line.unit), "group": line.key}
            for line in found.towns
        ],
        "unit_matrix": _flows(found.town_flows),
        "cropland_outflow": _outflow(page, "outflow_dm2"),
        "cropland_inflow": _outflow(page, "inflow_dm2"),
        "new_construction": [
            {
                "from": row.before, "label": page.land_class(row.before), "area_m2": m2(row.area_dm2),
                "inside_urban_boundary_m2": maybe_m2(row.inside_dm2),
            }
            for row in found.growth
        ],
        "parcels": {
            "kinds": dict(found.parcels.kinds), "fields": dict(found.parcels.fields), "gone": found.parcels.gone,
        },
        "slivers": {
            "count": found.sliver_count, "area_m2": sum(c.slivers_m2 for c in matrix.cells),
            "width_m": found.sliver_rule.width_m, "max_area_m2": found.sliver_rule.area_m2,
        },
        "same_shapes": found.same_shapes, "cut_on_grid": found.eased, "vertices_rounded": found.rounded,
        "second_computation": second_json(page.second),
    }  # fmt: skip


def pieces_json(page: ChangePage) -> list[dict[str, Any]]:
    """Return the list of changes."""
    return [_piece(piece) for piece in page.found.pieces]


def _piece(piece: ChangedPiece) -> dict[str, Any]:
    return {
        "before_id": piece.before_id or None, "after_id": piece.after_id or None,
        "before_row": None if piece.before_row < 0 else piece.before_row,
        "after_row": None if piece.after_row < 0 else piece.after_row,
        "from": _code(piece.before), "to": _code(piece.after), "area_m2": m2(piece.area_dm2),
        "planar_m2": piece.planar_m2, "survey_m2": piece.survey_m2, "width_m": piece.width_m,
        "unit": piece.unit_code, "kind": piece.kind, "parcel": piece.parcel, "fields": list(piece.fields),
    }  # fmt: skip


def _flows(flows: Sequence[LandFlow]) -> list[dict[str, Any]]:
    return [{"from": _code(f.before), "to": _code(f.after), "area_m2": m2(f.area_dm2)} for f in flows]


def _line(name: str, line: AccountLine, label: Callable[[str], str]) -> dict[str, Any]:
    return {
        name: line.key, "label": label(line.key),
        "before_m2": m2(line.opening_dm2), "after_m2": m2(line.closing_dm2),
        "boundary_in_m2": m2(line.boundary_in_dm2), "boundary_out_m2": m2(line.boundary_out_dm2),
        "adjusted_m2": m2(line.adjusted_dm2), "gain_m2": m2(line.increase_dm2), "loss_m2": m2(line.decrease_dm2),
        "net_m2": m2(line.net_dm2), "swap_m2": m2(line.swap_dm2), "persistence_m2": m2(line.persistence_dm2),
        "residual_m2": m2(line.residual_dm2),
    }  # fmt: skip


def _outflow(page: ChangePage, side: str) -> list[dict[str, Any]]:
    flow = page.scheme.cropland_flow
    ways = {way.key: way for way in flow.destinations} if flow else {}
    return [
        {
            "to": row.key, "label": ways[row.key].label[page.language], "area_m2": m2(getattr(row, side)),
            "sum_of": list(ways[row.key].sum_of),
        }
        for row in page.found.outflow
    ]  # fmt: skip


def _code(code: str) -> str | None:
    return None if code == NO_LAND else code
