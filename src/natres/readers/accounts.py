"""Reading last year's closing stocks from the results of last year's report."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from natres.core.provenance import Provenance
from natres.errors import BadData
from natres.readers.gate.paths import checksum, real_file

__all__ = ["PreviousAccounts", "read_previous_accounts"]

#: Name of the second key of a row, by account.
_SECOND = {"land": "owner", "forest": "tenure"}
#: What the closing stocks of an account are in.
_UNITS = {"land": "m2", "forest": "m2", "water": "m3", "recoverable_heat": "J"}


@dataclass(frozen=True)
class PreviousAccounts:
    """Closing stocks of a year: account → keys of the row → stock in m², m³ or J; the year of each account."""

    closing: Mapping[str, Mapping[tuple[str, ...], Fraction]]
    years: Mapping[str, int | None]
    provenance: Provenance


def read_previous_accounts(path: str | Path) -> PreviousAccounts:
    """Read the accounts of a ``results.json``, whole or the part ``accounts`` alone.

    Raises
    ------
    BadData : ``FILE_UNREADABLE`` for no JSON, ``ACCOUNT_PREVIOUS`` for one without accounts natres can read
    """
    file = real_file(path)
    try:
        data = json.loads(file.read_bytes().decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadData("FILE_UNREADABLE", file=file.name, why=str(error)) from None
    accounts = _found(data)
    if not isinstance(accounts, Mapping) or not accounts:
        raise BadData("ACCOUNT_PREVIOUS", file=file.name, key="accounts")
    closing: dict[str, Mapping[tuple[str, ...], Fraction]] = {}
    years: dict[str, int | None] = {}
    for key, account in accounts.items():
        try:
            closing[key] = _stocks(key, account)
            years[key] = account.get("closing_year", data.get("year") if isinstance(data, dict) else None)
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
            raise BadData("ACCOUNT_PREVIOUS", file=file.name, key=f"accounts.{key}") from None
    record = Provenance(
        str(path),
        driver="JSON",
        rows=len(closing),
        year=next(filter(None, years.values()), None),
        sha256=checksum(file),
    )
    return PreviousAccounts(closing, years, record)


def _found(data: Any) -> Any:
    if not isinstance(data, Mapping):
        return None
    results = data.get("results")
    return results.get("accounts") if isinstance(results, Mapping) and "accounts" in results else data.get("accounts")


def _stocks(key: str, account: Mapping[str, Any]) -> dict[tuple[str, ...], Fraction]:
    if account.get("unit", _UNITS.get(key)) != _UNITS.get(key, account.get("unit")):
        raise ValueError
    if key not in _SECOND:
        return {(): _exact(account.get("closing_text", account["closing"]))}
    return {(str(row["key"]), str(row.get(_SECOND[key], ""))): _exact(row["closing_m2"]) for row in account["rows"]}


def _exact(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise TypeError
    return Fraction(value) if isinstance(value, str) else Fraction(Decimal(value))
