"""Files in, natres columns out: layers, registers, rasters and classifications, each with its provenance."""

from natres.readers.forest_schemes import read_forest_scheme
from natres.readers.layers.parcels import read_forest_plots, read_parcels, read_units
from natres.readers.rasters import CellCounts, read_land_cover
from natres.readers.schemes import DEFAULT_SCHEME, land_cover_words, read_scheme
from natres.readers.tables.registers import read_ledger, read_places, read_rights, read_wells
from natres.readers.tables.table_specs import LEDGER_KINDS, TABLE_KINDS, read_spec
from natres.readers.well_words import read_well_scheme

__all__ = [
    "DEFAULT_SCHEME",
    "LEDGER_KINDS",
    "TABLE_KINDS",
    "CellCounts",
    "land_cover_words",
    "read_forest_plots",
    "read_forest_scheme",
    "read_land_cover",
    "read_ledger",
    "read_parcels",
    "read_places",
    "read_rights",
    "read_scheme",
    "read_spec",
    "read_units",
    "read_well_scheme",
    "read_wells",
]
