"""Starting a district: a commented district file, filled in from the layers a folder holds."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from natres import maps_dir
from natres.core.units import to_dm2
from natres.district import read_district
from natres.errors import CannotCreate, NatresError, NotThere, default_language
from natres.labels import LANGUAGES, words
from natres.presenters.district_text import DistrictDraft, district_text
from natres.presenters.templates import template_bytes, template_name
from natres.readers import TABLE_KINDS, read_parcels, read_spec, read_units
from natres.readers.layers.looking import FoundLayer, find_layers, layer_columns, read_plain_layer
from natres.workflows.answer import Answer
from natres.writers import write_file

__all__ = ["Known", "choose_layers", "derive_known", "init_district", "relative_path", "role_name"]

Ask = Callable[[str, str], str]


@dataclass(frozen=True)
class Known:
    """What the layers say of a district themselves; empty where they do not."""

    name: str = ""
    code: str = ""
    year: str = ""
    control_km2: str = ""


def init_district(  # noqa: PLR0913 - one parameter per question of the file
    folder: str | Path,
    *,
    source: str | Path | None = None,
    name: str = "",
    code: str = "",
    year: str = "",
    control_area_km2: str = "",
    crs: Mapping[str, str] | None = None,
    quotas: Sequence[Mapping[str, str]] = (),
    language: str | None = None,
    force: bool = False,
    ask: Ask | None = None,
) -> Answer:
    """Write ``district.toml`` with comments, and beside it the map definitions and empty registers and ledgers.

    Parameters
    ----------
    folder : where the file shall stand
    source : a folder whose parcels, forest plots, wells, rights and units are found by their fields
    name, code, year, control_area_km2 : what the layers do not say; texts as typed
    crs : coordinate systems of layers whose files name none, by what they are (``parcels``)
    quotas : entries of ``[[quotas]]`` by key, texts as typed
    ask : asked for what is left, with the question and a proposal; None leaves the example's values

    Raises
    ------
    CannotCreate : ``INIT_EXISTS``
    NotThere : ``INIT_NOTHING`` where the source folder holds no layer that natres knows
    """
    language = language or default_language()
    target = Path(folder) / "district.toml"
    if target.exists() and not force:
        raise CannotCreate("INIT_EXISTS", file=str(target))
    found, others, unread = choose_layers(Path(source)) if source else ({}, [], [])
    earlier = _earlier(found, others)
    others = [layer for layer in others if layer not in earlier.values()]
    known, without_crs = derive_known(found, crs or {})
    dated = {**found, **{f"{kind}_before": layer for kind, layer in earlier.items()}}
    given = {"name": name, "code": code, "year": year, "control_km2": control_area_km2}
    answers = {key: given[key] or getattr(known, key) for key in given}
    if ask:
        questions = (
            ("name", "ask_name"),
            ("code", "ask_code"),
            ("year", "ask_year"),
            ("control_km2", "ask_control"),
        )
        for key, question in questions:
            answers[key] = answers[key] or ask(words(language)[f"init.{question}"], "")
    draft = DistrictDraft(
        name=answers["name"],
        code=answers["code"],
        year=answers["year"],
        control_area_m2=_square_metres(answers["control_km2"]),
        language=language,
        layers={kind: (relative_path(layer.path, target.parent), layer.layer) for kind, layer in found.items()},
        without_crs=frozenset(without_crs),
        earlier={kind: (relative_path(layer.path, target.parent), layer.layer) for kind, layer in earlier.items()},
        years={kind: str(_year_in(layer)) for kind, layer in dated.items() if _year_in(layer)},
        crs=crs or {},
        quotas=quotas,
    )
    write_file(target, district_text(draft), force=force)
    for definition in sorted(maps_dir().glob("*.toml")):
        copy = target.parent / "maps" / definition.name
        if not copy.exists():
            write_file(copy, definition.read_bytes())
    forms = _write_templates(target.parent / "templates", language)
    read_district(target)  # what we wrote must be readable by us
    w = words(language)
    lines = [
        w["init.found"].format(role=role_name(k, language), path=_where(one, language)) for k, one in found.items()
    ]
    lines += [
        w["init.earlier"].format(role=role_name(k, language), path=_where(o, language)) for k, o in earlier.items()
    ]
    lines += [w["init.also"].format(role=role_name(one.kind, language), path=_where(one, language)) for one in others]
    lines += [_unread(error, language) for error in unread[:_TOLD]]
    lines.append(w["template.init_line"].format(path=target.parent / "templates", count=forms))
    lines += [w[key].format(path=target) for key in ("init.done", _next_step(found))]
    return Answer(language, (), {"command": "init", "path": str(target)}, (), tuple(lines))


def role_name(kind: str, language: str) -> str:
    """Return what an input is called: a layer, a register or a ledger.

    >>> role_name("parcels", "zh"), role_name("illegal_land", "zh")
    ('图斑', '违法用地台账')
    """
    w = words(language)
    return w.get(f"init.{kind}") or w[f"check.kind_{kind}"]


def _write_templates(folder: Path, language: str) -> int:
    """Write the empty registers and ledgers, but over none that may be filled in; return how many there are."""
    for kind in TABLE_KINDS:
        spec = read_spec(kind)
        form = folder / template_name(spec, language)
        if not form.exists():
            write_file(form, template_bytes(spec, language))
    return len(TABLE_KINDS)


def _next_step(found: dict[str, FoundLayer]) -> str:
    """Return what to do next: without parcels there is no report, and the resources have commands of their own."""
    return "init.next" if not found or "parcels" in found else "init.next_without_land"


def choose_layers(folder: Path) -> tuple[dict[str, FoundLayer], list[FoundLayer], list[NatresError]]:
    """Return one layer of each kind, and those that were there too and are not used."""
    if not folder.is_dir():
        raise NotThere("FILE_MISSING.folder", file=str(folder))
    found, unread = find_layers(folder)
    if not found and unread:
        files = {lang: "；".join(_unread(error, lang) for error in unread[:_TOLD]) for lang in LANGUAGES}
        raise NotThere("INIT_NOTHING.unread", file=str(folder), value=files)
    if not found:
        raise NotThere("INIT_NOTHING", file=str(folder))
    chosen: dict[str, FoundLayer] = {}
    for layer in found:
        # Years stand in file names, so of several parcel layers the last is the latest; a backup never is.
        before = chosen.get(layer.kind)
        if before is None or (layer.kind == "parcels" and not _is_backup(layer) and not _is_older(layer, before)):
            chosen[layer.kind] = layer
    _part_towns(chosen, [layer for layer in found if layer.kind == "units"])
    used = {(one.path, one.layer) for one in chosen.values()}
    return chosen, [layer for layer in found if (layer.path, layer.layer) not in used], unread


#: So many files that were not read are named.
_TOLD = 12


def _unread(error: NatresError, language: str) -> str:
    return words(language)["init.unread"].format(
        file=error.facts.get("file", ""), problem=error.problem(language), cure=error.cure(language)
    )


def _where(layer: FoundLayer, language: str) -> str:
    named = words(language)["init.layer"].format(layer=layer.layer) if layer.layer else ""
    return f"{layer.path}{named}"


def _part_towns(chosen: dict[str, FoundLayer], layers: list[FoundLayer]) -> None:
    """Take the survey's two layers for what they are: towns (XZQ, by XZQDM) and villages (CJDCQ, by ZLDWDM)."""
    fields = [{name.upper() for name in layer_columns(layer.path, layer.layer or None)} for layer in layers]
    villages = [layer for layer, names in zip(layers, fields, strict=True) if "XZQDM" not in names]
    towns = [layer for layer, names in zip(layers, fields, strict=True) if "XZQDM" in names]
    if towns and villages:
        chosen["units"] = villages[0]
        chosen["towns"] = replace(towns[0], kind="towns")


