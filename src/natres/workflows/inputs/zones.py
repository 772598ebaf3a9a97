"""Reading and checking layers of zones, of illegal patches and of approvals, and tables of places."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from natres.analyses.overlay import PointInput, bookings_inside
from natres.checks import Against, RuleSet, Subject, check_zones
from natres.core.issues import Notice
from natres.core.outlines import untangled
from natres.core.provenance import Layer, Provenance
from natres.core.zone_layers import ZoneLayer
from natres.district import District, LayerEntry
from natres.errors import BadData, BadUsage
from natres.readers import read_places
from natres.readers.layers.looking import read_plain_layer
from natres.readers.layers.zones import layers_of, row_names, zone_key
from natres.workflows.inputs.common import (
    Options,
    as_written,
    on_cgcs2000,
    read_as_given,
    reading_of,
    refuse_errors,
    refuse_repairs,
)
from natres.workflows.inputs.land import Land
from natres.workflows.inputs.wells import Place, check_table
from natres.workflows.notices import repair_notices

__all__ = [
    "MOST_LAYERS", "Zones", "open_patches", "open_places", "open_zone_files", "open_zones", "read_zone_layer",
    "with_measured_zones",
]  # fmt: skip

#: Combinations of layers are told by the bits of a whole number.
MOST_LAYERS = 62


@dataclass(frozen=True, eq=False)
class Zones:
    """Layers of zones, checked, with their records and what is to be said of each."""

    layers: tuple[ZoneLayer, ...] = ()
    inputs: tuple[Provenance, ...] = ()
    said: tuple[tuple[Notice, ...], ...] = ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What is to be said of all of them."""
        return tuple(notice for said in self.said for notice in said)

    def __add__(self, other: "Zones") -> "Zones":
        """Return both together; no key may stand twice, and there may be no more than 62."""
        layers = (*self.layers, *other.layers)
        keys = [layer.key for layer in layers]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise BadUsage("ZONE_LAYERS.twice", value=twice)
        if len(layers) > MOST_LAYERS:
            raise BadUsage("ZONE_LAYERS", count=len(layers), limit=MOST_LAYERS)
        return Zones(layers, (*self.inputs, *other.inputs), (*self.said, *other.said))

    def layer(self, key: str) -> ZoneLayer | None:
        """Return the layer of that key, or None."""
        return next((layer for layer in self.layers if layer.key == key), None)

    def some(self, keys: Container[str]) -> "Zones":
        """Return the layers of some keys, with what is to be said of these."""
        kept = [n for n, layer in enumerate(self.layers) if layer.key in keys]
        return Zones(
            tuple(self.layers[n] for n in kept), tuple(self.inputs[n] for n in kept), tuple(self.said[n] for n in kept)
        )


def open_zones(district: District, options: Options, keys: Container[str] | None = None) -> Zones:
    """Read and check the zone layers of a district: all, or those of ``keys`` it has.

    Raises
    ------
    BadRows : shapes that cannot be laid, unless their code is accepted
    """
    found = Zones()
    for key, given in district.content.layers.zones.items():
        if keys is None or key in keys:
            entry = on_cgcs2000(district.located_entry(given), options)
            found += _opened(entry, key, "zones", options, district)
    return found


def open_zone_files(sources: Sequence[str], options: Options) -> Zones:
    """Read and check zone layers given as ``FILE`` or ``NAME=FILE``.

    A layer is known by NAME, else by the name of its layer or file: YJJBNTTB, STBHHX and CSKFBJ are basic farmland, the
    ecological red line and the urban boundary. Without a NAME every layer of a file is one of its own.

    Raises
    ------
    BadUsage : ``ZONE_LAYERS`` for two layers of one name, or too many
    """
    found = Zones()
    for source in sources:
        name, path = _named(source)
        for layer in [""] if name else layers_of(path):
            entry = LayerEntry(path=path, layer=layer or None)
            stem = layer or Path(path).stem
            key = name or zone_key(layer, Path(path).stem if not layer else "") or stem
            found += _opened(on_cgcs2000(entry, options), key, "zones", options, None, label="" if name else stem)
    return found


def _named(source: str) -> tuple[str, str]:
    """Return (name, file) of ``NAME=FILE``; a file whose own name holds the sign is taken as it is."""
    name, sign, path = source.partition("=")
    if not sign or Path(source).exists() or any(mark in name for mark in "/\\."):
        return "", source
    if not name.strip() or not path.strip():
        raise BadUsage("OPTION_VALUE", option="NAME=FILE", value=source, allowed="NAME=FILE")
    return name.strip(), path.strip()


