"""The door: whoever is not this machine's own browser with the key gets nothing, and learns nothing."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from natres.desk.works import BROUGHT

#: Names that would land elsewhere, or that another system would take for something else.
STRANGE = [
    "../outside.txt", "a/../../outside.txt", "/etc/outside", "..\\outside.txt", "C:/outside.txt", "C:\\outside.txt",
    "a//b.txt", "", ".", "..", "a/./b", "con.txt", "LPT1", "a\x00b.txt", "a\nb.txt", "x" * 300, "a/" * 20 + "b", "b. ",
    "//server/share/x", "file:///etc/passwd", "a<b>.txt", 'a"b.txt', "a|b", "\u202egpj.exe", "b.",
    "汉" * 86, "com¹.txt", "CONIN$",
]  # fmt: skip


@pytest.fixture
def work(served):
    return served.desk.works.create("district")


def put(served, work, name, body=b"x", **headers):
    return served.do("PUT", f"{served.root}/works/{work.id}/files", body, X_Name=quote(name), **headers)


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if ".lock" not in path.name}


def test_without_the_key_there_is_nothing(served, work):
    for path in ("/", "/works", f"/works/{work.id}", "/static/desk.js", f"/{'x' * 32}/", f"/{served.keys.desk[:-1]}/"):
        status, text, headers = served.ask("GET", path)
        assert (status, "natres" in text, work.id in text) == (403, False, False), path
        assert headers["x-content-type-options"] == "nosniff"
    assert served.ask("GET", f"{served.root}/")[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", None]
)
def test_a_name_that_points_here_is_another_site(served, host):
    told = host.format(port=served.port) if host else None
    assert served.ask("GET", f"{served.root}/", Host=told)[0] in (400, 403)
    assert served.ask("GET", f"{served.root}/", Host=f"localhost:{served.port}")[0] == 200


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://127.0.0.1:1", "https://127.0.0.1:{port}"]
)
def test_nothing_is_changed_for_a_page_of_another_origin(served, work, origin):
    told = origin.format(port=served.port) if origin else None
    before = len(served.desk.works.all())
    headers = {"Origin": told} if told else {}
    assert served.ask("POST", f"{served.root}/works", "kind=district", **headers)[0] == 403
    assert served.ask("PUT", f"{served.root}/works/{work.id}/files", b"x", X_Name="a.txt", **headers)[0] == 403
    assert served.ask("POST", f"{served.root}/works/{work.id}/remove", b"", **headers)[0] == 403
    assert len(served.desk.works.all()) == before
    assert work.files() == []


def test_another_site_may_not_even_look(served):
    assert served.ask("GET", f"{served.root}/", Sec_Fetch_Site="cross-site")[0] == 403
    assert served.ask("GET", f"{served.root}/", Origin="http://evil.example")[0] == 403
    assert served.ask("GET", f"{served.root}/", Sec_Fetch_Site="same-origin")[0] == 200


def test_the_key_of_results_opens_no_door_of_the_desk(served, work):
    """A page made from somebody's data knows the key it was fetched with; it must not be worth anything."""
    other = f"/{served.keys.results}"
    origin = f"http://127.0.0.1:{served.port}"
    assert served.ask("POST", f"{other}/works", "kind=district", Origin=origin)[0] == 403
    assert served.ask("POST", f"{other}/works/{work.id}/remove", b"", Origin=origin)[0] == 403
    for name in (f"/works/{work.id}", "/works", "/static/desk.js", "/alive"):
        assert served.ask("GET", other + name)[0] == 404


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_that_would_land_elsewhere_is_refused(served, work, name):
    before = everything(served.desk.works.folder.parent)
    status, text, _ = put(served, work, name)
    assert status == 400, (name, status)
    assert "改名后再放" in text
    assert everything(served.desk.works.folder.parent) == before


def test_a_name_is_decoded_once(served, work):
    address = f"{served.root}/works/{work.id}/files"
    for name in ("%2e%2e/outside.txt", "a%2f..%2f..%2foutside.txt", "%5c%5cserver%5cshare", "%ff.txt", "a%00.txt"):
        assert served.do("PUT", address, b"x", X_Name=name)[0] == 400, name
    assert served.do("PUT", address, b"x", X_Name="%252e%252e.txt")[0] == 204
    assert [name for name, _ in work.files()] == ["%2e%2e.txt"]


