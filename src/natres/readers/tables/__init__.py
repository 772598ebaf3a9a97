"""Registers and ledgers as offices lay them out: sheets, headers, cells, units, totals."""