def _is_backup(layer: FoundLayer) -> bool:
    return any(word in layer.path.stem.lower() for word in ("备份", "backup", "bak", "copy", "副本", "old"))


def _is_older(layer: FoundLayer, other: FoundLayer) -> bool:
    return not _is_backup(other) and _year_in(layer) < _year_in(other)


#: A year in a file's name, alone or as the head of a date; neither the end of a code nor that of CGCS2000.
_YEAR = re.compile(r"(?<!\d)(?<!CGCS)(?<!国家)((?:19|20)\d\d)(?!\d|国家|坐标)", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)")


def _year_in(layer: FoundLayer) -> int:
    """Return the latest year a file is named after; 0 without one.

    >>> [_year_in(FoundLayer("parcels", Path(name), "")) for name in ("图斑2021-2022.shp", "DLTB_20211231.shp")]
    [2022, 2021]
    >>> [_year_in(FoundLayer("parcels", Path(name), "")) for name in ("DLTB_120111.shp", "DLTB_CGCS2000.shp")]
    [0, 0]
    """
    name = layer.path.stem
    return max(map(int, (*_YEAR.findall(name), *_DATE.findall(name))), default=0)


def _earlier(chosen: Mapping[str, FoundLayer], others: Sequence[FoundLayer]) -> dict[str, FoundLayer]:
    """Return the parcels and forest plots of the latest year before those chosen, where files are named after years."""
    found: dict[str, FoundLayer] = {}
    for kind in ("parcels", "forest"):
        year = _year_in(chosen[kind]) if kind in chosen else 0
        older = [one for one in others if one.kind == kind and not _is_backup(one) and 0 < _year_in(one) < year]
        if older:
            found[kind] = max(older, key=_year_in)
    return found


