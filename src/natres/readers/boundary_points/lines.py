"""The lines of a boundary-point file: its description and, plot by plot, the points as they are written."""

import re

from natres.core.issues import Notice
from natres.readers.boundary_points.numbers import half_width, read_count, read_decimal
from natres.readers.boundary_points.records import PLOT_FIELDS, Findings, Plot, Point, Said

__all__ = ["SECTION", "read_lines"]

#: The line that begins a section: [属性描述], [地块坐标], also in full-width brackets.
SECTION = re.compile(r"[\[［【]\s*([^\]］】]*?)\s*[\]］】]")
_HEAD, _BODY = "属性描述", "地块坐标"
_COMMENTS = ("#", "＃", "//", ";", "；", "--")
_BLANK = " \t\x0b\x0c\u3000\xa0\ufeff\u200b\x1a"
_OTHER_NAMES = {"分带": "几度分带"}
#: What decides where points lie: two values for one of these contradict each other.
_DECIDING = ("坐标系", "几度分带", "投影类型", "计量单位", "带号")
#: How many fields before the @ are usual; where commas of both widths stand, they tell which of them divide.
_USUAL = (4, 8, 9, 11, 12)
_FEWEST = 3
_DESCRIBED = re.compile(
    r"[^,，]*?[=＝].*|(?:坐\s*标\s*系|几度分带|投影类型|计量单位|带\s*号|[^,，:：]{0,8}参数)\s*[:：].*"
)


def read_lines(text: str, findings: Findings) -> tuple[dict[str, Said], list[Plot]]:
    r"""Return the description and the plots of a file's text; what is wrong with a line goes to ``findings``.

    A line that is neither is left aside with a notice before the coordinates, and is an error among them.

    >>> found = Findings("a.txt")
    >>> head, plots = read_lines("[属性描述]\n带号=39\n[地块坐标]\n3,0.5,1,甲,@\nJ1,1,4305371.9,39519375.2", found)
    >>> head["带号"], plots[0].told, plots[0].points[0].name
    (Said(line=2, text='39'), 3, 'J1')
    """
    reading = _Reading(findings)
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        line = raw.strip(_BLANK)
        if line:
            reading.take(number, line)
    if reading.aside:
        facts = {"file": findings.file, "count": len(reading.aside), "value": reading.aside[0][:60]}
        findings.notices.append(Notice("ROWS_ASIDE", facts))
    beyond = [text for plot in reading.plots for text in plot.aside if text]
    if beyond:
        facts = {"file": findings.file, "count": len(beyond), "value": beyond[0][:60]}
        findings.notices.append(Notice("FIELDS_ASIDE.points", facts))
    return reading.head, reading.plots


class _Reading:
    """Where in a file the reading stands: its section, and the plot whose points follow."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.section = _HEAD
        self.head: dict[str, Said] = {}
        self.plots: list[Plot] = []
        self.aside: list[str] = []
        self.homeless = False

    def take(self, number: int, line: str) -> None:
        """Read one line that is not blank."""
        section = SECTION.fullmatch(line.rstrip(_BLANK + ",，"))
        if section:
            self.section = re.sub(r"\s", "", section[1])
        elif line.startswith(_COMMENTS):
            self.aside.append(line)
        elif self.section == _BODY:
            self._take_coordinates(number, line)
        elif self.section == _HEAD and _DESCRIBED.fullmatch(line):
            self._take_description(number, line)
        elif len(re.findall("[,，]", line)) >= 3 and not _DESCRIBED.fullmatch(line):
            self.findings.error("POINT_SECTION", number, value=line[:60])
        else:
            self.aside.append(line)

    def _take_description(self, number: int, line: str) -> None:
        key, value = (part.strip(_BLANK + ",，") for part in re.split("[=＝:：]", line, maxsplit=1))
        key = re.sub(r"\s", "", key)
        key = _OTHER_NAMES.get(key, key)
        before = self.head.setdefault(key, Said(number, value))
        if not before.text:
            self.head[key] = Said(number, value)
        elif value and before.text != value and key in _DECIDING:
            self.findings.error("POINT_HEAD_TWICE", number, key, value[:60], other=before.text[:60])

    def _take_coordinates(self, number: int, line: str) -> None:
        fields = _plot_fields(line)
        if fields is not None:
            self.plots.append(_read_plot(number, len(self.plots), fields, self.findings))
            self.homeless = False
        elif self.plots:
            _read_point(number, line, self.plots[-1], self.findings)
        elif not self.homeless:  # told once, not once a point
            self.findings.error("POINT_SECTION.plot", number, value=line[:60])
            self.homeless = True


def _plot_fields(line: str) -> list[str] | None:
    """Return the fields before the @ of a plot's line; None for another line.

    A full-width comma divides fields, unless those of ASCII alone make a usual line: then it belongs to a name.
    """
    end = line.rstrip(_BLANK + ",，")
    if not end.endswith(("@", "＠")):
        return None
    body = re.sub("，$", ",", end[:-1])
    for text in (body, body.replace("，", ",")):
        fields = [part.strip(_BLANK) for part in text.split(",")]
        if not fields[-1]:
            fields.pop()
        if len(fields) in _USUAL:
            break
    return fields


def _read_plot(number: int, row: int, fields: list[str], findings: Findings) -> Plot:
    texts: dict[str, str] = dict.fromkeys(PLOT_FIELDS, "") | dict(zip(PLOT_FIELDS, fields, strict=False))
    for name in ("地块编号", "地类编码"):
        narrow = half_width(texts[name])
        if narrow != texts[name]:
            findings.repaired("CODE_WIDE", texts[name], narrow, name)
            texts[name] = narrow
    plot = Plot(number, row, texts=texts, aside=tuple(fields[len(PLOT_FIELDS) :]))
    if len(fields) < _FEWEST:
        findings.error("POINT_FIELDS.plot", number, value=str(len(fields)), plot=plot, expected=_FEWEST)
        return plot
    if texts["界址点数"]:
        plot.told = read_count(texts["界址点数"], (findings, number, "界址点数", plot))
    area = texts["地块面积"].removesuffix("公顷")
    if area:
        hectares = read_decimal(area, (findings, number, "地块面积", plot))
        plot.area_m2 = None if hectares is None else float(hectares * 10_000)
    shape = texts["记录图形属性"]
    if shape and "面" not in shape:
        findings.error("GEOM_TYPE.points", number, "记录图形属性", shape[:60], plot)
    return plot


def _read_point(number: int, line: str, plot: Plot, findings: Findings) -> None:
    fields = [part.strip(_BLANK) for part in re.split("[,，]", line)]
    while len(fields) > 4 and not fields[-1]:
        fields.pop()
    if len(fields) != 4:
        findings.error("POINT_FIELDS", number, value=str(len(fields)), plot=plot, expected=4)
        return
    ring = read_count(fields[1], (findings, number, "地块圈号", plot))
    x, y = (read_decimal(fields[k], (findings, number, "?XY"[k - 1], plot)) for k in (2, 3))
    if ring is not None and x is not None and y is not None:
        plot.points.append(Point(number, fields[0], ring, float(x), float(y)))
