"""One project site: tables, sentences, JSON, and the page that is signed."""

from natres.presenters.site.json_site import site_json
from natres.presenters.site.land import land_tables
from natres.presenters.site.lines import touch_tables
from natres.presenters.site.page import SitePage
from natres.presenters.site.quotas import quota_table
from natres.presenters.site.verdict import site_sentences
from natres.presenters.table import Table

__all__ = ["SitePage", "site_json", "site_sentences", "site_tables"]


def site_tables(page: SitePage) -> tuple[Table, ...]:
    """Return all tables of a site, in the order they are read."""
    land, touched = land_tables(page), touch_tables(page)
    quotas = (quota_table(page),) if page.found.quotas else ()
    return (*land[:2], *touched[:1], *quotas, *land[2:], *touched[1:])
