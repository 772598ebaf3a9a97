"""What the documents show is what happens: README's Python, the tutorial's commands, the generated pages."""

import math
import os
import re
import shlex
import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from natres.district import DistrictFile
from tests.workflows.command import run

ROOT = Path(__file__).resolve().parents[1]


def blocks(name, language):
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """A folder that looks like the checkout, so that nothing is written into it."""
    (tmp_path / "data").symlink_to(ROOT / "data", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_ten_lines_of_the_readme_work_as_printed(workplace):
    """The Chinese page shows the same lines, as another test says: they run once."""
    (code,) = blocks("README.md", "python")
    script = workplace / "ten_lines.py"
    script.write_text(code, "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "agricultural 258.08" in done.stdout
    assert "215.5" in done.stdout
    assert "6520.05 ha {'production': 22" in done.stdout
    assert "8 ledgers" in done.stdout
    assert (workplace / "build/report-from-python/index.html").exists()


def test_the_tutorials_commands_work(workplace):
    for block in blocks("docs/tutorial.md", "sh"):
        for line in block.strip().splitlines():
            words = shlex.split(line, comments=True)
            answer = run(*words[1:])
            expected = 1 if words[1] == "quota" else 0
            assert answer.code == expected, (line, answer.err)


def test_the_tutorials_python_works(workplace):
    names = {}
    for block in blocks("docs/tutorial.md", "python"):
        exec(compile(block, "tutorial", "exec"), names)
    assert names["check"].status == "exceeded"


@pytest.mark.parametrize(
    "page", ["docs/forest.md", "docs/wells.md", "docs/ledgers.md", "docs/overlay.md", "docs/zonal.md"]
)
def test_the_pages_of_a_subject_do_what_they_show(page, workplace):
    """Their commands end well, their Python holds, their pieces of a district file are such."""
    for block in blocks(page, "sh"):
        for line in block.strip().splitlines():
            answer = run(*shlex.split(line, comments=True)[1:])
            assert answer.code == 0, (line, answer.err)
    for block in blocks(page, "python"):
        exec(compile(block, page, "exec"), {})
    head = '[district]\nname = "甲区"\ncode = "130101"\nyear = 2022\n'
    for block in blocks(page, "toml"):
        DistrictFile.model_validate(tomllib.loads(head + block))


def test_both_readmes_show_the_same_python():
    assert blocks("README.md", "python") == blocks("README.zh-CN.md", "python")


def test_the_readmes_name_every_command():
    from natres.cli import app

    for page in ("README.md", "README.zh-CN.md", "docs/cli.md"):
        text = (ROOT / page).read_text("utf-8")
        for command in app.registered_commands:
            name = command.name or command.callback.__name__
            assert f"natres {name}" in text, (page, name)


def test_the_example_of_the_district_file_is_one():
    example = blocks("docs/district-file.md", "toml")[0]
    DistrictFile.model_validate(tomllib.loads(example))


def test_generated_pages_are_up_to_date():
    done = subprocess.run([sys.executable, ROOT / "docs" / "build.py", "--check"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_links_between_documents_lead_somewhere():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert target.startswith("http") or (page.parent / target).exists(), (page.name, target)


def figures(name):
    """Return the rows of a table of figures on the page about numbers."""
    page = (ROOT / "docs" / "numbers.md").read_text("utf-8")
    block = re.search(rf"<!-- figures:{name} -->\n(.*?)\n<!-- /figures -->", page, re.DOTALL)[1]
    return [[cell.strip() for cell in line.strip("| ").split("|")] for line in block.splitlines()[2:]]


def test_naive_rounding_fails_as_often_as_the_page_says():
    random = np.random.default_rng(99)  # another seed than the page's
    rows = {row[0]: row for row in figures("naive-rounding")}
    for count in (3, 5, 13):
        shares = random.dirichlet(np.ones(count), 20_000) * 100
        missed = (np.floor(shares * 100 + 0.5).sum(axis=1) != 10_000).mean() * 100
        assert float(rows[f"{count} shares"][1].rstrip(" %")) == pytest.approx(missed, abs=2)
        assert rows[f"{count} shares"][2] == "0 of 20,000"
    assert 20 < float(rows["3 shares"][1].rstrip(" %")) < 30


def test_a_plane_is_as_wrong_as_its_scale_squared():
    for row in figures("plane"):
        latitude = math.radians(float(row[0].rstrip("°N")))
        for offset, cell in zip((0.0, 0.5, 1.0, 1.5), row[1:], strict=True):
            east = math.radians(offset) * math.cos(latitude)
            scale = 1 + east**2 / 2 * (1 + 0.00673949677548 * math.cos(latitude) ** 2)
            assert float(cell.rstrip(" %")) == pytest.approx((scale**2 - 1) * 100, abs=0.0015)
    at_35 = next(row for row in figures("plane") if row[0] == "35°N")
    assert at_35[4] == "+0.046 %"


def test_web_mercator_swells_by_the_square_of_the_secant_and_the_survey_area_by_nothing():
    errors = {row[0]: float(row[2].rstrip(" %")) for row in figures("methods")}
    assert errors["Web Mercator (EPSG:3857)"] == pytest.approx((1 / math.cos(math.radians(39)) ** 2 - 1) * 100, abs=0.5)
    assert abs(errors["natres survey area"]) < 1e-5
    assert 1e-5 < errors["plane of zone 39 (EPSG:4527)"] < 1e-3


def test_undivided_edges_lose_812_square_metres():
    rows = {row[0]: float(row[1].replace(",", "")) for row in figures("undivided-edges")}
    assert rows["edges divided every 70 m"] == pytest.approx(5_211_969.33, abs=0.01)
    assert rows["edges as they are"] == pytest.approx(5_211_156.63, abs=0.02)


def test_the_worked_closing_and_deduction_add_up():
    rows = figures("closing")
    assert sum(Decimal(row[2]) for row in rows[:-1]) == sum(Decimal(row[3]) for row in rows[:-1]) == Decimal("0.05")
    assert all(Decimal(row[2]) + Decimal(row[3]) == Decimal(row[1]) for row in figures("deduction"))
