"""One project site against its district: read, laid over, added up, shown, written."""

from natres.workflows.site.run import SiteOf, site, site_of

__all__ = ["SiteOf", "site", "site_of"]
