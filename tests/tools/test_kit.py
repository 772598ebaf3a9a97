"""The offline kit: what it takes from the lock, which wheels it accepts, scripts that hold anywhere, a true guide."""

import doctest
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.tags import parse_tag
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
names = ("command", "guide", "licences", "locked", "platforms", "rules", "scripts", "wheels")
command, guide, licences, locked, platforms, rules, scripts, wheels = (
    importlib.import_module(f"build_kit.{name}") for name in names
)
PLATFORMS: dict[str, Any] = platforms.PLATFORMS
PINS = locked.runtime(
    locked.pinned((ROOT / "requirements.lock").read_text("utf-8")),
    locked.direct((ROOT / "pyproject.toml").read_text("utf-8")),
)
POSIX = pytest.mark.skipif(os.name == "nt" or not shutil.which("sh"), reason="needs a POSIX shell")


# What the lock says.


def needed_here():
    """The packages that natres's dependencies lead to in this very environment, by their own metadata."""
    found, waiting = set(), [Requirement(name) for name in locked.direct((ROOT / "pyproject.toml").read_text("utf-8"))]
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        if name in found:
            continue
        found.add(name)
        for line in distribution(name).requires or []:
            more = Requirement(line)
            if more.marker is None or more.marker.evaluate({"extra": ""}):
                waiting.append(more)
    return found


def test_the_packages_to_run_are_those_that_lead_from_the_dependencies():
    mine = {pin.name for pin in locked.selected(PINS, default_environment())}
    assert mine == needed_here()
    assert not mine & {"pytest", "ruff", "duckdb", "playwright", "hypothesis", "pyright", "exactextract"}


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_each_platform_has_one_version_of_each_package(platform, python):
    mine = [pin.name for pin in locked.selected(PINS, platform.environment(python))]
    assert len(mine) == len(set(mine)) > 40
    assert ("colorama" in mine) == platform.windows
    assert ("cligj" in mine) == (python == "3.11")
    assert all(pin.hashes for pin in PINS)


def test_a_line_that_is_no_line_of_a_lock_is_refused():
    with pytest.raises(ValueError, match="no line of a lock"):
        locked.pinned("numpy>=2\n")
    with pytest.raises(ValueError, match="not in the lock: missing"):
        locked.runtime(locked.pinned("a==1\n"), {"missing"})


def test_a_kit_asks_only_for_the_files_it_carries():
    pin = locked.Pin("a", "1", "python_version < '3.12'", frozenset({"0" * 64, "1" * 64}))
    assert locked.requirements([pin]).count("--hash") == 2
    carried = locked.requirements([pin], {("a", "1"): ["1" * 64]})
    assert carried == "a==1 ; python_version < '3.12' \\\n    --hash=sha256:" + "1" * 64 + "\n"


@pytest.mark.parametrize("module", [locked, scripts, wheels], ids=lambda module: module.__name__)
def test_examples_hold(module):
    assert doctest.testmod(module).failed == 0


# Which wheels run where.


@pytest.mark.parametrize(
    ("platform", "python", "tag", "runs"),
    [
        ("linux-x86_64", "3.11", "cp311-cp311-manylinux_2_28_x86_64", True),
        ("linux-x86_64", "3.11", "cp39-abi3-manylinux2014_x86_64", True),
        ("linux-x86_64", "3.11", "py3-none-any", True),
        ("linux-x86_64", "3.11", "py2.py3-none-manylinux_2_17_x86_64", True),
        ("linux-x86_64", "3.11", "cp311-cp311-manylinux_2_34_x86_64", False),
        ("linux-x86_64", "3.11", "cp311-cp311-musllinux_1_2_x86_64", False),
        ("linux-x86_64", "3.11", "cp312-cp312-manylinux_2_28_x86_64", False),
        ("linux-x86_64", "3.11", "cp312-abi3-manylinux_2_28_x86_64", False),
        ("linux-x86_64", "3.13", "cp313-cp313t-manylinux_2_28_x86_64", False),
        ("linux-x86_64", "3.11", "py2-none-any", False),
        ("linux-x86_64", "3.11", "cp311-cp311-linux_x86_64", False),
        ("linux-arm64", "3.11", "cp311-cp311-manylinux_2_28_x86_64", False),
        ("linux-arm64", "3.11", "cp311-cp311-manylinux_2_17_aarch64", True),
        ("windows-x64", "3.12", "cp312-cp312-win_amd64", True),
        ("windows-x64", "3.12", "cp312-cp312-win32", False),
        ("windows-x64", "3.12", "cp312-cp312-win_arm64", False),
    ],
)
def test_a_wheel_is_accepted_where_it_runs(platform, python, tag, runs):
    assert any(PLATFORMS[platform].accepts(one, python) for one in parse_tag(tag)) == runs


