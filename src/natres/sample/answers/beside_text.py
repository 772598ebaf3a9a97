"""The tables of the district file about what stands beside the land, and its published figures."""

from decimal import Decimal
from typing import Any

from natres.sample.beside import Beside
from natres.sample.reckoning.rounding import half_up
from natres.sample.stocks.accounts import PREVIOUS_FILE, Stock
from natres.sample.stocks.heat import REFERENCE_C
from natres.sample.stocks.water import SOURCES

__all__ = [
    "account_lines",
    "inspection_words",
    "ledger_lines",
    "published_beside",
    "rock_lines",
    "water_lines",
    "well_settings",
]

_USES = {
    "acquired_commercial_residential": "商住",
    "acquired_industrial": "工业",
    "acquired_infrastructure": "基础设施",
}
_PLANS = {"detailed": "控制性详细规划", "village": "村庄规划"}


def well_settings() -> list[str]:
    """Return the other keys of ``[wells]``."""
    return [
        f"reference_c = {REFERENCE_C}                    # 基准温度：当地多年平均气温",
        "heating_days = 120                    # 供暖期天数",
        "boiler_efficiency = 0.6               # 折算节煤量时的锅炉效率",
        "doublet_distance_m = [200, 1500]      # 对井两井之间的通常距离，米",
    ]


def rock_lines(beside: Beside, calibrated: bool) -> list[str]:
    """Return ``[[wells.reservoirs]]``."""
    lines = ["# 热储层参数均为虚构。"]
    if calibrated:
        lines += [
            "# 按公布的资源总量和可回收量凑成：回收系数是这两个数所隐含的比例（4.10 %），低于通常采用的 15 %～25 %。",
        ]
    for rock in beside.rock:
        lines.append("[[wells.reservoirs]]")
        lines += [f'{key} = "{value}"' for key, value in rock.parameters().items()]
        lines.append("")
    return lines


def water_lines(beside: Beside) -> list[str]:
    """Return ``[water]``; the users stand in their ledger."""
    water, users = beside.water, beside.ledgers["water_users"]
    lines = [
        "[water]                               # 水资源台账，数字均为虚构",
        "year = 2022",
        "provisional = true                    # 暂定数，以水务年鉴为准",
        f'total = "{water.total}亿m³"',
        "",
    ]
    for name, amount in water.sources.items():
        lines += [
            "[[water.sources]]",
            f'name = "{name}"',
            f'kind = "{SOURCES[name][0]}"',
            f'amount = "{amount}亿m³"',
            "",
        ]
    for quarter in range(1, 5):
        seen = sum(day is not None for day in users.column(f"inspected_q{quarter}"))
        lines += [
            "[[water.inspections]]",
            f"quarter = {quarter}",
            f"takers = {len(users.rows)}",
            f"inspected = {seen}",
            "",
        ]
    for name, volume in water.cut.items():
        lines += [
            "[[water.groundwater_cut]]           # 深层地下水压采",
            f'name = "{name}"',
            f'volume = "{volume}万m³"',
            "",
        ]
    return lines


def ledger_lines(beside: Beside) -> list[str]:
    """Return ``[ledgers.KIND]``; the sheet is named where the workbook has two."""
    lines: list[str] = []
    for kind, ledger in beside.ledgers.items():
        name = ledger.path.rpartition("/")[2].partition(".")[0]
        lines += [f"[ledgers.{kind}]".ljust(38) + f"# {name}", f'path = "{ledger.path}"']
        lines += [f'sheet = "{ledger.sheet}"'] if ledger.sheet != "Sheet1" else []
        lines += ["year = 2022", ""]
    return lines


def account_lines(beside: Beside) -> list[str]:
    """Return ``[accounts]``: opening + additions − reductions = closing."""
    return [
        "[accounts]                            # 资产账：年初 + 增加 − 减少 = 年末",
        f'previous = "{PREVIOUS_FILE}"',
        "",
        *_stock("water", beside.water_account),
        *_stock("recoverable_heat", beside.heat_account),
    ]


