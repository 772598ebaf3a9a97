"""Print sheets: a map page laid out on A4 or A3 to true scale, with grid, legend, names, scale bar and inset."""

from natres.presenters.sheets.compose import Sheet, compose_sheet
from natres.presenters.sheets.sheet import Figures, Inset, SheetMaterial

__all__ = ["Figures", "Inset", "Sheet", "SheetMaterial", "compose_sheet"]
