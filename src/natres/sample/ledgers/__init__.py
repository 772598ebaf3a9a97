"""The ledgers of a bureau: what no layer gives, as invented tables in the formats that offices use."""

from natres.sample.ledgers.make import make_ledgers
from natres.sample.ledgers.table import Ledger

__all__ = ["Ledger", "make_ledgers"]
