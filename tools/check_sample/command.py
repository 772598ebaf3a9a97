"""Run every check on a folder, print what each found, and say how many passed."""

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from check_sample import (
    areas,
    coverage,
    fields,
    figures,
    forest,
    ledgers,
    rules,
    scopes,
    side_layers,
    sizes,
    stocks,
    truth,
    units,
    wells,
    years,
)
from check_sample.folder import YEARS, Folder, Missing
from check_sample.outcome import Outcome

Check = tuple[str, Callable[[Outcome], None]]


def main(arguments: list[str] | None = None) -> int:
    """Print the outcome of every check; return 1 if any failed."""
    parser = argparse.ArgumentParser(description="Check an invented district by its specification alone.")
    parser.add_argument("folder", type=Path, help="what `natres sample` wrote")
    parser.add_argument("--overlay", action="store_true", help="also overlay the two years with geopandas (slow)")
    parser.add_argument("--quick", action="store_true", help="areas of a sample of parcels only")
    options = parser.parse_args(arguments)
    outcomes = []
    for outcome in run(Folder(options.folder, quick=options.quick), overlay=options.overlay):
        outcomes.append(outcome)
        sys.stdout.write(f"{outcome}\n")
        sys.stdout.flush()
    sys.stdout.write(summary(outcomes))
    return 1 if any(outcome.failed for outcome in outcomes) else 0


def run(folder: Folder, *, overlay: bool = False) -> Iterator[Outcome]:
    """Yield the outcome of every check in turn; a check that breaks has failed."""
    for name, function in all_checks(folder, overlay=overlay):
        outcome, start = Outcome(name), time.perf_counter()
        try:
            function(outcome)
        except Missing as missing:
            outcome.skip(str(missing))
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            outcome.fail(
                f"the check broke: {type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
            )
        outcome.seconds = time.perf_counter() - start
        yield outcome


def all_checks(folder: Folder, *, overlay: bool) -> Iterator[Check]:
    """Yield (name, check) in the order in which they run."""
    for year in YEARS:
        for module in (coverage, sizes, fields, rules, areas):
            for name, check in module.CHECKS.items():
                yield f"{name} {year}", lambda out, run=check, year=year: run(folder, folder.parcels(year), out)
    for module in (units, scopes, figures, truth, years, forest, wells, ledgers, stocks, side_layers):
        for name, check in module.CHECKS.items():
            yield name, lambda out, run=check: run(folder, out)
    if overlay:
        yield "change.overlay", lambda out: years.overlay(folder, out)


def summary(outcomes: list[Outcome]) -> str:
    """Return the last lines: which failed, how many passed, how many had nothing to look at."""
    ran = [outcome for outcome in outcomes if not outcome.skipped]
    failed = [outcome.name for outcome in ran if outcome.failed]
    skipped = [outcome.name for outcome in outcomes if outcome.skipped]
    lines = [f"failed: {', '.join(failed)}"] if failed else []
    lines += [f"skipped: {', '.join(skipped)}"] if skipped else []
    lines += [f"{len(ran) - len(failed)} of {len(ran)} checks passed"]
    return "\n".join(lines) + "\n"
