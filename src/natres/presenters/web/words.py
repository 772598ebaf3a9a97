"""The pages' own words, in both languages."""

from types import MappingProxyType

__all__ = ["html_language", "words_of"]

_ZH = {
    "legend": "图层与图例",
    "legend_tab": "图例",
    "figures_tab": "指标",
    "notes_tab": "说明",
    "figures": "指标数据",
    "notes": "说明",
    "sources": "数据来源",
    "home": "返回目录",
    "panel": "图例与指标",
    "map": "地图",
    "fit": "显示全图",
    "zoom_in": "放大",
    "zoom_out": "缩小",
    "selected": "选中要素",
    "unpin": "取消选中",
    "only": "仅看",
    "all": "全部显示",
    "unclassified": "未分类",
    "count": "{n} 个",
    "show_layer": "显示或隐藏图层",
    "north": "北",
    "lon": "东经",
    "lat": "北纬",
    "crs": "CGCS2000",
    "hint": "指向图斑查看属性，单击可固定",
    "loading": "正在解压图形…",
    "drawing": "正在绘制…",
    "no_script": "地图需要启用 JavaScript 才能显示；本页的指标数据与说明不受影响。",
    "old_browser": "此浏览器版本过旧，无法解压图形。请用 Chrome/Edge 90、Firefox 113 或更新的版本打开。",
    "broken": "页面中的图形数据不完整，无法显示。请重新生成或重新复制本文件。",
    "empty": "本图没有可显示的图形。",
    "exceeded": "注意",
    "headline": "主要指标",
    "maps": "专题图",
    "files": "成果文件",
    "open": "打开",
    "status_ok": "符合",
    "status_alert": "注意",
}

_EN = {
    "legend": "Layers and legend",
    "legend_tab": "Legend",
    "figures_tab": "Figures",
    "notes_tab": "Notes",
    "figures": "Figures",
    "notes": "Notes",
    "sources": "Sources",
    "home": "All maps",
    "panel": "Legend and figures",
    "map": "Map",
    "fit": "Show the whole map",
    "zoom_in": "Zoom in",
    "zoom_out": "Zoom out",
    "selected": "Selected feature",
    "unpin": "Clear the selection",
    "only": "Only",
    "all": "Show all",
    "unclassified": "Unclassified",
    "count": "{n} features",
    "show_layer": "Show or hide the layer",
    "north": "N",
    "lon": "Lon",
    "lat": "Lat",
    "crs": "CGCS2000",
    "hint": "Point at a feature for its attributes; click to keep them",
    "loading": "Unpacking the geometry…",
    "drawing": "Drawing…",
    "no_script": "The map needs JavaScript; the figures and notes on this page do not.",
    "old_browser": "This browser is too old to unpack the geometry. "
    "Please open the page in Chrome or Edge 90, Firefox 113, or newer.",
    "broken": "The geometry in this page is incomplete. Please make or copy the file again.",
    "empty": "This map holds nothing to draw.",
    "exceeded": "exceeded",
    "headline": "Headline figures",
    "maps": "Maps",
    "files": "Files",
    "open": "Open",
    "status_ok": "met",
    "status_alert": "attention",
}

_WORDS = {"zh": MappingProxyType(_ZH), "en": MappingProxyType(_EN)}


def words_of(language: str) -> MappingProxyType[str, str]:
    """Return the words of ``language``.

    >>> words_of("zh")["legend"], words_of("en")["legend"]
    ('图层与图例', 'Layers and legend')
    >>> words_of("fr")
    Traceback (most recent call last):
    ...
    ValueError: the pages speak zh and en, not 'fr'
    """
    if language not in _WORDS:
        raise ValueError(f"the pages speak zh and en, not {language!r}")
    return _WORDS[language]


def html_language(language: str) -> str:
    """Return the value of the page's ``lang`` attribute.

    >>> html_language("zh")
    'zh-CN'
    """
    return {"zh": "zh-CN", "en": "en"}[language]
