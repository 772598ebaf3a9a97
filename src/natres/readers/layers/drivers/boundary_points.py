"""Boundary-point files of project sites (勘测定界界址点坐标): one layer of plots a file."""

from dataclasses import dataclass
from pathlib import Path

from natres.errors import BadData
from natres.readers.boundary_points import is_boundary_points, read_boundary_points
from natres.readers.layers.drivers.contents import Content, LayerName
from natres.readers.layers.drivers.guarding import guard

__all__ = ["BoundaryPointsDriver"]

_FIELDS = [
    "plot_number", "plot_name", "declared_area_m2", "use", "land_class", "shape_kind", "sheet", "point_count",
]  # fmt: skip
_BEGINNING = 8192


class BoundaryPointsDriver:
    """Texts with 属性描述 and 地块坐标; the layer goes by the name of the file."""

    def layers(self, file: Path) -> list[LayerName]:
        """Return the layers of a file."""
        with guard(file), file.open("rb") as stream:
            begins_so = is_boundary_points(stream.read(_BEGINNING))
        if not begins_so:
            raise BadData("FILE_UNREADABLE.not_points", file=file.name)
        return [LayerName(file.stem)]

    def open(self, file: Path, layer: str, encoding: str | None) -> "_Plots":
        """Return a layer with its fields known."""
        return _Plots(file, encoding)


@dataclass(frozen=True)
class _Plots:
    file: Path
    given: str | None
    encoding: str = ""

    @property
    def fields(self) -> list[str]:
        return list(_FIELDS)

    def read(self, columns: list[str], crs: str | None) -> Content:
        frame, repairs, notices = read_boundary_points(self.file, crs=crs, encoding=self.given)
        return Content(frame[[*columns, "geometry"]], "", repairs, notices)
