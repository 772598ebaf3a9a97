"""Names that a library would take for a member of an archive or an address are names of files."""

import os

import pytest

from natres.readers import read_parcels


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names, or takes them as they are")
@pytest.mark.parametrize("name", ["图斑!1.gpkg", "图斑;2.shp", "图斑?3.gpkg"])
def test_signs_in_a_path_lead_nowhere_else(dltb, tmp_path, name):
    folder = tmp_path / "资料!新;旧"
    folder.mkdir()
    stem, _, ending = name.rpartition(".")
    dltb.to_file(tmp_path / f"图斑.{ending}")
    for part in tmp_path.glob("图斑.*"):
        part.rename(folder / f"{stem}{part.suffix}")
    layer = read_parcels(folder / name)
    assert len(layer.frame) == len(dltb)
    assert layer.provenance.file_name == name  # the record says the name the user knows
    assert sorted(path.name for path in folder.iterdir() if path.is_symlink()) == []
