"""Checking inputs: what is to be looked at, each kind looked at in its way, and everything found as one result."""

from natres.workflows.checking.run import check, explain_code

__all__ = ["check", "explain_code"]
