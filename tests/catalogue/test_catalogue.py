"""Every bad input of the catalogue ends as it must: accepted with the true total, repaired and logged, or refused."""

import pytest

from . import layers
from .cases import CASES

assert layers


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_ends_as_it_must(tmp_path, case):
    folder = tmp_path / "三调 成果"
    folder.mkdir()
    seen = case.make(folder)
    assert seen.said & set(case.must), f"{sorted(seen.said)} is none of {case.must}"
    if seen.total_m2 is not None and case.total_m2 is not None:
        assert seen.total_m2 == pytest.approx(case.total_m2, rel=2e-6)
