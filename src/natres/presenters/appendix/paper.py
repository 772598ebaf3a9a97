"""Sizes of the appendix's paper and margins in millimetres, one set for Word and PDF."""

__all__ = ["CROP_MM", "MAP_MARGIN_MM", "MARGINS_MM", "PAPER_MM"]

#: A4 as it stands, and the white of a page: above, at both sides, below.
PAPER_MM = (210.0, 297.0)
MARGINS_MM = (28.0, 25.0, 25.0)
#: What is cut off a map sheet's white margin in Word, and what stays white around it there.
CROP_MM, MAP_MARGIN_MM = 7.4, 4.9
