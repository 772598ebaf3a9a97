"""The well register of the invented district: doublets, depths and heat, and the cases a check must find."""

import pandas as pd
import pytest

from tests.sample.made import district, frame, truth

RESERVOIRS = {  # depth m, heat °C
    "雾迷山组": ((1800, 3300), (78, 99)), "奥陶系": ((1500, 2300), (62, 78)),
    "馆陶组": ((1100, 1800), (52, 66)), "明化镇组": ((700, 1100), (38, 50)),
}  # fmt: skip


@pytest.fixture(params=[("report", 1), ("report", 4), ("random", 1), ("random", 2), ("random", 3)], scope="module")
def sample(request):
    return district(*request.param)


@pytest.fixture
def wells(sample) -> pd.DataFrame:
    return frame(sample, "geothermal/wells.csv")


@pytest.fixture
def rights(sample) -> pd.DataFrame:
    return frame(sample, "geothermal/rights.csv")


def of(wells: pd.DataFrame, kind: str) -> pd.DataFrame:
    return wells[wells["井别"] == kind]


def test_the_report_district_has_the_printed_numbers():
    made = district()
    wells, rights = frame(made, "geothermal/wells.csv"), frame(made, "geothermal/rights.csv")
    assert wells["井别"].value_counts().to_dict() == {"开采": 22, "回灌": 20, "观测": 2}
    assert rights["类型"].value_counts().to_dict() == {"采矿权": 22, "探矿权": 2}


def test_every_doublet_shares_reservoir_permit_and_user(wells):
    main, back = of(wells, "开采").set_index("对井组"), of(wells, "回灌").set_index("对井组")
    assert back.index.is_unique and set(back.index) <= set(main.index)
    for field in ("热储层", "许可证号", "使用单位"):
        assert (main.loc[back.index, field] == back[field]).all(), field
    returned, drawn = back["年回灌量_万m3"].astype(float), main.loc[back.index, "年开采量_万m3"].astype(float)
    assert (returned <= drawn).all() and (returned > 0.2 * drawn).all()
    east = (main.loc[back.index, "经度"] - back["经度"]) * 86_500
    north = (main.loc[back.index, "纬度"] - back["纬度"]) * 111_000
    assert ((east**2 + north**2) ** 0.5).between(10, 720).all()


def test_one_doublet_lacks_its_partner_and_single_wells_name_none(sample, wells):
    main, answer = of(wells, "开采"), truth(sample)["wells"]
    named = main[main["对井组"] != ""]
    missing = named[~named["对井组"].isin(of(wells, "回灌")["对井组"])]
    assert missing["井号"].tolist() == answer["partner_missing"] and len(missing) == 1
    assert main.loc[main["对井组"] == "", "井号"].tolist() == answer["single"]
    assert len(main) - len(of(wells, "回灌")) == len(answer["single"]) + 1


def test_depth_and_heat_are_those_of_the_reservoir(wells):
    for name, ((shallow, deep), (cool, hot)) in RESERVOIRS.items():
        mine = wells[wells["热储层"] == name]
        assert mine["井深_m"].between(shallow, deep).all()
        assert mine["井口水温_℃"].dropna().between(cool, hot).all()
    assert set(wells["热储层"]) == set(RESERVOIRS)
    assert (wells["取水段顶_m"] < wells["取水段底_m"]).all() and (wells["取水段底_m"] < wells["井深_m"]).all()
    assert (wells["取水段顶_m"] > wells["静水位埋深_m"]).all()
    assert wells["矿化度_mgL"].between(800, 4200).all()
    date = pd.to_datetime(wells["水位测量日期"])
    assert (date <= pd.to_datetime(wells["数据日期"])).all() and (date.dt.year == 2022).all()


def test_flow_heated_area_and_volume_fit_each_other(wells):
    main = of(wells, "开采")
    hours = main["年开采量_万m3"] * 1e4 / main["流量_m3h"]
    assert hours.between(2400, 7600).all()
    heating = main["用途"] == "供暖"
    assert set(main["用途"]) <= {"供暖", "洗浴", "工业"} and heating.mean() > 0.5
    assert (main["供暖面积_万m2"].notna() == heating).all()
    assert main.loc[heating, "井口水温_℃"].min() >= 50
    per_m2 = 1.163e3 * main["流量_m3h"] * (main["井口水温_℃"] - 25) / (main["供暖面积_万m2"] * 1e4)  # W
    assert per_m2[heating].between(25, 75).all()


def test_what_only_one_kind_of_well_has_is_empty_elsewhere(wells):
    drawn_only = ["井口水温_℃", "流量_m3h", "许可开采量_万m3", "年开采量_万m3", "用途"]
    assert of(wells, "开采")[drawn_only].notna().all(axis=None)
    assert wells.loc[wells["井别"] != "开采", [*drawn_only, "尾水温度_℃", "供暖面积_万m2"]].isna().all(axis=None)
    assert of(wells, "回灌")["年回灌量_万m3"].notna().all()
    assert wells.loc[wells["井别"] != "回灌", ["年回灌量_万m3", "回灌温度_℃"]].isna().all(axis=None)


def test_tail_water_stands_above_at_and_below_the_limit_and_is_missing_once(sample, wells):
    answer = truth(sample)["wells"]
    main, back = of(wells, "开采").set_index("对井组"), of(wells, "回灌").set_index("对井组")
    tail = main["尾水温度_℃"].astype(float)
    for key, cases in (
        ("tail_water_exceeded", tail > 30), ("tail_water_at_limit", tail == 30), ("tail_water_missing", tail.isna()),
    ):  # fmt: skip
        assert main.loc[cases, "井号"].tolist() == answer[key], key
    counted = [len(answer[f"tail_water_{k}"]) for k in ("exceeded", "at_limit", "missing")]
    assert counted == [3, 1, 1]
    paired = tail[main.index.notna() & (main.index != "")]
    cooled = paired.reindex(back.index) - back["回灌温度_℃"].astype(float)
    assert cooled.dropna().between(0.1, 1.7).all() and cooled.isna().sum() <= 1


def test_overdrawn_wells_and_rights_run_out_are_in_the_answers(sample, wells, rights):
    answer, main = truth(sample)["wells"], of(wells, "开采")
    over = main["年开采量_万m3"].astype(float) > main["许可开采量_万m3"].astype(float)
    assert main.loc[over, "井号"].tolist() == answer["over_permit"] and 1 <= over.sum() <= 4
    mining = rights[rights["类型"] == "采矿权"].set_index("许可证号")
    assert main["许可证号"].is_unique and set(main["许可证号"]) == set(mining.index)
    ended = mining["有效期止"].reindex(main["许可证号"]).to_numpy() < "2022-12-31"
    assert main.loc[ended, "井号"].tolist() == answer["wells_on_rights_run_out"] and ended.sum() == 1
    assert sorted(mining.index[mining["有效期止"] < "2022-12-31"]) == answer["rights_run_out"]
    assert (rights["有效期起"] < rights["有效期止"]).all()


def test_volumes_and_heated_area_are_the_registers_own(sample, wells):
    answer = truth(sample)["wells"]
    for reservoir, volume in answer["reinjection"].items():
        mine = wells[wells["热储层"] == reservoir]
        for key, field in (("produced_m3", "年开采量_万m3"), ("reinjected_m3", "年回灌量_万m3")):
            assert round(mine[field].astype(float).sum() * 1e4) == int(volume[key])
    assert round(wells["供暖面积_万m2"].astype(float).sum() * 1e4) == int(answer["heated_m2"])
    assert wells["用途"].value_counts().to_dict() == answer["by_use"]
