"""What a map shows, as its definition says: layer, colouring, tables beside it. Ten lines of TOML make one."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["COLOURINGS", "MapDefinition"]

#: What a layer can be coloured by, per layer.
COLOURINGS: Mapping[str, tuple[str, ...]] = {
    "parcels": ("subclass", "main_class", "group", "ownership", "measure"),
    "forest": ("tenure", "forest_class"),
    "wells": ("role",),
    "ledgers": ("kind",),
}


@dataclass(frozen=True)
class MapDefinition:
    """A map: ``layer`` and ``by`` from :data:`COLOURINGS`; ``tables`` and ``charts`` are keys of the run's."""

    key: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    layer: str
    by: str
    measure: str = ""
    tables: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
