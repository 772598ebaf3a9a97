"""Reading a report's draft: which figures it prints, what its wording says of them, and whether all can be true."""

from natres.analyses.drafts.audit import audit_draft

__all__ = ["audit_draft"]
