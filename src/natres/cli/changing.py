"""What `natres change` was asked for: an answer printed or written as one file, or a folder with a layer of changes."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from natres.cli.delivery import deliver, reserved
from natres.errors import BadUsage

if TYPE_CHECKING:
    from natres.workflows import Options

__all__ = ["ChangeRequest", "run_change"]

#: Outputs that are one file; any other name is a folder.
_FILES = (".csv", ".xlsx", ".json", ".txt")
#: How the division by town may be asked for.
_BY_TOWN = ("unit", "town", "镇街")


@dataclass(frozen=True)
class ChangeRequest:
    """What the options of the command say, beside those every command has."""

    by: str | None
    before_layer: str | None
    slivers: tuple[float, float]  # widest, largest
    pieces: Path | None
    format: str
    output: Path | None
    force: bool


def run_change(before: str, after: str | None, options: "Options", asked: ChangeRequest) -> None:
    """Compare two years and deliver the answer.

    Raises
    ------
    BadUsage : ``OPTION_VALUE`` for another division than by unit, and for the survey's table rule
    """
    if asked.by not in (None, *_BY_TOWN):
        raise BadUsage("OPTION_VALUE", option="--by", value=asked.by, allowed=", ".join(_BY_TOWN))
    if options.rounding == "survey":
        raise BadUsage("OPTION_VALUE", option="--rounding", value=options.rounding, allowed="closed, plain")
    output = asked.output
    if output is None or output.suffix.lower() in _FILES:
        _compare(before, after, options, asked, None, output)
        return
    if asked.format == "xlsx":
        raise BadUsage("OPTION_MISSING.file", option="-o FILE.xlsx")
    with reserved(output, folder=True, force=asked.force):
        _compare(before, after, options, asked, output, None)


def _compare(
    before: str, after: str | None, options: "Options", asked: ChangeRequest, folder: Path | None, file: Path | None
) -> None:
    from natres.core.results.change import SliverRule
    from natres.workflows import ChangeFiles, change

    rule = SliverRule(*asked.slivers)
    answer = change(
        before, after, options, by_unit=asked.by is not None, before_layer=asked.before_layer, slivers=rule,
        files=ChangeFiles(asked.pieces, folder, asked.force),
    )  # fmt: skip
    deliver(answer, asked.format, file, asked.force)
