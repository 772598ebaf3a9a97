"""Reading zones for a raster: any polygon layer, or the towns of a district, with shapes that can be measured."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from natres.analyses import ZoneShapes
from natres.checks import RuleSet, Subject, check_shapes
from natres.core.coverage import overlaps_of
from natres.core.issues import Notice
from natres.core.provenance import Layer
from natres.core.units import area_text, to_dm2
from natres.district import District, LayerEntry
from natres.readers.layers.vectors import Reading
from natres.readers.layers.zone_rows import read_zone_rows
from natres.workflows.inputs.common import (
    Options,
    as_written,
    entry_with,
    on_cgcs2000,
    read_as_given,
    reading_of,
    refuse_errors,
    refuse_repairs,
)
from natres.workflows.notices import repair_notices

__all__ = ["RasterZones", "open_raster_zones"]

#: Shapes that cannot be measured are never gone on with.
_ALWAYS = frozenset({"GEOM_NULL", "GEOM_TYPE", "GEOM_INVALID", "GEOM_NONFINITE", "GEOM_ZERO_AREA", "GEOM_WIDE"})
#: A layer of more rows is no set of zones whose overlaps anyone would look through.
_MOST_COMPARED = 20_000


@dataclass(frozen=True, eq=False)
class RasterZones:
    """Zones with their layer, and what is to be said of them; ``given_crs_used`` whether --crs was for this file."""

    layer: Layer[Any]
    shapes: ZoneShapes
    notices: tuple[Notice, ...]
    given_crs_used: bool = False


def open_raster_zones(
    source: District | str | Path, options: Options, *, id_field: str | None = None, name_field: str | None = None
) -> RasterZones:
    """Read the zones of a layer, or the towns (else the villages) of a district.

    Raises
    ------
    BadRows : shapes that cannot be measured
    BadData : what reading refuses; ``LAYER_MISSING`` for a district without boundaries
    """
    if isinstance(source, District):
        entry = on_cgcs2000(source.layer("towns" if source.has("towns") else "units"), options)
        entry = entry.model_copy(update={"fields": {}})
    else:
        entry = entry_with(LayerEntry(path=str(source)), replace(options, crs=None, fields={}))
    reading: Reading = {**reading_of(entry, "plain")}
    layer, used = _read(entry.path, reading, options.crs, (id_field, name_field))
    layer = as_written(layer, source)
    refuse_repairs(layer, options)
    subject = Subject(layer, "zones", "zone_id", {}, rules=RuleSet(numbers=True))
    said = refuse_errors([*layer.issues, *check_shapes(subject)], options.accept - _ALWAYS)
    said = (*layer.provenance.notices, *repair_notices(layer), *said)
    return RasterZones(layer, _shapes(layer), (*said, *_shared(subject, layer)), used)


def _read(
    path: str, reading: Reading, crs: str | None, fields: tuple[str | None, str | None]
) -> tuple[Layer[Any], bool]:
    """Read the rows; what the user says of a system is for the file that states none."""

    def read(system: str | None) -> Layer[Any]:
        return read_zone_rows(path, id_field=fields[0], name_field=fields[1], **{**reading, "crs": system})

    return read_as_given(read, reading.get("crs"), crs)


def _shapes(layer: Layer[Any]) -> ZoneShapes:
    """Return the zones in the order in which they first stand in the layer."""
    frame = layer.frame
    numbers, ids = frame["zone_id"].factorize()
    first = np.unique(numbers, return_index=True)[1]
    names = tuple(frame["zone_name"].iloc[first].tolist())
    return ZoneShapes(frame.geometry.to_numpy(), layer.crs, numbers.astype(np.int64), tuple(ids.tolist()), names)


def _shared(subject: Subject, layer: Layer[Any]) -> tuple[Notice, ...]:
    """Say how much ground lies in more than one zone: it counts in each."""
    if len(layer.frame) > _MOST_COMPARED or subject.zone is None:
        return ()
    found = overlaps_of(subject.plane)
    if not found:
        return ()
    one, other = (layer.frame["zone_id"].iloc[row] for row in found[0].rows)
    area = area_text(to_dm2(sum(each.area_m2 for each in found)), "m2")
    facts = {"file": layer.provenance.file_name, "count": len(found), "value": area, "one": one, "other": other}
    return (Notice("ZONE_PAIRS", facts),)
