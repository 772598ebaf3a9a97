"""Pages of the desk: a work's state as HTML; every value is escaped, no text of a user is ever a template."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from natres import __version__
from natres.desk.actions import Desk
from natres.desk.door import Keys
from natres.desk.panels import Panels
from natres.desk.works import Work
from natres.errors import NatresError
from natres.labels import words

__all__ = ["Pages"]


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("natres.desk", "templates"), autoescape=select_autoescape(default=True),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


class Pages:
    """Draws the pages.

    Parameters
    ----------
    desk : whose works
    keys : for addresses
    """

    def __init__(self, desk: Desk, keys: Keys) -> None:
        self._desk, self._keys, self._panels = desk, keys, Panels(desk)

    def home(self) -> str:
        """Return the first page: what can be done, and what was done before."""
        works = [self._panels.line(work) for work in self._desk.works.all()]
        return self._draw("home.html", works=works, folder=str(self._desk.works.folder))

    def work(self, work: Work, wrong: NatresError | None = None) -> str:
        """Return the page of a work; ``wrong`` is what a click was refused for."""
        return self._draw("work.html", **self._panels.facts(work, wrong))

    def panel(self, work: Work, wrong: NatresError | None = None) -> str:
        """Return what of it changes."""
        return self._draw("panel.html", **self._panels.facts(work, wrong))

    def missing(self, wrong: NatresError) -> str:
        """Return the page that stands where nothing is."""
        return self._draw("missing.html", wrong=self._panels.wrong(wrong))

    def _draw(self, template: str, **facts: Any) -> str:
        language = self._desk.language
        texts = {key.removeprefix("desk."): text for key, text in words(language).items() if key.startswith("desk.")}
        fixed = {
            "w": texts, "language": language, "root": f"/{self._keys.desk}", "results": f"/{self._keys.results}",
            "version": __version__,
        }  # fmt: skip
        return _templates().get_template(template).render({**fixed, **facts})
