"""Water, heat and accounts of the invented district: the printed figures, closings, and sums made by hand."""

import json
import tomllib
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from natres.sample.answers.well_sums import well_heat, well_places
from natres.sample.stocks.accounts import land_stock
from natres.sample.stocks.heat import draw_rock

from .made import cents, district, frame, truth

KINDS = [("report", 1), ("random", 1), ("random", 2)]
UNUSED = {"1105", "1106", "1108", "0404", "1101", "1102", "1110", "1204", "1205", "1206", "1207"}
CONSTRUCTION = {
    "0603", "05H1", "0508", "0601", "0602", "0701", "0702", "08H1", "08H2", "08H2A", "0809", "0810", "0810A", "09",
    "1001", "1002", "1003", "1004", "1005", "1007", "1008", "1009", "1109", "1201",
}  # fmt: skip


def settings(sample) -> dict:
    return tomllib.loads(sample.texts["xiqing.toml"])


def previous(sample) -> dict:
    return json.loads(sample.texts[settings(sample)["accounts"]["previous"]])


def heat_of(rocks: list[dict], reference: Decimal) -> list[tuple[Decimal, Decimal]]:
    found = []
    for rock in rocks:
        r = {key: Decimal(value) for key, value in rock.items() if key != "name"}
        stone = r["rock_density_kg_m3"] * r["rock_heat_j_kg_k"] * (1 - r["porosity"])
        water = r["water_density_kg_m3"] * r["water_heat_j_kg_k"] * r["porosity"]
        heat = (stone + water) * r["area_km2"] * 1_000_000 * r["thickness_m"] * (r["temperature_c"] - reference)
        found.append((heat, heat * r["recovery"]))
    return found


@pytest.mark.parametrize(("targets", "seed"), KINDS)
def test_the_reservoirs_give_the_published_heat(targets, seed):
    sample = district(targets, seed)
    wells, figures = settings(sample)["wells"], settings(sample)["published"]["geothermal"]
    found = heat_of(wells["reservoirs"], Decimal(str(wells["reference_c"])))
    for k, key in enumerate(("resource_heat", "recoverable_heat")):
        total = sum(heat[k] for heat in found)
        assert abs(total - Decimal(figures[key]["value"])) <= Decimal("0.00005e18")
    if targets == "report":
        assert figures["resource_heat"] == {"value": "47.2355e18", "unit": "J"}
        assert figures["recoverable_heat"] == {"value": "1.9381e18", "unit": "J"}
    stated = truth(sample)["heat"]
    assert Decimal(stated["in_place_j"]) == sum(heat for heat, _ in found)
    assert Decimal(stated["recoverable_j"]) == sum(heat for _, heat in found)
    assert {rock["name"] for rock in wells["reservoirs"]} == set(wells["required_rate"])


def test_random_reservoirs_differ_by_seed_and_stay_hotter_than_the_air():
    drawn = [draw_rock(np.random.default_rng(seed), False) for seed in range(30)]
    assert len({rocks[0].area_km2 for rocks in drawn}) > 20
    for rocks in drawn:
        assert all(0 < rock.porosity < 1 and 0 < rock.recovery < 1 and rock.in_place_j() > 0 for rock in rocks)


@pytest.mark.parametrize(("targets", "seed"), KINDS)
def test_water_sums_and_inspections_agree_with_the_users(targets, seed):
    sample = district(targets, seed)
    water, answer = settings(sample)["water"], truth(sample)["water"]
    total = Decimal(water["total"].removesuffix("亿m³"))
    assert sum(Decimal(source["amount"].removesuffix("亿m³")) for source in water["sources"]) == total
    cut = sum(Decimal(row["volume"].removesuffix("万m³")) for row in water["groundwater_cut"])
    assert Decimal(answer["total_m3"]) == total * 10**8
    assert Decimal(answer["groundwater_cut_m3"]) == cut * 10**4
    users = next(sheet.frame for sheet in sample.sheets if "取水户" in sheet.path)
    for entry, word in zip(water["inspections"], "一二三四", strict=True):
        seen = users[f"{word}季度巡查"].notna().sum()
        assert (entry["takers"], entry["inspected"]) == (len(users), seen)
    over = users.loc[users["实际取水量（万m³）"] > users["计划取水量（万m³）"], "取水户"].tolist()
    assert answer["over_plan"] == over
    if targets == "report":
        assert (str(total), str(cut), len(users), len(over)) == ("0.6457", "4.38", 36, 3)
        assert [entry["inspected"] for entry in water["inspections"]] == [36, 36, 34, 36]
        assert "三季度的取水户巡查故意少巡 2 户" in sample.texts["README.md"]


@pytest.mark.parametrize(("targets", "seed"), KINDS)
def test_accounts_close_and_open_with_last_years_closing(targets, seed):
    sample = district(targets, seed)
    scale = {"1e4m3": 10**4, "1e18J": 10**18}
    for name in ("water", "recoverable_heat"):
        account = settings(sample)["accounts"][name]
        plus, minus = (sum(map(Decimal, account[key].values())) for key in ("additions", "reductions"))
        assert Decimal(account["opening"]) + plus - minus == Decimal(account["closing"])
        assert all(Decimal(v) > 0 for v in {**account["additions"], **account["reductions"]}.values())
        before = previous(sample)["accounts"][name]["closing"]
        assert isinstance(before, int) and before == Decimal(account["opening"]) * scale[account["unit"]]


