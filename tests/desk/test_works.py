"""Works outlive the desk; what is typed becomes a district file; folders beside the works are read where they lie."""

import json
import shutil
import string
import subprocess
import sys
import time
import tomllib
import urllib.request
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from natres.desk.actions import Desk
from natres.desk.forms import district_form
from natres.desk.incoming import place_for, safe_name
from natres.desk.inside import refuse_outside
from natres.desk.shown import cure_shown
from natres.desk.works import Works
from natres.district.editing import layer_paths, with_layer_entry
from natres.errors import BadData, BadUsage, NatresError, NotThere
from natres.labels import words


def test_a_work_is_the_same_after_the_desk_was_closed(tmp_path):
    works = Works(tmp_path / "工作区")
    work = works.create("district")
    work.title, work.accept, work.stage = "西青区 2022", ["OVERLAP"], "check"
    work.found["check"] = {"sentence": "没有发现错误"}
    work.run = {"task": "report", "state": "running", "step": "maps"}
    work.save()
    again = Works(tmp_path / "工作区").get(work.id)
    assert (again.title, again.accept, again.stage, again.found) == (work.title, work.accept, work.stage, work.found)
    assert again.run["state"] == "stopped"  # what ran then runs no more, and the page says so
    assert not again.running


@pytest.mark.parametrize(
    "change",
    [
        {"given": "../别处"}, {"id": "x"}, {"given": ".."}, {"unknown": 1}, {"district": "/etc/passwd"}, {"run": None},
        {"district": "../../别处.toml"}, {"stage": "zzz"}, {"kind": "zzz"}, {"created": "bad"}, {"found": [1]},
        {"found": {"report": 7}}, {"accept": "x"}, {"title": 3},
    ],
)  # fmt: skip
def test_a_state_that_was_tampered_with_is_no_work(tmp_path, change):
    work = Works(tmp_path).create("district")
    path = work.place / "work.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **change}), "utf-8")
    assert Works(tmp_path).all() == []
    with pytest.raises(NotThere):
        Works(tmp_path).get(work.id)


def test_a_corrected_file_takes_the_place_of_the_one_of_its_name(tmp_path):
    """Brought alone, it is the same file; with a folder before it, it is another; a part goes to its parts."""
    work = Works(tmp_path).create("district")
    for name in ("资料/台账/供应.xlsx", "资料/图/DLTB.shp", "资料/一/README.txt", "资料/二/README.txt"):
        path = work.brought / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert place_for(work, ("供应.xlsx",)) == (("资料", "台账", "供应.xlsx"), True)
    assert place_for(work, ("新", "供应.xlsx")) == (("新", "供应.xlsx"), False)
    assert place_for(work, ("DLTB.dbf",)) == (("资料", "图", "DLTB.dbf"), False)
    assert place_for(work, ("README.txt",)) == (("README.txt",), False)  # which of the two nobody knows
    assert place_for(work, ("别的.shx",)) == (("别的.shx",), False)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("改正代码，或用 --scheme 指定分类表；全部 37 行见 issues.csv", "改正代码；全部 37 行见 issues.csv"),
        ("补上；明知缺的，用 --accept CODE_MISSING", "补上"),
        ("用 --crs 指定", "用 --crs 指定"),
    ],
)
def test_a_cure_on_the_page_names_nothing_to_type(said, shown):
    assert cure_shown(said) == shown


def test_a_file_that_is_no_text_or_endless_is_told(served):
    """GBK, nested beyond measure: a message, no fault of the desk, and what stood there stays."""
    work = served.desk.works.create("district")
    path = work.place / "district.toml"
    path.write_text('[district]\nname = "某区"\n[layers.parcels]\npath = "a.shp"\n', "utf-8")
    work.district, work.stage = "district.toml", "check"
    before = path.read_bytes()
    for text in ("a = " + "[" * 20_000 + "]" * 20_000, "a" + ".a" * 20_000 + " = 1", "a = " + "[" * 1500 + "]" * 1500):
        status, _, _ = served.do("POST", f"{served.root}/works/{work.id}/edit", f"text={quote(text)}")
        assert status == 400
        assert path.read_bytes() == before
    path.write_bytes('[district]\nname = "某区"\n'.encode("gbk"))
    assert served.do("POST", f"{served.root}/works/{work.id}/crs", "code=EPSG%3A4527&file=a.shp")[0] == 400


