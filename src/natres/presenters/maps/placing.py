"""Legends of places list what a map shows: rows without coordinates are counted in a note, not among the dots."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from natres.core.basis import Basis, Rows
from natres.labels import words
from natres.presenters.maps.material import MapSet
from natres.presenters.web import Category, CodeColumn, Colouring, Layer, PointLayer, text_in

__all__ = ["shown_places", "unplaced_note"]

#: Column of a layer that tells which rows have a place, and its code for those.
_PLACED, _YES = "placed", "1"


def shown_places(layer: PointLayer, maps: MapSet) -> PointLayer:
    """Return a layer whose legend counts what has a place, without what has none; its rows stay all."""
    there = _there(layer)
    if there.all():
        return layer
    column = CodeColumn(
        _PLACED, maps.say("map.placed"), np.where(there, _YES, "0").tolist(),
        {_YES: maps.say("map.placed_yes"), "0": maps.say("map.placed_no")}, show=False,
    )  # fmt: skip
    colourings = tuple(_shown(colouring, there, layer.key) for colouring in layer.colourings)
    return replace(layer, colourings=colourings, columns=(*layer.columns, column))


def unplaced_note(layers: Iterable[Layer], language: str) -> str:
    """Return how many rows of what have no coordinates, as a sentence; blank where all have some."""
    w, said = words(language), list[str]()
    for layer in layers:
        if isinstance(layer, PointLayer) and layer.colourings:
            colouring, there = layer.colourings[0], _there(layer)
            for n, category in enumerate(colouring.categories):
                count = int(((colouring.index == n) & ~there).sum())
                if count:
                    said.append(w["map.unplaced"].format(what=text_in(category.label, language), count=count))
    return w["map.unplaced_note"].format(listed=w["map.unplaced_between"].join(said)) if said else ""


def _there(layer: PointLayer) -> NDArray[np.bool_]:
    return np.isfinite(np.asarray(layer.lon, dtype=float)) & np.isfinite(np.asarray(layer.lat, dtype=float))


def _shown(colouring: Colouring, there: NDArray[np.bool_], layer: str) -> Colouring:
    """Return a colouring without the categories nothing of which has a place."""
    kept, place = list[Category](), np.full(len(colouring.categories) + 1, -1, dtype=np.int64)
    for n, category in enumerate(colouring.categories):
        own = colouring.index == n
        count = int((own & there).sum())
        if count:
            place[n] = len(kept)
            kept.append(category if there[own].all() else _counted(category, count, layer))
    return replace(colouring, categories=tuple(kept), index=place[colouring.index])


def _counted(category: Category, count: int, layer: str) -> Category:
    """Return a category with the number of its rows that have a place."""
    bases: Mapping[str, Basis] = {
        language: Basis(
            words(language)["map.placed_rule"].format(what=text_in(category.label, language)),
            Rows(layer, tuple({**where, _PLACED: (_YES,)} for where in basis.how.where), "count"),
            basis.unit,
        )
        for language, basis in category.basis.items()
        if isinstance(basis.how, Rows)
    }
    return replace(category, note=str(count), basis=bases)
