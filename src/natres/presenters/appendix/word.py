"""The appendix as a Word document in the form of a Chinese official document; two runs give the same bytes."""

import io
from collections.abc import Sequence
from typing import Any

from natres.labels import words
from natres.presenters.appendix.description import Appendix
from natres.presenters.appendix.flow import Group, Heading, MapPage, Paragraph, TableBlock, groups_of
from natres.presenters.appendix.paper import CROP_MM, MAP_MARGIN_MM, MARGINS_MM, PAPER_MM
from natres.presenters.appendix.word_contents import add_contents, add_field
from natres.presenters.appendix.word_styles import RED, SMALL_POINTS, dress
from natres.presenters.appendix.word_tables import table_element
from natres.presenters.findings.texts import clean
from natres.presenters.findings.word_pages import new_page, saved

__all__ = ["appendix_docx"]


def appendix_docx(appendix: Appendix) -> bytes:
    """Return an appendix as a Word document: sections of paper that stand, lie or hold one map sheet."""
    groups = groups_of(appendix)
    document = new_page(appendix.title, language=appendix.language, moment=appendix.moment, author="natres")
    dress(document)
    _front(document, appendix, groups)
    for n, group in enumerate(groups):
        section = document.sections[0] if n == 0 else _new_section(document)
        _lay(section, group)
        _margins_said(section, group, appendix)
        for block in group.blocks:
            _add(document, block)
    return saved(document)


def _front(document: Any, appendix: Appendix, groups: Sequence[Group]) -> None:
    """Write what stands above the first section: title, of what and when it is, marks at length."""
    _line(document, clean(appendix.title), "Title")
    for text in appendix.about:
        _line(document, clean(text), "About")
    for mark in appendix.marks:
        _line(document, clean(mark), "About", red=True)
    headings = [block for group in groups for block in group.blocks if isinstance(block, Heading) and block.level <= 2]
    add_contents(document, words(appendix.language)["appendix.contents"], [(h.level, h.text) for h in headings])


def _line(document: Any, text: str, style: str, *, red: bool = False) -> Any:
    from docx.shared import RGBColor

    paragraph = document.add_paragraph(style=style)
    run = paragraph.add_run(text)
    if red:
        run.font.color.rgb = RGBColor.from_string(RED)
    return paragraph


def _new_section(document: Any) -> Any:
    """Begin a section on a new page; the mark of its end goes into the last paragraph, not into one of its own."""
    from docx.enum.section import WD_SECTION
    from docx.oxml.ns import qn

    section = document.add_section(WD_SECTION.NEW_PAGE)
    body = document.element.body
    marked = body[-2]  # the paragraph that came with the section before, above the properties of the last one
    before = marked.getprevious()
    if before is not None and before.tag == qn("w:p"):
        before.get_or_add_pPr().append(marked.pPr.find(qn("w:sectPr")))
        body.remove(marked)
    return section


def _lay(section: Any, group: Group) -> None:
    """Give a section its paper and margins."""
    from docx.enum.section import WD_ORIENTATION
    from docx.shared import Mm

    width, height = PAPER_MM if group.kind == "portrait" else PAPER_MM[::-1]
    top, side, bottom = MARGINS_MM
    if group.kind == "map":
        picture = next(block for block in group.blocks if isinstance(block, MapPage)).picture
        width, height = picture.width_mm, picture.height_mm
        top = side = bottom = MAP_MARGIN_MM
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.orientation = WD_ORIENTATION.LANDSCAPE if width > height else WD_ORIENTATION.PORTRAIT
    section.left_margin = section.right_margin = Mm(side)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.header_distance, section.footer_distance = (Mm(1), Mm(1)) if group.kind == "map" else (Mm(15), Mm(14))


def _margins_said(section: Any, group: Group, appendix: Appendix) -> None:
    """Write head and foot of a section: the marks, the number of the page; a map sheet has its own."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    if group.kind == "map":  # an empty line of the usual height would push the sheet off its page
        for paragraph in (head, foot):
            paragraph.paragraph_format.line_spacing = Pt(1)
        return
    head.style = foot.style = "TableNote"
    head.alignment, foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run("    ".join(appendix.badges))
    run.font.color.rgb = RGBColor.from_string(RED)
    _page_number(foot, Pt(12))


def _page_number(paragraph: Any, size: Any) -> None:
    """Add the number of the page between dashes: — 1 —."""
    paragraph.add_run("— ").font.size = size
    add_field(paragraph, "PAGE", "1", size)
    paragraph.add_run(" —").font.size = size


def _add(document: Any, block: Heading | Paragraph | TableBlock | MapPage) -> None:
    match block:
        case Heading():
            document.add_paragraph(block.text, style=f"Heading {min(block.level, 3)}")
        case Paragraph():
            document.add_paragraph(block.text, style="SmallPrint" if block.small else "Running")
        case TableBlock():
            _table(document, block)
        case MapPage():
            _map(document, block)


def _table(document: Any, block: TableBlock) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    document.add_paragraph(block.caption, style="TableCaption")
    if block.about or block.unit:
        line = document.add_paragraph(f"{block.about}\t{block.unit}", style="TableUnit")
        line.paragraph_format.tab_stops.add_tab_stop(Mm(sum(block.fitted.widths)), WD_TAB_ALIGNMENT.RIGHT)
    document.element.body.insert(len(document.element.body) - 1, table_element(block.fitted))
    for note in block.notes or ("",):
        document.add_paragraph(note, style="TableNote")


def _map(document: Any, block: MapPage) -> None:
    """Put a map sheet on its page in its true size, less its white margins, and its caption below it."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Mm, Pt

    picture = block.picture
    paragraph = document.add_paragraph(style="MapCaption")
    paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run()
    run.font.size = Pt(1)
    wide, high = picture.width_mm - 2 * CROP_MM, picture.height_mm - 2 * CROP_MM
    shape = run.add_picture(io.BytesIO(picture.png), width=Mm(wide), height=Mm(high))
    _crop(shape._inline, CROP_MM / picture.width_mm, CROP_MM / picture.height_mm, picture.title)
    caption = document.add_paragraph(style="MapCaption")
    caption.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    caption.paragraph_format.line_spacing = Pt(11)
    caption.add_run(f"{block.caption}　　")
    _page_number(caption, Pt(SMALL_POINTS))


def _crop(inline: Any, sides: float, ends: float, title: str) -> None:
    """Show a picture without its margins, given as shares of its width and height; say what it shows."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    fill = next(inline.iter(qn("pic:blipFill")))
    made = OxmlElement("a:srcRect")
    for edge, share in (("l", sides), ("t", ends), ("r", sides), ("b", ends)):
        made.set(edge, f"{share * 100_000:.0f}")
    fill.insert(1, made)
    inline.docPr.set("descr", clean(title))
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")
