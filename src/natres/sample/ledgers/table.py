"""What a ledger is: its columns with their headings, its rows, and the file it stands in."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from natres.sample.layers.parcels import MARK

__all__ = ["HEADINGS", "YEAR", "Cell", "Ledger", "Row"]

YEAR = 2022
Cell = str | Decimal | dt.date | None
Row = Mapping[str, Cell]

_SPOT = {"longitude": "经度", "latitude": "纬度", "remarks": "备注"}
_BATCH = {"batch": "批次名称", "document": "批准文号", "approved_on": "批准日期"}

#: Column → heading by kind of ledger, in the order of the file.
HEADINGS: dict[str, dict[str, str]] = {
    "farmland_balance": {
        "project": "项目名称", "document": "批准文号", "approved_on": "批准日期", "unit_name": "所在镇街",
        "cropland_ha": "占用耕地面积（公顷）", "balance_ha": "占补指标面积（公顷）", "origin": "指标来源", **_SPOT,
    },
    "illegal_land": {
        "case_id": "案件编号", "offender": "违法主体", "unit_name": "所在镇街", "area_mu": "违法面积（亩）",
        "cropland_mu": "其中耕地（亩）", "offence": "违法类型", "opened_on": "立案日期", "state": "整改状态",
        "closed_on": "结案日期", **_SPOT,
    },
    "land_supply": {
        "parcel": "宗地编号", "place": "宗地位置", "unit_name": "所在镇街", "use": "用途",
        "area_ha": "出让面积（公顷）", "way": "出让方式", "price_1e8cny": "出让金（亿元）",
        "net_income_1e8cny": "政府净收益（亿元）", "sold_on": "成交日期", **_SPOT,
    },
    "land_acquisition": {**_BATCH, "use": "用途", "area_ha": "面积（公顷）", **_SPOT},
    "approved_unsupplied": {
        **_BATCH, "approved_ha": "批准面积（公顷）", "supplied_ha": "已供面积（公顷）",
        "cleared_ha": "本年消化面积（公顷）", "unsupplied_ha": "未供面积（公顷）", **_SPOT,
    },
    "plans": {
        "plan": "规划名称", "plan_kind": "规划类型", "unit_name": "所在镇街", "document": "批复文号",
        "approved_on": "批复日期", "area_ha": "规划面积（公顷）", "remarks": "备注",
    },
    "water_users": {
        "user": "取水户", "permit": "取水许可证号", "source": "水源", "plan_1e4m3": "计划取水量（万m³）",
        "use_1e4m3": "实际取水量（万m³）", "inspected_q1": "一季度巡查", "inspected_q2": "二季度巡查",
        "inspected_q3": "三季度巡查", "inspected_q4": "四季度巡查", "remarks": "备注",
    },
    "afforestation": {
        "plot": "地块名称", "unit_name": "所在镇街", "area_mu": "造林面积（亩）", "finished_on": "完成日期", **_SPOT,
    },
}  # fmt: skip
#: Columns that fall into few values, by which the truth adds up.
CHOICES = ("unit_name", "state", "use", "way", "plan_kind", "source", "offence", "origin")
_NOT_ADDED = ("longitude", "latitude")
_FILES = {
    "farmland_balance": ("ledgers/耕地占补台账.xlsx", ""),
    "illegal_land": ("ledgers/违法用地台账.csv", "GBK"),
    "land_supply": ("ledgers/土地供应台账.xlsx", ""),
    "land_acquisition": ("ledgers/征转用地台账.csv", "utf-8-sig"),
    "approved_unsupplied": ("ledgers/批而未供台账.csv", "utf-8-sig"),
    "plans": ("ledgers/规划编制台账.csv", "utf-8-sig"),
    "water_users": ("ledgers/取水户台账.xlsx", ""),
    "afforestation": ("ledgers/新增造林台账.csv", "utf-8-sig"),
}


@dataclass(frozen=True)
class Ledger:
    """A ledger of one kind; each row maps columns to a text, a date, an exact decimal, or None for an empty cell."""

    kind: str
    rows: tuple[Row, ...]

    @property
    def path(self) -> str:
        """Where it is written."""
        return _FILES[self.kind][0]

    @property
    def encoding(self) -> str:
        """The encoding of a CSV; empty for a workbook."""
        return _FILES[self.kind][1]

    @property
    def title(self) -> str:
        """What stands above the table in a workbook."""
        name = self.path.rpartition("/")[2].partition(".")[0]
        return f"西青区{YEAR}年{name}（{MARK}）"

    @property
    def sheet(self) -> str:
        """The sheet of a workbook; one of them has a second sheet, so the district file names it."""
        return "取水户" if self.kind == "water_users" else "Sheet1"

    @property
    def added(self) -> list[str]:
        """The columns that are amounts and add up."""
        numbers = {c for row in self.rows for c, value in row.items() if isinstance(value, Decimal)}
        return [c for c in HEADINGS[self.kind] if c in numbers and c not in _NOT_ADDED]

    @property
    def choices(self) -> list[str]:
        """The columns of few values."""
        return [c for c in HEADINGS[self.kind] if c in CHOICES]

    def column(self, name: str) -> list[Cell]:
        """Return the values of a column, from the first row to the last."""
        return [row.get(name) for row in self.rows]

    def total(self, name: str, **where: str) -> Decimal:
        """Return the sum of a column over the rows whose columns have the given values."""
        return sum(self.amounts(name, **where), Decimal(0))

    def amounts(self, name: str, **where: str) -> list[Decimal]:
        """Return the numbers of a column in the rows whose columns have the given values."""
        mine = [row for row in self.rows if all(row.get(c) == value for c, value in where.items())]
        return [value for row in mine if isinstance(value := row.get(name), Decimal)]

    def frame(self) -> pd.DataFrame:
        """Return the table as it is written, under its Chinese headings; every row says that it is invented."""
        heads = HEADINGS[self.kind]
        cells = [[{**row, "remarks": MARK}.get(name) for name in heads] for row in self.rows]
        return pd.DataFrame(cells, columns=list(heads.values()), dtype=object)
