"""The survey's tables and the report's figures, from the two files beside this one."""

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).resolve().parent
FACTS: dict[str, Any] = tomllib.loads((HERE / "facts.toml").read_text(encoding="utf-8"))
CLASSES = pd.read_csv(HERE / "classes.csv", dtype=str, keep_default_na=False).set_index("code")
GROUPS = ("agricultural", "construction", "unused")


def by_class(codes: pd.Series, column: str) -> pd.Series:
    """Return a fact about each parcel's class; empty for a class that does not exist."""
    return codes.map(CLASSES[column]).fillna("")
