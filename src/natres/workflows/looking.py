"""Looking at what somebody brought: a district file, layers and what they are, what cannot be read, a draft."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from natres.errors import BadData, NatresError
from natres.readers.layers.looking import FoundLayer, read_plain_layer
from natres.workflows.start import Known, choose_layers, derive_known

__all__ = ["FolderLook", "look_into"]

#: A larger file of this ending is no district file.
_MOST_BYTES = 1 << 20
_DRAFTS = (".docx",)


#: Codes of coordinate systems with their names.
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FolderLook:
    """What a folder holds.

    Parameters
    ----------
    districts : district files; where there is one, layers are not looked for: it names them
    layers : the layer taken for each input, by what it is
    others : layers of those kinds that are not taken
    unread : why files were not read
    known : what the layers say of the district
    without_crs : layers whose file names no coordinate system, with (code, name) of those that fit the coordinates
    drafts : documents that may be a draft of the report
    """

    districts: tuple[Path, ...] = ()
    layers: Mapping[str, FoundLayer] = field(default_factory=dict[str, FoundLayer])
    others: tuple[FoundLayer, ...] = ()
    unread: tuple[NatresError, ...] = ()
    known: Known = field(default_factory=Known)
    without_crs: Mapping[str, Choices] = field(default_factory=dict[str, Choices])
    drafts: tuple[Path, ...] = ()


def look_into(folder: str | Path) -> FolderLook:
    """Return what a folder holds; nothing is changed.

    Raises
    ------
    NotThere : ``INIT_NOTHING`` where it holds neither a district file nor a layer that natres knows, with the reasons
        why files were not read

    >>> look_into("data").districts[0].name
    'xiqing.toml'
    """
    place = Path(folder)
    drafts = tuple(sorted(p for p in place.rglob("*") if p.suffix.lower() in _DRAFTS and not p.name.startswith("~$")))
    districts = tuple(sorted(path for path in place.rglob("*.toml") if _is_district_file(path)))
    if districts:
        return FolderLook(districts=districts, drafts=drafts)
    found, others, unread = choose_layers(place)
    known, without = derive_known(found, {})
    missing = {kind: _candidates(found[kind]) for kind in without}
    if missing:  # what rows say of code and year does not depend on where they lie
        known, _ = derive_known(found, {kind: choices[0][0] for kind, choices in missing.items() if choices})
    return FolderLook((), found, tuple(others), tuple(unread), known, missing, drafts)


def _is_district_file(path: Path) -> bool:
    """Tell whether a TOML file describes a district; one that cannot be parsed may be meant for one."""
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return False
    try:
        return "district" in tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError):
        return b"[district]" in path.read_bytes()


def _candidates(layer: FoundLayer) -> Choices:
    try:
        read_plain_layer(layer.path, layer=layer.layer or None)
    except BadData as error:
        return tuple((str(code), str(name)) for code, name in error.facts.get("choices", ()))
    return ()
