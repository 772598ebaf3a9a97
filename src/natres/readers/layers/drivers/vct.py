"""VCT 3.0, by natres's own reader of it: its tables as layers."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from natres.readers.layers.drivers.contents import Content, LayerName
from natres.readers.vct import VctHead, look_into, read_table

__all__ = ["VctDriver"]


class VctDriver:
    """VCT files; a layer is a table of the file, with shapes or without."""

    def layers(self, file: Path) -> list[LayerName]:
        """Return the layers of a file."""
        return [LayerName(table.name, table.kind != "none") for table in _head(file).tables]

    def open(self, file: Path, layer: str, encoding: str | None) -> "_VctLayer":
        """Return a layer with its fields known."""
        head = _head(file)
        table = next(table for table in head.tables if table.name == layer)
        return _VctLayer(file, layer, head.encoding, [field.name for field in table.fields])


@dataclass(frozen=True)
class _VctLayer:
    file: Path
    layer: str
    encoding: str
    fields: list[str]

    def read(self, columns: list[str], crs: str | None) -> Content:
        return Content(read_table(self.file, self.layer, columns), self.encoding)


def _head(file: Path) -> VctHead:
    state = file.stat()
    return _head_of(file, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _head_of(file: Path, changed: int, size: int) -> VctHead:
    del changed, size  # part of the key: a file that was changed is looked into again
    return look_into(file)
