"""Runs of coordinate lines turned into numbers, all of them at once."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
from numpy.typing import NDArray

from natres.readers.vct.head import VctHead
from natres.readers.vct.text import VctText

__all__ = ["read_coordinates"]

_AT_ONCE = 500_000
_LARGEST = 1e9


def read_coordinates(text: VctText, head: VctHead, runs: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """Return easting and northing (or longitude and latitude) of the lines of the runs, one after the other, (n, 2).

    Raises
    ------
    BadData : ``VCT_SYNTAX`` at the first line that is no pair of numbers

    >>> from natres.readers.vct.example import EXAMPLE
    >>> from natres.readers.vct.head import read_head
    >>> from natres.readers.vct.text import cut_lines
    >>> text = cut_lines(EXAMPLE.encode(), "UTF-8", "a.vct")
    >>> read_coordinates(text, read_head(text), [(30, 2)]).tolist()
    [[39500000.0, 4300000.0], [39500000.0, 4300100.0]]
    """
    parts = [_convert(text, head, batch) for batch in _batches(runs)]
    points = np.concatenate(parts) if parts else np.empty((0, 2))
    return points[:, ::-1] if head.northing_first else points


def _batches(runs: Sequence[tuple[int, int]]) -> Iterator[Sequence[tuple[int, int]]]:
    begun = size = 0
    for i, (_, count) in enumerate(runs):
        size += count
        if size >= _AT_ONCE:
            yield runs[begun : i + 1]
            begun, size = i + 1, 0
    if begun < len(runs):
        yield runs[begun:]


def _convert(text: VctText, head: VctHead, runs: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    lines: list[bytes] = []
    for start, count in runs:
        lines.extend(text.lines[start : start + count])
    try:
        points = _parse(_plain_commas(b"\n".join(lines), text, head), head.dimensions)
    except pa.ArrowInvalid:
        points = None
    if points is not None and len(points) == len(lines) and bool((np.abs(points) <= _LARGEST).all()):
        return points
    places = (at for start, count in runs for at in range(start, start + count))
    raise text.wrong("coordinate", next((at for at in places if not _is_good(text, head, at)), runs[0][0]))


def _plain_commas(block: bytes, text: VctText, head: VctHead) -> bytes:
    if head.separator == ",":
        return block
    if head.separator == " ":
        return b"\n".join(b",".join(line.split()) for line in block.split(b"\n"))
    return block.replace(head.separator.encode(text.encoding), b",")


def _parse(block: bytes, dimensions: int) -> NDArray[np.float64]:
    names = ["x", "y", "z"][:dimensions]
    table = pc.read_csv(
        pa.BufferReader(block),
        read_options=pc.ReadOptions(column_names=names),
        parse_options=pc.ParseOptions(quote_char=False, ignore_empty_lines=False),
        convert_options=pc.ConvertOptions(
            column_types=dict.fromkeys(names, pa.float64()), null_values=[], strings_can_be_null=False
        ),
    )
    return np.column_stack([table[name].to_numpy() for name in names[:2]])


def _is_good(text: VctText, head: VctHead, at: int) -> bool:
    try:
        point = _parse(_plain_commas(text.lines[at], text, head), head.dimensions)
    except pa.ArrowInvalid:
        return False
    return len(point) == 1 and bool((np.abs(point) <= _LARGEST).all())
