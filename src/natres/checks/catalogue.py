"""The catalogue of rules: what each code is about, how bad it is, where it is looked for; its rows are a file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from natres.errors import BadDistrictFile, NatresError

__all__ = ["CATALOGUE", "FAMILIES", "SEVERITIES", "Rule", "RuleSet", "rules_for", "switch"]


@dataclass(frozen=True)
class Rule:
    """A rule: its code and severity, the kinds of input and the column it looks at, the survey's own number for it.

    ``numbers`` rules run in every command whose figures depend on them; ``one`` finding stands for all rows.
    """

    code: str
    severity: str
    kinds: tuple[str, ...]
    family: str
    column: str = ""
    survey: str = ""
    numbers: bool = False
    one: bool = False


def _rules() -> dict[str, Rule]:
    table = tomllib.loads(files("natres").joinpath("checks", "rules.toml").read_text(encoding="utf-8"))
    rows: dict[str, dict[str, Any]] = {code: {**row, "kinds": tuple(row["kinds"])} for code, row in table.items()}
    return {code: Rule(code=code, **row) for code, row in rows.items()}


#: All rules by code, in the order of the documentation.
CATALOGUE: Mapping[str, Rule] = MappingProxyType(_rules())
#: Chapters of the documentation, in its order.
FAMILIES: tuple[str, ...] = tuple(dict.fromkeys(rule.family for rule in CATALOGUE.values()))

SEVERITIES = ("error", "warning", "info", "off")


@dataclass(frozen=True)
class RuleSet:
    """The rules of a run: the catalogue, and what a user set otherwise (code → severity, or ``off``).

    ``numbers`` leaves only the rules that figures depend on.
    """

    switched: Mapping[str, str] = field(default_factory=dict[str, str])
    numbers: bool = False

    def severity(self, code: str, default: str = "") -> str:
        """Return how bad a finding is; ``default`` is what the rule itself said of this one.

        >>> RuleSet({"SLIVER": "error"}).severity("SLIVER"), RuleSet().severity("SLIVER")
        ('error', 'warning')
        """
        rule = CATALOGUE.get(code)
        return self.switched.get(code) or default or (rule.severity if rule else "error")

    def runs(self, code: str) -> bool:
        """Tell whether a rule is looked at.

        >>> RuleSet({"SLIVER": "off"}).runs("SLIVER"), RuleSet(numbers=True).runs("GAP")
        (False, False)
        """
        return self.switched.get(code) != "off" and (not self.numbers or CATALOGUE[code].numbers)


def rules_for(kind: str) -> tuple[Rule, ...]:
    """Return the rules that look at a kind of input.

    >>> "OVERLAP" in [rule.code for rule in rules_for("parcels")]
    True
    """
    return tuple(rule for rule in CATALOGUE.values() if kind in rule.kinds or "file" in rule.kinds)


def _nearest(code: str) -> str:
    return ", ".join(get_close_matches(code, CATALOGUE, n=5, cutoff=0.3)) or "docs/codes"


def switch(settings: Mapping[str, str], file: str, faults: list[NatresError] | None = None) -> dict[str, str]:
    """Return what a district file switches, checked; where ``faults`` is given what is wrong is put there.

    Raises
    ------
    BadDistrictFile : ``DISTRICT_VALUE`` for a code or a severity there is not
    """
    good: dict[str, str] = {}
    for code, severity in settings.items():
        facts = {"key": "checks", "value": code, "why": _nearest(code)}
        if code in CATALOGUE and severity in SEVERITIES:
            good[code] = severity
            continue
        if code in CATALOGUE:
            facts = {"key": f"checks.{code}", "value": severity, "why": ", ".join(SEVERITIES)}
        error = BadDistrictFile("DISTRICT_VALUE.choice", file=file, **facts)
        if faults is None:
            raise error
        faults.append(error)
    return good
