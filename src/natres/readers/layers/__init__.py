"""Layers of parcels, plots, units and wells: from a driver's fields to natres columns."""