def open_patches(
    source: District | None, path: str | None, role: str, options: Options, kind: str
) -> Zones:  # fmt: skip
    """Read and check the illegal patches or the approvals: of a file, else of the district; nothing where neither is.

    Parameters
    ----------
    role : ``illegal_land`` or ``approvals``
    kind : ``illegal_patches`` or ``approvals``, see :func:`natres.readers.layers.zones.row_names`
    """
    if path is not None:
        return _opened(on_cgcs2000(LayerEntry(path=path), options), role, kind, options, None)
    if source is None or not source.has(role):
        return Zones()
    return _opened(on_cgcs2000(source.layer(role), options), role, kind, options, source)


def read_zone_layer(entry: LayerEntry, options: Options) -> Layer[Any]:
    """Read a layer of zones with its own field names; a system that ``--crs`` names is for those that state none."""
    reading = reading_of(entry, "plain")
    layer, _ = read_as_given(
        lambda crs: read_plain_layer(entry.path, **{**reading, "crs": crs}), entry.crs, options.crs
    )
    refuse_repairs(layer, options)
    return layer


def _opened(
    entry: LayerEntry, key: str, kind: str, options: Options, district: District | None, label: str = ""
) -> Zones:
    layer = read_zone_layer(entry, options)
    layer = as_written(layer, district) if district else layer
    subject = Subject(layer, "zones", "BSM", rules=RuleSet(numbers=True), against=Against())
    accepted = refuse_errors(check_zones(subject).issues, options.accept)
    frame = layer.frame.rename(columns={field: column for column, field in entry.fields.items()})
    codes, names = row_names(frame, kind)
    found = ZoneLayer(key, _usable(subject), codes, names, layer.crs, label)
    notices = (*layer.provenance.notices, *repair_notices(layer), *accepted)
    return Zones((found,), (layer.provenance,), (notices,))


def _usable(subject: Subject) -> Any:
    """Return the shapes that have ground; what was accepted in spite of crossing rings is taken apart."""
    shapes = subject.raw.copy()
    shapes[subject.missing | ~subject.areal | ~subject.finite | subject.flat] = None
    return untangled(shapes)


def open_places(path: str, options: Options) -> tuple[PointInput, Provenance, tuple[Notice, ...]]:
    """Read and check a table or layer of places.

    Raises
    ------
    BadData : ``FIELD_MISSING`` without coordinates
    BadRows : cells that are no coordinates, unless their code is accepted
    """
    read = read_places(path, crs=options.crs, encoding=options.encoding)
    layer, notices = check_table(read, "points", options, Place())
    record = layer.provenance
    if not {"longitude", "latitude"} <= set(layer.frame):
        facts = {"field": "经度、纬度", "present": ", ".join(layer.frame.columns), "column": "longitude"}
        raise BadData("FIELD_MISSING", file=record.file_name, layer=record.layer or None, **facts)
    places = layer.frame[["longitude", "latitude"]].to_numpy(dtype=np.float64)
    return PointInput(tuple(layer.frame["name"].astype(str)), places), record, notices


def with_measured_zones(
    land: Land, district: District | None, measures: Iterable[str], options: Options, opened: Zones | None = None
) -> Land:
    """Return the land with the ground inside the zone layers that some measures need, as far as the district has them.

    What is to be said of the layers is added to the land's notices. ``opened`` are all layers of the district, where a
    caller has read them.
    """
    wanted = {measure.needs_zone for key in measures if (measure := land.scheme.measure(key)) and measure.needs_zone}
    if district is None or not wanted - set(land.ledger.inside):
        return land
    zones = opened.some(wanted) if opened else open_zones(district, options, wanted)
    shapes, crs = land.layer.frame["geometry"].to_numpy(), land.layer.crs
    inside = {layer.key: bookings_inside(shapes, crs, land.ledger, layer, zone=district.zone) for layer in zones.layers}
    empty = [
        Notice("ZONE_NOWHERE", {"file": record.file_name, "layer": record.layer})
        for layer, record in zip(zones.layers, zones.inputs, strict=True) if inside[layer.key].empty
    ]  # fmt: skip
    ledger = replace(land.ledger, inside={**land.ledger.inside, **inside})
    laid = tuple(zip(zones.layers, zones.inputs, strict=True))
    return replace(land, ledger=ledger, notices=(*land.notices, *zones.notices, *empty), zones=(*land.zones, *laid))