def test_a_link_in_the_way_is_not_followed(served, work, tmp_path):
    outside = tmp_path / "别处"
    outside.mkdir()
    (work.brought / "链接").symlink_to(outside, target_is_directory=True)
    (work.brought / "a.txt").symlink_to(outside / "a.txt")
    assert put(served, work, "链接/x.txt")[0] == 400
    assert put(served, work, "a.txt")[0] == 400
    assert list(outside.iterdir()) == []


def test_results_are_fetched_by_their_names_alone(served, work):
    """What was brought, the state and anything above are no results, however they are spelt."""
    put(served, work, "机密.txt", b"secret")
    made = work.place / "report"
    made.mkdir()
    (made / "index.html").write_text("<p>done</p>", "utf-8")
    (made / "链接.txt").symlink_to(work.place / "work.json")
    base = f"/{served.keys.results}/{work.id}"
    status, text, headers = served.ask("GET", f"{base}/report/index.html")
    assert (status, text) == (200, "<p>done</p>")
    assert headers["content-security-policy"].startswith("sandbox")
    assert headers["referrer-policy"] == "no-referrer"
    assert "allow-same-origin" not in headers["content-security-policy"]
    wrong = [
        "work.json", f"{quote(BROUGHT)}/{quote('机密.txt')}", "report/../work.json", "report/..%2fwork.json",
        "report/%2e%2e/work.json", "..%2f..%2f..%2fetc%2fpasswd", "report/", "report", f"report/{quote('链接.txt')}",
        "/etc/passwd", "%2fetc%2fpasswd", "report%5c..%5cwork.json", "report/index.html%00.txt", "report//index.html",
    ]  # fmt: skip
    for name in wrong:
        status, text, _ = served.ask("GET", f"{base}/{name}")
        assert status == 404, name
        assert "secret" not in text
        assert '"kind"' not in text
    for other in ("..", "%2e%2e", f"{work.id}%2f..", "x"):
        assert served.ask("GET", f"/{served.keys.results}/{other}/report/index.html")[0] in (403, 404)
    for static in ("../actions.py", "..%2factions.py", "%2e%2e/%2e%2e/core/areas.py", "vendor/../../app.py"):
        assert served.ask("GET", f"{served.root}/static/{static}")[0] == 404


def test_what_comes_in_has_a_limit(served, work, monkeypatch):
    monkeypatch.setattr("natres.desk.incoming.MOST_BYTES", 100_000)
    assert put(served, work, "大.gdb/a.bin", b"x" * 90_000)[0] == 204
    status, text, _ = put(served, work, "大.gdb/b.bin", b"x" * 20_000)
    assert status == 413
    assert "没有收下" in text
    assert work.files() == [("大.gdb/a.bin", 90_000)]
    assert [path.name for path in work.brought.rglob(".*")] == []  # nor a part of it under another name
    assert served.do("POST", f"{served.root}/works/{work.id}/form", "a=" + "b" * 600_000)[0] == 400
    assert served.do("POST", f"{served.root}/works/{work.id}/form", b"\xff\xfe=1")[0] == 400


def test_a_file_that_breaks_off_is_not_there(served, work):
    import socket

    with socket.create_connection(("127.0.0.1", served.port)) as line:
        head = (
            f"PUT {served.root}/works/{work.id}/files HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
            f"Origin: http://127.0.0.1:{served.port}\r\nX-Name: half.bin\r\nContent-Length: 1000000\r\n\r\n"
        )
        line.sendall(head.encode() + b"x" * 1000)
        time.sleep(0.3)
    for _ in range(100):
        if not list(work.brought.iterdir()):
            break
        time.sleep(0.05)
    assert list(work.brought.iterdir()) == []


