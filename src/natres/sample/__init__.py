"""The invented district: a generator that shares no arithmetic with the rest of natres.

``fabric`` draws the ground, ``cover`` says what lies on it, ``layers`` makes tables of it, ``answers`` writes
down the truth, ``reckoning`` holds areas and rounding, ``defects`` plants errors; ``ledgers`` and ``stocks`` hold what
no layer gives. ``land``, ``resources`` and ``beside`` call them step by step, ``build`` makes files of the result
(``delivery``).
"""

from natres.sample.build import build_sample
from natres.sample.delivery import SampleDistrict, SampleLayer, SampleRaster, SampleSheet, SampleText

__all__ = ["SampleDistrict", "SampleLayer", "SampleRaster", "SampleSheet", "SampleText", "build_sample"]
