"""Where the columns of an input stand in its own file: what another program needs to read the file by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Origin"]


@dataclass(frozen=True)
class Origin:
    """An input as it lies on the disk, before any natres column.

    Parameters
    ----------
    path : as the district file writes it, with forward slashes; relative to the district file's folder
    driver : ``Parquet``, ``GPKG``, ``GeoJSON``, ``ESRI Shapefile`` or ``CSV``
    layer : name of the layer where the format has layers
    encoding : of its text, as the reader found it; empty where the format says so itself
    columns : natres column → field name in the file
    fields : all field names in the order of the file, made such that SQL can tell them apart
    renamed : whether that changed one of them
    geometry : name of the geometry column of a GeoParquet file
    delimiter : between the cells of a CSV file
    numeric : natres columns of codes that the file stores as numbers
    """

    path: str
    driver: str
    layer: str = ""
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    fields: tuple[str, ...] = ()
    renamed: bool = False
    geometry: str = ""
    delimiter: str = ","
    numeric: frozenset[str] = frozenset()

    def has(self, column: str) -> bool:
        """Return whether the file has a field for a natres column.

        >>> Origin("a.csv", "CSV", columns={"well_id": "井号"}).has("well_id")
        True
        """
        return column in self.columns
