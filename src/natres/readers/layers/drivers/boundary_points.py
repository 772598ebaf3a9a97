"""Boundary-point files of project sites (勘测定界界址点坐标): one layer of plots a file."""

from dataclasses import dataclass
from pathlib import Path

from natres.errors import BadData
from natres.readers.boundary_points import is_boundary_points, read_boundary_points
from natres.readers.layers.drivers.contents import Content, LayerName
from natres.readers.layers.drivers.guarding import guard

__all__ = ["BoundaryPointsDriver", "begins_with_points"]

#: The names of the standard for what the reader calls otherwise.
_FIELDS = {
    "plot_number": "地块编号", "plot_name": "地块名称", "declared_area_m2": "地块面积_公顷", "use": "地块用途",
    "land_class": "地类编码", "shape_kind": "图形属性", "sheet": "图幅号", "point_count": "界址点数",
}  # fmt: skip
_BEGINNING = 8192


class BoundaryPointsDriver:
    """Texts with 属性描述 and 地块坐标; the layer goes by the name of the file."""

    def layers(self, file: Path) -> list[LayerName]:
        """Return the layers of a file."""
        if not begins_with_points(file):
            raise BadData("FILE_UNREADABLE.not_points", file=file.name)
        return [LayerName(file.stem)]

    def open(self, file: Path, layer: str, encoding: str | None) -> "_Plots":
        """Return a layer with its fields known."""
        return _Plots(file, encoding)


def begins_with_points(file: Path) -> bool:
    """Return whether a file that may be opened begins like one of boundary points; a missing one does not."""
    if not file.is_file():
        return False
    with guard(file), file.open("rb") as stream:
        return is_boundary_points(stream.read(_BEGINNING))


@dataclass(frozen=True)
class _Plots:
    file: Path
    given: str | None
    encoding: str = ""

    @property
    def fields(self) -> list[str]:
        return list(_FIELDS.values())

    def read(self, columns: list[str], crs: str | None) -> Content:
        frame, repairs, notices = read_boundary_points(self.file, crs=crs, encoding=self.given)
        frame = frame.assign(declared_area_m2=(frame["declared_area_m2"] / 10_000).round(6)).rename(columns=_FIELDS)
        return Content(frame[[*columns, "geometry"]], "", repairs, notices)
