"""Boundary-point files as other programs write them: nothing here is natres's."""

from dataclasses import dataclass, field
from pathlib import Path

NORTH, EAST = 4_305_000.0, 519_000.0
HEAD = (
    "格式版本号=1.01版本",
    "坐标系=2000国家大地坐标系",
    "几度分带=3",
    "投影类型=高斯克吕格",
    "计量单位=米",
    "带号=39",
)
SQUARE = [(0.0, 0.0), (0.0, 100.0), (100.0, 100.0), (100.0, 0.0)]
INNER = [(40.0, 40.0), (40.0, 60.0), (60.0, 60.0), (60.0, 40.0)]


@dataclass
class Written:
    """A plot: rings of (east, north) offsets from the corner of the test ground, in metres."""

    rings: list[list[tuple[float, float]]] = field(default_factory=lambda: [SQUARE])
    number: str = "甲-01"
    name: str = "甲地块"
    hectares: str = "1.0000"
    use: str = "工业用地"
    land_class: str = "0601"


@dataclass
class Style:
    fields: int = 9
    closed: bool = True
    counted: bool = True  # whether the repeated first points are counted
    prefix: int = 39
    exchanged: bool = False
    newline: str = "\r\n"
    head: tuple[str, ...] | None = HEAD


def text_of(plots: list[Written], style: Style | None = None) -> str:
    style = style or Style()
    lines = [] if style.head is None else ["[属性描述]", *style.head]
    lines.append("[地块坐标]")
    for plot in plots:
        count = sum(len(r) + (style.closed and style.counted) for r in plot.rings)
        fields = [str(count), plot.hectares, plot.number, plot.name, "面", "", plot.use, plot.land_class]
        fields += ["耕地", "J50", "备注"]
        lines.append(",".join(fields[: {4: 4, 9: 8, 12: 11}[style.fields]]) + ",@")
        lines += [line for k, ring in enumerate(plot.rings, start=1) for line in _ring(k, ring, style)]
    return "".join(line + style.newline for line in lines)


def _ring(number, ring, style):
    points = [*ring, ring[0]] if style.closed else ring
    for k, (east, north) in enumerate(points):
        x, y = f"{NORTH + north:.3f}", f"{style.prefix * 1_000_000 + EAST + east:.3f}"
        yield f"J{number}0{k % len(ring) + 1},{number},{y if style.exchanged else x},{x if style.exchanged else y}"


def put(folder: Path, text: str, encoding: str = "gbk") -> Path:
    path = folder / "勘测定界 界址点.txt"
    path.write_bytes(text.encode(encoding))
    return path
