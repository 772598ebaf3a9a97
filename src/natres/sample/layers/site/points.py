"""The list of a plot's boundary points as land offices exchange it (勘测定界界址点坐标交换格式)."""

import numpy as np
import shapely

from natres.sample.layers.parcels import in_plane
from natres.sample.layers.site.polygon import SITE_NUMBER

__all__ = ["POINTS_ENCODING", "POINTS_FILE", "boundary_points"]

POINTS_FILE = "project/site_points.txt"
POINTS_ENCODING = "GBK"
_HEAD = (
    "[属性描述]",
    "格式版本号=1.01版本",
    "数据产生单位=示例单位（虚构）",
    "数据产生日期=2022-12-31",
    "坐标系=2000国家大地坐标系",
    "几度分带=3",
    "投影类型=高斯克吕格",
    "计量单位=米",
    "带号=39",
    "精度=0.001",
    "转换参数=,,,,,,",
    "[地块坐标]",
)


def boundary_points(site: shapely.Polygon) -> str:
    """Return the text, CRLF at every line's end; X runs north, Y runs east with the zone's number in front.

    The first point is repeated at the end of the ring and counted.
    """
    shape = in_plane(np.array([site], dtype=object))[0]
    ring = shapely.get_coordinates(shape.exterior)
    names = [f"J{k + 1}" for k in range(len(ring) - 1)] + ["J1"]
    area = f"{shape.area / 10_000:.4f}"
    lines = [*_HEAD, f"{len(ring)},{area},{SITE_NUMBER},示例地块（虚构）,面,,工业用地（示例）,,@"]
    lines += [f"{name},1,{north:.3f},{east:.3f}" for name, (east, north) in zip(names, ring.tolist(), strict=True)]
    return "".join(f"{line}\r\n" for line in lines)
