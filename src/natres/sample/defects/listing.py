"""The list of planted errors: as JSON, as a table, and a line about it for the README."""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

import pandas as pd

from natres.sample.defects.plant import Defect

__all__ = ["HEADINGS", "defects_json", "defects_table", "readme_line", "truth_note"]

#: Field of a planted error → heading in defects.csv.
HEADINGS = {
    "number": "序号", "kind": "种类", "layer": "图层", "file": "文件", "bsm": "标识码", "row": "行（从0起）",
    "field": "字段", "before": "原值", "after": "错值", "other_bsm": "相关标识码", "hint_zh": "说明",
    "hint_en": "说明（英文）",
}  # fmt: skip


def defects_json(defects: Sequence[Defect]) -> str:
    """Return defects.json: one object per error, in the order of their places."""
    return json.dumps([asdict(defect) for defect in defects], ensure_ascii=False, indent=1) + "\n"


def defects_table(defects: Sequence[Defect]) -> pd.DataFrame:
    """Return the same list as a table with Chinese headings; a row that is gone has no row number."""
    frame = pd.DataFrame([asdict(defect) for defect in defects], columns=[f.name for f in fields(Defect)])
    return frame.astype({"row": "Int64"}).rename(columns=HEADINGS)


def truth_note(count: int) -> dict[str, Any]:
    """Return what truth.json says where errors were planted: its figures are those of the clean district."""
    return {
        "planted": count,
        "file": "defects.json",
        "note": "本文件是种错之前的答案 these are the answers of the district before the errors were planted",
    }


def readme_line(count: int) -> str:
    """Return a passage for the README, in both languages."""
    return f"""
## 种下的错误 Planted errors

`landuse/parcels_2022.parquet` 里有意种下了 {count} 处错误，逐处列在 `defects.json` 和 `defects.csv`；
`truth.json` 和其他图层仍是没有错误的区县。用 Excel 看清单时请从文本导入，把各列设为文本：标识码有 18 位，
前导零和空值也是错误的一部分。会使面积不可信的错误，各命令停下并指出行和标识码；其余种类要由数据检查去找。

{count} errors were planted into `landuse/parcels_2022.parquet` on purpose and are listed in `defects.json` and
`defects.csv`; `truth.json` and the other layers are those of the clean district.
"""
