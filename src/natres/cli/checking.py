"""What `natres check` was asked for: findings, a repaired copy, a field sample, a judged form, or what a code means."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from natres.cli.delivery import deliver, reserved, say
from natres.errors import BadUsage

if TYPE_CHECKING:
    from natres.workflows import Options

__all__ = ["CheckRequest", "run_check"]

#: Outputs that are one file; any other name is a folder.
_FILES = (".csv", ".xlsx", ".json", ".txt")


@dataclass(frozen=True)
class CheckRequest:
    """What the options of the command say, beside those every command has."""

    kind: str
    fix: Path | None
    sample: Path | None
    form: Path | None
    plan: Path | None
    inspection: tuple[str, str, int]  # acceptance quality limit, level, seed
    explain: str
    format: str
    output: Path | None
    force: bool


def run_check(sources: Sequence[str], options: "Options", asked: CheckRequest) -> None:
    """Do the one thing that was asked for.

    Raises
    ------
    BadUsage : ``OPTION_MISSING`` without anything to check, ``OPTION_TOGETHER`` with two things asked for at once
    """
    named = {"--fix": asked.fix, "--sample": asked.sample, "--form": asked.form, "--explain": asked.explain}
    given = [name for name, value in named.items() if value]
    if len(given) > 1 or (sources and given and given[0] in ("--form", "--explain")):
        raise BadUsage("OPTION_TOGETHER", option=given[0], value=", ".join([*given[1:], *sources]))
    if asked.explain:
        from natres.workflows import explain_code

        sys.stdout.write(explain_code(asked.explain, options.language).rstrip() + "\n")
    elif asked.form is not None:
        from natres.workflows import judge_field_sample

        deliver(judge_field_sample(asked.form, options, plan=asked.plan), asked.format, asked.output, asked.force)
    elif not sources:
        raise BadUsage("OPTION_MISSING.source", option="FILE")
    elif asked.sample is not None:
        _sample(_one(sources, "--sample"), asked.sample, options, asked)
    elif asked.fix is not None:
        _fix(_one(sources, "--fix"), asked.fix, options, asked)
    else:
        _check(sources, options, asked)


def _sample(source: str, folder: Path, options: "Options", asked: CheckRequest) -> None:
    aql, level, seed = asked.inspection
    with reserved(folder, folder=True, force=asked.force):
        from natres.workflows import draw_field_sample

        answer = draw_field_sample(source, folder, options, aql=aql, level=level, seed=seed, force=asked.force)
    say(answer)


def _fix(source: str, target: Path, options: "Options", asked: CheckRequest) -> None:
    with reserved(target, folder=False, force=asked.force):
        from natres.workflows import fix_layer

        answer = fix_layer(source, target, options, kind=asked.kind, force=asked.force)
    deliver(answer, asked.format, asked.output, asked.force)


def _one(sources: Sequence[str], option: str) -> str:
    if len(sources) > 1:
        raise BadUsage("OPTION_TOGETHER", option=option, value=", ".join(sources))
    return sources[0]


def _check(sources: Sequence[str], options: "Options", asked: CheckRequest) -> None:
    output = asked.output
    if output is None or output.suffix.lower() in _FILES:
        from natres.workflows import check

        deliver(check(sources, options, kind=asked.kind), asked.format, output, asked.force)
        return
    with reserved(output, folder=True, force=asked.force):
        from natres.workflows import check

        answer = check(sources, options, kind=asked.kind, output=output, force=asked.force)
    deliver(answer, asked.format, None, asked.force)
