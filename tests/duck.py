"""Running an audit script in DuckDB with the packaged spatial extension: no network, nothing of natres."""

import importlib.util
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb


def spatial_file() -> Path:
    """The extension as the package duckdb-extension-spatial ships it."""
    package = importlib.util.find_spec("duckdb_extension_spatial")
    assert package is not None
    assert package.submodule_search_locations is not None
    return next(Path(package.submodule_search_locations[0]).rglob("spatial.duckdb_extension"))


@cache
def _extensions() -> tempfile.TemporaryDirectory:
    """A folder of installed extensions of our own: nothing is put into the user's home."""
    return tempfile.TemporaryDirectory(prefix="duckdb-extensions-")


@dataclass(frozen=True)
class Compared:
    """The last table of a script by key, and the connection with its temporary tables."""

    figures: dict[str, dict[str, Any]]
    connection: duckdb.DuckDBPyConnection

    def differing(self) -> set[str]:
        return {key for key, row in self.figures.items() if row["verdict"] not in ("一致", "agrees")}

    def value(self, key: str) -> str:
        return self.figures[key]["recomputed"]


def run_script(path: Path) -> Compared:
    folder = _extensions().name
    quiet = {"extension_directory": folder, "autoinstall_known_extensions": "false"}
    connection = duckdb.connect(config=quiet)
    connection.execute(f"INSTALL '{spatial_file().as_posix()}'")
    last = connection.execute(path.read_text("utf-8")).fetchall()
    table = connection.execute("SELECT * FROM comparison ORDER BY place NULLS LAST")
    names = [column[0] for column in table.description]
    rows = [dict(zip(names, row, strict=True)) for row in table.fetchall()]
    assert len(last) == len(rows) == len({row["key"] for row in rows})
    return Compared({row["key"]: row for row in rows}, connection)