def test_the_c_library_asked_for_is_the_most_modest_of_a_wheels_tags():
    assert wheels.glibc_of(parse_tag("cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64")) == (2, 27)
    assert wheels.glibc_of(parse_tag("cp39-abi3-manylinux2014_x86_64")) == (2, 17)
    assert wheels.glibc_of(parse_tag("py3-none-any")) == (0, 0)


def made_wheel(folder, more=""):
    path = folder / "alpha-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("alpha/inner/module.py", "x = 1\n")
        archive.writestr("alpha-1.0.data/scripts/run", "#!python\n")
        archive.writestr(
            "alpha-1.0.dist-info/METADATA",
            f"Name: alpha\nVersion: 1.0\nLicense-Expression: MIT\nHome-page: a.example\n{more}",
        )
        archive.writestr("alpha-1.0.dist-info/licenses/LICENSE", "MIT\n")
    return path


def test_what_a_kit_knows_of_a_wheel(tmp_path):
    path = made_wheel(tmp_path)
    (wheel,) = wheels.known(tmp_path)
    assert (wheel.name, wheel.version, wheel.sha256) == ("alpha", "1.0", wheels.sha256(path))
    assert wheels.longest_path([wheel], "3.12") == len(
        "venv/Lib/site-packages/alpha/inner/__pycache__/module.cpython-312.pyc"
    )
    said = licences.notices([wheel])
    assert re.search(r"alpha 1\.0\n.*MIT\n.*a\.example\n.*alpha-1\.0-py3-none-any\.whl\n +alpha-1\.0\S+LICENSE\n", said)


def test_a_wheel_the_lock_does_not_know_stops_the_kit(tmp_path):
    made_wheel(tmp_path)
    kit = command.Kit(tmp_path, PLATFORMS["linux-x86_64"], ("3.11",), tuple(wheels.known(tmp_path)), "1")
    with pytest.raises(SystemExit, match=r"alpha-1\.0-py3-none-any\.whl is not the lock's"):
        command.agreed(kit, PINS)
    known = [locked.Pin("alpha", "1.0", hashes=frozenset({kit.wheels[0].sha256}))]
    command.agreed(kit, known)


@pytest.mark.parametrize(
    ("line", "platform", "missing"),
    [
        ("Requires-Dist: beta>=2", "linux-x86_64", ["alpha needs beta>=2"]),
        ("Requires-Dist: beta; sys_platform == 'win32'", "linux-x86_64", []),
        ("Requires-Dist: beta; sys_platform == 'win32'", "windows-x64", ["alpha needs beta"]),
        ("Requires-Dist: beta; platform_machine == 'aarch64'", "linux-arm64", ["alpha needs beta"]),
        ("Requires-Dist: beta; extra == 'more'", "linux-x86_64", []),
        ("Requires-Dist: alpha<1", "linux-x86_64", ["alpha needs alpha<1"]),
        ("Requires-Dist: alpha", "linux-x86_64", []),
    ],
)
def test_what_pip_would_miss_on_another_platform_stops_the_kit(tmp_path, line, platform, missing):
    made_wheel(tmp_path, f"{line}\n")
    found = tuple(wheels.known(tmp_path))
    assert wheels.gaps(found, PLATFORMS[platform], "3.12") == missing
    kit = command.Kit(tmp_path, PLATFORMS[platform], ("3.12",), found, "1")
    known = [locked.Pin("alpha", "1.0", hashes=frozenset({found[0].sha256}))]
    if missing:
        with pytest.raises(SystemExit, match="would miss: alpha needs"):
            command.agreed(kit, known)
    else:
        command.agreed(kit, known)


# Scripts that cannot all be run here are read.


SCRIPTS = [
    (name, content, rules.batch if platform.windows else rules.shell)
    for platform in PLATFORMS.values()
    for pythons in (["3.12"], ["3.11", "3.12", "3.13"])
    for name, content in scripts.clicked(platform, pythons).items()
]


