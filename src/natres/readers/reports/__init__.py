"""The text and tables of published reports."""
