"""A run killed at any moment leaves the old output or the new one, never half of either; the next clears the rest."""

import json
import multiprocessing
import os
import random
import sys
import time

import openpyxl
import pandas as pd
import pyogrio
import pytest

from natres.errors import BadData
from natres.readers.gate.admission import admit
from natres.readers.gate.formats import VECTOR_FORMATS

from .overwriting import NEW_ROWS, OLD_ROWS, frame_of, overwrite, write

KILLS = int(os.environ.get("NATRES_KILLS", "10"))
OUTPUTS = (".gpkg", ".parquet", ".shp", ".geojson", ".fgb", ".csv", ".xlsx", "")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")


@pytest.fixture(scope="module")
def forks():
    """A process that has everything imported and makes victims in milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.torture.overwriting", "pyogrio", "pyarrow.parquet", "xlsxwriter"])
    return context


def version_of(path):
    """Return which version stands there and how many rows it has; whatever is neither raises."""
    if path.suffix == ".csv":
        table = pd.read_csv(path, dtype=str)
    elif path.suffix == ".xlsx":
        rows = list(openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True))
        table = pd.DataFrame(rows[1:], columns=rows[0])
    elif path.suffix == ".parquet":
        table = pd.read_parquet(path, columns=["BB"])
    elif not path.suffix:
        record = json.loads((path / "run.json").read_text("utf-8"))
        assert {len(p.read_text("utf-8").split()) for p in path.glob("*.csv")} == {record["rows"]}
        return record["version"], record["rows"]
    else:
        table = pyogrio.read_dataframe(path)
    assert table["BB"].nunique() == 1
    return table["BB"].iloc[0], len(table)


def kill_while_overwriting(forks, path, wait=None):
    """Let a victim overwrite the output and kill it after a while; return how long it lived, from when it began."""
    begun = forks.Event()
    victim = forks.Process(target=overwrite, args=(str(path), begun))
    victim.start()
    begun.wait(20)
    since = time.perf_counter()
    if wait is not None:
        time.sleep(wait)
        victim.kill()
    victim.join()
    return time.perf_counter() - since


@pytest.mark.parametrize("suffix", OUTPUTS)
def test_a_kill_leaves_the_old_or_the_new_output(tmp_path, forks, suffix):
    folder = tmp_path / "三调 成果"
    folder.mkdir()
    path, dice = folder / f"图斑{suffix}", random.Random(7)
    write(path, frame_of("旧", OLD_ROWS))
    whole = max(kill_while_overwriting(forks, path) for _ in range(2))
    assert version_of(path) == ("新", NEW_ROWS)
    seen = {"旧": 0, "新": 0}
    for _ in range(KILLS):
        write(path, frame_of("旧", OLD_ROWS))
        assert sorted(p.name for p in folder.iterdir() if p.name.startswith(".")) == []
        kill_while_overwriting(forks, path, dice.uniform(0, 1.2 * whole))
        if not suffix and not path.exists():  # killed between two renames: the next run brings it back
            write(path.with_name("别的"), frame_of("旧", 1))
            with pytest.raises(FileNotFoundError):
                version_of(path)
            (kept,) = folder.glob(".图斑.part-old-*")
            assert version_of(kept) == ("旧", OLD_ROWS)
            continue
        try:
            if suffix in (".gpkg", ".shp", ".geojson", ".fgb", ".parquet"):
                admit(path, VECTOR_FORMATS)
        except BadData as pending:
            assert (pending.code, suffix) == ("FILE_PENDING", ".shp")
            continue
        version, rows = version_of(path)
        assert (version, rows) in (("旧", OLD_ROWS), ("新", NEW_ROWS))
        seen[version] += 1
    write(path, frame_of("新", NEW_ROWS))
    assert version_of(path) == ("新", NEW_ROWS)
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []
    if KILLS >= 50:
        assert min(seen.values()) > 0  # else the kills all came too early or too late
