"""Every bad input of the catalogue ends as it must: accepted with the true total, repaired and logged, or refused."""

import pytest

from . import archives, layers, rasters, registers
from .cases import CASES

KINDS = (layers, registers, archives, rasters)  # each writes its cases down when it is imported


def test_the_catalogue_is_whole_and_names_each_case_once():
    assert len({case.name for case in CASES}) == len(CASES) > 80
    assert {case.make.__module__ for case in CASES} == {kind.__name__ for kind in KINDS}


def ending(seen):
    """In which way an input ended: refused, repaired with a word, read with a warning, or read."""
    first = {said[0] for said in seen.said}
    return next(
        (word for sign, word in (("E", "refused"), ("R", "repaired"), ("W", "warned")) if sign in first), "read"
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_ends_as_it_must(tmp_path, case, record_property):
    folder = tmp_path / "三调 成果"
    folder.mkdir()
    seen = case.make(folder)
    as_it_must = bool(seen.said & set(case.must))
    record_property("catalogue", ending(seen) if as_it_must else "otherwise")
    assert seen.said & set(case.must), f"{sorted(seen.said)} is none of {case.must}"
    if seen.total_m2 is not None and case.total_m2 is not None:
        assert seen.total_m2 == pytest.approx(case.total_m2, rel=2e-6)
