"""The appendix of a report: one description, and the same as Word document and as PDF."""

from natres.presenters.appendix.description import (
    Appendix,
    CaptionedMap,
    CaptionedTable,
    Lines,
    MapPicture,
    Part,
    Section,
    Sentences,
)
from natres.presenters.appendix.pdf import appendix_pdf
from natres.presenters.appendix.word import appendix_docx

__all__ = [
    "Appendix",
    "CaptionedMap",
    "CaptionedTable",
    "Lines",
    "MapPicture",
    "Part",
    "Section",
    "Sentences",
    "appendix_docx",
    "appendix_pdf",
]
