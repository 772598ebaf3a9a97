"""What the pages show of a work, as plain values for the templates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from natres.desk.actions import Desk, acceptable, stages_done
from natres.desk.delivering import PACKED, made_by
from natres.desk.forms import QUOTA_ROWS, measures
from natres.desk.shown import error_shown
from natres.desk.works import Work
from natres.district.editing import layer_paths
from natres.errors import NatresError, place_text
from natres.labels import words
from natres.labels.codes import code_title
from natres.workflows.fixing import MENDED
from natres.workflows.start import role_name

__all__ = ["Panels"]

_STEPS = {"district": ("choose", "check", "result"), "site": ("choose", "result"), "audit": ("choose", "result")}
#: So many letters of a district file are shown, and so many rows of the list of files.
_MOST_TEXT, _MOST_LISTED = 200_000, 200
_NO_RUN: Mapping[str, Any] = {"task": "", "state": "", "since": 0, "error": None}
_NO_LOOK: Mapping[str, Any] = {
    "districts": (), "layers": {}, "others": (), "unread": (), "known": {}, "without_crs": {}, "drafts": (),
}  # fmt: skip
_SUFFIXES = (".html", ".pdf", ".png", ".docx", ".xlsx", ".gpkg", ".json", ".txt", ".xml")
#: Layers that are tables or rasters, which are not repaired here.
_NOT_REPAIRED = ("wells", "rights", "landcover", "landcover_before")


class Panels:
    """Gathers them.

    Parameters
    ----------
    desk : whose works
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def facts(self, work: Work, wrong: NatresError | None) -> dict[str, Any]:
        """Return everything the panel of a work may show."""
        told = self._desk.runs.told(work)  # before anything is looked at: what changes later is told again
        shown = {"work": work, "told": told, "line": self.line(work), "wrong": self.wrong(wrong) if wrong else None}
        return {**shown, **self._brought(work), **self._progress(work), **self._form(work), **self._results(work)}

    def line(self, work: Work) -> dict[str, Any]:
        """Return a work as the list of all names it."""
        w = words(self._desk.language)
        state = work.run.get("state", "")
        shown = f"state_{state}" if state in ("waiting", "running", "failed", "stopped") else f"stage_{work.stage}"
        created = datetime.fromisoformat(work.created).strftime("%Y-%m-%d %H:%M")
        return {
            "id": work.id, "kind": w[f"desk.kind_{work.kind}"], "created": created,
            "title": work.title or w["desk.untitled"], "state": w[f"desk.{shown}"],
        }  # fmt: skip

    def wrong(self, error: NatresError) -> dict[str, Any]:
        """Return why a click was refused; a field of a form is called what the form calls it."""
        language = self._desk.language
        if not error.code.startswith("FORM_"):
            return error_shown(error, place_text(error.facts, language), language)
        field = str(error.facts.get("field", "")).partition("_")[0]
        return error_shown(error, words(language).get(f"desk.form_{field}", ""), language)

    # --- parts --------------------------------------------------------------------------------------------------

    def _brought(self, work: Work) -> dict[str, Any]:
        files = work.files()
        return {
            "groups": _groups(files)[:_MOST_LISTED], "file_count": len(files),
            "file_bytes": sum(size for _, size in files), "files": bool(files),
            "given": [] if work.given else self._desk.works.given(), "place": str(work.place),
            "districts": self._districts(),
        }  # fmt: skip

    def _districts(self) -> list[tuple[str, str]]:
        """Return the works a site can be held against: id, and title with the time."""
        works = [one for one in self._desk.works.all() if one.kind == "district" and _has_land(one)]
        return [(one.id, f"{one.title} · {self.line(one)['created']}") for one in works]

    def _progress(self, work: Work) -> dict[str, Any]:
        steps, w = _STEPS[work.kind], words(self._desk.language)
        shown = "choose" if work.stage == "describe" else work.stage
        run = {**_NO_RUN, **work.run}
        if run["error"]:
            code = str(run["error"].get("code", ""))
            # One that is accepted already and stops all the same cannot be borne.
            run["error"] = {**run["error"], "may_accept": acceptable(code) and code not in work.accept}
        step = str(run.get("step") or ("waiting" if run["state"] == "waiting" else "starting"))
        doing = w.get(f"desk.doing_{step}") or w.get(f"progress.{step}", step)
        done = stages_done(work)
        ways = [(step, w[f"desk.step_{step}"], self._way_to(step, done, shown)) for step in steps]
        return {
            "steps": ways, "at": steps.index(shown), "run": run,
            "step": doing if work.running else "",
        }  # fmt: skip

    @staticmethod
    def _way_to(step: str, done: Sequence[str], shown: str) -> str:
        """Return the stage a step leads to; empty for the one that is shown, and for what is not done."""
        stage = "describe" if step == "choose" and "describe" in done else step
        return stage if stage in done and step != shown else ""

    def _form(self, work: Work) -> dict[str, Any]:
        """Return what stands in the form: what was typed, else what the layers say, else the usual quotas."""
        usual = {
            "measure_0": "urban_rural_construction",
            "kind_0": "ceiling",
            "measure_1": "cropland",
            "kind_1": "floor",
        }
        look: dict[str, Any] = {**_NO_LOOK, **work.found.get("look", {})}
        typed = {name: values[0] for name, values in work.found.get("form", {}).items()}
        kinds = {*look["layers"], *(one["kind"] for one in look["others"])}
        roles = {kind: role_name(kind, self._desk.language) for kind in kinds}
        return {
            "look": look, "roles": roles, "form": _Form({**usual, **look["known"], **typed}),
            "quota_rows": range(QUOTA_ROWS), "measures": measures(self._desk.language),
        }  # fmt: skip

    def _results(self, work: Work) -> dict[str, Any]:
        made = _made(work)
        folder = str(work.found.get("report", {}).get("folder", ""))
        sheets = [(name, Path(shown).stem) for _, name, shown in made.get(folder, ()) if name.endswith(".png")]
        return {
            "found": _found(work), "made": made, "sheets": sheets, "packed": f"{PACKED}.zip",
            "district_text": work.found.get("typed") or _district_text(work), "typed": "typed" in work.found,
            "accepted": [(code, code_title(code, self._desk.language) or code) for code in work.accept],
        }  # fmt: skip


