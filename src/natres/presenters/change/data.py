"""A change as JSON with the promised keys; areas are m², those of pieces unrounded."""

from collections.abc import Callable, Sequence
from typing import Any

from natres.core.results.change import NO_LAND, AccountLine, ChangedPiece, LandFlow
from natres.labels import words
from natres.presenters.change.matrices import rolled_up
from natres.presenters.change.page import ChangePage
from natres.presenters.json_text import m2, maybe_m2, second_json
from natres.presenters.scheme_notes import scheme_json

__all__ = ["change_json"]

Label = Callable[[str], str]


def change_json(page: ChangePage, *, by_unit: bool) -> dict[str, Any]:
    """Return the matrix, accounts, outflow, new construction, parcels and list of changes."""
    change, matrix, scheme = page.change, page.change.matrix, page.scheme
    found: dict[str, Any] = {
        "area_kind": {"before": page.opened.shares.area_kind, "after": page.closed.shares.area_kind},
        "years": {"before": page.opened.year, "after": page.closed.year},
        "scheme": scheme_json(scheme, page.language),
        "before_m2": matrix.before_m2,
        "after_m2": matrix.after_m2,
        "common_m2": matrix.common_m2,
        "only_before_m2": matrix.only_before_m2,
        "only_after_m2": matrix.only_after_m2,
        "residual_m2": matrix.residual_m2,
        "after_residual_m2": matrix.after_residual_m2,
        "survey_residuals_m2": dict(zip(("before", "after"), matrix.survey_residuals_m2, strict=True)),
        "changed_m2": matrix.changed_m2,
        "no_land": NO_LAND,
        "matrix": [
            {
                "from": c.before, "to": c.after, "planar_m2": c.planar_m2, "survey_m2": c.survey_m2,
                "declared_m2": m2(c.area_dm2), "sliver_m2": c.slivers_m2,
            }
            for c in matrix.cells
        ],
        "class_matrix": _flows(change.flows),
        "main_class_matrix": _rolled(page, lambda code: scheme.at_level(code, 1)),
        "group_matrix": _rolled(page, lambda code: scheme.group_of(code) or "unclassified"),
        "ownership_matrix": _flows(change.owner_flows),
        "classes": [_line("code", line, page.class_name) for line in change.classes],
        "main_classes": [_line("code", line, page.class_name) for line in change.main_classes],
        "groups": [_line("key", line, page.group_name) for line in change.groups],
        "ownership": [_line("key", line, page.owner_name) for line in change.owners],
        "cropland_outflow": _outflow(page),
        "new_construction": _growth(page),
        "parcels": {
            "kinds": dict(change.parcels.kinds), "attribute_fields": dict(change.parcels.fields),
            "gone": change.parcels.gone,
        },
        "slivers": {
            "width_m": change.sliver_rule.width_m, "area_m2": change.sliver_rule.area_m2, "count": change.sliver_count,
            "planar_m2": sum(c.slivers_m2 for c in matrix.cells),
        },
        "changes": [_piece(piece) for piece in change.pieces],
        "second_computation": second_json(page.second),
    }  # fmt: skip
    if by_unit:
        found["units"] = [
            {"unit": line.unit, "unit_label": page.town_name(line.unit), **_line("key", line, page.group_name)}
            for line in change.towns
        ]
        found["unit_matrix"] = _flows(change.town_flows)
    return found


def _rolled(page: ChangePage, of: Callable[[str], str]) -> list[dict[str, Any]]:
    return [{"from": one, "to": two, "area_m2": m2(a)} for (one, two), a in rolled_up(page.change.flows, of).items()]


def _flows(flows: Sequence[LandFlow]) -> list[dict[str, Any]]:
    return [{"from": flow.before, "to": flow.after, "area_m2": m2(flow.area_dm2)} for flow in flows]


def _line(name: str, line: AccountLine, label: Label) -> dict[str, Any]:
    return {
        name: line.key, "label": label(line.key), "before_m2": m2(line.opening_dm2), "after_m2": m2(line.closing_dm2),
        "gain_m2": m2(line.increase_dm2), "loss_m2": m2(line.decrease_dm2), "net_m2": m2(line.net_dm2),
        "swap_m2": m2(line.swap_dm2), "persistence_m2": m2(line.persistence_dm2),
        "boundary_in_m2": m2(line.boundary_in_dm2), "boundary_out_m2": m2(line.boundary_out_dm2),
        "adjusted_m2": m2(line.adjusted_dm2), "residual_m2": m2(line.residual_dm2),
    }  # fmt: skip


def _outflow(page: ChangePage) -> list[dict[str, Any]]:
    flow = page.scheme.cropland_flow
    ways = {} if flow is None else {way.key: way for way in flow.destinations}
    return [
        {
            "to": row.key, "label": ways[row.key].label[page.language], "area_m2": m2(row.outflow_dm2),
            "inflow_m2": m2(row.inflow_dm2), "sum_of": list(ways[row.key].sum_of),
        }
        for row in page.change.outflow
    ]  # fmt: skip


def _growth(page: ChangePage) -> list[dict[str, Any]]:
    why = None if page.boundary else words(page.language)["change.no_boundary"]
    return [
        {
            "from": row.before, "label": page.class_name(row.before), "area_m2": m2(row.area_dm2),
            "inside_m2": maybe_m2(row.inside_dm2),
            "outside_m2": None if row.inside_dm2 is None else m2(row.area_dm2 - row.inside_dm2), "why_not": why,
        }
        for row in page.change.growth
    ]  # fmt: skip


def _piece(piece: ChangedPiece) -> dict[str, Any]:
    return {
        "before_id": piece.before_id or None, "after_id": piece.after_id or None,
        "before_row": None if piece.before_row < 0 else piece.before_row,
        "after_row": None if piece.after_row < 0 else piece.after_row, "from": piece.before, "to": piece.after,
        "planar_m2": piece.planar_m2, "survey_m2": piece.survey_m2, "area_m2": m2(piece.area_dm2),
        "unit": piece.unit_code, "kind": piece.kind, "parcel": piece.parcel, "width_m": piece.width_m,
        "fields": list(piece.fields),
    }  # fmt: skip
