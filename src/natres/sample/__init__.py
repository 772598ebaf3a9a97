"""The invented district: a generator that shares no arithmetic with the rest of natres.

``fabric`` draws the ground, ``cover`` says what lies on it, ``layers`` makes tables of it, ``answers`` writes
down the truth, ``reckoning`` holds areas and rounding, ``defects`` plants errors. ``land`` and ``resources`` call
them step by step, ``build`` makes files of the result (``delivery``).
"""

from natres.sample.build import build_sample
from natres.sample.delivery import SampleDistrict, SampleLayer, SampleRaster, SampleText

__all__ = ["SampleDistrict", "SampleLayer", "SampleRaster", "SampleText", "build_sample"]
