"""The sample district computed once, and a real browser for the report's own pages."""

import pytest

from natres.district import read_district
from natres.workflows.inputs import Options
from natres.workflows.report import compute_report
from tests.browser import chromium, open_file, open_page
from tests.conftest import ROOT

from .command import run

__all__ = ["chromium", "open_file", "open_page"]


@pytest.fixture(scope="session")
def district_parts(sample_dir):
    """Everything a report of the sample district is made of."""
    return compute_report(read_district(sample_dir / "xiqing.toml"), Options())


@pytest.fixture(scope="session")
def full_report(tmp_path_factory):
    """The whole report of the sample district as the command makes it: what was printed, and the folder."""
    target = tmp_path_factory.mktemp("年度报告") / "2022 年"
    return run("report", ROOT / "data" / "xiqing.toml", "-o", target), target


@pytest.fixture
def no_sheets(monkeypatch):
    """Reports without print sheets, for tests of something else: setting them takes most of a run."""
    monkeypatch.setattr("natres.workflows.folder.report_sheets", lambda parts: {})


@pytest.fixture
def undrawn(no_sheets, monkeypatch):
    """Reports without any map, for tests of figures."""
    monkeypatch.setattr("natres.workflows.folder.draw_maps", lambda parts, called: {})
