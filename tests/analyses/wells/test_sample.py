"""The sample's wells against what its generator says it put there."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from natres.readers import read_rights, read_wells
from tests.analyses.wells.registers import SETTINGS, table_of

DATA = Path(__file__).resolve().parents[3] / "data"
TRUTH = json.loads((DATA / "truth.json").read_text("utf-8"))["wells"]


@pytest.fixture(scope="module")
def table():
    wells, rights = read_wells(DATA / "geothermal" / "wells.csv"), read_rights(DATA / "geothermal" / "rights.csv")
    return table_of(wells.frame, rights.frame, **{**SETTINGS, "on": date(2022, 12, 31)})


def codes(table, code):
    return sorted({f.well_id or f.right_id for f in table.findings if f.code == code})


def test_counts_and_volumes(table):
    assert dict(table.counts) == TRUTH["counts"]
    found = {r.reservoir: (r.produced_m3, r.reinjected_m3) for r in table.reinjection}
    truth = {n: (Fraction(v["produced_m3"]), Fraction(v["reinjected_m3"])) for n, v in TRUTH["reinjection"].items()}
    assert found == truth


def test_tail_water(table):
    status = {t.well_id: t.status for t in table.tail_water}
    assert [w for w, s in status.items() if s == "exceeded"] == TRUTH["tail_water_exceeded"]
    assert [w for w, s in status.items() if s == "not evaluated"] == TRUTH["tail_water_missing"]
    assert {status[w] for w in TRUTH["tail_water_at_limit"]} == {"within"}


def test_permits_partners_and_rights(table):
    assert codes(table, "WELL_OVER_PERMIT") == TRUTH["over_permit"]
    assert codes(table, "DOUBLET_NO_REINJECTION") == TRUTH["partner_missing"]
    assert list(table.singles) == TRUTH["single"]
    assert codes(table, "RIGHT_EXPIRED") == TRUTH["rights_run_out"]
    assert [r.well_id for r in table.well_rights if r.orphan] == TRUTH["wells_on_rights_run_out"]


def test_only_the_well_without_tail_water_has_no_utilisation(table):
    assert [h.well_id for h in table.heat if h.utilisation is None] == TRUTH["tail_water_missing"]
    assert table.heat_whole.evaluated == 21
