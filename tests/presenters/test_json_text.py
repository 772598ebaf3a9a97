import json
import math

import pytest

from natres.analyses import PublishedFigure, check_figures, check_quota, class_shares
from natres.core.closing import Control
from natres.core.issues import Notice, Repair
from natres.core.ledger import open_ledger
from natres.core.provenance import Provenance
from natres.core.results import Quota, Unit
from natres.core.units import PrintedFigure
from natres.presenters.json_land import shares_json
from natres.presenters.json_text import (
    envelope,
    figures_json,
    json_text,
    quota_json,
    wells_json,
)
from natres.presenters.land_tables import LandPage
from tests.analyses.wells.registers import RIGHTS, table_of, twelve_table, wells
from tests.strategies import SCHEME, ZONE_39

UNITS = (Unit("120111101", "杨柳青镇", "town"),)


@pytest.fixture
def ledger(parcels):
    return open_ledger(parcels, ZONE_39, kind="planar", control=Control(4_000_100))


def shares(ledger, language="zh", by_unit=True):
    page = LandPage.of(class_shares(ledger, SCHEME, units=UNITS), SCHEME, language)
    return shares_json(page, by_unit=by_unit)


def test_shares_hold_the_promised_keys(ledger):
    found = shares(ledger)
    promised = {
        "area_kind", "control_area_m2", "measured_area_m2", "residual_m2", "closed", "groups", "classes", "ownership",
        "measures", "units",
    }  # fmt: skip
    assert promised <= set(found)
    group = {"key", "label", "area_m2", "share", "area_text", "share_text"}
    assert all(group <= set(g) for g in found["groups"])
    assert all(group - {"key"} | {"code", "level", "group"} <= set(c) for c in found["classes"])
    assert all({"key", "label", "rule", "area_m2", "why_not"} <= set(m) for m in found["measures"])
    assert all(
        {"code", "label", "level", "parent", "area_m2", "groups", "classes", "ownership"} <= set(u)
        for u in found["units"]
    )
    assert [g["key"] for g in found["groups"]] == ["agricultural", "construction", "unused", "unclassified"]
    assert "units" not in shares(ledger, by_unit=False)


def test_areas_are_square_metres_and_groups_with_residual_are_the_whole(ledger):
    found = shares(ledger)
    assert (found["measured_area_m2"], found["control_area_m2"], found["residual_m2"]) == (40_000.0, 40_001.0, 1.0)
    assert found["closed"] is False
    assert sum(g["area_m2"] for g in found["groups"]) + found["residual_m2"] == found["control_area_m2"]
    total = sum(g["share"] for g in found["groups"]) + found["residual_m2"] / found["control_area_m2"]
    assert math.isclose(total, 1.0, rel_tol=1e-15)


def test_a_layer_without_control_area_has_null_there_and_is_closed(parcels):
    found = shares(open_ledger(parcels, ZONE_39, kind="planar"))
    assert (found["control_area_m2"], found["residual_m2"], found["closed"]) == (None, 0.0, True)


def test_a_measure_that_cannot_be_computed_is_null_with_its_reason(parcels):
    found = shares(open_ledger(parcels.drop(columns="settlement_code"), ZONE_39, kind="planar"))
    measure = next(m for m in found["measures"] if m["key"] == "urban_rural_construction")
    assert measure["area_m2"] is None
    assert measure["why_not"]


def test_languages_differ_in_words_alone(ledger):
    def bare(value):
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if k not in ("label", "rule", "why_not", "title")}
        return [bare(v) for v in value] if isinstance(value, list) else value

    assert bare(shares(ledger, "zh")) == bare(shares(ledger, "en"))


def quota(ledger, kind="ceiling", measure="construction", limit=500_000):
    asked = Quota("q", "规模", measure, kind, limit, "0.005", 3)
    page = LandPage.of(class_shares(ledger, SCHEME, units=UNITS), SCHEME, "zh")
    return quota_json([check_quota(ledger, SCHEME, asked, units=UNITS)], page)["quotas"][0]


