"""What Windows asks of the program: no import it lacks, consoles in GBK, files that Excel holds open."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import natres
from natres.core.windows_names import LONGEST
from natres.errors import BadData, CannotCreate
from natres.readers.gate import paths
from natres.writers import OutputFolder, hold_output, storage, write_file, write_layer

from .torture.overwriting import frame_of

SOURCE = Path(natres.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
#: Modules and functions that stand on POSIX alone.
POSIX = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "crypt", "nis", "spwd", "posix"}
POSIX_OS = {
    "fork", "forkpty", "getuid", "geteuid", "getgid", "getegid", "getgroups", "setuid", "setgid", "setsid", "getpgid",
    "getpgrp", "killpg", "chown", "lchown", "fchmod", "fchown", "statvfs", "uname", "mkfifo", "sysconf", "getloadavg",
    "nice", "sched_getaffinity", "openpty", "wait3", "wait4", "O_NOFOLLOW", "O_DIRECTORY", "O_NONBLOCK",
}  # fmt: skip


def at_import(tree):
    """Every node that runs when a module is imported: bodies of functions do not, those of classes do."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and child in _body(node):
                continue
            waiting.append(child)


def _body(function):
    return function.body if isinstance(function.body, list) else [function.body]


def posix_only(text):
    found = set()
    for node in at_import(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.partition(".")[0] in POSIX}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {node.module} & POSIX
            found |= {f"os.{a.name}" for a in node.names if node.module == "os" and a.name in POSIX_OS}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("os", "_os"):
            found |= {f"os.{node.attr}"} if node.attr in POSIX_OS else set()
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import fcntl", {"fcntl"}),
        ("try:\n    from pwd import getpwuid\nexcept ImportError:\n    pass", {"pwd"}),
        ("import os\nclass A:\n    me = os.getuid()", {"os.getuid"}),
        ("from os import fork", {"os.fork"}),
        ("import os\ndef f(a=os.getuid()):\n    import grp", {"os.getuid"}),
        ("import os\ndef f():\n    return os.getuid()", set()),
    ],
)
def test_what_only_posix_has_is_found(text, found):
    assert posix_only(text) == found


def test_no_module_wants_at_import_what_windows_lacks():
    assert len(MODULES) > 300
    assert {str(p.relative_to(SOURCE)): found for p in MODULES if (found := posix_only(p.read_text("utf-8")))} == {}


def in_gbk(*arguments, **environment):
    """A run on a console that reads GBK: its code and both streams as bytes."""
    known = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))}
    known |= {"PYTHONPATH": str(SOURCE.parent), "PYTHONIOENCODING": "gbk", "LANG": "C", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "natres", *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, env=known | environment, check=False)
    return ran.returncode, ran.stdout, ran.stderr


def test_a_message_with_signs_gbk_lacks_is_readable_on_a_console_in_gbk(tmp_path):
    code, _, err = in_gbk("convert", tmp_path / "面积 m²𠮷.gpkg", tmp_path / "图.gpkg", "--lang", "zh")
    said = err.decode("gbk")
    assert code == 66, said
    assert "面积 m2\\U00020bb7.gpkg：文件不存在" in said
    assert "Traceback" not in said


def test_answers_and_help_are_readable_on_a_console_in_gbk(tmp_path, sample_dir):
    target = tmp_path / "林地 ½ 𠮷.csv"
    code, out, err = in_gbk("convert", sample_dir / "forest" / "plots_2021.shp", target, "--lang", "zh")
    assert (code, target.is_file()) == (0, True), err
    assert "林地 1/2 \\U00020bb7.csv" in out.decode("gbk")
    assert b"Traceback" not in err
    code, out, _ = in_gbk("--help")
    assert code == 0
    assert "自然资源" in out.decode("gbk")


def test_a_wrong_command_line_is_told_on_a_console_in_gbk():
    code, _, err = in_gbk("不²", "--lang", "zh")
    assert code == 2
    assert "Traceback" not in err.decode("gbk")
    assert "COMMAND_LINE" in err.decode("gbk")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", ""])
def test_what_cannot_write_chinese_is_given_utf8(tmp_path, encoding):
    asked = {"PYTHONIOENCODING": encoding, "PYTHONCOERCECLOCALE": "0"}
    code, _, err = in_gbk("convert", "没有²𠮷.gpkg", tmp_path / "图.gpkg", "--lang", "zh", **asked)
    assert code == 66
    assert "没有²𠮷.gpkg：文件不存在" in err.decode("utf-8")


@pytest.fixture
def held_open(monkeypatch):
    """Let another program hold these files or folders open, as Excel does on Windows."""
    open_ones: set[Path] = set()
    for name in ("replace", "rename"):
        own = getattr(Path, name)

        def refuse(self, target, own=own):
            if {Path(self), Path(target)} & open_ones:
                raise PermissionError(13, "The process cannot access the file")
            return own(self, target)

        monkeypatch.setattr(Path, name, refuse)
    return open_ones


