"""The invented district: a generator that shares no arithmetic with the rest of natres.

``fabric`` draws the ground, ``cover`` says what lies on it, ``layers`` makes tables of it, ``answers`` writes
down the truth, ``reckoning`` holds areas and rounding; ``build`` calls them in order.
"""

from natres.sample.build import SampleDistrict, SampleLayer, SampleRaster, SampleText, build_sample

__all__ = ["SampleDistrict", "SampleLayer", "SampleRaster", "SampleText", "build_sample"]
