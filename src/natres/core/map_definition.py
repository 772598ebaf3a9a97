"""What a map shows, as its definition says: layers, colouring, panels, tables. Ten lines of TOML make one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "COLOURINGS",
    "DRAWN_WITH",
    "LAYERS",
    "ORIENTATIONS",
    "PANELS",
    "PAPERS",
    "SHEET_FILES",
    "MapDefinition",
    "SheetWish",
]

#: What a layer can be coloured by, per layer.
COLOURINGS: Mapping[str, tuple[str, ...]] = {
    "parcels": ("subclass", "main_class", "group", "ownership", "settlement", "measure"),
    "forest": ("tenure", "forest_class"),
    "wells": ("role",),
    "ledgers": ("kind",),
    "zoned": ("findings", "combination", "group"),
    "changes": ("direction", "before_group", "after_group", "before_main", "after_main"),
    "site": ("subclass", "main_class", "group", "ownership"),
}
#: What can be drawn, from the bottom up: ``ground`` is the parcels as a pale base.
LAYERS = (
    "ground", "parcels", "zoned", "changes", "forest", "site", "villages", "towns", "zone_lines", "ledgers", "wells",
)  # fmt: skip
#: What is drawn where a definition names no layers.
DRAWN_WITH: Mapping[str, tuple[str, ...]] = {
    "parcels": ("parcels", "towns"),
    "forest": ("forest", "towns"),
    "wells": ("ground", "towns", "wells"),
    "ledgers": ("ground", "towns", "ledgers"),
    "zoned": ("zoned", "towns", "zone_lines"),
    "changes": ("ground", "changes", "towns"),
    "site": ("ground", "site", "towns", "zone_lines", "wells"),
}
#: Colourings that tell who owns the land.
_OWNERS = ("ownership", "tenure")
#: What stands beside a map.
PANELS = ("towns", "quotas", "figures")
#: Papers with their shorter and their longer side, in millimetres, and the ways they lie.
PAPERS: Mapping[str, tuple[float, float]] = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
ORIENTATIONS = ("landscape", "portrait")
#: Files a sheet may be.
SHEET_FILES = (".pdf", ".png")


@dataclass(frozen=True)
class SheetWish:
    """How a map is wanted on paper.

    Parameters
    ----------
    paper : ``A4`` or ``A3``
    orientation : ``landscape`` or ``portrait``; empty for the one that shows the ground larger
    scale : denominator; 0 for the round one that fits

    >>> SheetWish().paper
    'A4'
    """

    paper: str = "A4"
    orientation: str = ""
    scale: int = 0


@dataclass(frozen=True)
class MapDefinition:
    """A map: ``layer`` and ``by`` from :data:`COLOURINGS`; ``tables`` and ``charts`` are keys of the run's.

    Parameters
    ----------
    layer, by : the subject of the map and what it is coloured by
    measure : which measure, where ``by`` is ``measure``
    layers : all that is drawn, from :data:`LAYERS`, in that order; empty for what usually goes with the subject
    recolour : other colourings a reader may change to
    panels : what stands beside the map, from :data:`PANELS`
    language : the language a page opens in; empty for that of the run
    colours : class or category → ``#rrggbb`` in place of the usual one
    outline : ``#rrggbb`` of the outlines of the subject
    off : classes or categories that are switched off when the page opens
    labels : class or category → its words in place of the usual ones
    sheet : how it is printed
    own : whether a district wrote it; a shipped one names all there may be, in its own a name nobody knows is a slip
    """

    key: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    layer: str
    by: str
    measure: str = ""
    tables: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    recolour: tuple[str, ...] = ()
    panels: tuple[str, ...] = PANELS
    language: str = ""
    colours: Mapping[str, str] = field(default_factory=dict[str, str])
    outline: str = ""
    off: tuple[str, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    sheet: SheetWish = SheetWish()
    own: bool = False

    @property
    def drawn(self) -> tuple[str, ...]:
        """All that is drawn, from the bottom up.

        >>> MapDefinition("w", {}, {}, "wells", "role").drawn
        ('ground', 'towns', 'wells')
        """
        return self.layers or DRAWN_WITH[self.layer]

    def colourings(self, layer: str, usual: str) -> tuple[str, ...]:
        """Return by what a layer can be coloured, first as the page opens; one that is not the subject, as usual.

        >>> own = MapDefinition("c", {}, {}, "changes", "before_main", recolour=("direction",))
        >>> own.colourings("changes", "direction"), own.colourings("zoned", "findings")
        (('before_main', 'direction'), ('findings',))
        """
        return tuple(dict.fromkeys([self.by, *self.recolour])) if layer == self.layer else (usual,)

    @property
    def private(self) -> bool:
        """Whether the subject is who owns the land, or single cases: such a map is not for everyone."""
        return self.by in _OWNERS or self.layer == "ledgers"