def derive_known(found: Mapping[str, FoundLayer], crs: Mapping[str, str]) -> tuple[Known, list[str]]:
    """Take code and year from the parcels and the control area from the units, where all rows agree.

    Layers that state no coordinate system are named: their file gets a line to be filled in.
    """
    without_crs = [
        kind
        for kind in ("parcels", "forest", "units", "towns")
        if kind in found and kind not in crs and _lacks_crs(found[kind])
    ]
    if "parcels" not in found or "parcels" in without_crs:
        return Known(), without_crs
    layer = found["parcels"]
    parcels = read_parcels(layer.path, layer=layer.layer or None, crs=crs.get("parcels"), accept_ballpark=True).frame
    code = _only(parcels["unit_code"].str[:6]) if "unit_code" in parcels else ""
    year = _only(parcels["data_year"].dropna().astype(int).astype(str)) if "data_year" in parcels else ""
    year = year or str(_year_in(layer) or "")
    control = "" if "units" in without_crs else _control(found, crs.get("units"))
    return Known(code=code if len(code) == 6 else "", year=year, control_km2=control), without_crs


def _lacks_crs(layer: FoundLayer) -> bool:
    try:
        read_plain_layer(layer.path, layer=layer.layer or None, accept_ballpark=True)
    except NatresError as error:
        return error.code == "CRS_MISSING"
    return False


def _only(values: pd.Series) -> str:
    kinds = [str(v) for v in values.unique() if str(v)]
    return kinds[0] if len(kinds) == 1 else ""


def _control(found: Mapping[str, FoundLayer], crs: str | None) -> str:
    if "units" not in found:
        return ""
    layer = found["units"]
    _, units = read_units(layer.path, layer=layer.layer or None, crs=crs)
    for level in ("town", "village"):
        areas = [u.control_dm2 for u in units if u.level == level]
        if areas and all(a is not None for a in areas):
            return str(sum(a for a in areas if a is not None) / 1e8)
    return ""


def _square_metres(km2: str) -> str:
    if not km2.strip():
        return ""
    area = to_dm2(km2.strip(), "km2")
    return f"{area // 100}.{area % 100:02d}"


def relative_path(path: Path, start: Path) -> str:
    """Return a path as a district file in ``start`` writes it; as it is where there is none (another Windows drive)."""
    import os

    try:
        return Path(os.path.relpath(path.resolve(), start.resolve())).as_posix()
    except ValueError:  # another Windows drive
        return path.resolve().as_posix()
