"""Reading the inputs of a run: each with what was repaired, refused, accepted and has to be said.

One file per subject; every name can be imported from here.
"""

from natres.workflows.inputs.common import Options, as_district, named_from
from natres.workflows.inputs.forest import Forest, open_forest
from natres.workflows.inputs.land import Land, open_boundaries, open_land, open_units
from natres.workflows.inputs.ledgers import Ledger, open_ledgers
from natres.workflows.inputs.places import place_layers, shape_layer, well_places
from natres.workflows.inputs.surroundings import Surroundings, open_surroundings
from natres.workflows.inputs.wells import Wells, open_wells
from natres.workflows.inputs.zones import (
    Zones,
    open_patches,
    open_places,
    open_zone_files,
    open_zones,
    with_measured_zones,
)

__all__ = [
    "Forest",
    "Land",
    "Ledger",
    "Options",
    "Surroundings",
    "Wells",
    "Zones",
    "as_district",
    "named_from",
    "open_boundaries",
    "open_forest",
    "open_land",
    "open_ledgers",
    "open_patches",
    "open_places",
    "open_surroundings",
    "open_units",
    "open_wells",
    "open_zone_files",
    "open_zones",
    "place_layers",
    "shape_layer",
    "well_places",
    "with_measured_zones",
]
