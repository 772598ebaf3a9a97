import hashlib
import json
import subprocess
import sys

import pytest

from natres.errors import CannotCreate, OutputBusy
from natres.writers import OutputFolder
from natres.writers.folder import RECORD


def publish(target, files=None, *, force=False):
    with OutputFolder(target, force=force) as folder:
        for name, data in (files or {"表.csv": "面积\n"}).items():
            folder.write(name, data)
        return folder.publish({"natres": "0.1.0", "command": "report"})


def names(place):
    return sorted(p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file())


@pytest.fixture
def target(folder):
    return folder / "报告 2022"


def test_a_folder_appears_whole_with_the_checksum_of_every_file(target):
    place, notices = publish(target, {"表/三大类.csv": "甲", "页.html": b"<p>"})
    assert (place, notices) == (target, [])
    assert names(target) == ["run.json", "表/三大类.csv", "页.html"]
    record = json.loads((target / RECORD).read_text(encoding="utf-8"))
    assert record["natres"] == "0.1.0"
    assert record["outputs"] == {
        "表/三大类.csv": hashlib.sha256("甲".encode()).hexdigest(),
        "页.html": hashlib.sha256(b"<p>").hexdigest(),
    }
    assert [p.name for p in target.parent.iterdir()] == [target.name]


def test_natres_own_folder_is_replaced_as_a_whole(target):
    publish(target, {"旧.csv": "1", "表.csv": "1"})
    place, notices = publish(target, {"表.csv": "2"})
    assert (place, notices) == (target, [])
    assert names(target) == ["run.json", "表.csv"]
    assert (target / "表.csv").read_text(encoding="utf-8") == "2"
    assert [p.name for p in target.parent.iterdir()] == [target.name]


def change(target):
    (target / "表.csv").write_text("手改", encoding="utf-8")


def add(target):
    (target / "批注.docx").write_bytes(b"PK")


def remove(target):
    (target / "表.csv").unlink()


@pytest.mark.parametrize("by_hand", [change, add, remove])
def test_a_folder_changed_by_hand_is_kept_and_the_new_one_gets_a_dated_name(target, by_hand):
    publish(target)
    by_hand(target)
    before = names(target)
    place, notices = publish(target, {"表.csv": "新"})
    assert [n.code for n in notices] == ["OUTPUT_KEPT"]
    assert place.parent == target.parent
    assert place.name.startswith(target.name + "-20")
    assert names(target) == before
    assert (place / "表.csv").read_text(encoding="utf-8") == "新"


def test_a_foreign_folder_is_refused_and_with_force_kept_aside(target):
    target.mkdir()
    (target / "照片.jpg").write_bytes(b"x")
    with pytest.raises(CannotCreate) as caught:
        publish(target)
    assert caught.value.code == "OUTPUT_EXISTS"
    assert names(target) == ["照片.jpg"]
    place, notices = publish(target, force=True)
    assert (place, [n.code for n in notices]) == (target, ["OUTPUT_MOVED"])
    aside = [p for p in target.parent.iterdir() if p != target]
    assert len(aside) == 1
    assert names(aside[0]) == ["照片.jpg"]


@pytest.mark.parametrize("text", ["", "{", "[]", '["natres"]', '"natres"', "5", "null", '{"name": "别的"}'])
def test_a_folder_with_a_run_json_of_somebody_else_is_foreign(target, text):
    target.mkdir()
    (target / RECORD).write_text(text, encoding="utf-8")
    with pytest.raises(CannotCreate) as caught:
        publish(target)
    assert caught.value.code == "OUTPUT_EXISTS"


def test_a_file_in_the_way_is_refused(target):
    target.write_text("x")
    with pytest.raises(CannotCreate):
        publish(target)
    assert target.read_text() == "x"


def test_an_empty_folder_is_filled(target):
    target.mkdir()
    place, notices = publish(target)
    assert (place, notices, names(target)) == (target, [], ["run.json", "表.csv"])


def test_a_run_that_fails_leaves_nothing_behind_and_the_old_folder_untouched(target):
    publish(target)
    before = {name: (target / name).read_bytes() for name in names(target)}
    with pytest.raises(ZeroDivisionError), OutputFolder(target) as folder:
        folder.write("半.csv", "1")
        raise ZeroDivisionError
    assert {name: (target / name).read_bytes() for name in names(target)} == before
    assert [p.name for p in target.parent.iterdir()] == [target.name]


def test_without_publishing_nothing_appears(target):
    with OutputFolder(target) as folder:
        folder.write("半.csv", "1")
    assert list(target.parent.iterdir()) == []


HOLD = """
import sys
from pathlib import Path
from natres.writers import OutputFolder
with OutputFolder(Path(sys.argv[1])) as folder:
    folder.write("x.csv", "1")
    print("held", flush=True)
    sys.stdin.readline()
    folder.publish({"natres": "0.1.0"})
"""


def test_a_second_process_is_refused_while_the_first_holds_the_folder(target):
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert first.stdout.readline().strip() == "held"
        with pytest.raises(OutputBusy) as caught:
            publish(target)
        assert (caught.value.code, caught.value.exit_code) == ("OUTPUT_BUSY", 75)
        assert str(first.pid) == caught.value.facts["value"]
        first.communicate("go\n", timeout=60)
    finally:
        first.kill()
        first.wait()
    assert names(target) == ["run.json", "x.csv"]
    assert publish(target)[0] == target


def test_what_a_killed_run_left_is_cleared_by_the_next(target):
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout.readline().strip() == "held"
    first.kill()
    first.communicate()
    assert not target.exists()
    publish(target)
    assert [p.name for p in target.parent.iterdir()] == [target.name]