@pytest.mark.parametrize(("name", "content", "rule"), SCRIPTS)
def test_the_scripts_keep_the_rules(name, content, rule):
    assert rule(content) == []
    assert b"@" not in content.replace(b"@echo off", b"").replace(b'"$@"', b"")


@pytest.mark.parametrize("name", ["probe.py", "install.py"])
def test_the_programs_need_nothing_installed_and_no_network(name):
    content = (scripts.INSIDE / name).read_bytes()
    assert rules.python(content) == []
    assert rules.python(content + b"\nimport urllib.request\n") == ["imports urllib"]
    assert rules.python(content + b"\nimport requests\n") == ["imports requests"]


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("安装.bat", "\r\n", "\n", "a line does not end in CR LF"),
        ("安装.bat", "chcp 936", "chcp 65001", "Chinese before the code page"),
        ("安装.bat", "DisableDelayedExpansion", "EnableDelayedExpansion", "delayed expansion"),
        ("安装.bat", 'cd /d "%~dp0"', "cd /d %~dp0", "%~dp0 is not quoted"),
        ("安装.bat", '"%PY%" %ARG% -I kit\\install.py', "%PY% %ARG% -I kit\\install.py", "%PY% is not quoted"),
        ("安装.bat", '"%SETUP%" /passive', "%SETUP% /passive", "%SETUP% is not quoted"),
        ("安装.bat", "goto failed", "goto faild", "goto faild leads nowhere"),
        ("安装.bat", "chcp 936 >nul", "chcp 936 >nul\r\ncurl -O x", "asks a network"),
        ("打开.bat", 'open "工作区"', 'open "工作区" %*', "%* is not quoted"),
        ("打开.bat", 'open "工作区"', 'open "工作区', "a quotation mark is open"),
        ("install.sh", '"$1" -I kit/install.py', "$1 -I kit/install.py", "a variable is not quoted"),
        ("install.sh", "set -u", "set -e", "unset variables"),
        ("install.sh", "|| exit 1", "", "goes on where cd failed"),
        ("open.sh", "\n", "\r\n", "a line does not end in LF"),
        ("open.sh", "mkdir -p", "wget x; mkdir -p", "asks a network"),
    ],
)
def test_the_rules_find_a_fault(name, old, new, complaint):
    windows = name.endswith(".bat")
    platform = PLATFORMS["windows-x64" if windows else "linux-x86_64"]
    text = scripts.clicked(platform, ["3.12"])[name].decode("gbk" if windows else "utf-8")
    assert old in text
    broken = text.replace(old, new).encode("gbk" if windows else "utf-8")
    assert any(complaint in said for said in (rules.batch if windows else rules.shell)(broken))


# What install.sh says and does, with Pythons that only pretend.


@pytest.fixture
def office(tmp_path):
    """A kit's folder under an awkward name, and a search path with nothing on it but a few tools."""
    folder, tools = tmp_path / "自然 资源(试)&!'$x", tmp_path / "bin"
    scripts_of = PLATFORMS["linux-x86_64"]
    folder.mkdir()
    scripts.write_scripts(scripts_of, ["3.99"], folder)
    tools.mkdir()
    for name in ("sh", "dirname", "tar", "gzip", "rm", "mkdir"):
        (tools / name).symlink_to(shutil.which(name))
    return folder


def pretend(path, code, says="装了"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\ncase "$2" in *probe.py) exit {code} ;; *) echo "{says} $*" ;; esac\n', "utf-8")
    path.chmod(0o755)


def run(folder, name="install.sh"):
    environment = {"PATH": str(folder.parent / "bin"), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        ["sh", str(folder / name)], cwd="/", env=environment, capture_output=True, encoding="utf-8", check=False
    )


@POSIX
@pytest.mark.parametrize(
    ("code", "words"),
    [(127, "没有找到 Python"), (20, "版本不合适"), (21, "32 位"), (22, "标准版"), (23, "venv 模块")],
)
def test_a_python_that_does_not_fit_is_told_and_kept_in_the_log(office, code, words):
    pretend(office.parent / "bin/python3", code)
    done = run(office)
    assert (done.returncode, words in done.stdout) == (1, True), done
    assert words in (office / "安装记录.txt").read_text("utf-8")


@POSIX
def test_the_right_python_installs_whatever_the_others_are(office):
    pretend(office.parent / "bin/python3", 20)
    pretend(office.parent / "bin/python3.99", 0)
    done = run(office)
    assert (done.returncode, done.stdout) == (0, "装了 -I kit/install.py\n")


