"""Install natres from the wheels beside this file: run by 安装.bat and install.sh, with the Python they found.

Nothing is asked of a network. Every step and every failure is told in Chinese and kept in 安装记录.txt.
Running it again lays everything anew.
"""

import contextlib
import hashlib
import json
import os
import platform
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
LOG, SUMS, DONE = HERE / "安装记录.txt", HERE / "校验.txt", HERE / "venv" / "natres-kit.txt"
WINDOWS = os.name == "nt"
#: The longest path that Windows opens unless long paths are switched on.
LONGEST = 259
CURES = (
    (("No space left", "WinError 112", "Errno 28"), "磁盘满了。请腾出空间，再运行一次。"),
    (("DO NOT MATCH THE HASHES",), "有文件在拷贝中损坏。请把整个文件夹重新拷贝一遍，再运行一次。"),
    (("WinError 206", "Errno 36"), "文件夹的路径太长。请移到较短的位置（例如 D:\\natres），再运行一次。"),
    (("WinError 5]", "WinError 32", "Errno 13", "Permission denied"),
     "有文件写不进去：可能被杀毒软件拦住，或 natres 还开着。请关闭 natres 窗口，把本文件夹加入信任，再运行一次。"),
    (("Errno 1]", "Errno 95", "Operation not permitted"),
     "这个磁盘不能建立运行环境（多半是 U 盘或共享盘）。请把整个文件夹拷到本机硬盘，再运行一次。"),
    (("No matching distribution", "is not a supported wheel"), "这个 Python 与安装包不配。请换用说明里写的版本。"),
)  # fmt: skip
TRIED = "import geopandas, lxml.etree, pyarrow, pyogrio, rasterio, scipy.sparse, shapely, typst, uvicorn"


class Stop(Exception):
    """Why the installation cannot go on, in Chinese, for the one who sits there."""


class Log:
    """What is said on the screen, kept in a file too; the file takes what pip says besides."""

    def __init__(self):
        try:
            self.file = LOG.open("wb")
        except OSError as error:
            cure = "请把整个文件夹拷到自己的硬盘上（例如 D 盘或“文档”），再运行一次。"
            raise Stop(f"本文件夹不能写入：{HERE}\n{cure}") from error
        self.file.write(b"\xef\xbb\xbf")  # so that Notepad reads it right

    def note(self, text):
        """Keep a line in the file only."""
        self.file.write((text + os.linesep).encode("utf-8", "replace"))
        self.file.flush()

    def say(self, text):
        """Show a line and keep it."""
        shown(text)
        self.note(text)


