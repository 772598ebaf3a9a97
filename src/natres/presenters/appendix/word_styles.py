"""The look of a Chinese official document in Word: fonts by script with their substitutes, styles."""

from typing import Any

__all__ = ["BODY_POINTS", "RED", "SMALL_POINTS", "dress"]

#: Fonts of Chinese letters by what they are for, and what stands in for one that a machine lacks.
_TITLE, _HEAD, _UNDER, _BODY, _LATIN = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "Times New Roman"
_SUBSTITUTES = {
    _TITLE: "方正小标宋_GBK,华文中宋,黑体,SimHei,Noto Serif CJK SC",
    _HEAD: "SimHei,Noto Sans CJK SC",
    _UNDER: "楷体,KaiTi,华文楷体,Noto Serif CJK SC",
    _BODY: "仿宋,FangSong,华文仿宋,Noto Serif CJK SC",
}
BODY_POINTS, SMALL_POINTS = 14.0, 9.0
RED = "B00020"


def dress(document: Any) -> None:
    """Give the styles of an empty document their fonts, sizes and spaces."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    styles = document.styles
    _look(styles["Normal"], _BODY, BODY_POINTS, line=25.0)
    body: Any = styles.add_style("Running", WD_STYLE_TYPE.PARAGRAPH)
    body.base_style = styles["Normal"]
    _indent(body)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for level, font, size, before in ((1, _HEAD, 16.0, 10.0), (2, _UNDER, 15.0, 6.0), (3, _BODY, 14.0, 4.0)):
        _look(styles[f"Heading {level}"], font, size, line=28.0, before=before, after=2.0, bold=level == 3)
        styles[f"Heading {level}"].paragraph_format.keep_with_next = True
    _look(styles["Title"], _TITLE, 22.0, line=36.0, before=24.0, after=10.0)
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for rule in styles["Title"].element.pPr.findall(_qn("w:pBdr")):  # the template draws a line below a title
        styles["Title"].element.pPr.remove(rule)
    for name, font, size, line, before, after in (
        ("TableCaption", _HEAD, 11.0, 15.0, 10.0, 2.0), ("TableUnit", _BODY, SMALL_POINTS, 12.0, 0.0, 2.0),
        ("TableText", _BODY, SMALL_POINTS, 11.0, 0.8, 0.8), ("TableNote", _BODY, SMALL_POINTS, 12.0, 1.5, 0.0),
        ("SmallPrint", _BODY, 11.0, 17.0, 0.0, 3.0), ("MapCaption", _HEAD, 9.0, 0.0, 0.0, 0.0),
        ("About", _UNDER, 12.0, 18.0, 1.0, 1.0),
        ("ContentsTitle", _HEAD, 15.0, 20.0, 28.0, 10.0), ("Contents1", _BODY, 13.0, 20.0, 3.0, 1.0),
        ("Contents2", _BODY, 12.0, 18.0, 0.0, 0.0),
    ):  # fmt: skip
        made: Any = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = styles["Normal"]
        _look(made, font, size, line=line, before=before, after=after)
    styles["Contents2"].paragraph_format.left_indent = Pt(26)
    for name in ("TableCaption", "TableUnit"):
        styles[name].paragraph_format.keep_with_next = True
    for name in ("TableCaption", "MapCaption", "About", "ContentsTitle"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for language in styles.element.iter(_qn("w:lang")):  # else punctuation takes the form of another country
        language.set(_qn("w:eastAsia"), "zh-CN")
    _substitutes(document)


def _look(style: Any, font: str, size: float, *, line: float = 0.0, before: float = 0.0, after: float = 0.0,
          bold: bool = False) -> None:  # fmt: skip
    """Set a style: Chinese and Latin font, size and spaces in points; ``line`` 0 for a line as high as its letters."""
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold, style.font.italic = _LATIN, Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().rFonts
    for key in [key for key in fonts.attrib if "heme" in key]:  # the template's headings follow a theme
        del fonts.attrib[key]
    for script, name in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", font)):
        fonts.set(_qn(f"w:{script}"), name)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.line_spacing = Pt(line) if line else 1.0


def _indent(style: Any) -> None:
    """Indent the first line by two letters, whatever their size."""
    from docx.oxml import OxmlElement

    made = OxmlElement("w:ind")
    made.set(_qn("w:firstLineChars"), "200")
    made.set(_qn("w:firstLine"), f"{BODY_POINTS * 2 * 20:.0f}")
    style.element.get_or_add_pPr().append(made)


def _substitutes(document: Any) -> None:
    """Name the substitutes in the document's table of fonts, where Word looks for a font that is missing."""
    part = next(p for p in document.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml")
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, others in _SUBSTITUTES.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())


def _qn(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(name)
