"""The pages are tested in a real browser."""

from tests.browser import chromium, open_file, open_page

__all__ = ["chromium", "open_file", "open_page"]