def _has_land(work: Work) -> bool:
    """Tell whether a site can be held against a work: its parcels were read."""
    return any(one["kind"] == "parcels" for one in work.found.get("check", {}).get("inputs", ()))


class _Form(dict[str, str]):
    """What stands in a form; a field nobody filled in is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def _groups(files: Sequence[tuple[str, int]]) -> list[tuple[str, int, int]]:
    """Return files as a person counts them, a geodatabase as one thing: name, how many files, bytes."""
    found: dict[str, list[int]] = {}
    for name, size in files:
        head = name[: name.index(".gdb/") + 4] if ".gdb/" in name else name
        found.setdefault(head, []).append(size)
    return [(name, len(sizes), sum(sizes)) for name, sizes in found.items()]


def _made(work: Work) -> dict[str, list[tuple[str, str, str]]]:
    """Return what tasks made, by folder: (folder below it, address, name), pages and documents first."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for name in made_by(work):
        folder, _, rest = name.partition("/")
        below, _, shown = rest.rpartition("/")
        if rest and Path(name).suffix in _SUFFIXES:
            found.setdefault(folder, []).append((below, name, shown))
    order = {suffix: place for place, suffix in enumerate(_SUFFIXES)}
    return {
        folder: sorted(entries, key=lambda one: (one[0], order[Path(one[1]).suffix], one[1]))
        for folder, entries in found.items()
    }


def _found(work: Work) -> dict[str, Any]:
    """Return what tasks found; rules of a check name the layers they can be repaired in."""
    found: dict[str, Any] = {"against": "", **work.found}
    check: dict[str, Any] | None = found.get("check")
    if check is None:
        return found
    layers = _layers(work)
    rules: list[dict[str, Any]] = []
    for rule in check["rules"]:
        mended = rule["code"] in MENDED
        files = {Path(str(issue["file"])).name for issue in rule["issues"] if mended}
        repairs = sorted((file, layers[file]) for file in files if file in layers)
        may = rule["severity"] == "error" and acceptable(rule["code"])
        rules.append({**rule, "layers": repairs, "may_accept": may})
    return {**found, "check": {**check, "rules": rules}}


def _layers(work: Work) -> dict[str, str]:
    """Return the layers that can be repaired by file name, where the district file may be changed."""
    if not work.own_district or not work.district_file.is_file():
        return {}
    try:
        paths = layer_paths(work.district_file)
    except (NatresError, KeyError, TypeError, AttributeError, OSError):
        return {}
    return {Path(path).name: layer for layer, path in paths.items() if layer not in _NOT_REPAIRED}


def _district_text(work: Work) -> str:
    try:
        return work.district_file.read_text(encoding="utf-8-sig")[:_MOST_TEXT] if work.district else ""
    except (OSError, ValueError):
        return ""
