"""What the documents show is what happens: README's Python, the tutorial's commands, the generated pages."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

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


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_ten_lines_of_the_readme_work_as_printed(workplace, page):
    (code,) = blocks(page, "python")
    script = workplace / "ten_lines.py"
    script.write_text(code, "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "agricultural 258.08" in done.stdout
    assert "215.5" in done.stdout
    assert "report-from-python" in done.stdout


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
