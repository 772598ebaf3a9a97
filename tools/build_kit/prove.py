"""Prove a Linux kit: install it where there is no network, and do the main job with it.

    python tools/build_kit/prove.py dist/natres-0.1.0-linux-x86_64 [--keep FOLDER]

The kit is copied into a folder with Chinese, spaces and signs in its name. All runs in a network namespace of its
own, in which there is nothing but an unconnected loopback; where such a namespace is not permitted, behind a proxy
that leads nowhere, which is said. Proven are: the installation, the version, the report of the sample against the
sample's own truth, the page of the desk, a second installation over a damaged one, and that a damaged wheel is refused.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

INSIDE = "NATRES_KIT_NAMESPACE"
NAME = "自然资源 安装包 (试)&'$x"
_NOWHERE = "http://127.0.0.1:9"


class Failed(Exception):
    """A step of the proof that did not end as it must."""


def main(arguments: list[str] | None = None) -> int:
    """Prove kits; return 0, or 1 at the first thing that is not as it must be."""
    parser = argparse.ArgumentParser(description="Install a Linux kit without a network and do the main job.")
    parser.add_argument("kits", type=Path, nargs="+", help="folders made by make kit")
    parser.add_argument("--keep", type=Path, help="put the installed copy here and leave it")
    options = parser.parse_args(arguments)
    missing = next((kit for kit in options.kits if not (kit / "kit" / "kit.json").is_file()), None)
    if missing is not None:
        tell(f"NOT PROVEN: there is no kit at {missing}; run `make kit` first")
        return 1
    if INSIDE not in os.environ:
        return shut_off(sys.argv if arguments is None else [__file__, *arguments])
    place = options.keep or Path(tempfile.mkdtemp(prefix="natres-kit-"))
    try:
        for number, kit in enumerate(options.kits, 1):
            prove(kit.resolve(), place / str(number) / NAME)
    except Failed as failed:
        tell(f"NOT PROVEN: {failed}")
        return 1
    finally:
        if not options.keep:
            shutil.rmtree(place, ignore_errors=True)
    return 0


def shut_off(words: list[str]) -> int:
    """Run this program again where there is no network."""
    environment = {**os.environ, "http_proxy": _NOWHERE, "https_proxy": _NOWHERE, "all_proxy": _NOWHERE}
    for flags in (["-n"], ["-rn"]):
        apart = ["unshare", *flags]
        if (
            shutil.which("unshare")
            and not subprocess.run([*apart, "true"], capture_output=True, check=False).returncode
        ):
            environment[INSIDE] = "namespace"
            return subprocess.run([*apart, sys.executable, *words], env=environment, check=False).returncode
    environment[INSIDE] = "proxy"
    tell("a network namespace is not permitted here: only a proxy that leads nowhere keeps the network away")
    return subprocess.run([sys.executable, *words], env=environment, check=False).returncode


def prove(kit: Path, folder: Path) -> None:
    """Do all steps in the order of an office: copy, install, report, look at the desk, damage, repair."""
    facts = json.loads((kit / "kit" / "kit.json").read_text(encoding="utf-8"))
    if os.environ[INSIDE] == "namespace":
        no_route()
    shutil.copytree(kit, folder)
    timed("sh install.sh", lambda: install(folder))
    size = sum(path.stat().st_blocks * 512 for path in (folder / "venv").rglob("*") if path.is_file())
    tell(f"venv takes {size / 1e6:.0f} MB on the disk (announced: {facts['installed_bytes'] / 1e6:.0f} MB)")
    if size > facts["installed_bytes"]:
        raise Failed("the installed program is larger than announced")
    said = ran(folder, "--version")
    if facts["natres"] not in said:
        raise Failed(f"natres --version says {said!r}")
    timed("natres report 样例/xiqing.toml", lambda: ran(folder, "report", "样例/xiqing.toml", "-o", "样例报告"))
    compare(folder)
    desk(folder)
    (folder / "venv/lib" / f"python{facts['pythons'][0]}" / "site-packages/natres/__init__.py").unlink(missing_ok=True)
    timed("sh install.sh, once more over a damaged one", lambda: install(folder))
    ran(folder, "--version")
    spoilt(folder)
    tell(f"PROVEN with the network off ({os.environ[INSIDE]}): {kit.name}")


def no_route() -> None:
    """Expect no interface but the loopback, and no route."""
    if shutil.which("ip"):
        subprocess.run(["ip", "link", "set", "lo", "up"], capture_output=True, check=False)
    others = {name for _, name in socket.if_nameindex()} - {"lo"}
    routes = Path("/proc/net/route").read_text(encoding="ascii").splitlines()[1:]
    if others - {"sit0", "tunl0", "ip6tnl0", "gre0", "gretap0", "erspan0"} or routes:
        raise Failed(f"there is a network: {others} {routes}")
    tell("no interface but the loopback, no route")


def install(folder: Path) -> None:
    """Run what is clicked."""
    done = subprocess.run(["sh", str(folder / "install.sh")], cwd="/", capture_output=True, text=True, check=False)
    if done.returncode or "安装完成" not in done.stdout:
        raise Failed(f"install.sh ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def ran(folder: Path, *words: str) -> str:
    """Return what the installed program says; it must end well."""
    command = [str(folder / "venv/bin/python"), "-I", "-m", "natres", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stdout[-2000:] + done.stderr[-2000:]
        raise Failed(f"natres {' '.join(words)} ended with {done.returncode}:\n{said}")
    return done.stdout


def compare(folder: Path) -> None:
    """Expect the report to say what the sample's own truth says of the quota, of forest land and of the wells."""
    truth = json.loads((folder / "样例/truth.json").read_text(encoding="utf-8"))
    if not (folder / "样例报告/index.html").is_file():
        raise Failed("the report has no page")
    found = json.loads((folder / "样例报告/results.json").read_text(encoding="utf-8"))["results"]
    built, counts = f"{found['quotas'][0]['actual_m2']:.2f}", found["wells"]["counts"]
    pairs = {
        "construction land, m²": (built, truth["measures"]["urban_rural_construction"]),
        "forest land, ha": (found["forest"]["total_text"], f"{float(truth['forest']['total_ha']):.2f}"),
        **{f"wells, {kind}": (counts[kind], count) for kind, count in truth["wells"]["counts"].items()},
    }
    for words, (own, wanted) in pairs.items():
        tell(f"  {words}: {own} (truth {wanted})")
        if own != wanted:
            raise Failed(f"{words}: {own}, not {wanted}")


