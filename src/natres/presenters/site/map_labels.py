"""Names on the small map: none over another, none over the arrow or the bar of the scale."""

from collections.abc import Sequence
from typing import NamedTuple

from natres.presenters.drawing import Text
from natres.presenters.site.sizes import HEIGHT, MAP_WIDTH, text_width

__all__ = ["Wanted", "placed"]

Box = tuple[float, float, float, float]


class Wanted(NamedTuple):
    """A name that is to stand at a place: in its middle, or to one side of it."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    centred: bool = False


def placed(wanted: Sequence[Wanted], blocked: Sequence[Box]) -> list[Text]:
    """Return the names that find room, earlier ones first; the others are left out.

    Parameters
    ----------
    blocked : west, top, east, bottom of what must stay free

    >>> one, two, three = (Wanted(x, 20.0, "K1", 2.4, "#000000") for x in (20.0, 21.0, 60.0))
    >>> [text.x for text in placed([one, two, three], [])]
    [21.5, 19.5, 61.5]
    >>> len(placed([one, one, one], []))
    2
    """
    taken, found = list(blocked), list[Text]()
    for want in wanted:
        wide = text_width(want.text, want.size)
        ways = [("middle", want.x)] if want.centred else [("start", want.x + 1.5), ("end", want.x - 1.5)]
        for anchor, x in ways:
            west = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            base = want.y + want.size * 0.37
            box = (west, base - want.size, west + wide, base + want.size * 0.2)
            if _inside(box) and not any(_meet(box, other) for other in taken):
                taken.append(box)
                found.append(Text(x, base, want.text, want.size, anchor, want.centred, want.colour, halo=True))
                break
    return found


def _inside(box: Box) -> bool:
    return box[0] > 0 and box[1] > 0 and box[2] < MAP_WIDTH and box[3] < HEIGHT


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
