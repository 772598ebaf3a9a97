"""VCT 3.0 (GB/T 17798-2007), the text exchange format of the land surveys: what a file holds, and one table of it."""

from natres.readers.vct.head import VctField, VctHead, VctTable
from natres.readers.vct.tables import look_into, read_table

__all__ = ["VctField", "VctHead", "VctTable", "look_into", "read_table"]
