"""Attributes of a layer in the pack: codes by their place in a list, texts as they are, areas as whole numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from natres.presenters.web.layers import AreaColumn, AreaLayer, CodeColumn, Colouring, Column, NumberColumn, PointLayer
from natres.presenters.web.pack.streams import Block, zigzag
from natres.presenters.web.pack.texts import text_json
from natres.presenters.web.safety import checked_colour

__all__ = ["Attributes"]

Ints = NDArray[np.int64]
Attributed = AreaLayer | PointLayer
#: Whole numbers the browser adds without loss.
_LARGEST = 2**53


class Attributes:
    """Columns and colourings of a layer, checked, and ready to be written block by block."""

    def __init__(self, layer: Attributed, count: int, languages: Sequence[str]) -> None:
        self._layer, self._languages = layer, languages
        self._codes = {c.key: _dictionary(c.values) for c in layer.columns if isinstance(c, CodeColumn)}
        for column in layer.columns:
            _check_column(column, layer, count)
        for colouring in layer.colourings:
            _check_colouring(colouring, layer.key, count)

    def head(self) -> dict[str, Any]:
        """Return what the page's head says of columns and colourings."""
        return {
            "columns": [self._column_head(column) for column in self._layer.columns],
            "colourings": [self._colouring_head(colouring) for colouring in self._layer.colourings],
        }

    def write(self, block: Block, features: Ints) -> None:
        """Write the values of some features into a block, in their order."""
        for n, column in enumerate(self._layer.columns):
            if isinstance(column, CodeColumn):
                block.numbers(f"column{n}", self._codes[column.key][1][features])
            elif isinstance(column, AreaColumn):
                if not column.of:
                    block.numbers(f"column{n}", zigzag(np.asarray(column.values, dtype=np.int64)[features]))
            else:
                block.texts(f"column{n}", [str(column.values[f]) for f in features.tolist()])
        for n, colouring in enumerate(self._layer.colourings):
            block.numbers(f"colouring{n}", np.asarray(colouring.index, dtype=np.int64)[features] + 1)

    def _column_head(self, column: Column) -> dict[str, Any]:
        said = {"key": column.key, "label": text_json(column.label, self._languages), "show": column.show}
        match column:
            case CodeColumn():
                codes = self._codes[column.key][0]
                texts = [text_json(column.words.get(code, code), self._languages) for code in codes]
                return said | {"kind": "code", "codes": codes, "texts": texts, "search": column.search}
            case AreaColumn():
                return said | {"kind": "area", "of": list(column.of)}
            case NumberColumn():
                return said | {"kind": "number", "unit": text_json(column.unit, self._languages)}
            case _:
                return said | {"kind": "text", "search": column.search}

    def _colouring_head(self, colouring: Colouring) -> dict[str, Any]:
        categories = [
            {
                "key": category.key,
                "label": text_json(category.label, self._languages),
                "colour": checked_colour(category.colour),
                "note": text_json(category.note, self._languages),
                "shown": category.shown,
            }
            for category in colouring.categories
        ]
        return {"key": colouring.key, "title": text_json(colouring.title, self._languages), "categories": categories}


def _dictionary(values: Sequence[str]) -> tuple[list[str], Ints]:
    """Return the different codes and which of them each feature has."""
    which, known = pd.factorize(np.array([str(value) for value in values], dtype=object))
    return [str(code) for code in known], which.astype(np.int64)


def _check_column(column: Column, layer: Attributed, count: int) -> None:
    if len(column.values) != count:
        raise ValueError(f"layer {layer.key!r}: {count} features, {len(column.values)} values of {column.key!r}")
    if not isinstance(column, AreaColumn):
        return
    area = np.asarray(column.values, dtype=np.int64)
    # The total of a layer stays exact in the browser too: its numbers are whole up to 2**53.
    if float(np.abs(area).sum(dtype=np.float64)) >= _LARGEST:
        raise ValueError(f"layer {layer.key!r}: areas of {column.key!r} are too large to be added up")
    parts = [np.asarray(c.values) for c in layer.columns if c.key in column.of]
    if column.of and not np.array_equal(sum(parts), area):
        raise ValueError(f"layer {layer.key!r}: {column.key!r} is not the sum of {column.of}")


def _check_colouring(colouring: Colouring, key: str, count: int) -> None:
    index = np.asarray(colouring.index)
    if len(index) != count:
        raise ValueError(f"layer {key!r}: {count} features, {len(index)} categories")
    if count and not -1 <= index.min() <= index.max() < len(colouring.categories):
        raise ValueError(f"layer {key!r}: a category index is outside its legend")