def _stock(name: str, stock: Stock) -> list[str]:
    return [
        f"[accounts.{name}]",
        f'unit = "{stock.unit}"',
        f'opening = "{stock.opening}"',
        f"additions = {_inline(stock.additions)}",
        f"reductions = {_inline(stock.reductions)}",
        f'closing = "{stock.closing}"',
        "",
    ]


def _inline(table: dict[str, Decimal]) -> str:
    return "{ " + ", ".join(f'{key} = "{value}"' for key, value in table.items()) + " }" if table else "{}"


def published_beside(truth: dict[str, Any]) -> dict[str, dict[str, dict[str, str]]]:
    """Return the published figures that ledgers, water and heat give, as printed."""
    ledgers, water, heat = truth["ledgers"], truth["water"], truth["heat"]
    return {
        "geothermal": {
            "resource_heat": _figure(f"{_heat(heat['in_place_j'])}e18", "J"),
            "recoverable_heat": _figure(f"{_heat(heat['recoverable_j'])}e18", "J"),
        },
        "water": {
            "total": _figure(str(Decimal(water["total_m3"]).scaleb(-8).quantize(Decimal("0.0001"))), "1e8m3"),
            "deep_groundwater_cut": _figure(
                str(Decimal(water["groundwater_cut_m3"]).scaleb(-4).quantize(Decimal("0.01"))), "1e4m3"
            ),
        },
        "protection": {
            "balance_projects": _count(ledgers["farmland_balance"]),
            "balance_area": _sum(ledgers["farmland_balance"], "balance_ha"),
            "illegal_cases": _count(ledgers["illegal_land"]),
            "illegal_area": _sum(ledgers["illegal_land"], "area_mu"),
        },
        "supply": {
            "auctioned_parcels": _count(ledgers["land_supply"]),
            "auctioned_area": _sum(ledgers["land_supply"], "area_ha"),
            "auction_price": _sum(ledgers["land_supply"], "price_1e8cny"),
            "auction_net_income": _sum(ledgers["land_supply"], "net_income_1e8cny"),
            **{key: _sum(ledgers["land_acquisition"]["by"]["use"][use], "area_ha") for key, use in _USES.items()},
            "approved_not_supplied_cleared": _sum(ledgers["approved_unsupplied"], "cleared_ha"),
        },
        "plans": {key: _count(ledgers["plans"]["by"]["plan_kind"][kind]) for key, kind in _PLANS.items()},
        "forest_work": {"new_afforestation": _sum(ledgers["afforestation"], "area_mu")},
    }


def _heat(joules: str) -> str:
    return str(half_up(Decimal(joules).scaleb(-18), 4))


def _figure(value: str, unit: str) -> dict[str, str]:
    return {"value": value, "unit": unit}


def _count(table: dict[str, Any]) -> dict[str, str]:
    return _figure(str(table["count"]), "count")


def _sum(table: dict[str, Any], column: str) -> dict[str, str]:
    return _figure(table["sums"][column], column.rpartition("_")[2].replace("1e8cny", "1e8CNY"))


def inspection_words(truth: dict[str, Any]) -> tuple[str, str]:
    """Return what the README says about the inspections, in Chinese and in English."""
    rounds = truth["water"]["inspections"]
    short = [(r["quarter"], len(r["missing"])) for r in rounds if r["missing"]]
    if not short:
        return "四个季度的取水户巡查都是全覆盖。", "Every water user was inspected in every quarter."
    quarter, missed = short[0]
    digit, over = "一二三四"[quarter - 1], len(truth["water"]["over_plan"])
    return (
        f"{digit}季度的取水户巡查故意少巡 {missed} 户，供检查程序发现；另有 {over} 户超计划取水。",
        f"Quarter {quarter} of the inspections misses {missed} water users on purpose, for a check to find.",
    )
