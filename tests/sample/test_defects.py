"""The planted errors: each is in the table where the list says, and nothing else is."""

import io
import json
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import wkb

from natres.errors import BadUsage
from natres.sample import SampleDistrict, build_sample
from natres.sample.defects import KINDS, Planted, defects_stream, plant_defects
from natres.sample.defects.hints import hints
from natres.sample.defects.listing import HEADINGS
from natres.writers import geoparquet_bytes


@cache
def clean() -> gpd.GeoDataFrame:
    """The clean table, with the column of refinements that some deliveries have."""
    table = build_sample(parcels=1000, seed=3, targets="random").layers[0].frame
    assert isinstance(table, gpd.GeoDataFrame)
    return gpd.GeoDataFrame(table.assign(TBXHDM=table.get("TBXHDM", "")))


@cache
def planted(count: int = 100, seed: int = 3) -> Planted:
    return plant_defects(clean(), count, defects_stream(seed), layer="DLTB", file="parcels.parquet")


@cache
def district(defects: int) -> SampleDistrict:
    return build_sample(parcels=400, seed=3, targets="random", defects=defects)


def of_kind(key: str):
    """One error of a kind, from the first seed that has one: the error, its row in the new table, and the table."""
    for seed in range(3, 9):
        made = planted(seed=seed)
        found = [d for d in made.defects if d.kind == key]
        if found:
            row = None if found[0].row is None else made.table.iloc[found[0].row]
            return found[0], row, made.table
    raise AssertionError(f"no error of kind {key} in six districts")


def clean_row(bsm: str) -> pd.Series:
    return clean().set_index("BSM").loc[bsm]


def test_there_are_many_kinds_and_each_has_its_hints():
    keys = [kind.key for kind in KINDS]
    assert len(set(keys)) == len(keys) >= 50
    for key in keys:
        assert hints(key)["zh"].strip() and hints(key)["en"].strip()


def test_twenty_five_errors_are_of_twenty_five_kinds_and_their_order_is_the_seeds():
    few = planted(25)
    assert len({d.kind for d in few.defects}) == 25
    assert {d.kind for d in few.defects} != {d.kind for d in planted(25, 4).defects}


def test_the_list_counts_from_one_and_says_of_each_where_it_is():
    made = planted()
    assert [d.number for d in made.defects] == list(range(1, 101))
    for d in made.defects:
        assert d.layer == "DLTB" and d.file == "parcels.parquet" and d.hint_zh and d.hint_en
        assert (d.row is None) == (d.kind == "parcel_missing")
        if d.row is not None:
            assert made.table["BSM"].iloc[d.row] == d.bsm


def test_an_error_of_a_field_is_in_the_table_as_the_list_says():
    made, before = planted(), clean().set_index("BSM")
    for d in made.defects:
        if d.row is not None and d.field not in ("", "geometry", "BSM"):
            assert said(made.table[d.field].iloc[d.row]) == d.after, d
            assert said(before.loc[d.bsm, d.field]) == d.before, d


def said(value) -> str:
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.2f}"
    return str(value)


def test_nothing_else_is_changed_and_the_order_of_rows_stays():
    made, before = planted(), clean()
    touched = {d.row for d in made.defects}
    parents = {d.other_bsm for d in made.defects if d.kind in ("shape_sliver", "shape_below_least_area")}
    rest = made.table[[k not in touched and b not in parents for k, b in enumerate(made.table["BSM"])]]
    assert len(rest) >= len(before) - 100
    same = before[before["BSM"].isin(rest["BSM"])].reset_index(drop=True)
    assert rest.reset_index(drop=True).equals(same)
    assert made.table.dtypes.equals(before.dtypes)
    assert list(made.table.index) == list(range(len(made.table)))


def test_no_two_errors_are_in_parcels_that_touch():
    made, before = planted(), clean()
    place = {b: k for k, b in enumerate(before["BSM"])}
    rows = []
    for d in made.defects:
        added = d.kind in ("shape_sliver", "shape_below_least_area", "parcel_twice", "shape_of_another_number")
        name = d.other_bsm if added else d.before if d.field == "BSM" else d.bsm
        rows.append(place[str(name)])
        if d.kind == "shape_in_two_parts":
            rows.append(place[str(d.other_bsm)])
    assert len(set(rows)) == len(rows)
    shapes = before.geometry.to_numpy()[rows]
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert (a == b).all()


def test_numbers_are_duplicated_as_said():
    d, row, table = of_kind("id_duplicate")
    assert (table["BSM"] == row["BSM"]).sum() == 2 and d.other_bsm == row["BSM"]
    d, row, table = of_kind("parcel_number_duplicate")
    assert ((table["TBBH"] == row["TBBH"]) & (table["ZLDWDM"] == row["ZLDWDM"])).sum() == 2
    d, row, table = of_kind("unit_wrong")
    assert ((table["TBBH"] == row["TBBH"]) & (table["ZLDWDM"] == row["ZLDWDM"])).sum() == 1
    assert row["ZLDWDM"] in set(clean()["ZLDWDM"]) and row["ZLDWDM"][:9] != clean_row(d.bsm)["ZLDWDM"][:9]


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("shape_bow_tie", "Self-intersection"), ("shape_spike", "Self-intersection"),
        ("shape_hole_outside", "Hole lies outside shell"), ("shape_not_a_number", "Invalid Coordinate"),
        ("shape_collapsed", "Too few points"),
    ],
)  # fmt: skip
def test_shapes_are_invalid_for_the_stated_reason(key, reason):
    _, row, _ = of_kind(key)
    assert reason in shapely.is_valid_reason(row["geometry"])


