"""The script of a map page, put together from our own files: the engine, the map, what the reader touches.

What the engine and the page both need stands in each of them: the engine may run as a worker, which shares nothing.
"""

from natres.presenters.web.shell import asset

__all__ = ["program"]

# In the order in which they build on each other.
SHARED = ("plane", "colours", "texts", "block")
ENGINE = ("bytes", "unpack", "level", "tile", "pick", "rows", "search", "serve")
MAP = ("base", "link", "sheet", "tiles", "places", "labels", "start")
PAGE = (
    "dom", "language", "exact", "ellipsoid", "tabs", "controls", "legend", "marks", "facts", "card", "towns", "search",
    "formula", "rows", "csv", "figure", "measure", "print", "keys", "furnish",
)  # fmt: skip


def program() -> str:
    """Return the script: the engine as one function, which a worker gets as text, and the page around it.

    >>> program().count("const natresEngine")
    1
    """
    shared, engine, page = (
        "\n".join(asset(f"{folder}/{name}.js") for folder, names in parts for name in names)
        for parts in ((("shared", SHARED),), (("engine", ENGINE),), (("map", MAP), ("page", PAGE)))
    )
    return (
        f'(function () {{\n"use strict";\nconst natresEngine = function (scope) {{\n{shared}\n{engine}\n}};\n'
        f"{shared}\n{page}\nnatres.start();\n}})();"
    )
