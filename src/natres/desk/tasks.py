"""What a child does: one workflow each, on the files of a work; returns what the page shows, as plain data."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from natres.desk import shown
from natres.desk.inside import refuse_links, refuse_outside
from natres.district import read_district
from natres.district.editing import layer_paths, with_layer_entry
from natres.errors import BadUsage, NatresError, place_text
from natres.labels import words
from natres.workflows import Answer, Options, audit_report, check, fix_layer, init_district, report, resources, site
from natres.workflows.looking import look_into
from natres.workflows.start import relative_path
from natres.writers import write_file

__all__ = ["FOLDERS", "do"]

Tell = Callable[..., None]
Facts = Mapping[str, Any]

#: Folders of a work that hold what a task made.
FOLDERS = ("check", "report", "site", "audit", "mended")
#: Tables of a report that stand on the page.
_FIRST = ("land_groups", "quotas", "published")


def do(task: Facts, tell: Tell) -> dict[str, Any]:
    """Do a task and return what the page shows of it.

    Parameters
    ----------
    task : ``name``, ``place`` (the work's folder), ``language``, ``accept``, and what the task needs; with a
        ``district`` file the folders it may reach into, ``roots``
    tell : is told steps and what is known early

    Raises
    ------
    NatresError : whatever is wrong with the input
    """
    if task.get("district"):
        refuse_outside(Path(task["district"]), [Path(root) for root in task["roots"]])
    return _TASKS[task["name"]](task, tell)


def _options(task: Facts, **more: Any) -> Options:
    return Options(language=task["language"], accept=frozenset(task.get("accept") or ()), **more)


def _look(task: Facts, tell: Tell) -> dict[str, Any]:
    tell(step="look")
    folder = Path(task["folder"])
    refuse_links(folder)
    return shown.look_shown(look_into(folder), folder, task["language"])


def _describe(task: Facts, tell: Tell) -> dict[str, Any]:
    """Write the district file from what was found and what the form says."""
    tell(step="describe")
    said, place = task["form"], Path(task["place"])
    answer = init_district(
        place, source=Path(task["folder"]), name=said["name"], code=said["code"], year=said["year"],
        control_area_km2=said["control_km2"], crs=said["crs"], quotas=said["quotas"], language=task["language"],
        force=True,
    )  # fmt: skip
    return {"lines": list(answer.sentences[:-1])}


def _check(task: Facts, tell: Tell) -> dict[str, Any]:
    tell(step="check")
    district = Path(task["district"])
    answer = check([str(district)], _options(task), output=Path(task["place"]) / "check", force=True)
    found = shown.findings_shown(answer.data, task["language"])
    return {**found, "sentence": answer.sentences[0], "notices": shown.notices_shown(answer.notices, task["language"])}


def _fix(task: Facts, tell: Tell) -> dict[str, Any]:
    """Write a repaired copy of one layer and let the district file name it."""
    tell(step="fix")
    district, layer = Path(task["district"]), task["layer"]
    source = layer_paths(district).get(layer)
    if source is None:
        raise BadUsage("OPTION_VALUE", option="layer", value=layer, allowed=", ".join(layer_paths(district)))
    mended = Path(task["place"]) / "mended" / f"{layer.replace('.', '_')}.gpkg"
    number = 1
    while mended.exists():  # what was repaired once is the source of the next repair
        number += 1
        mended = mended.with_name(f"{layer.replace('.', '_')}_{number}.gpkg")
    entry = task["entry"]
    options = _options(task, layer=entry.get("layer"), crs=entry.get("crs"), encoding=entry.get("encoding"))
    answer = fix_layer(district.parent / source, mended, options, kind=entry.get("kind", ""))
    text = district.read_text(encoding="utf-8-sig")
    path = relative_path(mended, district.parent)
    changed = with_layer_entry(text, layer, {"path": path, "layer": "", "crs": "", "encoding": ""}, file=district.name)
    write_file(district, changed, force=True)
    return {
        "sentences": list(answer.sentences),
        "tables": shown.tables_shown(answer.tables[:1]),
        "before": source,
        "after": path,
        "layer": layer,
    }


def _report(task: Facts, tell: Tell) -> dict[str, Any]:
    place, language = Path(task["place"]), task["language"]

    def computed(answer: Answer) -> None:
        tell(early=_figures(answer, language))

    def step(name: str) -> None:
        tell(step=name)

    audits = _audits(task, tell)
    district, output = Path(task["district"]), place / "report"
    if read_district(district).has("parcels"):
        answer = report(district, output, _options(task), force=True, progress=step, computed=computed)
    else:
        answer = resources(district, output, _options(task), force=True, progress=step)
    folder = answer.folder or output
    tell(step="pack")
    parts = [folder, place / "audit", place / "check", place / task["log"], district]
    _pack(place / f"{task['packed']}.zip", place, parts)
    return {**_figures(answer, language), "folder": folder.name, "audits": audits}


def _figures(answer: Answer, language: str) -> dict[str, Any]:
    first = [table for table in answer.tables if table.key in _FIRST] or list(answer.brief or answer.tables)
    return {
        "quotas": shown.quotas_shown(answer),
        "marks": list(answer.marks),
        "sentences": list(answer.sentences),
        "tables": shown.tables_shown(first),
        "notices": shown.notices_shown(answer.notices, language),
    }


def _audited(draft: Path, folder: Path, language: str) -> dict[str, Any]:
    """Audit a draft; one that cannot be read is told and stops nothing else."""
    names = words(language)["desk.audit_page"], words(language)["desk.audit_comments"]
    page, comments = (folder / name for name in names)
    try:
        answer = audit_report(
            draft, language=language, page=page, force=True, comments=comments if draft.suffix == ".docx" else None
        )
    except NatresError as error:
        return {"file": draft.name, "error": shown.error_shown(error, place_text(error.facts, language), language)}
    return {
        "file": draft.name,
        "folder": f"audit/{folder.name}",
        "sentences": [text for text in answer.sentences if str(folder) not in text],
        "tables": shown.tables_shown((answer.brief or answer.tables)[:2]),
        "found": answer.exit_code != 0,
    }


def _site(task: Facts, tell: Tell) -> dict[str, Any]:
    tell(step="site")
    place, language = Path(task["place"]), task["language"]
    options = _options(task, crs=task.get("crs") or None)
    answer = site(task["source"], task["district"], options, output=place / "site", force=True)
    _pack(place / f"{task['packed']}.zip", place, [place / "site"])
    return {
        "marks": list(answer.marks),
        "sentences": list(answer.sentences[:-1]),
        "tables": shown.tables_shown(answer.brief or answer.tables),
        "notices": shown.notices_shown(answer.notices, language),
        "crossed": answer.exit_code != 0,
    }


def _audit(task: Facts, tell: Tell) -> dict[str, Any]:
    found, place = _audits(task, tell), Path(task["place"])
    _pack(place / f"{task['packed']}.zip", place, [place / "audit"])
    return {"audits": found}


def _audits(task: Facts, tell: Tell) -> list[dict[str, Any]]:
    tell(step="draft")
    folder = Path(task["place"]) / "audit"
    drafts = enumerate(task.get("drafts") or (), start=1)
    return [_audited(Path(draft), folder / str(number), task["language"]) for number, draft in drafts]


def _pack(target: Path, base: Path, parts: list[Path]) -> None:
    """Write files and folders into one archive, beside its place first."""
    begun = target.with_name(f".{target.name}.part")
    with zipfile.ZipFile(begun, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part in parts:
            inside = sorted(part.rglob("*")) if part.is_dir() else [part] if part.is_file() else []
            for file in (one for one in inside if one.is_file() and not one.is_symlink()):
                name = file.relative_to(base) if file.is_relative_to(base) else Path(file.name)
                archive.write(file, name.as_posix())
    begun.replace(target)


_TASKS: Mapping[str, Callable[[Facts, Tell], dict[str, Any]]] = {
    "look": _look, "describe": _describe, "check": _check, "fix": _fix, "report": _report, "site": _site,
    "audit": _audit,
}  # fmt: skip