@POSIX
def test_a_python_in_an_archive_beside_it_is_used(office):
    pretend(office.parent / "下载/python/bin/python3.99", 0, "用了压缩包")
    with tarfile.open(
        office / "cpython-3.99.1+20260101-x86_64-unknown-linux-gnu-install_only.tar.gz", "w:gz"
    ) as archive:
        archive.add(office.parent / "下载/python", "python")
    done = run(office)
    assert (done.returncode, "用了压缩包 -I kit/install.py" in done.stdout) == (0, True), done


@POSIX
def test_opening_before_installing_says_what_to_do(office):
    done = run(office, "open.sh")
    assert (done.returncode, "请先运行 install.sh" in done.stdout) == (1, True)


@POSIX
def test_opening_starts_the_desk_in_the_work_folder(office):
    pretend(office / "venv/bin/python", 0, "开了")
    (office / "venv/natres-kit.txt").write_text("1\n", "utf-8")
    done = run(office, "open.sh")
    assert (done.returncode, "开了 -I -m natres open 工作区 --lang zh" in done.stdout) == (0, True), done
    assert "关闭此窗口即退出" in done.stdout
    assert (office / "工作区").is_dir()


# What the programs inside do.


def loaded(name, monkeypatch, here):
    """A program of the kit as a module that believes it lies in a folder."""
    monkeypatch.syspath_prepend(str(scripts.INSIDE))
    module = importlib.reload(importlib.import_module(name))
    for attribute, place in (
        ("HERE", "."),
        ("LOG", "安装记录.txt"),
        ("SUMS", "校验.txt"),
        ("DONE", "venv/natres-kit.txt"),
    ):
        if hasattr(module, attribute):
            monkeypatch.setattr(module, attribute, here / place)
    return module


FACTS = {
    "natres": "0.1.0", "pythons": ["3.11"], "glibc": "2.28", "longest_path": 120, "installed_bytes": 10,
    "python_platform": "linux-x86_64", "next": "输入 sh open.sh", "pip": "wheels/pip.whl",
}  # fmt: skip


def test_this_python_is_probed_as_it_is(tmp_path):
    (tmp_path / "probe.py").write_bytes((scripts.INSIDE / "probe.py").read_bytes())
    code = "import sysconfig; print(sysconfig.get_platform())"
    own = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    mine = f"{sys.version_info[0]}.{sys.version_info[1]}"
    for facts, wanted in (
        ({"pythons": [mine], "python_platform": own}, 0),
        ({"pythons": ["3.5"], "python_platform": own}, 20),
        ({"pythons": [mine], "python_platform": "win-arm64"}, 22),
    ):
        (tmp_path / "kit.json").write_text(json.dumps(facts), "utf-8")
        assert subprocess.run([sys.executable, "-I", tmp_path / "probe.py"], check=False).returncode == wanted


def test_a_python_of_32_bits_is_known(tmp_path, monkeypatch):
    probe = loaded("probe", monkeypatch, tmp_path)
    monkeypatch.setattr(probe.struct, "calcsize", lambda _: 4)
    assert probe.judged(FACTS) == probe.BITS


@pytest.mark.parametrize(
    ("name", "windows", "facts", "words"),
    [
        ("好", False, {}, None),
        ("好", False, {"installed_bytes": 1 << 60}, "磁盘空间不够"),
        ("好", False, {"glibc": "9.9"}, "glibc 9.9"),
        ("好!", False, {}, "感叹号"),
        ("好!", True, {}, None),
        ("长" * 60, True, {"longest_path": 200}, "路径太长"),
        ("长" * 60, False, {"longest_path": 200}, None),
    ],
)
def test_a_place_that_cannot_carry_it_is_told(tmp_path, monkeypatch, name, windows, facts, words):
    install = loaded("install", monkeypatch, tmp_path / name)
    (tmp_path / name).mkdir()
    monkeypatch.setattr(install, "WINDOWS", windows)
    monkeypatch.setattr(install, "long_paths", lambda: False)
    monkeypatch.setattr(install.platform, "libc_ver", lambda: ("glibc", "2.36"))
    if words is None:
        install.fit(FACTS | facts)
    else:
        with pytest.raises(install.Stop, match=words):
            install.fit(FACTS | facts)


def test_a_folder_on_the_network_is_told(tmp_path, monkeypatch):
    install = loaded("install", monkeypatch, tmp_path)
    monkeypatch.setattr(install, "HERE", "\\\\server\\share\\natres")
    with pytest.raises(install.Stop, match="网络位置"):
        install.fit(FACTS)


