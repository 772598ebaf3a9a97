"""Which sheet of a file is the table that is meant, by its header."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from natres.core.table_spec import TableSpec
from natres.errors import BadData, NotThere
from natres.readers.tables.bodies import part_rows
from natres.readers.tables.heading_units import with_units
from natres.readers.tables.headings import Header, find_header, plain
from natres.readers.tables.sheets import Grid, read_grids
from natres.readers.tables.table_specs import read_spec

__all__ = ["choose_sheet", "table_columns"]


def choose_sheet(
    grids: Sequence[Grid],
    spec: TableSpec,
    given: Mapping[str, str],
    *,
    file: str,
    layer: str | None = None,
    least: int = 2,
) -> tuple[Grid, Header]:
    """Return the sheet whose header fits, and that header; ``least`` as for :func:`find_header`.

    Raises
    ------
    NotThere : ``LAYER_MISSING`` where the sheet that was asked for is not there
    BadData : ``LAYER_EMPTY``, ``LAYER_AMBIGUOUS``, ``HEADER``, ``FIELD_MISSING``
    """
    names = [grid.name for grid in grids]
    if layer is not None and any(names):
        if layer not in names:
            raise NotThere("LAYER_MISSING", file=file, layer=layer, present="、".join(names))
        grids = [grid for grid in grids if grid.name == layer]
    filled = [grid for grid in grids if grid.rows]
    if not filled:
        raise BadData("LAYER_EMPTY", file=file, layer=layer)
    looked = [(grid, find_header(grid, spec, given, least=least)) for grid in filled]
    found = [(grid, with_units(grid, header)) for grid, header in looked if header is not None]
    whole = [(grid, header) for grid, header in found if set(spec.required) <= header.keys]
    whole = [(grid, header) for grid, header in whole if part_rows(grid, header).rows] or whole
    if len(whole) > 1:
        raise BadData("LAYER_AMBIGUOUS.sheet", file=file, value="、".join(grid.name for grid, _ in whole))
    if whole:
        _check_header(*whole[0], given, file)
        return whole[0]
    if found:
        grid, header = max(found, key=lambda pair: len(pair[1].headings))
        _refuse_missing(grid, header, spec, given, file)
    wanted = "、".join(spec.column(key).names[0] for key in spec.required)
    raise BadData("HEADER", file=file, layer=layer or filled[0].name or None, value=wanted)


def _refuse_missing(grid: Grid, header: Header, spec: TableSpec, given: Mapping[str, str], file: str) -> None:
    missing = [key for key in spec.required if key not in header.keys]
    field = "、".join(given.get(key, spec.column(key).names[0]) for key in missing)
    present = ", ".join(text for text in header.texts if text)
    raise BadData("FIELD_MISSING", file=file, layer=grid.name or None, field=field, present=present, column=missing[0])


def _check_header(grid: Grid, header: Header, given: Mapping[str, str], file: str) -> None:
    """Refuse a name that was given and is not there, and a heading that stands twice."""
    present = ", ".join(text for text in header.texts if text)
    for key, name in given.items():
        if key not in header.keys:
            raise BadData("FIELD_MISSING", file=file, layer=grid.name or None, field=name, present=present, column=key)
    texts = [plain(text) for text in header.texts]
    for heading in header.headings.values():
        if texts.count(plain(heading.text)) > 1:
            why = f"the column {heading.text} stands twice"
            raise BadData("FILE_UNREADABLE.twice", file=file, layer=grid.name or None, value=heading.text, why=why)


def table_columns(path: Path, kind: str) -> set[str]:
    """Return the natres columns of a kind that a table file has, over all its sheets; empty forms have none."""
    found = [(grid, find_header(grid, read_spec(kind), {})) for grid in read_grids(path)]
    units = [(grid, with_units(grid, header)) for grid, header in found if header]
    return {key for grid, header in units if part_rows(grid, header).rows for key in header.keys}
