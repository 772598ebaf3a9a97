"""All data of a map page: a head in JSON, and the blocks of its layers, each in a script element that runs nothing.

What stands where is described in docs/pack.md.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from natres.presenters.web.layers import AreaLayer, BoundaryLayer, Layer, PointLayer
from natres.presenters.web.pack.areas import area_blocks
from natres.presenters.web.pack.places import boundary_blocks, point_blocks
from natres.presenters.web.pack.streams import json_block
from natres.presenters.web.pack.texts import text_json
from natres.presenters.web.page import MapPage, Source
from natres.presenters.web.words import words_of

__all__ = ["FORMAT", "encode_page"]

FORMAT = 1
Head = dict[str, Any]


def encode_page(page: MapPage, figures: Sequence[Mapping[str, Any]] = ()) -> str:
    """Return the data of a page as script elements: the head first, then the blocks of its layers in order.

    Parameters
    ----------
    figures : printed numbers with their bases as JSON, in the order in which the page counts them

    >>> encode_page(MapPage("zh", {})).count("<script")
    1
    """
    languages = list(page.faces)
    layers: list[Head] = []
    blocks: list[str] = []
    for layer in page.layers:
        head, own = _layer(layer, languages)
        layers.append(head | {"blocks": list(range(len(blocks), len(blocks) + len(own)))})
        blocks += own
    _number_legends(page.layers, layers)
    head = {
        "format": FORMAT,
        "languages": languages,
        "language": page.language,
        "public": page.public,
        "rounding": page.rounding,
        "words": {language: dict(words_of(language)) for language in languages},
        "sources": [_source(source, languages) for source in page.sources],
        "layers": layers,
        "figures": list(figures),
    }
    kept = "".join(f'<script type="text/plain" class="natres-block">{block}</script>\n' for block in blocks)
    return f'<script type="text/plain" id="natres-data">{json_block(head)}</script>\n{kept}'


def _number_legends(layers: Sequence[Layer], heads: Sequence[Head]) -> None:
    """Tell each category of the legends which of the page's figures it prints, -1 for none: they come first of all."""
    place = count()
    for layer, head in zip(layers, heads, strict=True):
        if isinstance(layer, BoundaryLayer):
            continue
        for colouring, said in zip(layer.colourings, head["colourings"], strict=True):
            for category, entry in zip(colouring.categories, said["categories"], strict=True):
                entry["figure"] = next(place) if category.basis else -1


def _layer(layer: Layer, languages: Sequence[str]) -> tuple[Head, list[str]]:
    common: Head = {"key": layer.key, "title": text_json(layer.title, languages), "visible": bool(layer.visible)}
    match layer:
        case AreaLayer():
            head, blocks = area_blocks(layer, languages)
            return common | {"sources": list(layer.sources)} | head, blocks
        case PointLayer():
            head, blocks = point_blocks(layer, languages)
            return common | {"sources": list(layer.sources)} | head, blocks
        case BoundaryLayer():
            head, blocks = boundary_blocks(layer, languages)
            return common | head, blocks


def _source(source: Source, languages: Sequence[str]) -> Head:
    record = source.record
    return {
        "role": text_json(source.role, languages),
        "file": record.file_name,
        "layer": record.layer,
        "driver": record.driver,
        "rows": record.rows,
        "crs": record.crs,
        "year": record.year,
        "sha256": record.sha256,
        "invented": record.invented,
    }