def test_a_file_lost_or_damaged_in_copying_is_named(tmp_path, monkeypatch):
    install = loaded("install", monkeypatch, tmp_path)
    wheel = tmp_path / "wheels" / "甲.whl"
    wheel.parent.mkdir()
    wheel.write_bytes(b"good")
    (tmp_path / "校验.txt").write_text(f"{wheels.sha256(wheel)}  wheels/甲.whl\n{'0' * 64}  样例/别的\n", "utf-8")
    install.whole()
    wheel.write_bytes(b"bad!")
    with pytest.raises(install.Stop, match=r"不完整：wheels/甲\.whl"):
        install.whole()
    wheel.unlink()
    with pytest.raises(install.Stop, match=r"缺少文件：wheels/甲\.whl"):
        install.whole()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "磁盘满了"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "损坏"),
        ("PermissionError: [WinError 5] 拒绝访问", "杀毒软件"),
        ("ERROR: No matching distribution found for numpy==2", "不配"),
        ("[Errno 1] Operation not permitted: 'python3' -> 'venv/bin/python'", "U 盘"),
        ("first\nsecond\nsomething new", "something new"),
    ],
)
def test_what_pip_says_becomes_a_cure(tmp_path, monkeypatch, said, words):
    assert words in loaded("install", monkeypatch, tmp_path).told(said)


def test_a_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch, capsys):
    here = tmp_path / "只读"
    (here / "kit").mkdir(parents=True)
    (here / "kit" / "kit.json").write_text(json.dumps(FACTS), "utf-8")
    (here / "安装记录.txt").mkdir()  # so that even root cannot write it
    assert loaded("install", monkeypatch, here).main() == 1
    assert "本文件夹不能写入" in capsys.readouterr().out


def test_nothing_from_outside_leads_pip_elsewhere(tmp_path, monkeypatch):
    for name in ("PIP_INDEX_URL", "PYTHONPATH", "VIRTUAL_ENV", "pip_extra_index_url"):
        monkeypatch.setenv(name, "elsewhere")
    kept = loaded("install", monkeypatch, tmp_path).clean()
    assert "elsewhere" not in kept.values()
    assert (kept["PIP_NO_INDEX"], kept["PIP_CONFIG_FILE"]) == ("1", os.devnull)


# The guide says what is so.


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS)
def test_the_guide_names_what_lies_in_the_folder(platform):
    text = guide.page(platform, ["3.12"], FACTS, 250_000_000, {})
    install = (scripts.INSIDE / "install.py").read_text("utf-8")
    script = scripts.clicked(platform, ["3.12"])
    for name in scripts.CLICKED[platform.windows]:
        assert name in text
    for other in scripts.CLICKED[not platform.windows]:
        assert other not in text
    for name in ("安装记录.txt", "校验.txt", "使用说明.html"):
        assert name in install + "".join(c.decode("gbk" if platform.windows else "utf-8") for c in script.values())
    for name in ("安装记录.txt", "校验.txt", "样例", "工作区", "LICENSE", "第三方许可.txt", "250 MB"):
        assert name in text
    assert not re.search(r"(src|href)=|@import|url\(", text)
    assert ("还没有在这样的电脑上装过" in text) == (platform.name != "linux-x86_64")
    assert ("python-3.12.10-amd64.exe" in text) == platform.windows


def test_the_guide_shows_the_pictures_there_are(tmp_path):
    pictures, folder = tmp_path / "pictures", tmp_path / "kit"
    pictures.mkdir()
    folder.mkdir()
    (pictures / "desk-choose.png").write_bytes(b"png")
    guide.write_guide(folder, PLATFORMS["windows-x64"], ["3.12"], FACTS, pictures)
    shown = re.findall(r'src="([^"]+)"', (folder / guide.GUIDE).read_text("utf-8"))
    assert shown == ["图/desk-choose.png"]
    assert (folder / shown[0]).read_bytes() == b"png"


def test_the_summary_says_what_is_not_proven(tmp_path):
    for name, platform in PLATFORMS.items():
        kit = command.Kit(tmp_path, platform, ("3.12",), (), "0.1.0")
        said = command.summary(kit, ["安装.bat: a fault"])
        assert ("NOT proven" in said) == (name != "linux-x86_64")
        assert "WRONG" in said
