"""The truth about what stands beside the land: sums of ledgers, water, heat and accounts; decimals as strings."""

from decimal import Decimal
from typing import Any

from natres.sample.beside import Beside
from natres.sample.ledgers import Ledger
from natres.sample.reckoning.rounding import cents_text, plain_text
from natres.sample.stocks.accounts import YEAR_BEFORE, Stock
from natres.sample.stocks.heat import REFERENCE_C
from natres.sample.stocks.water import SOURCES

__all__ = ["beside_truth"]


def beside_truth(beside: Beside) -> dict[str, Any]:
    """Return the answers by subject."""
    return {
        "ledgers": {kind: _ledger(ledger) for kind, ledger in beside.ledgers.items()},
        "water": _water(beside),
        "heat": _heat(beside),
        "accounts": _accounts(beside),
    }


def _ledger(ledger: Ledger) -> dict[str, Any]:
    """Return rows and sums of a ledger, in all and by each value of its columns of few values."""
    return {
        "count": len(ledger.rows),
        "sums": {column: str(ledger.total(column)) for column in ledger.added},
        "by": {choice: _by(ledger, choice) for choice in ledger.choices},
    }


def _by(ledger: Ledger, choice: str) -> dict[str, dict[str, Any]]:
    values = [str(value) for value in ledger.column(choice)]
    return {
        value: {
            "count": values.count(value),
            "sums": {column: str(ledger.total(column, **{choice: value})) for column in ledger.added},
        }
        for value in sorted(set(values))
    }


def _water(beside: Beside) -> dict[str, Any]:
    """Return amounts in m³; users over their plan and users that a quarter's inspection missed by name."""
    water, users = beside.water, beside.ledgers["water_users"]
    over = [row["user"] for row in users.rows if _amount(row["use_1e4m3"]) > _amount(row["plan_1e4m3"])]
    missing = {q: [row["user"] for row in users.rows if row[f"inspected_q{q}"] is None] for q in range(1, 5)}
    return {
        "total_m3": plain_text(water.total * 10**8),
        "sources": {
            name: {"kind": SOURCES[name][0], "amount_m3": plain_text(amount * 10**8)}
            for name, amount in water.sources.items()
        },
        "users": len(users.rows),
        "plan_m3": plain_text(users.total("plan_1e4m3") * 10**4),
        "use_m3": plain_text(users.total("use_1e4m3") * 10**4),
        "over_plan": over,
        "inspections": [
            {"quarter": q, "takers": len(users.rows), "inspected": len(users.rows) - len(names), "missing": names}
            for q, names in missing.items()
        ],
        "groundwater_cut_m3": plain_text(sum(water.cut.values(), Decimal(0)) * 10**4),
        "groundwater_cut": {name: plain_text(volume * 10**4) for name, volume in water.cut.items()},
    }  # fmt: skip


def _amount(cell: object) -> Decimal:
    assert isinstance(cell, Decimal)
    return cell


def _heat(beside: Beside) -> dict[str, Any]:
    """Return the heat in place and what can be brought up, by reservoir and in all, in J."""
    return {
        "reference_c": str(REFERENCE_C),
        "reservoirs": {
            rock.name: {"in_place_j": plain_text(rock.in_place_j()), "recoverable_j": plain_text(rock.recoverable_j())}
            for rock in beside.rock
        },
        "in_place_j": plain_text(sum((rock.in_place_j() for rock in beside.rock), Decimal(0))),
        "recoverable_j": plain_text(sum((rock.recoverable_j() for rock in beside.rock), Decimal(0))),
    }


def _accounts(beside: Beside) -> dict[str, Any]:
    """Return openings and closings: land in m² by group and owner, water in m³, recoverable heat in J."""
    opening, closing = beside.land[YEAR_BEFORE], beside.land[YEAR_BEFORE + 1]
    owners = {group: sorted({*opening[group], *closing[group]}) for group in opening}
    return {
        "opening_year": YEAR_BEFORE,
        "land": {
            group: {
                owner: {
                    "opening_m2": cents_text(opening[group].get(owner, 0)),
                    "closing_m2": cents_text(closing[group].get(owner, 0)),
                    "net_m2": cents_text(closing[group].get(owner, 0) - opening[group].get(owner, 0)),
                }
                for owner in owners[group]
            }
            for group in opening
        },
        "water": _stock(beside.water_account, "m3"),
        "recoverable_heat": _stock(beside.heat_account, "j"),
    }


def _stock(stock: Stock, unit: str) -> dict[str, Any]:
    return {
        f"opening_{unit}": plain_text(stock.opening * stock.scale),
        "additions": {name: plain_text(value * stock.scale) for name, value in stock.additions.items()},
        "reductions": {name: plain_text(value * stock.scale) for name, value in stock.reductions.items()},
        f"closing_{unit}": plain_text(stock.closing * stock.scale),
    }
