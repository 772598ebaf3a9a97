"""Reading the inputs of a run: each with what was repaired, refused, accepted and has to be said.

One file per subject; every name can be imported from here.
"""

from natres.workflows.inputs.common import Options, as_district, named_from
from natres.workflows.inputs.forest import Forest, open_forest
from natres.workflows.inputs.land import Land, open_boundaries, open_land, open_units
from natres.workflows.inputs.ledgers import Ledger, open_ledgers
from natres.workflows.inputs.places import place_layers, shape_layer, well_places
from natres.workflows.inputs.wells import Wells, open_wells

__all__ = [
    "Forest",
    "Land",
    "Ledger",
    "Options",
    "Wells",
    "as_district",
    "named_from",
    "open_boundaries",
    "open_forest",
    "open_land",
    "open_ledgers",
    "open_units",
    "open_wells",
    "place_layers",
    "shape_layer",
    "well_places",
]
