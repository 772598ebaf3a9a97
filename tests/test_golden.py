"""Golden files: what people read, kept still. ``make golden`` rewrites them; the diff is then read."""

import json
import os
from pathlib import Path

import pytest

from tests.workflows.command import run

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
DISTRICT = str(ROOT / "data" / "xiqing.toml")
WELLS = str(ROOT / "data" / "geothermal" / "wells.csv")
SITE = str(ROOT / "data" / "project" / "site_points.txt")
DRAFT = str(ROOT / "docs" / "examples" / "送审稿.txt")

TEXTS = {
    "shares.zh.txt": ("shares", DISTRICT, "--lang", "zh"),
    "shares.en.txt": ("shares", DISTRICT, "--lang", "en"),
    "units.zh.csv": ("shares", DISTRICT, "--by", "unit", "--format", "csv", "--lang", "zh"),
    "quota.zh.txt": ("quota", DISTRICT, "--lang", "zh"),
    "quota.en.txt": ("quota", DISTRICT, "--lang", "en"),
    "overlay.zh.txt": ("overlay", DISTRICT, "--points", WELLS, "--lang", "zh"),
    "overlay.en.txt": ("overlay", DISTRICT, "--lang", "en"),
    "forest.zh.txt": ("forest", DISTRICT, "--lang", "zh"),
    "forest-parcels.zh.txt": ("forest", "--parcels", DISTRICT, "--lang", "zh"),
    "wells.zh.txt": ("wells", DISTRICT, "--lang", "zh"),
    "draft.zh.txt": ("audit", DRAFT, "--lang", "zh"),
    "draft.en.txt": ("audit", DRAFT, "--lang", "en"),
    "draft.zh.csv": ("audit", DRAFT, "--format", "csv", "--lang", "zh"),
    "audit.zh.txt": ("audit", DISTRICT, "--lang", "zh"),
    "change.zh.txt": ("change", DISTRICT, "--by", "unit", "--lang", "zh"),
}


def compare(name, text):
    path = GOLDEN / name
    if os.environ.get("NATRES_REWRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    assert text == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_printed_stays_as_it_was_read(name):
    answer = run(*TEXTS[name])
    text = "\n".join(line.rstrip() for line in answer.out.replace("\r\n", "\n").splitlines()) + "\n"
    compare(name, text)


@pytest.mark.parametrize(
    "command",
    [
        "shares",
        "quota",
        "overlay",
        "forest",
        "forest-parcels",
        "wells",
        "zonal",
        "site",
        "audit",
        "audit-draft",
        "change",
    ],
)
def test_json_keeps_its_keys_and_kinds(command):
    sources = {"audit-draft": (DRAFT,), "site": (SITE, DISTRICT)}.get(command, (DISTRICT,))
    options = ("--parcels",) if command == "forest-parcels" else ()
    data = json.loads(run(command.partition("-")[0], *sources, *options, "--format", "json", "--lang", "en").out)
    text = json.dumps(shape(data), ensure_ascii=False, indent=1) + "\n"
    compare(f"{command}.keys.json", text)


def shape(value):
    """Keys and kinds of a JSON value; of a list the shape of its first entry."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__
