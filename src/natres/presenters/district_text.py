"""A district file as text, with a comment on every entry: what ``natres init`` writes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from natres.labels import words

__all__ = ["DistrictDraft", "district_text"]


@dataclass(frozen=True)
class DistrictDraft:
    """What is known of a district; empty texts leave the example's value, marked to be replaced.

    Parameters
    ----------
    layers : file and layer by what they are
    earlier : the same of the year before, by the same kind; they are written as a comment
    years : of a layer where its file says so, by kind; an earlier one's under ``parcels_before``
    without_crs, crs : layers whose file names no coordinate system, and what someone said it is
    quotas : entries of ``[[quotas]]`` by key, as texts
    """

    name: str = ""
    code: str = ""
    year: str = ""
    control_area_m2: str = ""
    language: str = "zh"
    layers: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    without_crs: frozenset[str] = frozenset()
    earlier: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    years: Mapping[str, str] = field(default_factory=dict[str, str])
    crs: Mapping[str, str] = field(default_factory=dict[str, str])
    quotas: Sequence[Mapping[str, str]] = ()


_WORDS = {
    "zh": {
        "head": "# natres 区县文件。路径从本文件所在文件夹算起；# 后为说明。改好后运行：natres report district.toml",
        "replace": "请改成本区县的值",
        "name": "示例区",
        "control": "官方控制面积（平方米，两位小数）；没有就删去这一行",
        "tolerance": "调平容差：平方米/图斑",
        "closing": "去掉行首的 # 就把图斑调平到控制面积；默认不调平",
        "no_crs": "文件没有坐标系：核对后去掉行首的 #",
        "scheme": "其他草地 0404 计入农用地时写 third-survey:0404-agricultural；也可写 CSV 分类表",
        "parcels": "地类图斑（DLTB）：GPKG、GeoParquet、GeoJSON 或 SHP",
        "parcels_before": "上一年度的地类图斑：去掉行首的 # 就比较两个年度",
        "forest_before": "上一年度的林地小班：去掉行首的 # 就与今年的比较",
        "units": "行政单位：镇街 9 位、村 12 位代码，可有控制面积 DCMJ",
        "towns": "镇街另成一层（XZQ）时写在这里，上面的行政单位只写村级调查区（CJDCQ）",
        "forest": "林地小班（DI_LEI、LD_QS、MIAN_JI 公顷）",
        "wells": "地热井登记表（XLSX、XLS、CSV；空表在 templates 文件夹）",
        "rights": "采矿权、探矿权登记表（XLSX、XLS、CSV）",
        "landcover": "土地覆盖栅格（GeoTIFF），只作旁证",
        "quota": "用地指标：照文件上的数字写，保留位数",
        "document": "文件名称和文号",
        "published": "已公布的数字：照印出的样子写，natres 会逐个核对",
        "fields": '字段名与国土调查不同时：fields = { land_class = "地类" }',
        "quota_label": "城乡建设用地规模",
    },
    "en": {
        "head": "# District file of natres. Paths start at this file's folder. Then run: natres report district.toml",
        "replace": "replace with your own",
        "name": "Example district",
        "control": "official control area in m², two decimals; delete the line if there is none",
        "tolerance": "tolerance of closing, m² per parcel",
        "closing": "remove the # to close parcels to the control areas; by default they are not",
        "no_crs": "the file states no coordinate system: check, then remove the #",
        "scheme": "third-survey:0404-agricultural where other grassland counts as agricultural; or a CSV file",
        "parcels": "land-use parcels (DLTB): GPKG, GeoParquet, GeoJSON or SHP",
        "parcels_before": "parcels of the year before: remove the # to compare the two years",
        "forest_before": "forest plots of the year before: remove the # to compare them",
        "units": "survey units: towns have 9 digits, villages 12; DCMJ is their control area",
        "towns": "where towns are a layer of their own (XZQ): here, and the villages (CJDCQ) above",
        "forest": "forest plots (DI_LEI, LD_QS, MIAN_JI in ha)",
        "wells": "register of geothermal wells (XLSX, XLS, CSV; an empty form is in templates)",
        "rights": "register of mining and exploration rights (XLSX, XLS, CSV)",
        "landcover": "land-cover raster (GeoTIFF), a second look only",
        "quota": "quotas: write the number as the paper prints it, with its digits",
        "document": "which paper",
        "published": "published figures as printed; natres checks each",
        "fields": 'where field names differ from the survey\'s: fields = { land_class = "class" }',
        "quota_label": "Urban–rural construction land",
    },
}
_EXAMPLE_PATHS = {
    "parcels": "landuse/parcels.gpkg",
    "parcels_before": "landuse/parcels_before.gpkg",
    "units": "boundaries/units.gpkg",
    "towns": "boundaries/XZQ.gpkg",
    "forest": "forest/plots.shp",
    "forest_before": "forest/plots_before.shp",
    "wells": "geothermal/wells.csv",
    "rights": "geothermal/rights.csv",
    "landcover": "landcover/landcover.tif",
}


def district_text(draft: DistrictDraft) -> str:
    """Return the text of a district file; what is not known stands as a commented example.

    >>> "natres report" in district_text(DistrictDraft(language="en"))
    True
    """
    w = _WORDS[draft.language]
    lines = [w["head"], "", "[district]"]
    lines += [_entry("name", draft.name or w["name"], "" if draft.name else w["replace"])]
    lines += [_entry("code", draft.code or "999999", "" if draft.code else w["replace"])]
    year = draft.year if draft.year.isdigit() else str(date.today().year - 1)
    lines += [f"year = {year}" + ("" if draft.year else f"                # {w['replace']}")]
    lines += [_entry("language", draft.language, "zh | en")]
    control = draft.control_area_m2
    lines += [f"{'' if control else '# '}control_area_m2 = {control or '565360000.00'}   # {w['control']}"]
    lines += [f"closing_tolerance = 0.10          # {w['tolerance']}"]
    lines += [f'# closing = "survey"              # {w["closing"]}']
    lines += [_entry("scheme", "third-survey", w["scheme"]), ""]
    lines += [f"# {w['fields']}"]
    for kind in _EXAMPLE_PATHS:
        lines += ["", *_layer(kind, draft, w[kind], year)]
    lines += ["", f"# {w['quota']}"]
    lines += _quotas(draft) or _example_quota(w)
    lines += ["", *words(draft.language)["init.resources"].strip().splitlines()]
    lines += ["", f"# {w['published']}", "# [published.land]", f"# year = {year}"]
    lines += ['# agricultural = { value = "258.08", unit = "km2", share = "45.65" }', ""]
    lines += ["[maps]", f"draw = {json.dumps(_maps(draft))}", ""]
    return "\n".join(lines)


def _quotas(draft: DistrictDraft) -> list[str]:
    lines: list[str] = []
    for quota in draft.quotas:
        said = (f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in quota.items() if text)
        lines += [*([""] if lines else []), "[[quotas]]", *said]
    return lines


def _example_quota(w: Mapping[str, str]) -> list[str]:
    label = json.dumps(w["quota_label"], ensure_ascii=False)
    return [
        "# [[quotas]]", '# key = "urban_rural_construction"', f"# label = {label}",
        '# measure = "urban_rural_construction"', '# kind = "ceiling"                # ceiling | floor',
        '# limit_km2 = "211.3"             # limit = "17.43万亩"', "# warn_ratio = 0.95",
        f'# document = "…"                  # {w["document"]}',
    ]  # fmt: skip


def _layer(kind: str, draft: DistrictDraft, comment: str, year: str) -> list[str]:
    before = {f"{of}_before": place for of, place in draft.earlier.items()}
    path, layer = {**draft.layers, **before}.get(kind, (_EXAMPLE_PATHS[kind], ""))
    # A forestry office may have no parcels: where other layers were found, the entry stays a commented example.
    known = kind in draft.layers or (kind == "parcels" and not draft.layers)
    mark = "" if known else "# "
    lines = [f"# {comment}", f"{mark}[layers.{kind}]", f"{mark}path = {json.dumps(path, ensure_ascii=False)}"]
    if layer:
        lines.append(f"{mark}layer = {json.dumps(layer, ensure_ascii=False)}")
    if kind in draft.crs:
        lines.append(f"crs = {json.dumps(draft.crs[kind])}")
    elif kind in draft.without_crs:
        lines.append(f'# crs = "EPSG:4527"                # {_WORDS[draft.language]["no_crs"]}')
    own = draft.years.get(kind, "")
    dated = own or (draft.year and kind in draft.layers)
    hint = "" if dated else f"                # {_WORDS[draft.language]['replace']}"
    other = str(int(year) - 1) if kind.endswith("_before") else year
    return [*lines, f"{mark}year = {own or other}{hint}"]


def _maps(draft: DistrictDraft) -> list[str]:
    maps = ["landuse", "ownership"] if "parcels" in draft.layers or not draft.layers else []
    maps += ["quota"] if "parcels" in draft.layers and draft.quotas else []
    maps += ["forest"] if "forest" in draft.layers else []
    return maps + (["wells"] if "wells" in draft.layers else [])


def _entry(key: str, value: str, comment: str) -> str:
    text = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    return f"{text:<34}# {comment}" if comment else text