@pytest.mark.parametrize(("targets", "seed"), KINDS)
def test_last_years_land_is_that_of_the_earlier_parcels(targets, seed):
    sample = district(targets, seed)
    parcels = frame(sample, "landuse/parcels_2021.parquet")
    owner = parcels["QSXZ"].str[0].map({"1": "state", "2": "state", "3": "collective", "4": "collective"})
    group = parcels["DLBM"].map(
        lambda c: "unused" if c in UNUSED else "construction" if c in CONSTRUCTION else "agricultural"
    )
    wanted = cents(parcels["TBDLMJ"]).groupby([group, owner]).sum()
    ridges = cents(parcels["KCMJ"]).groupby(owner).sum()
    for who, area in ridges.items():
        wanted["agricultural", who] += area
    table = previous(sample)["accounts"]["land"]
    rows = {(row["key"], row["owner"]): round(row["closing_m2"] * 100) for row in table["rows"]}
    assert (table["unit"], table["closing_year"], table["opening_year"]) == ("m2", 2021, 2020)
    assert {cell: area for cell, area in rows.items() if area} == wanted.to_dict()
    assert sum(rows.values()) == 56_536_000_000
    answer = truth(sample)["accounts"]["land"]
    assert {(g, o): round(Decimal(c["opening_m2"]) * 100) for g, t in answer.items() for o, c in t.items()} == rows


def test_an_owner_who_is_neither_state_nor_collective_is_kept_apart():
    parcels = frame(district(), "landuse/parcels_2021.parquet").copy()
    whole = sum(sum(owners.values()) for owners in land_stock(parcels).values())
    parcels.loc[0, "QSXZ"] = "50"
    found = land_stock(parcels)
    assert sum("other" in owners for owners in found.values()) == 1
    assert sum(sum(owners.values()) for owners in found.values()) == whole


def wells(*rows: tuple) -> pd.DataFrame:
    columns = ["井号", "井别", "热储层", "年开采量_万m3", "井口水温_℃", "尾水温度_℃", "所在镇街"]
    return pd.DataFrame(rows, columns=columns)


def test_heat_of_wells_is_volume_by_heat_by_degrees():
    table = wells(
        ("K01", "开采", "甲", 10.0, 93.0, 33.0, "东"),
        ("K02", "开采", "甲", 0.5, 60.0, 20.0, "西"),
        ("K03", "开采", "乙", 7.0, 59.9, None, "西"),  # no tail water: counted nowhere
        ("H01", "回灌", "甲", None, None, None, "东"),
    )
    found = well_heat(table)
    # 100,000 m³ × 4.1868e6 × 60 + 5,000 m³ × 4.1868e6 × 40, and × 80 and × 47 above 13 °C
    assert found["heat_used_j"] == "25958160000000"
    assert found["heat_produced_j"] == "34478298000000"
    assert {name: part["wells"] for name, part in found["heat_by_reservoir"].items()} == {"甲": 2}
    assert well_places(table)["temperature_grade"] == {"K01": "medium", "K02": "hot", "K03": "warm_hot"}
    assert well_places(table)["wells_in_town"] == {"东": 2, "西": 2}


@pytest.mark.parametrize(
    ("head", "grade"),
    [(150.0, "high"), (149.9, "medium"), (90.0, "medium"), (60.0, "hot"), (40.0, "warm_hot"), (25.0, "warm"),
     (24.9, "none")],
)  # fmt: skip
def test_a_grade_begins_at_its_least_temperature(head, grade):
    table = wells(("K01", "开采", "甲", 1.0, head, 20.0, "东"))
    assert well_places(table)["temperature_grade"] == {"K01": grade}


@pytest.mark.parametrize(("targets", "seed"), KINDS)
def test_canopy_stock_and_chiefs_add_up_to_the_plots(targets, seed):
    sample = district(targets, seed)
    plots, answer = frame(sample, "forest/plots_2021.shp"), truth(sample)["forest"]
    tall = plots[plots["YU_BI_DU"].notna()]
    bands = pd.cut(tall["YU_BI_DU"], [0, 0.2, 0.4, 0.7, 1.01], right=False)
    wanted = (tall["MIAN_JI"] * 10_000).round().groupby(bands, observed=True).sum().astype(int).tolist()
    assert [int(Decimal(answer["by_canopy"][key]) * 10_000) for key in sorted(answer["by_canopy"])] == wanted
    stock = (plots["HUO_LMGQXJ"] * plots["MIAN_JI"]).sum()
    assert float(answer["stock_m3"]) == pytest.approx(stock, abs=1e-4)
    assert sum(map(Decimal, answer["stock_by_species_m3"].values())) == Decimal(answer["stock_m3"])
    chiefs = sum(Decimal(ha) for tenures in answer["by_chief"].values() for ha in tenures.values())
    assert chiefs == Decimal(answer["total_ha"])
    assert set(answer["by_chief"]) == set(plots["LZ_ZRQ"])


@pytest.mark.parametrize(("targets", "seed"), KINDS)
def test_the_district_file_names_every_ledger_and_marks_its_figures_as_fitted(targets, seed):
    sample = district(targets, seed)
    stated = settings(sample)
    paths = {layer.path for layer in sample.layers} | {sheet.path for sheet in sample.sheets}
    assert {entry["path"] for entry in stated["ledgers"].values()} == {p for p in paths if p.startswith("ledgers/")}
    for subject in ("geothermal", "water", "protection", "supply", "plans", "forest_work"):
        assert stated["published"][subject]["calibrated"] is True and stated["published"][subject]["year"] == 2022
    for name in ("ledgers/", "accounts/results_2021.json", "虚构"):
        assert name in sample.texts["README.md"]
    assert previous(sample)["invented"] is True and "虚构" in previous(sample)["note"]
