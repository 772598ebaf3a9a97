"""The report's own pages are opened in a real browser too."""

from tests.browser import chromium, open_file, open_page

__all__ = ["chromium", "open_file", "open_page"]
