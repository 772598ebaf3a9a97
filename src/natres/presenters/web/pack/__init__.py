"""The data of a map page: every parcel with its boundaries and attributes, in a few bytes each."""

from natres.presenters.web.pack.encode import FORMAT, encode_page

__all__ = ["FORMAT", "encode_page"]
