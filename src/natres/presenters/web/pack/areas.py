"""Area layers in the pack: features along a Z-curve, some thousands to a block, shared boundaries once in each."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from natres.presenters.web.layers import AreaLayer
from natres.presenters.web.pack.arcs import Arcs, arcs_of
from natres.presenters.web.pack.columns import Attributes
from natres.presenters.web.pack.quantise import extent_dm, morton_order, pack_rings
from natres.presenters.web.pack.streams import Block
from natres.presenters.web.safety import checked_colour

__all__ = ["area_blocks"]

Ints = NDArray[np.int64]
Head = dict[str, Any]
#: Features of one block: small enough to keep memory low, large enough that few boundaries are cut by it.
BLOCK_FEATURES = 16_384


def area_blocks(layer: AreaLayer, languages: Sequence[str]) -> tuple[Head, list[str]]:
    """Return what the page's head says of a layer, and its blocks.

    Raises
    ------
    ValueError : columns or colourings that do not fit the features, a colour that is none, places outside ±180, ±85
    """
    count = len(layer.geometry)
    attributes = Attributes(layer, count, languages)
    order = morton_order(layer.geometry)
    extent = extent_dm(layer.geometry)
    parts = [order[start : start + BLOCK_FEATURES] for start in range(0, count, BLOCK_FEATURES)]
    corner = extent[:2] if extent else [0, 0]
    with ThreadPoolExecutor(2) as pool:  # most of it is sorting and squeezing, which run beside each other
        blocks = list(pool.map(partial(_block, layer, attributes, corner), parts))
    head: Head = {
        "kind": "area",
        "outline": checked_colour(layer.outline) if layer.outline else "",
        "count": count,
        "extent": extent,
        "bookings": [list(pair) for pair in layer.bookings],
    }
    return head | attributes.head(), blocks


def _block(layer: AreaLayer, attributes: Attributes, corner: Sequence[int], features: Ints) -> str:
    rings = pack_rings(layer.geometry[features])
    arcs = arcs_of(rings)
    block = Block(count=len(features), corner=list(corner))
    block.numbers("rings", rings.counts)
    block.numbers("ring_arcs", arcs.ref_counts)
    new = write_arcs(block, arcs, corner)
    block.numbers("refs", _counted_back(arcs.refs, new))
    attributes.write(block, features)
    return block.text()


def write_arcs(block: Block, arcs: Arcs, corner: Sequence[int]) -> NDArray[np.bool_]:
    """Write arcs as the strokes of a pen; return which refs use their arc for the first time.

    An arc begins where the ring's arc before it ended. Only one that is new and opens its ring needs a move of the
    pen, counted from the end of the ring before, at first from the corner.
    """
    start = np.cumsum(arcs.sizes) - arcs.sizes
    arc, back = arcs.refs >> 1, arcs.refs & 1
    new = np.zeros(arcs.refs.size, dtype=bool)
    new[np.unique(arc, return_index=True)[1]] = True
    opening = np.zeros(arcs.refs.size, dtype=bool)
    opening[(np.cumsum(arcs.ref_counts) - arcs.ref_counts)[arcs.ref_counts > 0]] = True
    end = np.where(back == 1, start[arc], start[arc] + arcs.sizes[arc] - 1)
    inside = np.ones(arcs.x.size, dtype=bool)
    inside[start] = False
    moved = np.flatnonzero(new & opening)
    for name, place, origin in (("x", arcs.x, corner[0]), ("y", arcs.y, corner[1])):
        pen = np.append(origin, place[end])[moved]
        block.planes(f"move_{name}", place[start[arc[moved]]] - pen)
        block.planes(name, np.diff(place, prepend=np.int64(0))[inside])
    block.numbers("sizes", arcs.sizes)
    return new


def _counted_back(refs: Ints, new: NDArray[np.bool_]) -> Ints:
    """Return refs as the pack writes them: 0 for the next new arc, else 1 + 2 × how far back it was new + backwards."""
    known = np.cumsum(new)
    return np.where(new, 0, 1 + 2 * (known - 1 - (refs >> 1)) + (refs & 1))