def test_names_and_fields_are_text_wherever_they_are_shown(served, work):
    """Payloads in names of files, in the form, in an action, in the log: none of them comes back as markup."""
    evil = "{{ 7*7 }}{% raw %}<'img src=x onerror=alert(1)>".replace("<", "＜").replace(">", "＞")
    assert put(served, work, "'onmouseover=alert(1) {{7_7}} ${x} =1+1.csv")[0] == 204
    said = "&".join(
        f"{name}={quote('</textarea><script>alert(1)</script>{{7*7}}' + evil)}" for name in ("name", "code", "limit_0")
    )
    assert served.do("POST", f"{served.root}/works/{work.id}/form", said)[0] == 204
    work.found["look"] = {"layers": {"parcels": {"file": "<b>x</b>.shp", "layer": "<i>"}}, "without_crs": {}}
    work.stage = "describe"
    _, text, _ = served.ask("GET", f"{served.root}/works/{work.id}")
    assert "<script>alert" not in text
    assert "<b>x" not in text
    assert "{{7*7}}" in text
    status, text, _ = served.do("POST", f"{served.root}/works/{work.id}/{quote('<script>x')}", b"")
    assert status == 400
    assert "<script>x" not in text
    work.stage = "choose"
    _, text, _ = served.ask("GET", f"{served.root}/works/{work.id}/panel")
    assert "onmouseover=alert(1)" in text
    assert "'onmouseover" not in text  # the quote that would end an attribute is escaped


def test_fifty_at_once_are_served_and_each_work_runs_one_task(served):
    """Fifty requests at a time: fifty works of their own; fifty clicks on one: one task, the others are told."""
    answers: list[int] = []

    def create() -> None:
        answers.append(served.do("POST", f"{served.root}/works", "kind=audit")[0])

    before = len(served.desk.works.all())
    _together(create, 50)
    assert answers == [303] * 50
    assert len({work.place for work in served.desk.works.all()}) == before + 50
    one = served.desk.works.create("district")
    clicks: list[str] = []
    _together(lambda: clicks.append(served.do("POST", f"{served.root}/works/{one.id}/look", b"")[1]), 50)
    assert sum("WORK_RUNNING" in text for text in clicks) == 49
    served.wait(one)
    assert one.run["error"]["code"] == "INIT_NOTHING"


def _together(do, count):
    threads = [threading.Thread(target=do) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a signal of POSIX")
def test_a_killed_child_is_told_and_can_be_tried_again(served, checked):
    work = checked
    assert work.run["state"] == "done", work.run
    before = everything(work.place)
    served.do("POST", f"{served.root}/works/{work.id}/result", b"")
    for _ in range(400):
        child = served.desk.runs._children.get(work.id)
        if child is not None and work.run.get("step") not in ("", None):
            break
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    served.wait(work)
    assert work.run["error"]["code"] == "WORKER_DIED"
    assert everything(work.place) - {"worker.log"} == before - {"worker.log"}
    assert served.ask("GET", f"{served.root}/works/{work.id}")[0] == 200
    served.do("POST", f"{served.root}/works/{work.id}/check", b"")
    served.wait(work)
    assert work.run["state"] == "done"


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="a system with /proc")
def test_a_child_has_limits_and_no_network():
    """The child itself, before it reads its task: no core file, a bound on memory, a network of its own if allowed."""
    child = subprocess.Popen(
        [sys.executable, "-m", "natres.desk.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        child.stdin.write(json.dumps({"name": "look", "folder": "/nowhere", "place": "", "language": "zh"}) + "\n")
        child.stdin.flush()
        offline = json.loads(child.stdout.readline())["offline"]
        limits = Path(f"/proc/{child.pid}/limits").read_text("utf-8")
        network = Path(f"/proc/{child.pid}/ns/net").readlink()
    finally:
        child.kill()
        child.wait()
    bounds = {line[:25].strip(): line[25:].split()[0] for line in limits.splitlines()[1:]}
    assert bounds["Max core file size"] == "0"
    assert bounds["Max address space"] != "unlimited"
    assert bounds["Max file size"] != "unlimited"
    assert (network != Path("/proc/self/ns/net").readlink()) is offline


def test_a_child_without_a_network_reaches_nothing(served):
    """In a network of its own not even this machine can be reached; where none is allowed, that is said."""
    script = (
        "import socket, natres.desk.limits as limits\n"
        "offline = limits.leave_network()\n"
        "try:\n"
        f"    socket.create_connection(('127.0.0.1', {served.port}), timeout=2); reached = True\n"
        "except OSError:\n"
        "    reached = False\n"
        "print(offline, reached)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() in (["True", "False"], ["False", "True"])
