"""The numbers of a report as a DuckDB script that recomputes them from the input files without natres."""

from natres.presenters.sql.figures import Findings, audit_figures
from natres.presenters.sql.land import CONTROL_PATTERN
from natres.presenters.sql.material import AuditFile, AuditMaterial, ForestPart, LandPart, WellPart
from natres.presenters.sql.script import draw_script
from natres.presenters.sql.sheet import AuditFigure
from natres.presenters.sql.sources import bytewise

__all__ = [
    "CONTROL_PATTERN",
    "AuditFigure",
    "AuditFile",
    "AuditMaterial",
    "Findings",
    "ForestPart",
    "LandPart",
    "WellPart",
    "audit_figures",
    "bytewise",
    "draw_script",
]
