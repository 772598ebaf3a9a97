"""Who owns a parcel: code and invented name that fit its ownership type (QSXZ) and its class."""

import numpy as np
from numpy.typing import NDArray

from natres.sample.fabric.units import TOWNS, Partition

__all__ = ["owner_columns"]

# users of state land, by class; all other classes are used by somebody in the town
_USERS = (
    (("1101", "1102", "1103", "1106", "1107A", "1109"), "示例水务管理单位"),
    (("1001", "1002"), "示例铁路管理单位"),
    (("1003", "1007"), "示例公路管理单位"),
    (("09",), "示例特殊用地单位"),
)
_GROUPS = 4


def owner_columns(
    kind: NDArray[np.object_],
    code: NDArray[np.object_],
    unit: NDArray[np.int64],
    cell: NDArray[np.int64],
    units: Partition,
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return QSDWDM (19 digits) and QSDWMC of every parcel.

    State land stands under its town; a village's land under the village, a group's with the group's number
    behind the village's twelve digits.
    """
    count = len(units.town)
    village = np.array([units.village_code(v) for v in range(count)], dtype=object)
    name = np.array([units.village_name(v) for v in range(count)], dtype=object)
    town = np.array([TOWNS[t].code for t in units.town], dtype=object)
    town_name = np.array([TOWNS[t].name for t in units.town], dtype=object)
    owner: NDArray[np.object_] = np.asarray((village + "0000000")[unit], dtype=object)
    owner_name: NDArray[np.object_] = np.asarray((name + "股份经济合作社")[unit], dtype=object)
    group = cell % _GROUPS
    for kinds, codes, names in (
        (("10", "20", "33"), town + "0000000000", {"10": "国有土地（示例）", "20": "示例用地单位", "33": "农民集体"}),
        (("30", "34", "40"), village + "0000000", {"30": "农民集体", "34": "其他农民集体", "40": "农民集体"}),
    ):
        place = town_name if "10" in kinds else name
        for one in kinds:
            mine = kind == one
            owner[mine] = codes[unit[mine]]
            owner_name[mine] = (place + names[one])[unit[mine]]
    for number in range(_GROUPS):
        mine = (kind == "31") & (group == number)
        owner[mine] = (village + f"{number + 1:04d}000")[unit[mine]]
        owner_name[mine] = (name + f"第{number + 1}村民小组")[unit[mine]]
    for classes, user in _USERS:
        owner_name[(kind == "20") & np.isin(code, classes)] = user
    return owner, owner_name
