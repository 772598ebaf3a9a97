"""The frames of the files: folium's part of a map page with its placeholders filled, and the head of a plain page.

branca compiles as a template whatever text it is given, twice over. So folium is handed nothing but constants with
placeholders (:mod:`natres.presenters.web.offline_map`), and everything else is put in their places afterwards.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from natres.presenters.web.safety import escape, refuse_external
from natres.presenters.web.words import html_language

__all__ = ["asset", "content_policy", "frame", "leaflet_css", "leaflet_js", "plain_page", "splice"]

_PLACE = re.compile(r"<!--natres:([a-z]+)-->|/\*natres:([a-z]+)\*/")
_RUNNING = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def frame() -> str:
    """Return the page as folium renders it, with its placeholders.

    >>> "natres:data" in frame() and "http" not in frame().replace("http-equiv", "")
    True
    """
    from natres.presenters.web.offline_map import OfflineMap  # folium takes a quarter of a second to load

    return OfflineMap().get_root().render()


def splice(text: str, parts: Mapping[str, str]) -> str:
    """Return ``text`` with each placeholder replaced by its part, in one pass: parts are not searched again.

    >>> splice("<!--natres:a-->", {"a": "<!--natres:b-->"})
    '<!--natres:b-->'
    """
    return _PLACE.sub(lambda found: parts[found[1] or found[2]], text)


def content_policy(html: str) -> str:
    """Return the content security policy of a page: its own scripts, named by their digests, and no network.

    >>> content_policy("<script>1</script>").split("; ")[1]
    "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=' blob:"
    """
    digests = [
        "'sha256-" + base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii") + "'"
        for code in _RUNNING.findall(html)
    ]
    scripts = " ".join(digests) or "'none'"
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts} blob:" if digests else "script-src 'none'",
            "worker-src blob:",
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def plain_page(title: str, language: str, kind: str, styles: Sequence[str], body: str, script: str = "") -> str:
    """Return a page without a map as one HTML file that loads nothing and runs at most one script of our own.

    Parameters
    ----------
    title : any text
    kind : class of the body, by which the styles know the page
    styles : names of our own styles
    body : HTML whose texts have passed through `escape`
    script : name of our own script; the policy names its digest and no other, whatever the body holds

    >>> plain_page("<b>", "zh", "index", (), "").count("<b>")
    0
    """
    program = f"<script>{asset(script)}</script>" if script else ""
    html = (
        f'<!DOCTYPE html>\n<html lang="{html_language(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{content_policy(program)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{''.join(map(asset, styles))}</style>\n</head>\n"
        f'<body class="{kind}">\n{body}\n{program}</body>\n</html>\n'
    )
    return refuse_external(html)


@cache
def _read(folder: str, name: str) -> str:
    text = files("natres.presenters.web").joinpath(folder, name).read_text(encoding="utf-8")
    # A digest is taken over what the browser sees, and the browser turns CR LF into LF.
    return text.replace("\r\n", "\n")


def asset(name: str) -> str:
    """Return one of our own scripts or styles.

    >>> asset("page.css").startswith("/*")
    True
    """
    return _read("assets", name)


def leaflet_css() -> str:
    """Return Leaflet's styles without their pictures, which no page here uses.

    >>> "url(" in leaflet_css()
    False
    """
    return re.sub(r"url\([^)]*\)", "none", _read("vendor", "leaflet.css"))


def leaflet_js() -> str:
    """Return Leaflet with its licence, without the link to its site and the pointer to its source map.

    >>> 'href="http' in leaflet_js() or "sourceMappingURL" in leaflet_js()
    False
    """
    code = _read("vendor", "leaflet.js").replace('href="https://leafletjs.com"', 'href="#"')
    code = re.sub(r"//# sourceMappingURL=\S*", "", code)
    return f"/*\n{_read('vendor', 'LICENSE.leaflet')}*/\n{code}"