def desk(folder: Path) -> None:
    """Open the desk as it is clicked, ask for its page as a browser would, and close it; if this version has one."""
    if " open " not in ran(folder, "--help"):
        tell("this version has no natres open: not tried")
        return
    said = folder.parent / "desk.txt"  # a file never fills up as a pipe would
    with said.open("wb") as file:
        command = ["sh", str(folder / "open.sh"), "--no-browser"]
        running = subprocess.Popen(command, cwd="/", stdout=file, stderr=file, start_new_session=True)
    try:
        answer = page(said)
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(30)
    if "<html" not in answer:
        raise Failed(f"the desk shows no page: {answer[:300]}")
    tell(f"sh open.sh: the desk shows its page ({len(answer)} characters)")


def page(said: Path) -> str:
    """Return the page at the address that the desk names in what it says; both may need a moment."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(60):
        time.sleep(0.5)
        text = said.read_text(encoding="utf-8", errors="replace")
        if found := re.search(r"http://127\.0\.0\.1:\d+/[\w/-]*", text):
            try:
                with direct.open(found[0], timeout=5) as answer:
                    return answer.read().decode("utf-8")
            except urllib.error.HTTPError as error:
                raise Failed(f"the desk answers {error.code}:\n{said.read_text(encoding='utf-8')[-1500:]}") from error
            except OSError:
                continue
    raise Failed(f"the desk did not open: {text}")


def spoilt(folder: Path) -> None:
    """Expect a wheel that was damaged on the way to be named, and nothing to be installed."""
    wheel = next((folder / "wheels").glob("shapely-*.whl"))
    content = bytearray(wheel.read_bytes())
    content[len(content) // 2] ^= 1
    wheel.write_bytes(content)
    done = subprocess.run(["sh", str(folder / "install.sh")], cwd="/", capture_output=True, text=True, check=False)
    if done.returncode != 1 or wheel.name not in done.stdout:
        raise Failed(f"a damaged wheel was not refused: {done.returncode} {done.stdout}")
    tell("a damaged wheel is named and refused")


def timed(words: str, job: Callable[[], object]) -> None:
    """Do a job, and say how long it took."""
    start = time.perf_counter()
    job()
    tell(f"{words}: {time.perf_counter() - start:.0f} s")


def tell(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
