"""What a check has to look at: the inputs a district file names, or those found in files and folders."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from natres.core.issues import Issue
from natres.district import District, LayerEntry
from natres.errors import BadUsage, NatresError, NotThere
from natres.readers import LEDGER_KINDS
from natres.readers.layers.looking import Kind, find_kinds, look_through
from natres.workflows.inputs.common import Options, entry_with

__all__ = ["KINDS", "LAYER_KINDS", "Target", "district_targets", "file_targets"]

#: Kinds of layers in the order they are looked at: what others are held against comes first.
LAYER_KINDS = ("towns", "units", "parcels", "forest", "zones", "plain")
#: What ``--kind`` may say.
KINDS = (*LAYER_KINDS, "wells", "rights", *LEDGER_KINDS, "raster")


@dataclass(frozen=True)
class Target:
    """An input to look at: its kind, where it is and how it is read, and what the district file calls it."""

    kind: str
    entry: LayerEntry
    role: str = ""


def district_targets(district: District, options: Options) -> list[Target]:
    """Return the inputs a district file names, boundaries first."""
    layers = district.content.layers
    found: list[Target] = []
    for name in ("towns", "units", "parcels", "parcels_before", "forest", "forest_before", "wells", "rights"):
        if district.has(name):
            entry = district.layer(name)
            entry = entry_with(entry, options) if name in ("parcels", "forest", "wells") else entry
            found.append(Target(name.removesuffix("_before"), entry, name))
    for name, entry in layers.zones.items():
        found.append(Target("zones", district.located_entry(entry), f"zones.{name}"))
    for name in ("illegal_land", "approvals"):
        if district.has(name):
            found.append(Target("zones", district.layer(name), name))
    for name in ("landcover", "landcover_before"):
        if district.has(name):
            found.append(Target("raster", district.layer(name), name))
    for name in district.content.ledgers:
        ledger = district.ledger(name)
        entry = LayerEntry(
            path=ledger.path, layer=ledger.sheet, year=ledger.year, fields=ledger.fields, crs=ledger.crs,
            encoding=ledger.encoding,
        )  # fmt: skip
        found.append(Target(str(ledger.kind), entry, f"ledgers.{name}"))
    return found


def file_targets(sources: Sequence[str | Path], options: Options, kind: str) -> tuple[list[Target], list[Issue]]:
    """Return the inputs that files and folders hold, and what could not be looked into.

    Parameters
    ----------
    kind : what all of them are; by default that is told by their fields

    Raises
    ------
    BadUsage : ``OPTION_VALUE`` for a kind there is not
    """
    if kind and kind not in KINDS:
        raise BadUsage("OPTION_VALUE", option="--kind", value=kind, allowed=", ".join(KINDS))
    found: list[Target] = []
    issues: list[Issue] = []
    for source in sources:
        try:
            known, unread = _known(Path(source), options, kind)
        except NatresError as error:
            issues.append(Issue.of(error, file=Path(source).name))
            continue
        found += [_target(of_kind, file, layer, options) for of_kind, file, layer in known]
        issues += [Issue.of(error) for error in unread]
    order = {name: number for number, name in enumerate(KINDS)}
    return sorted(found, key=lambda target: order.get(target.kind, len(order))), issues


def _known(path: Path, options: Options, kind: str) -> tuple[Sequence[Kind], Sequence[NatresError]]:
    """Return the inputs in a file or folder, and why others in the folder could not be looked into."""
    if path.is_dir() and path.suffix.lower() != ".gdb":
        known, unread = look_through(path, options.encoding)
        if not known:
            raise NotThere("NOTHING_TO_CHECK", file=str(path))
        return known, unread
    return [(kind, path, options.layer or "")] if kind else find_kinds(path, options.layer, options.encoding), ()


def _target(of_kind: str, file: Path, layer: str, options: Options) -> Target:
    taken = "parcels" if of_kind == "plain" and "land_class" in options.fields else of_kind
    entry = LayerEntry(path=str(file), layer=layer or None)
    return Target(taken, entry_with(entry, options) if taken in ("parcels", "forest") else entry_of(entry, options))


def entry_of(entry: LayerEntry, options: Options) -> LayerEntry:
    """Let the command line say how any input is read; its fields are those of parcels."""
    read = entry_with(entry, options)
    return read.model_copy(update={"fields": entry.fields})
