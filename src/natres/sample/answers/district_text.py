"""The district file and the README of a sample."""

from decimal import Decimal
from typing import Any

from natres.sample.answers import beside_text
from natres.sample.beside import Beside
from natres.sample.layers.enforcement import ENFORCEMENT_FILES
from natres.sample.layers.wells import REQUIRED_RATE, TAIL_WATER_LIMIT_C
from natres.sample.layers.zones import YEAR as ZONE_YEAR
from natres.sample.layers.zones import ZONE_FILES
from natres.sample.reckoning.rounding import half_up

__all__ = ["district_file", "readme", "report_published"]

Published = dict[str, dict[str, dict[str, str]]]
#: The year of published figures, where it is not the last.
YEARS = {"forest": 2021}


def report_published() -> Published:
    """Return the figures as the report of 2022 prints them."""
    return {
        "land": {
            "total": {"value": "565.36", "unit": "km2", "share": "100.00"},
            "agricultural": {"value": "258.08", "unit": "km2", "share": "45.65"},
            "construction": {"value": "271.08", "unit": "km2", "share": "47.95"},
            "unused": {"value": "36.2", "unit": "km2", "share": "6.4"},
        },
        "quota": {"urban_rural_construction": {"value": "约215.5", "unit": "km2"}},
        "forest": {
            "total": {"value": "6520.05", "unit": "ha"},
            "forested": {"value": "6028.52", "unit": "ha"},
            "shrub": {"value": "118.25", "unit": "ha"},
            "nursery": {"value": "153.96", "unit": "ha"},
            "unstocked": {"value": "0.09", "unit": "ha"},
            "other": {"value": "219.25", "unit": "ha"},
            "state": {"value": "792.13", "unit": "ha", "share": "12.15"},
            "collective": {"value": "5727.92", "unit": "ha", "share": "87.85"},
        },
        "wells": {
            key: {"value": value, "unit": "count"}
            for key, value in (
                ("production", "22"), ("reinjection", "20"), ("mining_rights", "22"), ("exploration_rights",
                "2"),
            )
        },
    }  # fmt: skip


def truth_published(truth: dict[str, Any]) -> Published:
    """Return the truth's own figures, printed."""
    printed, forest = truth["forest"]["printed_ha"], truth["forest"]
    total = Decimal(truth["control_area_m2"])
    whole = str(half_up(total / 10**6, 2))
    land: dict[str, dict[str, str]] = {"total": {"value": whole, "unit": "km2", "share": "100.00"}}
    for key, group in truth["groups"].items():  # each printed by itself: the true value lies within half a digit
        area = Decimal(group["area_m2"])
        share = half_up(area * 100 / total, 2)
        land[key] = {"value": str(half_up(area / 10**6, 2)), "unit": "km2", "share": str(share)}
    areas = {k: {"value": v, "unit": "ha"} for k, v in printed.items()}
    for tenure, share in forest["tenure_share"].items():
        areas[tenure]["share"] = share
    wells = {k: {"value": str(v), "unit": "count"} for k, v in truth["wells"]["counts"].items() if k != "observation"}
    quota = {"urban_rural_construction": {"value": "约" + truth["quota"]["actual_km2"], "unit": "km2"}}
    return {"land": land, "quota": quota, "forest": areas, "wells": wells}


def district_file(truth: dict[str, Any], published: Published, beside: Beside) -> str:
    """Return xiqing.toml."""
    calibrated = truth["targets"] == "report"
    lines = [
        "# 示例区县：数据全部虚构，仅供演示；轮廓为示意。",
        "# An invented district for demonstration; its outline is schematic.",
        "# 路径相对于本文件；公布数按印刷的写法以文本填写。",
        "",
        "[district]",
        'name = "西青区"',
        'code = "120111"',
        "year = 2022",
        'language = "zh"',
        'crs = "EPSG:4527"                     # CGCS2000，3 度带第 39 带',
        f"control_area_m2 = {truth['control_area_m2']}",
        "closing_tolerance = 0.10              # 每个图斑允许的调平量，平方米",
        "invented = true                       # 虚构数据：每项成果都会标明",
        'scheme = "third-survey"',
        "",
        *_layers(truth),
        *_quotas(truth),
        *_enforcement(truth["enforcement"]["new_construction_cropland_mu"]),
        "[wells]",
        f"tail_water_limit_c = {TAIL_WATER_LIMIT_C}             # 尾水温度上限，严格大于才算超限",
        *beside_text.well_settings(),
        "",
        "[wells.required_rate]                 # 各热储层要求的回灌率（示例）",
        *[f'"{name}" = {rate}' for name, rate in REQUIRED_RATE.items()],
        "",
        *beside_text.rock_lines(beside, calibrated),
        *beside_text.water_lines(beside),
        *beside_text.ledger_lines(beside),
        *beside_text.account_lines(beside),
        *_published(published, calibrated),
        "[maps]",
        'draw = ["landuse", "quota", "forest", "ownership", "wells", "ledgers", "change", "zones"]',
        'issuer = "（示例）"                    # 图幅下方的编制单位；另有 issued 制图日期、review_number 审图号',
        "",
        "# 行政单位：先镇街（9 位代码），后村（12 位代码）；镇界、村界均为虚构。",
    ]
    for code, unit in truth["units"].items():
        lines += [
            "[[units]]",
            f'code = "{code}"',
            f'name = "{unit["name"]}"',
            f'level = "{unit["level"]}"',
            f"control_area_m2 = {unit['control_area_m2']}",
            "",
        ]
    return "\n".join(lines)


