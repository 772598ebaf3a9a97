"""The script of a map page, put together from our own files: the engine, the map, what the reader touches."""

from natres.presenters.web.shell import asset

__all__ = ["program"]

# In the order in which they build on each other.
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
    engine = "\n".join(asset(f"engine/{name}.js") for name in ENGINE)
    files = [*(f"map/{name}.js" for name in MAP), *(f"page/{name}.js" for name in PAGE)]
    page = "\n".join(asset(name) for name in files)
    return (
        f'(function () {{\n"use strict";\nconst natresEngine = function (scope) {{\n{engine}\n}};\n'
        f"{page}\nnatres.start();\n}})();"
    )
