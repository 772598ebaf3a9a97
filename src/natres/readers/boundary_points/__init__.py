"""Boundary-point files of project sites (勘测定界界址点坐标): the text that land approval systems exchange."""

from natres.readers.boundary_points.reading import is_boundary_points, read_boundary_points

__all__ = ["is_boundary_points", "read_boundary_points"]
