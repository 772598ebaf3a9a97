"""What Windows asks of the program: no import it lacks, consoles in GBK, files that Excel holds open."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import natres
from natres.errors import CannotCreate
from natres.writers import OutputFolder, write_file

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
    open_ones = set()
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
