"""What a click does to a work: it is noted in the log, then the task that follows begins."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from natres.checks import CATALOGUE
from natres.desk.delivering import PACKED
from natres.desk.forms import district_form
from natres.desk.inside import MOST_BYTES, refuse_monstrous
from natres.desk.runs import Runs
from natres.desk.works import LOG, Stage, Work, Works
from natres.district import District as ReadDistrict
from natres.district import district_problems, read_district
from natres.district.editing import layer_paths, with_layer_entry
from natres.errors import BadData, BadDistrictFile, BadUsage, NatresError
from natres.labels.codes import code_title
from natres.writers import write_file

__all__ = ["Desk"]

Said = Mapping[str, Sequence[str]]

_SITES = (".txt", ".shp", ".zip", ".gpkg", ".geojson", ".parquet", ".fgb", ".gdb", ".vct", ".kml")
_KINDS = {"parcels_before": "parcels", "forest_before": "forest", "towns": "units"}
_TEXTS = (".docx", ".txt")
#: Rules that stop reading itself: who accepts their findings has no data.
_NEVER = ("file", "system", "district", "raster")


class Desk:
    """Works, the tasks they run, and the language of it all.

    Parameters
    ----------
    folder : where the works stand
    language : zh or en
    """

    def __init__(self, folder: Path, language: str) -> None:
        self.works = Works(folder)
        self.language = language
        self.runs = Runs(lambda: self.language, self._ended)

    def act(self, work: Work, action: str, said: Said) -> None:
        """Do what was clicked.

        Raises
        ------
        BadUsage : ``OPTION_VALUE`` for an action there is not, ``WORK_RUNNING``
        NatresError : what the form says wrong
        """
        if action == "cancel":
            work.note("取消")
            self.runs.stop(work)
            return
        do = _ACTIONS.get(action)
        if do is None:
            raise BadUsage("OPTION_VALUE", option="action", value=action[:40], allowed=", ".join(_ACTIONS))
        if work.running:
            raise BadUsage("WORK_RUNNING", value=work.id)
        do(self, work, said)
        work.save()
        self.runs.tell(work, "changed")

    # --- choosing -----------------------------------------------------------------------------------------------

    def look(self, work: Work, said: Said) -> None:
        """Look at what was brought."""
        work.forget("look", "check", "early")
        work.outdate()
        if work.kind == "district":
            work.stage, work.district = "choose", ""
            self.runs.start(work, "look", {"folder": str(work.brought)})
        elif work.kind == "audit":
            self._audit(work)
        else:
            self._site(work, said)

    def give(self, work: Work, said: Said) -> None:
        """Use a folder that lies beside the works."""
        name = _one(said, "name")
        if name not in self.works.given():
            raise BadUsage("OPTION_VALUE", option="name", value=name[:80], allowed=", ".join(self.works.given()) or "—")
        work.given = name
        work.note(f"使用文件夹 {name}")
        self.look(work, said)

    def take_back(self, work: Work, said: Said) -> None:
        """Remove a file that was brought, or no longer use a folder."""
        if work.given:
            work.given = ""
        else:
            names = dict(work.files())
            name = _one(said, "name")
            wanted = [one for one in names if one == name or one.startswith(name + "/")]
            for one in wanted:
                (work.brought / one).unlink()
            work.note(f"移除 {name}")
        work.forget("look")
        work.outdate()
        work.stage = "choose"

    def pick(self, work: Work, said: Said) -> None:
        """Take one of several district files."""
        name = _one(said, "name")
        if name not in work.found.get("look", {}).get("districts", ()):
            raise BadUsage("OPTION_VALUE", option="name", value=name[:80], allowed="—")
        self._take(work, name)

    def show(self, work: Work, said: Said) -> None:
        """Go to a step that was done before; nothing is made anew."""
        wanted = _one(said, "stage")
        if wanted not in stages_done(work):
            raise BadUsage("OPTION_VALUE", option="stage", value=wanted[:40], allowed=", ".join(stages_done(work)))
        work.stage = cast("Stage", wanted)
        if work.run.get("state") in ("failed", "stopped"):
            work.run = {}

    # --- describing ---------------------------------------------------------------------------------------------

    def keep_form(self, work: Work, said: Said) -> None:
        """Keep what was typed so far: a reload loses nothing."""
        work.found["form"] = {name: list(values) for name, values in said.items()}

    def describe(self, work: Work, said: Said) -> None:
        """Write the district file from the form."""
        self.keep_form(work, said)
        form = district_form(said, work.found.get("look", {}), self.language)
        work.note(f"填表：{form.name}，{form.code}，{form.year}，{form.control_km2}")
        work.run = {}
        self.runs.start(work, "describe", {"folder": str(work.brought), "form": vars(form)})

    def edit(self, work: Work, said: Said) -> None:
        """Keep a district file as it was edited; one that is wrong is not kept."""
        if not work.own_district:
            raise BadUsage("DESK_GIVEN", file=work.district_file.name)
        text = _one(said, "text").replace("\r\n", "\n")
        path = work.district_file
        work.found["typed"] = text  # a reload or a refusal loses nothing of it
        refuse_monstrous(text, path.name)
        before = path.read_bytes()
        _keep_original(work)
        write_file(path, text, force=True)
        try:
            problems = district_problems(path)
        except Exception as error:  # the wrong one is not kept, whatever is wrong with it
            problems = [BadDistrictFile("DISTRICT_SYNTAX", file=path.name, why=type(error).__name__)]
        if problems:
            write_file(path, before, force=True)
            raise problems[0]
        work.found.pop("typed")
        work.note("改了区县文件" if self.language == "zh" else "edited the district file")
        self._begin_check(work)

    def keep_text(self, work: Work, said: Said) -> None:
        """Keep a district file as far as it is typed."""
        work.found["typed"] = _one(said, "text").replace("\r\n", "\n")

    # --- checking -----------------------------------------------------------------------------------------------

    def check(self, work: Work, said: Said) -> None:
        """Check the inputs."""
        self._begin_check(work)

    def accept(self, work: Work, said: Said) -> None:
        """Go on in spite of findings of one kind, then do again what they stopped."""
        code = _one(said, "code")
        if not acceptable(code):
            raise BadUsage("DESK_NOT_ACCEPTED", value=code[:40])
        work.accept = sorted({*work.accept, code})
        work.note(f"接受 {code} {code_title(code, self.language)}")
        self._again(work)

    def refuse(self, work: Work, said: Said) -> None:
        """Take back that one goes on in spite of findings."""
        code = _one(said, "code")
        work.accept = [one for one in work.accept if one != code]
        work.note(f"不再接受 {code[:40]}")
        self._again(work)

    def crs(self, work: Work, said: Said) -> None:
        """Say the coordinate system of a file that names none, then do again what that stopped."""
        code = _one(said, "code")
        work.note(f"坐标系 {code[:20]}")
        if work.kind == "site":
            work.crs = code
            self._site(work, said)
            return
        if not work.own_district:
            raise BadUsage("DESK_GIVEN", file=work.district_file.name)
        layer = self._without_crs(work, _one(said, "file"))
        path = work.district_file
        text = _text_of(path)
        _keep_original(work)
        write_file(path, with_layer_entry(text, layer, {"crs": code}, file=path.name), force=True)
        self._again(work)

    def fix(self, work: Work, said: Said) -> None:
        """Write a repaired copy of a layer."""
        if not work.own_district:
            raise BadUsage("DESK_GIVEN", file=work.district_file.name)
        layer = _one(said, "layer")
        _keep_original(work)
        entry = _entry_of(read_district(work.district_file), layer)
        work.note(f"修复 {layer[:40]}")
        self.runs.start(work, "fix", {**_district_of(work), "layer": layer, "entry": entry})

    # --- results ------------------------------------------------------------------------------------------------

    def result(self, work: Work, said: Said) -> None:
        """Compute everything and draw it."""
        work.stage = "result"
        drafts = [str(work.brought / name) for name in self._drafts(work)]
        task = {**_district_of(work), "drafts": drafts, "packed": PACKED, "log": LOG}
        self.runs.start(work, "report", task)

    def _drafts(self, work: Work) -> list[str]:
        return [name for name, _ in work.files() if name.lower().endswith(".docx")]

    def _audit(self, work: Work) -> None:
        drafts = [work.brought / name for name, _ in work.files() if name.lower().endswith(_TEXTS)]
        if not drafts:
            raise BadData("DESK_NO_DRAFT")
        work.title = drafts[0].name
        work.stage = "result"
        self.runs.start(work, "audit", {"drafts": [str(path) for path in drafts], "packed": PACKED})

    def _site(self, work: Work, said: Said) -> None:
        names = [name for name, _ in work.files()]
        parts = {name.split(".gdb/")[0] + ".gdb" if ".gdb/" in name else name for name in names}
        sources = sorted(name for name in parts if name.lower().endswith(_SITES))
        if not sources:
            raise BadData("DESK_NO_SITE", allowed=" ".join(_SITES))
        if len(sources) > 1:
            raise BadData("DESK_SITES", value="、".join(sources[:5]))
        chosen = _one(said, "district") or str(work.found.get("against", ""))
        known = {other.id: other for other in self.works.all() if other.kind == "district" and other.district}
        if chosen not in known:
            raise BadData("DESK_NO_DISTRICT", file=sources[0])
        work.found["against"] = chosen
        work.title, work.stage = sources[0], "result"
        task = {"source": str(work.brought / sources[0]), **_district_of(known[chosen])}
        self.runs.start(work, "site", {**task, "crs": work.crs, "packed": PACKED})

    # --- what follows -------------------------------------------------------------------------------------------

    def _begin_check(self, work: Work) -> None:
        work.stage = "check"
        work.forget("early")
        work.outdate()
        self.runs.start(work, "check", _district_of(work))

    def _again(self, work: Work) -> None:
        """Begin again what was stopped; findings of a check are looked for again."""
        if work.stage == "result":
            self.result(work, {})
        else:
            self._begin_check(work)

    def _take(self, work: Work, name: str) -> None:
        """Use a district file that was brought."""
        path = work.brought / name
        work.district = f"../{work.given}/{name}" if work.given else path.relative_to(work.place).as_posix()
        work.title = _title(path)
        self._begin_check(work)

    def _ended(self, work: Work, name: str, found: Mapping[str, Any]) -> None:
        """Go on with what follows a task that ended well."""
        if name == "look" and len(found["districts"]) == 1:
            self._take(work, found["districts"][0])
        elif name == "look" and not found["districts"]:
            work.stage = "describe"
        elif name == "describe":
            work.district = "district.toml"
            work.title = _title(work.district_file)
            self._begin_check(work)
        elif name == "fix":
            work.note(f"已修 {found['layer']}：{found['before']} → {found['after']}")
            self._begin_check(work)

    def _without_crs(self, work: Work, file: str) -> str:
        paths = layer_paths(work.district_file)
        fitting = [layer for layer, path in paths.items() if Path(path).name == Path(file).name]
        if not fitting:
            raise BadUsage("OPTION_VALUE", option="file", value=file[:80], allowed=", ".join(paths.values()))
        return fitting[0]


def acceptable(code: str) -> bool:
    """Tell whether one may go on in spite of findings of a rule: of those of rows, not where nothing was read.

    >>> acceptable("OVERLAP"), acceptable("FILE_UNREADABLE"), acceptable("NO_SUCH")
    (True, False, False)
    """
    rule = CATALOGUE.get(code)
    return rule is not None and rule.family not in _NEVER


def stages_done(work: Work) -> tuple[str, ...]:
    """Return the steps of a work one can go to: those that have something to show."""
    done = ["describe" if work.stage == "describe" else "choose"]
    done += ["check"] if "check" in work.found else []
    return (*done, *(["result"] if any(task in work.found for task in ("report", "site", "audit")) else []))


def _one(said: Said, name: str) -> str:
    values = said.get(name) or ("",)
    return values[0]


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadDistrictFile("DISTRICT_ENCODING", file=path.name) from None


def _keep_original(work: Work) -> None:
    """Keep a district file that was brought as it came, before it is changed for the first time."""
    path = work.district_file
    kept = work.place / f"原件-{path.name}"
    if path.parent != work.place and not kept.exists():
        write_file(kept, path.read_bytes())


def _district_of(work: Work) -> dict[str, Any]:
    """Return what a task needs to know of a district file: where it is, and what it may reach."""
    return {"district": str(work.district_file), "roots": [str(work.place), str(work.brought)]}


def _title(path: Path) -> str:
    """Return the name and year a district file states; that of the file while it cannot be read."""
    try:
        content = read_district(path).content.district if path.stat().st_size <= MOST_BYTES else None
    except (NatresError, RecursionError, OSError):
        content = None
    if content is None:
        return path.name
    return f"{content.name} {content.year}"


def _entry_of(district: ReadDistrict, layer: str) -> dict[str, str]:
    layers = district.content.layers
    name = layer.removeprefix("zones.")
    entry = layers.zones.get(name) if layer.startswith("zones.") else getattr(layers, layer, None)
    if entry is None:
        raise BadUsage("OPTION_VALUE", option="layer", value=layer[:40], allowed="parcels, forest, units …")
    kind = _KINDS.get(layer, layer.partition(".")[0])
    known = {"layer": entry.layer, "crs": entry.crs, "encoding": entry.encoding, "kind": kind}
    return {key: value for key, value in known.items() if value}


_ACTIONS: Mapping[str, Callable[[Desk, Work, Said], None]] = {
    "look": Desk.look, "show": Desk.show, "text": Desk.keep_text, "give": Desk.give, "take-back": Desk.take_back,
    "pick": Desk.pick,
    "form": Desk.keep_form, "describe": Desk.describe, "edit": Desk.edit, "check": Desk.check,
    "accept": Desk.accept, "refuse": Desk.refuse, "crs": Desk.crs, "fix": Desk.fix, "result": Desk.result,
}  # fmt: skip
