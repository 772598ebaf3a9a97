"""What a click does to a work: it is noted in the log, then the task that follows begins."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from natres.desk.delivering import PACKED
from natres.desk.forms import district_form
from natres.desk.inside import MOST_BYTES
from natres.desk.runs import Runs
from natres.desk.works import Work, Works
from natres.district import District as ReadDistrict
from natres.district import district_problems, read_district
from natres.district.editing import layer_paths, with_layer_entry
from natres.errors import BadData, BadUsage, NatresError
from natres.writers import write_file

__all__ = ["Desk"]

Said = Mapping[str, Sequence[str]]

_SITES = (".txt", ".shp", ".zip", ".gpkg", ".geojson", ".parquet", ".fgb", ".gdb", ".vct", ".kml")
_KINDS = {"parcels_before": "parcels", "forest_before": "forest", "towns": "units"}
_TEXTS = (".docx", ".txt")
_TABLES = ("check", "report", "audit")


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
            work.note("取消 cancel")
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
        work.clear("look", *_TABLES)
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
        work.note(f"使用文件夹 use folder {name}")
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
            work.note(f"移除 remove {name}")
        work.clear("look", *_TABLES)
        work.stage = "choose"

    def pick(self, work: Work, said: Said) -> None:
        """Take one of several district files."""
        name = _one(said, "name")
        if name not in work.found.get("look", {}).get("districts", ()):
            raise BadUsage("OPTION_VALUE", option="name", value=name[:80], allowed="—")
        self._take(work, name)

    def again(self, work: Work, said: Said) -> None:
        """Go back to choosing."""
        work.stage = "choose"

    # --- describing ---------------------------------------------------------------------------------------------

    def keep_form(self, work: Work, said: Said) -> None:
        """Keep what was typed so far: a reload loses nothing."""
        work.found["form"] = {name: list(values) for name, values in said.items()}

    def describe(self, work: Work, said: Said) -> None:
        """Write the district file from the form."""
        self.keep_form(work, said)
        form = district_form(said, work.found.get("look", {}), self.language)
        work.note(f"填表 form: {form}")
        work.run = {}
        self.runs.start(work, "describe", {"folder": str(work.brought), "form": vars(form)})

    def edit(self, work: Work, said: Said) -> None:
        """Keep a district file as it was edited; one that is wrong is not kept."""
        if not work.own_district:
            raise BadUsage("DESK_GIVEN", file=work.district_file.name)
        text = _one(said, "text").replace("\r\n", "\n")
        path = work.district_file
        before = path.read_text(encoding="utf-8-sig")
        write_file(path, text, force=True)
        problems = district_problems(path)
        if problems:
            write_file(path, before, force=True)
            raise problems[0]
        work.note("改区县文件 edit the district file")
        self._begin_check(work)

    # --- checking -----------------------------------------------------------------------------------------------

    def check(self, work: Work, said: Said) -> None:
        """Check the inputs."""
        self._begin_check(work)

    def accept(self, work: Work, said: Said) -> None:
        """Go on in spite of findings of one kind, then do again what they stopped."""
        code = _one(said, "code")
        if not code.replace("_", "").isalnum():
            raise BadUsage("CODE_OPTION", option="code", value=code[:40], allowed="")
        work.accept = sorted({*work.accept, code})
        work.note(f"接受 accept {code}")
        self._again(work)

    def refuse(self, work: Work, said: Said) -> None:
        """Take back that one goes on in spite of findings."""
        code = _one(said, "code")
        work.accept = [one for one in work.accept if one != code]
        work.note(f"不再接受 no longer accept {code[:40]}")
        self._again(work)

    def crs(self, work: Work, said: Said) -> None:
        """Say the coordinate system of a file that names none, then do again what that stopped."""
        code = _one(said, "code")
        work.note(f"坐标系 coordinate system {code[:20]}")
        if work.kind == "site":
            work.crs = code
            self._site(work, said)
            return
        if not work.own_district:
            raise BadUsage("DESK_GIVEN", file=work.district_file.name)
        layer = self._without_crs(work, _one(said, "file"))
        path = work.district_file
        text = with_layer_entry(path.read_text(encoding="utf-8-sig"), layer, {"crs": code}, file=path.name)
        write_file(path, text, force=True)
        self._again(work)

    def fix(self, work: Work, said: Said) -> None:
        """Write a repaired copy of a layer."""
        if not work.own_district:
            raise BadUsage("DESK_GIVEN", file=work.district_file.name)
        layer = _one(said, "layer")
        entry = _entry_of(read_district(work.district_file), layer)
        work.note(f"修复 repair {layer[:40]}")
        self.runs.start(work, "fix", {**_district_of(work), "layer": layer, "entry": entry})

    # --- results ------------------------------------------------------------------------------------------------

    def result(self, work: Work, said: Said) -> None:
        """Compute everything and draw it."""
        work.clear("audit")
        work.found.pop("report", None)
        work.stage = "result"
        drafts = [str(work.brought / name) for name in self._drafts(work)]
        task = {**_district_of(work), "drafts": drafts, "packed": PACKED}
        self.runs.start(work, "report", task)

    def _drafts(self, work: Work) -> list[str]:
        return [name for name, _ in work.files() if name.lower().endswith(".docx")]

    def _audit(self, work: Work) -> None:
        drafts = [work.brought / name for name, _ in work.files() if name.lower().endswith(_TEXTS)]
        if not drafts:
            raise BadData("DESK_NO_DRAFT", file="—")
        work.title = drafts[0].name
        work.stage = "result"
        self.runs.start(work, "audit", {"drafts": [str(path) for path in drafts], "packed": PACKED})

    def _site(self, work: Work, said: Said) -> None:
        names = [name for name, _ in work.files()]
        parts = {name.split(".gdb/")[0] + ".gdb" if ".gdb/" in name else name for name in names}
        sources = sorted(name for name in parts if name.lower().endswith(_SITES))
        if not sources:
            raise BadData("DESK_NO_SITE", file="—", allowed=" ".join(_SITES))
        chosen = _one(said, "district") or str(work.found.get("against", ""))
        known = {other.id: other for other in self.works.all() if other.kind == "district" and other.district}
        if chosen not in known:
            raise BadData("DESK_NO_DISTRICT", file=sources[0])
        work.found["against"] = chosen
        work.title, work.stage = sources[0], "result"
        work.clear("site")
        task = {"source": str(work.brought / sources[0]), **_district_of(known[chosen])}
        self.runs.start(work, "site", {**task, "crs": work.crs, "packed": PACKED})

    # --- what follows -------------------------------------------------------------------------------------------

    def _begin_check(self, work: Work) -> None:
        work.stage = "check"
        work.clear(*_TABLES)
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
            work.note(f"已修 repaired: {found['layer']}: {found['before']} → {found['after']}")
            self._begin_check(work)

    def _without_crs(self, work: Work, file: str) -> str:
        paths = layer_paths(work.district_file)
        fitting = [layer for layer, path in paths.items() if Path(path).name == Path(file).name]
        if not fitting:
            raise BadUsage("OPTION_VALUE", option="file", value=file[:80], allowed=", ".join(paths.values()))
        return fitting[0]


def _one(said: Said, name: str) -> str:
    values = said.get(name) or ("",)
    return values[0]


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
    "look": Desk.look, "give": Desk.give, "take-back": Desk.take_back, "pick": Desk.pick, "again": Desk.again,
    "form": Desk.keep_form, "describe": Desk.describe, "edit": Desk.edit, "check": Desk.check,
    "accept": Desk.accept, "refuse": Desk.refuse, "crs": Desk.crs, "fix": Desk.fix, "result": Desk.result,
}  # fmt: skip