def shown(text):
    """Write a line on the screen, whatever it can show."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def main():
    """Install; return 0, or 1 after saying what is wrong and what to do."""
    log = None
    try:
        kit = json.loads((HERE / "kit" / "kit.json").read_text(encoding="utf-8"))
        log = Log()
        began = time.monotonic()
        install(kit, log)
        log.say(f"\n安装完成，用时 {time.monotonic() - began:.0f} 秒。下一步：{kit['next']}")
        return 0
    except (Stop, OSError) as error:
        text = str(error) if isinstance(error, Stop) else told(str(error))
        (log.say if log else shown)(f"\n没有装成。\n{text}\n详情见 {LOG.name}；说明见 使用说明.html。")
    except KeyboardInterrupt:
        (log.say if log else shown)("\n已中断，没有装成。再运行一次即可。")
    return 1


def install(kit, log):
    """Do all steps in turn."""
    log.say(f"natres {kit['natres']} 离线安装，不联网。文件夹：{HERE}")
    log.note(f"{time.strftime('%Y-%m-%d %H:%M:%S')} Python {sys.version} {sys.executable} {platform.platform()}")
    log.say("第 1 步，共 4 步：检查位置、空间和文件是否完整……")
    fit(kit)
    whole()
    log.say("第 2 步：建立运行环境（venv 文件夹）……")
    python = environment()
    log.say("第 3 步：安装组件，约一两分钟，请勿关闭窗口……")
    pip(python, kit, log)
    log.say("第 4 步：试运行……")
    tried(python, kit, log)
    DONE.write_text(f"{kit['natres']}\n", encoding="utf-8")


def fit(kit):
    """Stop where the folder or the system cannot carry the program."""
    if str(HERE).startswith("\\\\"):
        raise Stop(f"本文件夹在网络位置上：{HERE}\n请把整个文件夹拷到本机硬盘，再运行一次。")
    if not WINDOWS and "!" in str(HERE):
        raise Stop(f"文件夹的名字里有感叹号 !，读数据的组件会认错路径：{HERE}\n请改名，再运行一次。")
    length = len(str(HERE)) + 1 + kit["longest_path"]
    if WINDOWS and length > LONGEST and not long_paths():
        room = LONGEST - 1 - kit["longest_path"]
        raise Stop(
            f"文件夹的路径太长（{len(str(HERE))} 个字符，最多 {room} 个）：{HERE}\n"
            "请移到较短的位置（例如 D:\\natres），再运行一次。"
        )
    free, need = shutil.disk_usage(HERE).free, kit["installed_bytes"]
    if free < need and not DONE.exists():
        raise Stop(f"磁盘空间不够：还需要约 {need / 1e6:.0f} MB，剩余 {free / 1e6:.0f} MB。请腾出空间，再运行一次。")
    name, version = platform.libc_ver()
    if not WINDOWS and (name != "glibc" or numbers(version) < numbers(kit["glibc"])):
        raise Stop(f"系统的 C 库不够新：需要 glibc {kit['glibc']} 以上，本机是 {name or '别的库'} {version}。")


def numbers(version):
    """Return a dotted version as numbers that can be compared."""
    return tuple(int(part) for part in version.split(".")[:2])


def long_paths():
    """Whether this Windows opens paths of any length."""
    import winreg

    with (
        contextlib.suppress(OSError),
        winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem") as key,
    ):
        return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])
    return False


def whole():
    """Stop where a file that is needed was lost or damaged on the way."""
    for line in SUMS.read_text(encoding="utf-8").splitlines():
        wanted, _, name = line.partition("  ")
        if not name.startswith(("wheels/", "kit/", "requirements.txt")):
            continue
        path = HERE / name
        if not path.is_file():
            raise Stop(f"缺少文件：{name}\n请把整个文件夹重新拷贝一遍，再运行一次。")
        with path.open("rb") as file:
            found = hashlib.sha256()
            while piece := file.read(1 << 20):
                found.update(piece)
        if found.hexdigest() != wanted:
            raise Stop(f"文件不完整：{name}\n拷贝时可能出错，请把整个文件夹重新拷贝一遍，再运行一次。")


def environment():
    """Lay the environment anew, and return its Python."""
    import venv

    place = HERE / "venv"
    if place.exists():
        try:
            DONE.unlink(missing_ok=True)
            shutil.rmtree(place, onerror=unlock)
        except OSError as error:
            raise Stop(f"旧的 venv 文件夹删不掉：{error}\n请先关闭 natres 窗口，再运行一次。") from error
    venv.EnvBuilder(symlinks=not WINDOWS, with_pip=False).create(place)
    return place / ("Scripts/python.exe" if WINDOWS else "bin/python")


def unlock(again, path, _):
    """Try once more to remove what was marked read-only."""
    Path(path).chmod(stat.S_IRWXU)
    again(path)


def clean():
    """Return the environment variables without any that lead Python or pip elsewhere."""
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(("PIP_", "PYTHON", "VIRTUAL_ENV", "CONDA"))}
    return kept | {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PYTHONUTF8": "1", "PYTHONNOUSERSITE": "1"}


def pip(python, kit, log):
    """Install what requirements.txt pins, from the folder of wheels alone, by the pip among them."""
    code = "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module('pip', run_name='__main__')"
    words = [
        "install", "--no-index", "--find-links", "wheels", "--require-hashes", "--requirement", "requirements.txt",
        "--only-binary", ":all:", "--no-cache-dir", "--disable-pip-version-check", "--no-input",
        "--progress-bar", "off",
    ]  # fmt: skip
    before = log.file.tell()
    with subprocess.Popen(
        [str(python), "-I", "-X", "utf8", "-c", code, kit["pip"], *words],
        cwd=HERE, env=clean(), stdin=subprocess.DEVNULL, stdout=log.file, stderr=subprocess.STDOUT,
    ) as running:  # fmt: skip
        while running.poll() is None:
            time.sleep(1)
            sys.stdout.write(".")
            sys.stdout.flush()
    shown("")
    if running.returncode:
        log.file.flush()
        said = LOG.read_bytes()[before:].decode("utf-8", "replace")
        raise Stop(told(said))


def told(said):
    """Return the cure for what a tool said, else its last words."""
    for signs, cure in CURES:
        if any(sign in said for sign in signs):
            return cure
    return "\n".join(["安装组件时出错：", *said.strip().splitlines()[-3:]])


def tried(python, kit, log):
    """Load the large libraries and ask the program for its version."""
    for words, wrong in ((["-c", TRIED], "组件无法加载"), (["-m", "natres", "--version"], "natres 不能运行")):
        command = [str(python), "-I", *words]
        ran = subprocess.run(command, cwd=HERE, env=clean(), stdin=subprocess.DEVNULL, capture_output=True, check=False)
        said = (ran.stdout + ran.stderr).decode("utf-8", "replace").strip()
        log.note(said)
        if ran.returncode or ("--version" in words and kit["natres"] not in said):
            raise Stop(f"{wrong}：\n" + "\n".join(said.splitlines()[-3:]))
    log.say(f"natres {said} 可以运行")


if __name__ == "__main__":
    sys.exit(main())