def _layers(truth: dict[str, Any]) -> list[str]:
    there = {"illegal_land": truth["enforcement"]["cases"], "approvals": truth["enforcement"]["approvals"]}
    entries = (
        ("parcels", "landuse/parcels_2022.parquet", 2022, "", "地类图斑"),
        ("parcels_before", "landuse/parcels_2021.parquet", 2021, "", "上一年度的地类图斑"),
        ("units", "boundaries/CJDCQ.parquet", 2022, "", "村级调查区"),
        ("towns", "boundaries/XZQ.parquet", 2022, "", "镇街"),
        ("surroundings", "boundaries/surroundings.parquet", 0, "", "周边各区，只画在图幅的位置示意图里"),
        ("forest", "forest/plots_2021.shp", 2021, "GBK", "森林小班，时点为 2021 年"),
        ("wells", "geothermal/wells.csv", 2022, "", "地热井台账"),
        ("rights", "geothermal/rights.csv", 2022, "", "矿业权"),
        ("landcover", "landcover/landcover_2022.tif", 2022, "", "遥感地表覆盖，10 米"),
        *((f"zones.{zone}", path, ZONE_YEAR, "", name) for zone, (path, _, name) in ZONE_FILES.items()),
        *((key, path, 2022, "", f"{name}，虚构") for key, (path, _, name) in ENFORCEMENT_FILES.items() if there[key]),
    )
    lines: list[str] = []
    for key, path, year, encoding, note in entries:
        lines += [f"[layers.{key}]".ljust(38) + f"# {note}", f'path = "{path}"']
        lines += [f"year = {year}"] if year else []
        lines += [f'encoding = "{encoding}"'] if encoding else []
        lines.append("")
    return lines


def _enforcement(taken_mu: str) -> list[str]:
    lines = [
        "[enforcement]                         # 违法用地：问责比例，新增建设用地占用耕地（示例自己的数）",
        "cropland_ratio_limit = 0.15",
    ]
    return [*lines, *([f'new_construction_cropland = "{taken_mu}亩"'] if Decimal(taken_mu) else []), ""]


def _quotas(truth: dict[str, Any]) -> list[str]:
    cropland = Decimal(truth["measures"]["cropland"]) / 10**6
    floor = (cropland * Decimal("0.97")).quantize(Decimal("0.1"))
    source = "示例" if truth["targets"] == "report" else "示例，虚构"
    limits = ", ".join(f'"{code}" = "{limit}"' for code, limit in truth["quota"]["unit_limits_km2"].items())
    return [
        "[[quotas]]",
        'key = "urban_rural_construction"',
        'label = "城乡建设用地规模"',
        'measure = "urban_rural_construction"',
        'kind = "ceiling"',
        f'limit_km2 = "{truth["quota"]["limit_km2"]}"',
        f"unit_limits_km2 = {{ {limits} }}     # 各镇街的指标为虚构，合计等于全区指标",
        "warn_ratio = 0.95",
        f'document = "上级下达的城乡建设用地规模（{source}）"',
        "",
        "[[quotas]]",
        'key = "cropland"',
        'label = "耕地保有量"',
        'measure = "cropland"',
        'kind = "floor"',
        f'limit_km2 = "{floor}"                # 虚构的下限',
        "warn_ratio = 0.95",
        'document = "耕地保有量任务（示例，虚构）"',
        "",
    ]


def _published(published: Published, calibrated: bool) -> list[str]:
    origin = "示例按这些公布数生成，相符不是印证" if calibrated else "虚构：数字出自样例自身，不是任何报告的公布数"
    lines: list[str] = []
    for table, figures in published.items():
        lines += [f"[published.{table}]", f"year = {YEARS.get(table, 2022)}"]
        lines.append("calibrated = true" + f"                    # {origin}")
        for key, figure in figures.items():
            inner = ", ".join(f'{k} = "{v}"' for k, v in figure.items())
            lines.append(f"{key} = {{ {inner} }}")
        lines.append("")
    return lines