def test_a_quota_holds_the_promised_keys_and_its_margin_by_kind(ledger):
    ceiling = quota(ledger)
    assert {
        "key", "label", "measure", "kind", "limit_m2", "actual_m2", "actual_text", "margin_m2", "ratio", "status",
        "under_other_measures", "by_unit", "by_class",
    } <= set(ceiling)  # fmt: skip
    assert (ceiling["limit_m2"], ceiling["actual_m2"], ceiling["margin_m2"], ceiling["ratio"]) == (
        5000.0,
        10_000.0,
        -5000.0,
        2.0,
    )
    assert set(ceiling["by_unit"][0]) >= {"code", "label", "actual_m2", "limit_m2", "margin_m2", "ratio", "status"}
    assert ceiling["by_unit"][0]["limit_m2"] is None
    floor = quota(ledger, "floor", "cropland")
    assert (floor["margin_m2"], floor["status"]) == (5000.0, "within")


def test_a_quota_that_cannot_be_computed_has_nulls_and_a_reason(parcels):
    bare = open_ledger(parcels.drop(columns="settlement_code"), ZONE_39, kind="planar")
    found = quota(bare, measure="urban_rural_construction")
    assert [found[key] for key in ("actual_m2", "actual_text", "margin_m2", "ratio")] == [None] * 4
    assert found["status"] == "not_computable"
    assert found["why_not"]


def test_wells_hold_the_promised_keys_and_missing_values_are_null():
    found = wells_json(table_of(wells(), RIGHTS), "zh")
    promised = {"production", "reinjection", "observation", "mining_rights", "exploration_rights"}
    assert promised <= set(found["counts"])
    assert {"reservoir", "produced_m3", "reinjected_m3", "rate", "required_rate", "status"} <= set(
        found["reinjection"][0]
    )
    assert found["tail_water"][1] == {
        "well_id": "津热-03",
        "tail_water_c": None,
        "limit_c": 30.0,
        "status": "not evaluated",
        "why_not": "no_temperature",
    }
    assert {"code", "well_id", "message", "detail"} <= set(found["findings"][0])
    json.loads(json_text(found))


def test_the_heat_and_places_of_wells_are_numbers_in_their_units():
    found = wells_json(twelve_table(), "zh")
    assert found["heat_in_place"][0]["stored_j"] == 1.05e19
    assert found["heat_total"]["utilisation"] == 2 / 3
    assert found["places"][0]["zones"] == [{"layer": "红线", "zone": "Z1"}]
    assert found["rights"][1]["valid_to"] == "2021-12-31"
    json.loads(json_text(found))


def test_published_figures_keep_the_text_they_were_printed_with():
    figure = PublishedFigure("quota.x", PrintedFigure.parse("约215.5"), "km2")
    assert figures_json(check_figures([figure], {})) == [
        {"key": "quota.x", "published": "约215.5", "computed": None, "unit": "km2", "status": "stated"}
    ]


def test_the_head_names_inputs_with_their_repairs_and_warnings_with_their_words():
    record = Provenance("三调/DLTB.shp", "DLTB", "ESRI Shapefile", 4, "EPSG:4527", 2022, "0" * 64, "GB18030",
                        repairs=(Repair("ENCODING_GUESSED", 1, "utf-8", "GB18030"),))  # fmt: skip
    found = envelope("shares", [record], [Notice("CRS_WGS84", {"file": "a.geojson"})], "zh")
    assert {"natres", "command", "inputs", "warnings"} <= set(found)
    promised = {"path", "layer", "driver", "rows", "crs", "year", "sha256", "encoding", "repairs"}
    assert promised <= set(found["inputs"][0])
    assert set(found["inputs"][0]["repairs"][0]) == {"code", "count", "detail"}
    assert found["warnings"][0]["code"] == "CRS_WGS84"
    assert "a.geojson" in found["warnings"][0]["message"]


def test_chinese_stays_readable_and_a_number_that_is_none_is_a_mistake():
    assert "西青区" in json_text({"name": "西青区"})
    for wrong in (math.nan, math.inf):
        with pytest.raises(ValueError, match="JSON"):
            json_text({"a": wrong})