def test_overlap_and_gap_lie_between_the_parcel_and_the_neighbour_of_the_list():
    for key, sign in (("shape_overlap", 1), ("shape_gap", -1)):
        d, row, _ = of_kind(key)
        old, other = clean_row(d.bsm)["geometry"], clean_row(d.other_bsm)["geometry"]
        assert row["geometry"].is_valid and sign * (row["geometry"].area - old.area) > 2
        if sign == 1:
            overlap = row["geometry"].intersection(other).area
            assert overlap == pytest.approx(row["geometry"].area - old.area, abs=1e-3)
        else:
            assert old.difference(row["geometry"]).touches(other)
        assert d.before.startswith("vertex") and d.before != d.after


@pytest.mark.parametrize(("key", "low", "high"), [("shape_sliver", 0, 10), ("shape_below_least_area", 10, 200)])
def test_a_small_piece_and_its_rest_cover_the_old_parcel_and_share_its_area(key, low, high):
    d, row, table = of_kind(key)
    old, rest = clean_row(d.other_bsm), table.set_index("BSM").loc[d.other_bsm]
    assert low < row["TBMJ"] < high and row["geometry"].is_valid and rest["geometry"].is_valid
    assert round(row["TBMJ"] + rest["TBMJ"], 2) == old["TBMJ"]
    assert rest["geometry"].union(row["geometry"]).equals(old["geometry"])
    assert shapely.coverage_is_valid([rest["geometry"], row["geometry"]])
    assert (table["BSM"] == row["BSM"]).sum() == 1


def test_rows_are_added_joined_and_left_out_as_said():
    d, row, table = of_kind("parcel_twice")
    both = table[table["BSM"] == d.bsm]
    assert len(both) == 2
    assert both.iloc[0].drop("geometry").equals(both.iloc[1].drop("geometry"))
    d, row, table = of_kind("shape_of_another_number")
    assert row["geometry"].equals(clean_row(d.other_bsm)["geometry"]) and row["BSM"] != d.other_bsm
    d, row, table = of_kind("parcel_missing")
    assert not (table["BSM"] == d.bsm).any() and (clean()["BSM"] == d.bsm).any()
    d, row, table = of_kind("shape_in_two_parts")
    assert row["geometry"].geom_type == "MultiPolygon" and row["geometry"].is_valid
    assert not (table["BSM"] == d.other_bsm).any()
    assert of_kind("shape_null")[1]["geometry"] is None
    assert of_kind("shape_empty")[1]["geometry"].is_empty
    d, row, _ = of_kind("shape_hole_turned")
    assert row["geometry"].equals(clean_row(d.bsm)["geometry"]) and row["geometry"].is_valid


def test_every_shape_however_bad_comes_back_from_the_file_as_it_was():
    table = planted().table
    back = gpd.read_parquet(io.BytesIO(geoparquet_bytes(table, {"invented": "true"})))
    for before, after in zip(table.geometry, back.geometry, strict=True):
        assert (before is None) == (after is None)
        assert before is None or wkb.dumps(before) == wkb.dumps(after)


def test_the_same_arguments_give_the_same_errors_and_none_leave_the_district_as_it_was():
    again = plant_defects(clean(), 100, defects_stream(3), layer="DLTB", file="parcels.parquet")
    assert again.defects == planted().defects
    assert [wkb.dumps(g) if g else None for g in again.table.geometry] == [
        wkb.dumps(g) if g else None for g in planted().table.geometry
    ]
    without, with_errors = district(0), district(40)
    assert "defects.json" not in without.texts
    assert (
        without.layers[0]
        .frame.drop(columns="geometry")
        .equals(build_sample(parcels=400, seed=3, targets="random").layers[0].frame.drop(columns="geometry"))
    )
    truths = [json.loads(d.texts["truth.json"]) for d in (without, with_errors)]
    assert truths[1].pop("defects")["planted"] == 40
    for answer, count in zip(truths, (0, 40), strict=True):
        assert answer.pop("asked")["defects"] == count
    assert truths[0].pop("defects") == 0
    assert truths[0] == truths[1]


def test_a_district_with_errors_carries_their_list_twice_and_says_so():
    made = district(40)
    listed = json.loads(made.texts["defects.json"])
    table = next(layer for layer in made.layers if layer.path == "defects.csv")
    assert len(listed) == len(table.frame) == 40 and table.encoding == "utf-8-sig"
    assert list(table.frame.columns) == [HEADINGS[field] for field in listed[0]]
    assert table.frame["错值"].tolist() == [d["after"] for d in listed]
    assert {d["file"] for d in listed} == {made.layers[0].path}
    assert "40" in made.texts["README.md"].split("Planted errors")[1]


def test_a_tenth_of_the_parcels_is_the_most_and_can_be_had():
    assert len(district(40).layers[0].frame) > 350
    for count, code in ((41, "SAMPLE_DEFECTS.crowded"), (5001, "SAMPLE_DEFECTS"), (-1, "SAMPLE_DEFECTS")):
        with pytest.raises(BadUsage) as caught:
            build_sample(parcels=400, targets="random", defects=count)
        assert caught.value.variant == code
    assert "410" in BadUsage("SAMPLE_DEFECTS.crowded", value=41, parcels=400, high=40, enough=410).sentence("en")