def test_a_file_open_in_excel_stays_and_the_new_one_gets_a_second_name(folder, held_open):
    path = folder / "表.csv"
    write_file(path, "旧")
    held_open.add(path)
    with pytest.raises(CannotCreate) as caught:
        write_file(path, "新", force=True)
    assert (caught.value.code, caught.value.exit_code) == ("OUTPUT_OPEN", 73)
    second = Path(caught.value.facts["value"])
    assert (path.read_text("utf-8"), second.read_text("utf-8")) == ("旧", "新")
    assert second.name.startswith("表-20")
    assert sorted(folder.iterdir()) == sorted([path, second])
    for language in ("zh", "en"):
        assert str(second) in caught.value.sentence(language)


def test_a_folder_with_a_file_open_in_excel_stays_and_the_new_one_gets_a_second_name(folder, held_open):
    target = folder / "报告"
    for text in ("旧", "新"):
        with OutputFolder(target) as out:
            out.write("表.csv", text)
            place, notices = out.publish({"natres": "0"})
        held_open.add(target)
    assert [n.code for n in notices] == ["OUTPUT_OPEN.folder"]
    assert ((target / "表.csv").read_text("utf-8"), (place / "表.csv").read_text("utf-8")) == ("旧", "新")
    assert place.name.startswith("报告-20")
    assert sorted(folder.iterdir()) == sorted([target, place])


@pytest.fixture
def deep(tmp_path, monkeypatch):
    """A folder reached only by the long form of its path, as on Windows; here that form leads to a short one."""
    long, short = tmp_path / "/".join(["很深的文件夹" * 8] * 6), tmp_path / "短"
    assert len(str(long)) > LONGEST
    short.mkdir()

    def reach(name):
        assert Path(name).is_absolute()
        return name.replace(str(long), str(short))

    for room in (storage, paths):
        monkeypatch.setattr(room, "WINDOWS", True)
        monkeypatch.setattr(room, "extended", reach)
    monkeypatch.setattr(storage, "plain", lambda name: name.replace(str(short), str(long)))
    return long, short


def test_files_and_folders_are_written_by_the_long_form_of_their_path(deep):
    long, short = deep
    write_file(long / "表.csv", "旧")
    with pytest.raises(CannotCreate) as caught:
        write_file(long / "表.csv", "新")
    assert (caught.value.code, caught.value.facts["file"]) == ("OUTPUT_EXISTS", str(long / "表.csv"))
    write_file(long / "表.csv", "新", force=True)
    with hold_output(long / "报告"), OutputFolder(long / "报告") as out:
        out.write("表/三大类.csv", "甲")
        place, notices = out.publish({"natres": "0"})
    write_layer(frame_of("新", 3), long / "图斑.csv")
    assert (place, notices) == (long / "报告", [])
    assert (short / "表.csv").read_text("utf-8") == "新"
    assert sorted(p.name for p in short.iterdir()) == ["图斑.csv", "报告", "表.csv"]
    assert (short / "报告" / "表" / "三大类.csv").is_file()
    assert not long.exists()


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".parquet"])
def test_a_driver_that_cannot_take_a_long_path_says_so_with_the_cure(deep, suffix):
    long, short = deep
    with pytest.raises(CannotCreate) as caught:
        write_layer(frame_of("新", 3), long / f"图斑{suffix}")
    assert (caught.value.code, caught.value.exit_code) == ("PATH_TOO_LONG", 73)
    assert "259" in caught.value.cure("zh")
    assert list(short.iterdir()) == []


def test_a_long_input_is_told_from_a_missing_one(deep):
    long, short = deep
    (short / "图斑.csv").write_text("x")
    with pytest.raises(BadData) as caught:
        paths.real_file(long / "图斑.csv")
    assert caught.value.code == "PATH_TOO_LONG"
    with pytest.raises(paths.NotThere):
        paths.real_file(long / "没有.csv")


def test_a_name_longer_than_the_system_takes_is_refused_in_and_out(tmp_path):
    name = "长" * 300 + ".csv"
    for act in (lambda: write_file(tmp_path / name, ""), lambda: write_layer(frame_of("新", 3), tmp_path / name)):
        with pytest.raises(CannotCreate) as caught:
            act()
        assert caught.value.code == "PATH_TOO_LONG"
    with pytest.raises(BadData) as read:
        paths.real_file(tmp_path / name)
    assert read.value.code == "PATH_TOO_LONG"
    assert list(tmp_path.iterdir()) == []


def test_a_short_path_gets_no_prefix(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "WINDOWS", True)
    monkeypatch.setattr(storage, "LONGEST", 10_000)
    assert storage.long_path(tmp_path / "表.csv") == tmp_path / "表.csv"
