"""The pages about the codes of ``natres check``, written from the catalogue and the words in ``labels/codes``."""

from pathlib import Path

from natres.checks import CATALOGUE
from natres.labels import LANGUAGES
from natres.presenters.code_pages import code_markdown, codes_index

__all__ = ["code_pages"]


def code_pages(folder: Path) -> dict[Path, str]:
    """Return the pages of both languages by their paths in ``folder``: one per code, and an index."""
    pages: dict[Path, str] = {}
    for language in LANGUAGES:
        pages[folder / language / "README.md"] = codes_index(CATALOGUE.values(), language)
        for code, rule in CATALOGUE.items():
            pages[folder / language / f"{code}.md"] = code_markdown(rule, language)
    return pages
