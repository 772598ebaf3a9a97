"""What `natres map` draws: pages for a browser or sheets of paper, of a district or of one layer."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from natres.cli.delivery import reserved, say
from natres.core.map_definition import ORIENTATIONS, PAPERS, SHEET_FILES, SheetWish
from natres.errors import BadUsage

if TYPE_CHECKING:
    from natres.workflows import Answer, Options

__all__ = ["DrawRequest", "read_wish", "run_draw"]

_PAGES = (".html", ".htm")
_LEAST_SCALE, _MOST_SCALE = 100, 10_000_000


@dataclass(frozen=True)
class DrawRequest:
    """What is to be drawn.

    Parameters
    ----------
    source, names : a district file and its map definitions, or a layer
    by : what a layer is coloured by
    output : where it goes; None for the usual place
    wish : paper, orientation and scale, where one of them was given
    atlas : one sheet per town
    """

    source: str
    names: tuple[str, ...]
    by: str
    output: Path | None
    wish: SheetWish | None
    atlas: bool
    force: bool

    @property
    def of_district(self) -> bool:
        """Whether the source is a district file."""
        return self.source.lower().endswith(".toml")

    @property
    def printed(self) -> bool:
        """Whether sheets of paper are wanted."""
        return self.wish is not None or self.atlas or self._suffix in SHEET_FILES

    @property
    def _suffix(self) -> str:
        return self.output.suffix.lower() if self.output else ""

    @property
    def target(self) -> Path:
        """Where it goes.

        Raises
        ------
        BadUsage : ``OUTPUT_SUFFIX.sheet`` for sheets in a file that is no PDF or PNG
        """
        if self.printed and self._suffix in _PAGES:
            raise BadUsage("OUTPUT_SUFFIX.sheet", value=self.output.name if self.output else "")
        if self.output is not None and (self.of_district or not self.printed or self._suffix in SHEET_FILES):
            return self.output
        if self.output is not None:
            raise BadUsage("OUTPUT_SUFFIX.sheet", value=self.output.name)
        if self.of_district:
            return Path("natres-sheets" if self.printed else "natres-maps")
        return Path(f"{Path(self.source).stem}{'.pdf' if self.printed else '.html'}")


def read_wish(paper: str | None, orientation: str | None, scale: int | None) -> SheetWish | None:
    """Return how a sheet is wanted; None where no option says so.

    Raises
    ------
    BadUsage : ``OPTION_VALUE``
    """
    if paper is None and orientation is None and scale is None:
        return None
    named = (paper or "A4").upper()
    if named not in PAPERS:
        raise BadUsage("OPTION_VALUE", option="--paper", value=paper, allowed=", ".join(PAPERS))
    if orientation is not None and orientation not in ORIENTATIONS:
        raise BadUsage("OPTION_VALUE", option="--orientation", value=orientation, allowed=", ".join(ORIENTATIONS))
    if scale is not None and not _LEAST_SCALE <= scale <= _MOST_SCALE:
        raise BadUsage("OPTION_VALUE", option="--scale", value=scale, allowed=f"{_LEAST_SCALE} – {_MOST_SCALE}")
    return SheetWish(named, orientation or "", scale or 0)


def run_draw(request: DrawRequest, options: "Options") -> None:
    """Draw what is asked for, and say where it is."""
    if not request.of_district and not request.by:
        raise BadUsage("OPTION_MISSING.by", option="--by")
    target = request.target
    with reserved(target, folder=target.suffix.lower() not in (*_PAGES, *SHEET_FILES), force=request.force):
        answer = _drawn(request, target, options)
    say(answer)


def _drawn(request: DrawRequest, target: Path, options: "Options") -> "Answer":
    from natres.workflows import map_district, map_layer, print_district, print_layer

    source, force = request.source, request.force
    if request.of_district and request.printed:
        wish, atlas = request.wish, request.atlas
        return print_district(source, target, request.names, options, wish=wish, atlas=atlas, force=force)
    if request.of_district:
        return map_district(source, target, request.names, options, force=force)
    if request.printed:
        return print_layer(source, target, request.by, options, wish=request.wish, force=force)
    return map_layer(source, target, request.by, options, force=force)
