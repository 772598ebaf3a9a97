"""The invented district: a generator that shares no arithmetic with the rest of natres."""

from natres.sample.build import SampleDistrict, SampleLayer, SampleRaster, build_sample

__all__ = ["SampleDistrict", "SampleLayer", "SampleRaster", "build_sample"]
