"""Reading a report's draft: which figures it prints, what its wording says of them, and whether all can be true."""

from natres.analyses.drafts.audit import audit_draft
from natres.analyses.drafts.published import audit_published

__all__ = ["audit_draft", "audit_published"]
