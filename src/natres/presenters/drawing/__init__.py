"""Drawings in millimetres: what they are made of, their fonts, and how they become PDF and PNG."""

from natres.presenters.drawing.fonts import SANS, SERIF, font_folder, refuse_missing_glyphs, text_width
from natres.presenters.drawing.marks import INK, Area, Dot, Image, Mark, Points, Stroke, Text
from natres.presenters.drawing.typeset import Canvas, canvas_pdf, canvas_png

__all__ = [
    "INK",
    "SANS",
    "SERIF",
    "Area",
    "Canvas",
    "Dot",
    "Image",
    "Mark",
    "Points",
    "Stroke",
    "Text",
    "canvas_pdf",
    "canvas_png",
    "font_folder",
    "refuse_missing_glyphs",
    "text_width",
]