def readme(truth: dict[str, Any], attribution: str) -> str:
    """Return README.md of the sample."""
    fixed = truth["targets"] == "report"
    how = (
        "只与一份公开报告中印出的数字（面积、占比、指标、林地分类、井数、地热资源量、水量、各台账合计）一致，其余均为虚构"
        if fixed
        else "各项数字都由随机种子产生，不对应任何公布数"
    )
    how_en = (
        "The sums were made to fit figures printed in a public report and say nothing beyond them."
        if fixed
        else "All figures come from the seed."
    )
    asked = truth["asked"]
    command = f"natres sample DIR --parcels {asked['parcels']} --seed {asked['seed']} --targets {asked['targets']}"
    command += f" --change {asked['change']:g}" if asked["change"] != 0.1 else ""
    command += f" --defects {asked['defects']}" if asked["defects"] else ""
    control = half_up(Decimal(truth["control_area_m2"]) / 10**6, 2)
    illegal = truth["enforcement"]
    inspections, inspections_en = beside_text.inspection_words(truth)
    rock = "，只使总量与公布数相符；回收系数是公布的两个总量所隐含的（约 4.1 %），不是常用值" if fixed else ""
    change_share = f"{Decimal(str(asked['change'])) * 100:f}".rstrip("0").rstrip(".") + " %"
    return f"""# 示例区县（虚构数据）

这里的图斑、权属、村镇界线、小班、地热井和影像**全部是虚构的**，只用来演示和检验计算，不能用于任何管理或决策。
生成命令：`{command}`。

- 外轮廓是**示意**：取自公开数据并缩放到控制面积 {control} 平方千米，不是勘界成果。
  来源：{attribution}。许可见 `boundaries/LICENSE`。
- 数字：{how}。因此“相符”是生成时做到的，不是对现实的印证。
- 图斑是一个严格的平面覆盖：无缝隙、无重叠；坐标在 1 毫米格网上；EPSG:4527（CGCS2000，3 度带第 39 带）。
- `landuse/` 有 2022、2021 两个年度的图斑，约 {change_share} 的图斑在一年间分割、合并、改界或改变地类；
  两年的标识码和顺序都不同。
- `boundaries/` 有区界、镇街（XZQ）、村级调查区（CJDCQ）和城镇村等用地（CZCDYD）。
- `forest/` 的小班大多落在调查的林地上，也有不一致之处：边界有进有出，有的在别的地类上，有的权属不同。
- 图斑面积为椭球面积（CGCS2000），按村调平到控制面积，合计 {truth["control_area_m2"]} 平方米。
- `geothermal/` 是地热井台账和矿业权登记（CSV），`landcover/` 是两个年度的 10 米地表覆盖栅格。
- `zones/` 是三条控制线（永久基本农田、生态保护红线、城镇开发边界），`project/` 是一个示例项目用地及其界址点文件
  （GBK 编码，X 为北坐标），同样是虚构的；三条线之间、线与现状之间故意留有少量冲突。
- `enforcement/` 是违法图斑（{illegal["cases"]} 宗）和批准用地（{illegal["approvals"]} 块）：单位、文号、日期和位置
  都是虚构的，多数落在一年间新建的地块上；与 `ledgers/` 的违法用地台账没有对应关系。
- `ledgers/` 是八本台账，有 XLSX（标题行、合计行、签字行），也有 GBK 和 UTF-8 的 CSV，同样是虚构的：耕地占补、
  违法用地、土地供应、征转用地、批而未供、规划编制、取水户、新增造林。行内坐标落在与内容相称的地类上，所在镇街与坐标一致。
- {inspections}
- `accounts/results_2021.json` 是虚构的上一年度成果摘录，其年末数就是本年的年初数；水资源和可回收热量的账在区县文件里。
- 热储层参数是虚构的{rock}。
- 图斑越少就越大：1.2 万个图斑平均 4.7 公顷，6 万个平均 0.94 公顷，接近实际调查。
- `truth.json` 是生成程序自己的答案，用另一套算法算出，供核对；其中地类面积不含田坎，田坎另计入 1203。
- `xiqing.toml` 是区县文件。森林小班时点为 2021 年，其余为 2022 年。
- 先试：`natres report xiqing.toml -o 报告`；只看一项用 `natres quota xiqing.toml`、`forest`、`wells`、`shares`。
  `.parquet` 可用 QGIS 3.28 以上直接打开。

## In English

Everything here is invented: parcels, owners, borders, forest plots, wells, the raster, the protection zones and the
project site with its list of boundary points (GBK, X is the northing), illegal patches and approved land
(`enforcement/`, unrelated to the ledger of illegal cases), the ledgers (`ledgers/`: farmland balance,
illegal cases, supply, acquisition, approved land, plans, water users, afforestation), last year's results
(`accounts/`), the water and the reservoirs of the district file.
{inspections_en}
The outline is schematic (public data stretched to {control} km²), not a surveyed boundary.
{how_en} `truth.json` holds the generator's own answers; areas of its classes are
without field ridges, which are booked to 1203. The fewer parcels, the larger they are; 60,000 are like a survey's.
Outline: {attribution}.
"""
