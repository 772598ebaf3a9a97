"""The gates of a page: what a text becomes in HTML, what may be a colour, where a link may lead.

folium and branca compile whatever text reaches them as a template, and a browser runs whatever looks like
markup. So data never pass through either: after the rendering they go in by `escape`, or packed in base64 by
`natres.presenters.web.encode`, and `refuse_external` looks at the finished page once more.
"""

import re

from natres.errors import BadData

__all__ = ["checked_colour", "checked_href", "clean", "escape", "refuse_external"]

# "=" is on the list so that a value such as "href=http://…" cannot even look like an attribute.
_ENTITIES = {ord(sign): f"&#{ord(sign)};" for sign in "&<>\"'`${}="}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_EXTERNAL = re.compile(r"""\b(?:src|href)\s*=\s*["']?\s*(?:https?:|//|\\)[^\s"'>]{0,80}""", re.IGNORECASE)


def clean(text: str) -> str:
    """Return ``text`` with the characters no HTML file can hold replaced by U+FFFD.

    >>> len(clean("a" + chr(0) + "b")), clean(chr(0)) == chr(0xFFFD)
    (3, True)
    """
    return _CONTROL.sub("\ufffd", text)


def escape(text: str) -> str:
    """Return ``text`` as HTML text or attribute value: all signs of markup and of templates as entities.

    >>> escape("<b>{{ 7*7 }}</b>")
    '&#60;b&#62;&#123;&#123; 7*7 &#125;&#125;&#60;/b&#62;'
    """
    return clean(text).translate(_ENTITIES)


def checked_colour(colour: str) -> str:
    """Return ``colour`` if it is ``#rrggbb``: it is the one text of a page that reaches a style.

    >>> checked_colour("#0072B2")
    '#0072B2'
    >>> checked_colour("red")
    Traceback (most recent call last):
    ...
    ValueError: a colour is #rrggbb, not 'red'
    """
    if not _COLOUR.match(colour):
        raise ValueError(f"a colour is #rrggbb, not {colour!r}")
    return colour


def checked_href(href: str) -> str:
    """Return ``href`` if it stays inside the report folder's own disk: relative, no scheme, no host.

    >>> checked_href("maps/现状.html")
    'maps/现状.html'
    """
    # Browsers drop tabs, line ends and leading blanks before they read an address, so the check does too.
    seen = re.sub(r"[\x00-\x1f]", "", href).strip()
    if seen.startswith(("/", "\\")) or _SCHEME.match(seen):
        raise BadData("PAGE_EXTERNAL", value=href[:200])
    return href


def refuse_external(html: str) -> str:
    """Return ``html`` unchanged, or raise if it would fetch anything from outside its own folder.

    >>> refuse_external('<a href="index.html">')
    '<a href="index.html">'
    """
    found = _EXTERNAL.search(html)
    if found:
        raise BadData("PAGE_EXTERNAL", value=found.group(0))
    return html
