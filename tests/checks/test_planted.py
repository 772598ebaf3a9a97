"""Errors planted into an invented district are all found, each as one root finding, and nothing else is."""

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from natres.workflows import check, make_sample

#: `make torture` looks at districts of real size; a test run at small ones.
PARCELS = int(os.environ.get("NATRES_PLANTED", "1200"))
DEFECTS = 60
SEEDS = (1, 2, 3) if PARCELS >= 60_000 else (1,)
#: What each kind of planted error is called by a check.
CALLED = {
    "id_duplicate": "ID_DUPLICATE", "id_length": "CODE_LENGTH", "parcel_number_duplicate": "NUMBER_DUPLICATE",
    "parcel_number_empty": "VALUE_MISSING", "feature_code_wrong": "ATTRIBUTE_UNKNOWN", "class_empty": "CODE_MISSING",
    "class_unknown": "CODE_UNKNOWN", "class_of_second_survey": "CODE_UNKNOWN",
    "class_is_settlement_code": "CODE_UNKNOWN", "class_name_mismatch": "CODE_NAME_MISMATCH",
    "class_full_width": "CODE_UNKNOWN", "class_trailing_blank": "CODE_UNKNOWN", "ownership_empty": "VALUE_MISSING",
    "ownership_unknown": "ATTRIBUTE_UNKNOWN", "owner_code_length": "CODE_LENGTH", "unit_empty": "VALUE_MISSING",
    "unit_unknown": "UNIT_UNKNOWN_CODE", "unit_wrong": "UNIT_WRONG", "area_empty": "VALUE_MISSING",
    "area_zero": "AREA_INVALID", "area_negative": "AREA_INVALID", "area_off_by_one_m2": "AREA_MISMATCH",
    "area_in_hectares": "AREA_MISMATCH", "net_area_wrong": "DEDUCTION_INVALID NET_AREA",
    "deduction_wrong": "DEDUCTION_OFF_RATIO", "deduction_in_percent": "RATIO_INVALID",
    "deduction_class_missing": "DEDUCTION_UNBOOKED", "settlement_missing": "SETTLEMENT_MISSING",
    "settlement_unknown": "CODE_UNKNOWN", "settlement_on_road_or_river": "SETTLEMENT_CLASS",
    "settlement_industry_on_housing": "SETTLEMENT_CLASS", "slope_missing": "ATTRIBUTE_MISSING",
    "slope_without_cropland": "ATTRIBUTE_EXCESS", "planting_without_cropland": "ATTRIBUTE_EXCESS",
    "planting_unknown": "ATTRIBUTE_UNKNOWN", "refinement_wrong_class": "ATTRIBUTE_CONFLICT",
    "year_other": "YEAR_OTHER", "island_flag_unknown": "ATTRIBUTE_UNKNOWN", "shape_bow_tie": "GEOM_INVALID",
    "shape_spike": "GEOM_INVALID", "shape_repeated_vertex": "GEOM_REPEATED", "shape_not_a_number": "GEOM_NONFINITE",
    "shape_collapsed": "GEOM_ZERO_AREA", "shape_hole_outside": "GEOM_INVALID",
    "shape_hole_turned": "GEOM_RING_DIRECTION", "shape_empty": "GEOM_NULL", "shape_null": "GEOM_NULL",
    "shape_outside_district": "OUTSIDE_DISTRICT", "shape_axes_swapped": "AXIS_SWAPPED", "shape_overlap": "OVERLAP",
    "shape_gap": "GAP", "shape_sliver": "SLIVER", "shape_below_least_area": "AREA_SMALL",
    "shape_in_two_parts": "GEOM_MULTIPART", "parcel_twice": "ROW_DUPLICATE",
    "shape_of_another_number": "GEOM_DUPLICATE", "parcel_missing": "GAP",
}  # fmt: skip


def planted_and_found(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    data = check(folder / "xiqing.toml").data
    return json.loads((folder / "defects.json").read_text("utf-8")), data["issues"]


def matched(planted: list[dict[str, Any]], issues: list[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """Pair each planted error with a root finding of its name in its row (or the other it concerns)."""
    roots = [issue for issue in issues if issue["caused_by"] is None]
    free = list(roots)
    missed = []
    for error in planted:
        codes = CALLED[error["kind"]].split()
        ids = {error["bsm"], error["other_bsm"]}
        hit = next(
            (
                issue
                for issue in free
                if issue["code"] in codes
                and (issue["row"] == error["row"] or (issue["row"] is not None and issue["id"] in ids))
            ),
            None,
        ) or next(
            (i for i in free if error["kind"] == "parcel_missing" and i["code"] == "GAP" and i["row"] is None), None
        )
        if hit is None:
            missed.append((error["kind"], error["row"], error["bsm"]))
        else:
            free.remove(hit)
    return missed, [(issue["code"], issue["row"], issue["id"], issue["message"]) for issue in free]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_planted_error_is_one_root_finding_and_there_is_no_other(tmp_path, seed):
    folder = tmp_path / "示例 区县"
    make_sample(folder, parcels=PARCELS, seed=seed, targets="random", defects=DEFECTS)
    planted, issues = planted_and_found(folder)
    missed, false = matched(planted, issues)
    kinds = defaultdict(int)
    for error in planted:
        kinds[error["kind"]] += 1
    assert len(planted) == DEFECTS
    assert len(kinds) > 50
    assert missed == []
    assert false == []
