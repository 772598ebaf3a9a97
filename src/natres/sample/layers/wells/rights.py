"""Mining and exploration rights, one of them run out."""

import numpy as np
import pandas as pd

__all__ = ["permit_number", "rights_table"]

_RUN_OUT = 7  # this mining right ended before the register's date, its well is still in use


def permit_number(k: int) -> str:
    """Return an invented mining permit number.

    >>> permit_number(0)
    'C12000020120001示例'
    """
    return f"C1200002012{k + 1:04d}示例"


def rights_table(rng: np.random.Generator, mining: int, exploration: int) -> pd.DataFrame:
    """Return rights.csv: a mining right for every production well, and exploration rights beside them."""
    rows: list[tuple[str, ...]] = []
    for k in range(mining):
        start = int(rng.integers(2013, 2022))
        end = max(start + int(rng.integers(5, 11)), 2023)
        if k == _RUN_OUT:
            end = 2021
            start = min(start, end - 5)
        rows.append((permit_number(k), "采矿权", f"示例单位{k + 1:02d}", f"{start}-07-01", f"{end}-06-30"))
    for k in range(exploration):
        number, holder = f"T1200002020{k + 1:04d}示例", f"示例勘查单位{k + 1:02d}"
        rows.append((number, "探矿权", holder, "2020-09-01", f"{2023 + k}-08-31"))
    table = pd.DataFrame(rows, columns=["许可证号", "类型", "权利人", "有效期起", "有效期止"])
    return table.assign(备注="虚构示例")
