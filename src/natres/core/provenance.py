"""Where a table's numbers come from: one record per input file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from natres.core.issues import Issue, Notice, Repair
from natres.core.table_places import Places

__all__ = ["Layer", "Provenance"]

Frame = TypeVar("Frame")


@dataclass(frozen=True)
class Provenance:
    """An input: its file, layer, driver, size, coordinate system, date, checksum, repairs and warnings.

    ``crs`` is the system of the frame, ``transform`` how places get from what the file states to longitude and
    latitude on CGCS2000: operation, accuracy, definition.
    ``parts`` holds the checksums of the files that belong to it (a shapefile's .dbf, .shx, .prj, .cpg);
    ``invented`` whether every row says in its remarks that it is made up.
    """

    path: str
    layer: str = ""
    driver: str = ""
    rows: int = 0
    crs: str = ""
    year: int | None = None
    sha256: str = ""
    encoding: str = ""
    parts: Mapping[str, str] = field(default_factory=dict[str, str])
    repairs: tuple[Repair, ...] = ()
    notices: tuple[Notice, ...] = ()
    invented: bool = False
    transform: str = ""

    @property
    def file_name(self) -> str:
        """The last part of the path, for messages and map footers."""
        return self.path.replace("\\", "/").rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Layer(Generic[Frame]):
    """What a reader returns: rows in natres columns, with their provenance.

    ``issues`` are cells the reader could not understand (their values are missing in the frame), ``places`` where
    rows and columns stand in a file that is a table.
    """

    frame: Frame
    provenance: Provenance
    crs: Any = None  # pyproj.CRS, or None for a table without geometry
    issues: tuple[Issue, ...] = ()
    places: Places = field(default_factory=Places)

    @property
    def lines(self) -> tuple[int, ...]:
        """The line each row has in a spreadsheet, from 1; empty where the file is none."""
        return self.places.lines