def test_a_waiting_work_is_cancelled_at_once(served, small):
    """Two works: the second waits for the first, and can be cancelled while it waits."""
    works = [served.desk.works.create("district") for _ in range(2)]
    for work in works:
        shutil.copytree(small, work.brought / "资料")
        served.desk.act(work, "look", {})
    assert works[1].run["state"] == "waiting"
    served.desk.act(works[1], "cancel", {})
    for _ in range(40):
        if works[1].run["state"] == "stopped":
            break
        time.sleep(0.05)
    assert works[1].run["state"] == "stopped"
    served.desk.act(works[0], "cancel", {})
    served.wait(works[0])


def test_unreadable_input_cannot_be_accepted(served):
    work = served.desk.works.create("district")
    for code in ("FILE_MISSING", "CRS_MISSING", "PATH_NOT_ALLOWED", "NOSUCHCODE", ""):
        with pytest.raises(BadUsage, match="DESK_NOT_ACCEPTED"):
            served.desk.act(work, "accept", {"code": [code]})


def test_a_folder_beside_the_works_is_read_where_it_lies_and_never_changed(served, small):
    place = served.desk.works.folder / "上级下发"
    shutil.copytree(small, place)
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    work = served.desk.works.create("district")
    for name in ("../x", "没有", work.id):
        with pytest.raises(BadUsage):
            served.desk.act(work, "give", {"name": [name]})
    served.desk.act(work, "give", {"name": ["上级下发"]})
    served.wait(work)
    assert work.stage == "check"
    assert work.found["check"]["rows_in"] > 400
    for action, said in (("edit", {"text": ["x = 1"]}), ("fix", {"layer": ["parcels"]})):
        with pytest.raises(BadUsage, match="DESK_GIVEN"):
            served.desk.act(work, action, said)
    assert served.do("PUT", f"{served.root}/works/{work.id}/files", b"x", X_Name="a.txt")[0] == 400
    served.desk.works.remove(work)
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "entry",
    ['[layers.parcels]\npath = "PLACE"', '[layers.zones."红线"]\npath = "PLACE"', '[ledgers.plans]\npath = "PLACE"',
     '[accounts]\nprevious = "PLACE"', '[layers.parcels]\npath = "a.gpkg"\ndatum_shift = "PLACE"'],
)  # fmt: skip
@pytest.mark.parametrize("place", ["/etc/passwd", "../../../秘密.gpkg", "链接/秘密.gpkg"])
def test_a_district_file_reaches_into_its_own_folder_alone(served, tmp_path, entry, place):
    """Whatever a file that was brought names: nothing outside is opened, and it is said which entry would."""
    work = served.desk.works.create("district")
    (tmp_path / "秘密.gpkg").write_bytes(b"SQLite format 3\x00 secret")
    (work.brought / "链接").symlink_to(tmp_path, target_is_directory=True)
    head = '[district]\nname = "某区"\ncode = "120112"\nyear = 2022\n'
    (work.brought / "district.toml").write_text(head + entry.replace("PLACE", place), "utf-8")
    with pytest.raises(BadData, match="DESK_OUTSIDE"):
        refuse_outside(work.brought / "district.toml", [work.place])


def test_a_work_with_such_a_file_stops_and_says_so(served):
    work = served.desk.works.create("district")
    text = '[district]\nname = "某区"\ncode = "120112"\nyear = 2022\n[layers.parcels]\npath = "/etc/passwd"\n'
    (work.brought / "district.toml").write_text(text, "utf-8")
    served.desk.act(work, "look", {})
    served.wait(work)
    assert work.run["error"]["code"] == "DESK_OUTSIDE"
    assert "layers.parcels.path" in work.run["error"]["problem"]


