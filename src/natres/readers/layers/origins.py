"""Which field of a file is which natres column, for a program that reads the file without natres."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from natres.core.origins import Origin
from natres.readers.encodings import decode_text
from natres.readers.fields import map_fields
from natres.readers.gate.admission import admit
from natres.readers.gate.formats import TABLE_FORMATS
from natres.readers.layers.drivers.geoparquet import geometry_column
from natres.readers.layers.vectors import open_layer
from natres.readers.tables.choosing import choose_sheet
from natres.readers.tables.sheets import delimiter_of, read_grids
from natres.readers.tables.table_specs import read_spec

__all__ = ["layer_origin", "table_origin"]


def layer_origin(
    kind: str,
    path: str | Path,
    *,
    named: str,
    layer: str | None = None,
    fields: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Origin:
    """Return where the columns of a layer stand, by the rules of :func:`natres.readers.layers.vectors.read_layer`.

    Parameters
    ----------
    kind : parcels, forest or units
    path : the file
    named : its path as the district file writes it
    layer, fields, encoding : as for reading

    >>> origin = layer_origin("parcels", "data/landuse/parcels_2022.parquet", named="landuse/parcels_2022.parquet")
    >>> origin.columns["land_class"], origin.geometry
    ('DLBM', 'geometry')
    """
    _, file, form, name, source = open_layer(path, layer=layer, encoding=encoding)
    present = source.fields
    mapping, _ = map_fields(kind, present, fields or {}, (), file=file.name, layer=name)
    everything, geometry = _parquet_columns(file) if form.driver == "Parquet" else (present, "")
    apart = _apart(everything)
    return Origin(
        path=named,
        driver=form.driver,
        layer=name,
        encoding=source.encoding,
        columns={column: apart[everything.index(field)] for field, column in mapping.items()},
        fields=apart,
        renamed=apart != tuple(everything),
        geometry=geometry,
    )


def table_origin(
    kind: str, path: str | Path, *, named: str, fields: Mapping[str, str] | None = None, encoding: str | None = None
) -> Origin:
    """Return where the columns of a CSV register stand whose first line is its header; see :func:`layer_origin`."""
    file, form, _ = admit(path, TABLE_FORMATS)
    text, used = decode_text(file.read_bytes(), file.name, encoding)
    grid, header = choose_sheet(read_grids(file, encoding), read_spec(kind), fields or {}, file=file.name)
    shown = [" ".join(str(cell).split()) for cell in grid.rows[header.row]]  # a heading over two lines keeps to one
    apart = _apart(shown)
    return Origin(
        path=named,
        driver=form.driver,
        encoding=used,
        columns={heading.column.key: apart[at] for at, heading in header.headings.items()},
        fields=apart,
        delimiter=delimiter_of(text),
    )


def _apart(names: Sequence[str]) -> tuple[str, ...]:
    """Return names SQL can tell apart: a name that differs only in case, or is empty, gets its place as well.

    >>> _apart(["DLBM", "dlbm", ""])
    ('DLBM', 'dlbm_2', 'column_3')
    """
    seen: set[str] = set()
    apart: list[str] = []
    for place, name in enumerate(names, start=1):
        taken = not name or name.casefold() in seen
        apart.append(f"{name or 'column'}_{place}" if taken else name)
        seen.add(apart[-1].casefold())
    return tuple(apart)


def _parquet_columns(file: Path) -> tuple[list[str], str]:
    """Return all columns of a GeoParquet file, and which of them holds the geometry."""
    import pyarrow.parquet as pq

    schema = pq.read_schema(file)
    return list(schema.names), geometry_column(schema) or ""
