"""How large the small map of a site is, and about how wide its texts are, in millimetres."""

__all__ = ["HEIGHT", "LEGEND", "MAP_WIDTH", "WIDTH", "text_width"]

#: Size of the picture, of the map in it, and where the legend begins, in millimetres.
WIDTH, HEIGHT, MAP_WIDTH, LEGEND = 174.0, 74.0, 122.0, 126.0


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is; a Chinese letter is as wide as it is high.

    >>> text_width("北", 2.0), round(text_width("K1", 2.0), 2)
    (2.0, 2.4)
    """
    return size * sum(1.0 if ord(letter) > 0x2E80 else 0.6 for letter in text)