TYPED = {"name": "西青区", "code": "120111", "year": "2022", "control_km2": "565.36"}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", " "), ("code", "12011"), ("code", "一二三四五六"), ("year", "22"), ("year", "3022"), ("limit_0", "0"),
        ("control_km2", "-1"), ("control_km2", "565,36"), ("limit_0", "很多"), ("measure_0", "anything"),
        ("kind_0", "roof"), ("crs_parcels", "4527; drop"), ("crs_parcels", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_its_field(field, text):
    said = {**TYPED, "measure_0": "cropland", "limit_0": "17.43万亩", "crs_parcels": "EPSG:4527", field: text}
    with pytest.raises(BadUsage) as told:
        district_form({key: [value] for key, value in said.items()}, {"without_crs": {"parcels": []}})
    assert told.value.facts["field"].partition("_")[0] in field


def test_the_file_says_what_was_typed_digit_by_digit(served, small):
    """565.36 km² and 17.43万亩 stand in the file as they were typed; quotes and brackets in a name stay text."""
    work = served.desk.works.create("district")
    parcels = next(small.rglob("parcels_2022.parquet"))
    address = f"{served.root}/works/{work.id}"
    served.do("PUT", f"{address}/files", parcels.read_bytes(), X_Name=quote("图斑.parquet"))
    served.desk.act(work, "look", {})
    served.wait(work)
    assert work.stage == "describe", work.run
    name = '西青区"]\n[district] # {{x}}'.replace("\n", " ")
    said = {**TYPED, "name": name, "measure_0": "cropland", "kind_0": "floor", "limit_0": "17.43万亩"}
    served.desk.act(work, "describe", {key: [value] for key, value in said.items()})
    served.wait(work)
    content = tomllib.loads(work.district_file.read_text("utf-8"))
    assert content["district"]["name"] == name
    assert content["district"]["control_area_m2"] == 565360000.00
    assert content["quotas"] == [
        {"key": "cropland", "label": "耕地", "measure": "cropland", "kind": "floor", "limit": "17.43万亩"}
    ]
    assert work.stage == "check"


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=12), max_size=5))
def test_a_name_that_is_taken_stays_below_its_folder(parts):
    """Law: whatever a browser sends, what is accepted has no way up, no drive, no hidden device."""
    try:
        taken = safe_name("/".join(quote(part) for part in parts))
    except NatresError:
        return
    assert all(part not in ("", ".", "..") for part in taken)
    assert not any(set(part) & set('\\/:*?"<>|' + "".join(map(chr, range(32)))) for part in taken)


@given(st.dictionaries(st.sampled_from(["path", "crs", "encoding"]), st.text(string.printable, min_size=1), min_size=1))
def test_an_entry_is_changed_and_nothing_else(entry):
    """Law: the rest of the file stays byte by byte, whatever is written into one entry."""
    head = '# 说明\n[district]\nname = "某区"   # 名称\n\n'
    text = head + '[layers.parcels]\npath = "a.shp"\n\n[layers.zones."红线"]\npath = "z.shp"\n'
    changed = with_layer_entry(text, "parcels", entry)
    content = tomllib.loads(changed)
    assert {key: content["layers"]["parcels"][key] for key in entry} == entry
    assert with_layer_entry(changed, "parcels", {"path": "a.shp", "crs": "", "encoding": ""}) == text


def test_layers_are_named_as_the_file_names_them(small):
    paths = layer_paths(small / "xiqing.toml")
    assert paths["parcels"] == "landuse/parcels_2022.parquet"
    assert any(layer.startswith("zones.") for layer in paths)


def test_both_languages_have_every_word_the_pages_use():
    """A word that is missing stops a page: every key of the templates is one of the words."""
    import re
    from importlib.resources import files

    folder = files("natres.desk").joinpath("templates")
    used = {key for file in folder.iterdir() for key in re.findall(r"\bw\.([a-z_]+)", file.read_text("utf-8"))}
    used = {key for key in used if key not in ("get",)}
    for language in ("zh", "en"):
        known = {key.removeprefix("desk.") for key in words(language) if key.startswith("desk.")}
        assert {key for key in used if key not in known and not key.endswith("_")} == set()


def test_a_second_start_finds_the_first_and_a_taken_port_is_told(tmp_path):
    """The command itself: it says where it is, answers there, and a second start says the same address."""
    command = [sys.executable, "-m", "natres", "open", str(tmp_path / "工作 台"), "--no-browser", "--lang", "zh"]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        said = first.stdout.readline()
        address = said.partition("：")[2].strip()
        for _ in range(100):
            try:
                page = urllib.request.urlopen(address, timeout=2).read().decode()
                break
            except OSError:
                time.sleep(0.1)
        assert "要做什么" in page
        port = address.split(":")[2].split("/")[0]
        second = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True)
        assert address in second.stdout
        other = [*command[:4], str(tmp_path / "另一个"), *command[5:], "--port", port]
        third = subprocess.run(other, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
        assert third.returncode == 73
        assert "DESK_PORT" in third.stderr
    finally:
        first.terminate()
        first.wait(20)


def test_the_log_tells_what_was_decided(tmp_path):
    desk = Desk(tmp_path, "zh")
    work = desk.works.create("district")
    work.note("接受 accept OVERLAP\n伪造的第二行")
    (line,) = (work.place / "操作记录.txt").read_text("utf-8").splitlines()
    assert line.endswith("接受 accept OVERLAP 伪造的第二行")
