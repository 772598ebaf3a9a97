"""natres: land, forest and geothermal figures of a district, computed so that they can be signed.

>>> import natres
>>> natres.__version__.count(".")
2
"""

import os as _os
from importlib import import_module as _import_module
from pathlib import Path as _Path
from typing import TYPE_CHECKING
from typing import Any as _Any

if TYPE_CHECKING:  # the same names as in _WHERE, for editors and type checkers
    from natres.analyses import audit_parcels, check_quota, class_shares, forest_table, well_table
    from natres.analyses.change import transition_matrix
    from natres.core.classification import Scheme
    from natres.core.closing import close_areas
    from natres.core.ledger import close_ledger, open_ledger
    from natres.core.rounding import close_shares
    from natres.core.units import area_text
    from natres.district import District, read_district
    from natres.errors import NatresError
    from natres.readers import read_forest_plots, read_parcels, read_scheme, read_well_scheme, read_wells
    from natres.workflows import DrawnMap, check, draw_map, make_sample, report

__version__ = "0.1.0"

# Drivers that can reach another file or the network through an innocent-looking input. GDAL reads this
# variable once, when it is first loaded, so it is set before pyogrio or rasterio is imported.
_UNWANTED_DRIVERS = (
    "OGR_VRT",
    "VRT",
    "HTTP",
    "WMS",
    "WCS",
    "WMTS",
    "WFS",
    "OAPIF",
    "STACIT",
    "STACTA",
    "GTI",
)
_present = [name for name in _os.environ.get("GDAL_SKIP", "").replace(" ", ",").split(",") if name]
_os.environ["GDAL_SKIP"] = ",".join(dict.fromkeys([*_present, *_UNWANTED_DRIVERS]))

# Heavy imports wait until a name is asked for: `natres --help` must answer at once.
_WHERE = {
    "NatresError": "natres.errors",
    "District": "natres.district",
    "read_district": "natres.district",
    "Scheme": "natres.core.classification",
    "area_text": "natres.core.units",
    "open_ledger": "natres.core.ledger",
    "close_areas": "natres.core.closing",
    "close_ledger": "natres.core.ledger",
    "close_shares": "natres.core.rounding",
    "audit_parcels": "natres.analyses",
    "read_scheme": "natres.readers",
    "read_parcels": "natres.readers",
    "read_forest_plots": "natres.readers",
    "read_well_scheme": "natres.readers",
    "read_wells": "natres.readers",
    "class_shares": "natres.analyses",
    "check_quota": "natres.analyses",
    "forest_table": "natres.analyses",
    "well_table": "natres.analyses",
    "DrawnMap": "natres.workflows",
    "check": "natres.workflows",
    "draw_map": "natres.workflows",
    "report": "natres.workflows",
    "transition_matrix": "natres.analyses.change",
    "make_sample": "natres.workflows",
}

__all__ = [
    "District",
    "DrawnMap",
    "NatresError",
    "Scheme",
    "__version__",
    "area_text",
    "audit_parcels",
    "check",
    "check_quota",
    "class_shares",
    "close_areas",
    "close_ledger",
    "close_shares",
    "draw_map",
    "forest_table",
    "make_sample",
    "maps_dir",
    "open_ledger",
    "read_district",
    "read_forest_plots",
    "read_parcels",
    "read_scheme",
    "read_well_scheme",
    "read_wells",
    "report",
    "transition_matrix",
    "well_table",
]


def __getattr__(name: str) -> _Any:
    """Import the module that holds ``name`` when it is first used."""
    if name in _WHERE:
        return getattr(_import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'natres' has no attribute {name!r}")


def maps_dir() -> _Path:
    """Return the folder of the shipped map definitions (``*.toml``), in a wheel and in a checkout alike.

    >>> sorted(path.stem for path in maps_dir().glob("*.toml"))[:2]
    ['change', 'forest']
    """
    here = _Path(__file__).parent
    installed = here / "_maps"
    return installed if installed.is_dir() else here.parent.parent / "maps"
