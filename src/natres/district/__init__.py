"""The district file: name, control areas, layers, quotas, ledgers and published figures of one district.

A district is described by one TOML file; nothing about a district stands in code.
"""

from natres.district.model import DistrictFile, LayerEntry
from natres.district.published import PublishedValue
from natres.district.quotas import quota_of
from natres.district.reading import EXAMPLE_CODE, District, district_problems, read_district

__all__ = [
    "EXAMPLE_CODE", "District", "DistrictFile", "LayerEntry", "PublishedValue", "district_problems", "quota_of",
    "read_district",
]  # fmt: skip
