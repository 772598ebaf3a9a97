"""The options that commands share, and how their words become :class:`natres.workflows.Options`."""

import gc
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from natres.errors import BadUsage

if TYPE_CHECKING:
    from natres.workflows import Options

__all__ = [
    "OWN",
    "Accept",
    "Area",
    "AreaField",
    "Ballpark",
    "ClassField",
    "Closing",
    "Control",
    "Crs",
    "DatumShift",
    "Encoding",
    "Force",
    "Format",
    "IdField",
    "Lang",
    "LayerName",
    "Orientation",
    "Output",
    "OwnerField",
    "Paper",
    "Parcels",
    "Pieces",
    "PlaneCrs",
    "Profile",
    "Rounding",
    "Scale",
    "Scheme",
    "Strict",
    "TableLayer",
    "Unit",
    "UnitField",
    "read_options",
]

Format = Annotated[str, typer.Option("--format", help="table | json | csv | xlsx", metavar="FORMAT")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="输出文件 output file")]
Lang = Annotated[str | None, typer.Option("--lang", help="zh | en；默认取区县文件，否则取系统语言")]
Force = Annotated[bool, typer.Option("--force", help="覆盖已有输出 replace what is there")]
Area = Annotated[str, typer.Option("--area", help="auto | survey | geodesic | planar | declared 面积口径")]
Rounding = Annotated[str, typer.Option("--rounding", help="closed（调平）| plain（单独舍入）| survey（调查汇总规则）")]
Unit = Annotated[str, typer.Option("--unit", help="表格面积单位：ha | mu | m2 | km2 | 1e4mu（万亩）")]
Closing = Annotated[
    str | None,
    typer.Option("--closing", help="图斑调平到控制面积：none | survey | largest-remainder；默认取区县文件"),
]
Accept = Annotated[list[str] | None, typer.Option("--accept", help="容许某类问题继续 go on in spite of a code")]
Strict = Annotated[bool, typer.Option("--strict", help="任何修补都算错误 a repair becomes an error")]
Control = Annotated[str | None, typer.Option("--control-area-km2", help="控制面积（平方公里）control area in km²")]
Scheme = Annotated[
    str | None,
    typer.Option(
        "--scheme",
        help="分类表：内置名称，可加口径（third-survey:0404-agricultural），或 CSV（code,name,parent,group）",
    ),
]
#: What stands for ``--parcels`` without a file; see :mod:`natres.cli.optional_values`.
OWN = ""
Parcels = Annotated[
    str | None,
    typer.Option(
        "--parcels",
        metavar="[FILE]",
        help="与国土调查图斑对照：给出图斑图层；有区县文件时可不写文件 lay the plots on parcels",
    ),
]
Pieces = Annotated[
    Path | None,
    typer.Option("--pieces", help="把对照的各块写成图层 write the pieces of --parcels as a layer", metavar="FILE.gpkg"),
]
Paper = Annotated[str | None, typer.Option("--paper", help="打印图幅的纸张 A4 | A3；写了就出打印图幅")]
Orientation = Annotated[str | None, typer.Option("--orientation", help="landscape（横）| portrait（竖）；默认取图大的")]
Scale = Annotated[int | None, typer.Option("--scale", help="比例尺分母，如 100000；默认取放得下的整数")]
Profile = Annotated[
    str, typer.Option("--profile", help="internal（内部）| public（公开版：不含标识码、权属与精确坐标）")
]
LayerName = Annotated[str | None, typer.Option("--layer", help="文件中的图层名 layer name in the file")]
Crs = Annotated[str | None, typer.Option("--crs", help="文件没有坐标系时指定，如 EPSG:4527")]
DatumShift = Annotated[
    str | None, typer.Option("--datum-shift", help="北京54、西安80 等图层的转换参数文件（见 docs/datums.zh-CN.md）")
]
Ballpark = Annotated[
    bool, typer.Option("--accept-ballpark", help="接受不做基准转换，位置误差几十米到一百多米，结果中写明")
]
TableLayer = Annotated[str | None, typer.Option("--layer", help="工作表名或图层名 name of the sheet or layer")]
PlaneCrs = Annotated[str | None, typer.Option("--crs", help="平面坐标（X、Y）的坐标系，如 EPSG:4527；经纬度不用写")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="属性编码，如 GBK")]
ClassField = Annotated[str | None, typer.Option("--class-field", help="地类字段名 field of the land class")]
IdField = Annotated[str | None, typer.Option("--id-field", help="编号字段名 field of the parcel id")]
AreaField = Annotated[str | None, typer.Option("--area-field", help="面积字段名（平方米）field of the declared area")]
UnitField = Annotated[str | None, typer.Option("--unit-field", help="坐落单位字段名 field of the unit code")]
OwnerField = Annotated[str | None, typer.Option("--owner-field", help="权属性质字段名 field of the ownership type")]


def _load_workflows() -> None:
    """Load what does the work, once, without looking for garbage in it: it lives to the end of the run.

    A run is one command; what it makes itself is looked through as ever.
    """
    if "natres.workflows" in sys.modules:
        return
    gc.disable()
    try:
        importlib.import_module("natres.workflows")
    finally:
        gc.enable()
    gc.freeze()


def read_options(**given: Any) -> "Options":
    """Return the options of a run; field options name columns, a unit may be written in either language."""
    _load_workflows()
    from natres.workflows import Options

    names = {"class_field": "land_class", "id_field": "parcel_id", "area_field": "declared_area_m2"}
    names |= {"unit_field": "unit_code", "owner_field": "ownership_type"}
    fields = {column: given.pop(option) for option, column in names.items() if given.get(option)}
    known = {key: value for key, value in given.items() if key not in names and value is not None}
    known["accept"] = frozenset(known.get("accept") or ())
    if "unit" in known:
        from natres.core.units import unit_named

        known["unit"] = unit_named(known["unit"])
    for option, allowed in _CHOICES.items():
        if known.get(option, allowed[0]) not in allowed:
            named = {"option": f"--{option}", "value": known[option], "allowed": ", ".join(allowed)}
            raise BadUsage("OPTION_VALUE", **named)
    return Options(fields=fields, **known)


_CHOICES = {
    "rounding": ("closed", "plain", "survey"),
    "unit": ("ha", "mu", "m2", "km2", "1e4mu"),
    "closing": ("none", "survey", "largest-remainder"),
    "profile": ("internal", "public"),
}
