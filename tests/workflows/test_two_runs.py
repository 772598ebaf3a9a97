"""Two runs on one output: the second stops before it reads, and says who holds it; in one thread a run may go on."""

import json
import os
import platform
import subprocess
import sys
import threading

import pytest

from natres.errors import OutputBusy
from natres.writers import OutputFolder, reserving
from natres.writers.locks import hold_output

from .command import run

HOLD = """
import sys
from pathlib import Path
from natres.writers.locks import hold_output
with hold_output(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def held(folder):
    """An output that another process is writing, and that process."""
    target = folder / "报告"
    command = [sys.executable, "-c", HOLD, str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        yield target, other
        other.communicate("\n")


@pytest.mark.parametrize(
    "command",
    [
        ("report", "没有这个文件.toml", "-o"),  # were it read first, this would be 66
        ("map", "没有这个文件.toml", "-o"),
    ],
)
def test_the_second_run_on_a_folder_stops_before_it_reads(held, command):
    target, other = held
    answer = run(*command, target, "--lang", "zh")
    assert answer.code == 75
    assert str(other.pid) in answer.err
    assert platform.node() in answer.err
    assert json.loads((target.parent / ".报告.holder").read_text("utf-8"))["since"] in answer.err
    assert not target.exists()


@pytest.mark.parametrize("suffix", [".gpkg", ".html"])
def test_the_second_run_on_a_file_stops_before_it_reads(folder, suffix):
    target = folder / f"图斑{suffix}"
    command = (
        ("convert", "没有.gpkg", target) if suffix == ".gpkg" else ("map", "没有.gpkg", "--by", "DLBM", "-o", target)
    )
    assert run(*command).code == 66
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process as other:
        assert other.stdout.readline() == "held\n"
        answer = run(*command, "--lang", "zh")
        other.communicate("\n")
    assert (answer.code, str(other.pid) in answer.err) == (75, True)
    assert run(*command).code == 66


def test_after_a_run_nothing_of_the_lock_is_left_and_a_killed_one_holds_nothing(held):
    target, other = held
    other.kill()
    other.wait()
    with OutputFolder(target) as out:
        out.write("表.csv", "a")
        out.publish({"natres": "0"})
    assert sorted(p.name for p in target.parent.iterdir()) == ["报告"]


def test_an_output_that_may_not_be_replaced_is_refused_before_anything_is_read(folder):
    (folder / "图斑.gpkg").write_bytes(b"x")
    (folder / "报告").mkdir()
    (folder / "报告" / "我的.txt").write_text("x")
    assert run("convert", "没有.gpkg", folder / "图斑.gpkg").code == 73
    assert run("report", "没有.toml", "-o", folder / "报告").code == 73
    assert run("convert", "没有.gpkg", folder / "图斑.gpkg", "--force").code == 66


def test_two_threads_are_two_runs_and_one_thread_is_one(folder):
    target, said = folder / "报告", []

    def other():
        try:
            with hold_output(target):
                said.append("held")
        except OutputBusy as error:
            said.append(error.facts["value"])

    with hold_output(target), hold_output(target), reserving(target):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert said == [str(os.getpid())]
    other()
    assert said[-1] == "held"


def test_where_there_is_no_folder_yet_nothing_is_made_before_there_is_something_to_write(folder):
    assert run("report", "没有.toml", "-o", folder / "甲" / "乙").code == 66
    assert list(folder.iterdir()) == []
