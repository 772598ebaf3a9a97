"""One function per deliverable: read → check → analyse → present → write. No arithmetic happens here.

The command line, a notebook and a test call the same functions; each returns what it made and prints nothing.
"""

from natres.workflows.acceptance import draw_field_sample, judge_field_sample
from natres.workflows.answer import Answer
from natres.workflows.audit import audit_district, audit_report
from natres.workflows.audit_script import write_audit_script
from natres.workflows.change import change
from natres.workflows.change_files import ChangeFiles
from natres.workflows.checking import check, explain_code
from natres.workflows.convert import convert
from natres.workflows.drawn_map import DrawnMap, draw_map
from natres.workflows.fixing import fix_layer
from natres.workflows.inputs import Options
from natres.workflows.maps import map_district, map_layer
from natres.workflows.overlay import OverlayRequest, overlay
from natres.workflows.paper_maps import print_district, print_layer
from natres.workflows.report import report
from natres.workflows.resources import resources
from natres.workflows.sample import make_sample
from natres.workflows.site import site
from natres.workflows.start import init_district
from natres.workflows.subjects import forest, ledgers, quota, shares, wells
from natres.workflows.verify import verify_run
from natres.workflows.zonal import RasterChoice, zonal

__all__ = [
    "Answer",
    "ChangeFiles",
    "DrawnMap",
    "Options",
    "OverlayRequest",
    "RasterChoice",
    "audit_district",
    "audit_report",
    "change",
    "check",
    "convert",
    "draw_field_sample",
    "draw_map",
    "explain_code",
    "fix_layer",
    "forest",
    "init_district",
    "judge_field_sample",
    "ledgers",
    "make_sample",
    "map_district",
    "map_layer",
    "overlay",
    "print_district",
    "print_layer",
    "quota",
    "report",
    "resources",
    "shares",
    "site",
    "verify_run",
    "wells",
    "write_audit_script",
    "zonal",
]
