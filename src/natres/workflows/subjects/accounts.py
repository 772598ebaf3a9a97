"""Asset accounts of a report: what two dates, last year's results and the district file give."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from natres.analyses.accounts import check_opening, forest_account, land_account, stated_account, with_opening
from natres.core.issues import Notice
from natres.core.provenance import Provenance
from natres.core.results import Account, ForestTable
from natres.core.results.change import AccountLine, LandChange
from natres.district import District
from natres.errors import BadData
from natres.presenters.account_tables import account_tables
from natres.presenters.forest import ForestPrints
from natres.presenters.land_figures import TOTAL, group_column
from natres.presenters.land_tables import LandPage, group_label
from natres.presenters.table import Cell, Table
from natres.readers.accounts import PreviousAccounts, read_previous_accounts
from natres.workflows.inputs import Land, Options, named_from, open_forest, open_land
from natres.workflows.subjects.land import land_page
from natres.workflows.subjects.woods import forest_of

__all__ = ["Accounts", "accounts_of", "tables_of_accounts"]

Keys = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Accounts:
    """The accounts of a run, the inputs they were read from beside those of the report, and what has to be said.

    ``opened`` is how last year's tables of the same parcels printed them, ``before`` these parcels and
    ``opened_page`` all of their figures, where there is a layer of them.
    """

    accounts: tuple[Account, ...]
    inputs: tuple[Provenance, ...]
    notices: tuple[Notice, ...]
    opened: Mapping[Keys, Cell] = field(default_factory=dict[Keys, Cell])
    before: Land | None = None
    opened_page: LandPage | None = None


def accounts_of(district: District, land: Land, forest: ForestTable | None, options: Options) -> Accounts:
    """Return the accounts of a district, every opening held against last year's closing stock.

    Raises
    ------
    BadData : ``ACCOUNT_OPENING``, ``ACCOUNT_SUM``, ``ACCOUNT_YEAR``, ``ACCOUNT_PREVIOUS``
    """
    entry, layers = district.content.district, district.content.layers
    before = open_land(district, options, role="parcels_before") if layers.parcels_before else None
    opening_year = layers.parcels_before.year if layers.parcels_before else None
    closing_year = land.layer.provenance.year or entry.year
    opened_page = land_page(before, options, entry.language, district) if before else None
    opened = _land_prints(opened_page) if opened_page else {}
    found = [
        land_account(land.ledger, before.ledger if before else None, land.scheme, years=(opening_year, closing_year))
    ]
    inputs = [before.layer.provenance] if before else []
    if forest is not None:
        woods = open_forest(district, options, role="forest_before") if layers.forest_before else None
        years = (layers.forest_before.year if layers.forest_before else None, _forest_year(district))
        found.append(forest_account(forest, forest_of(woods) if woods else None, years=years))
        inputs += [woods.layer.provenance] if woods else []
    found += _stated(district)
    previous = _previous(district)
    if previous is None:
        return Accounts(tuple(found), tuple(inputs), (), opened, before, opened_page)
    if _otherwise(options):  # a look through other glasses than those the account is kept in
        notice = Notice("ACCOUNT_OTHERWISE", {"file": previous.provenance.file_name})
        return Accounts(tuple(found), (*inputs, previous.provenance), (notice,), opened, before, opened_page)
    held, notices = _held(found, previous)
    return Accounts(held, (*inputs, previous.provenance), notices, opened, before, opened_page)


def _otherwise(options: Options) -> bool:
    """Return whether the command line chose another classification, area or closing than the district file's."""
    return options.scheme is not None or options.area != "auto" or options.closing is not None


def _forest_year(district: District) -> int:
    layer = district.content.layers.forest
    return (layer.year if layer else None) or district.content.district.year


def _stated(district: District) -> list[Account]:
    year, found = district.content.district.year, list[Account]()
    for key in ("water", "recoverable_heat"):
        stated = district.account(key)
        if stated is not None:
            row, unit, shown = stated
            years = (year - 1, year)
            found.append(stated_account(key, unit, row, years=years, shown_unit=shown, file=district.path.name))
    return found


def _previous(district: District) -> PreviousAccounts | None:
    path = district.content.accounts.previous
    if path is None:
        return None
    previous = read_previous_accounts(district.folder / path)
    record = named_from(district.folder, previous.provenance)
    return PreviousAccounts(previous.closing, previous.years, record)


def _held(accounts: list[Account], previous: PreviousAccounts) -> tuple[tuple[Account, ...], tuple[Notice, ...]]:
    """Hold every opening against last year's closing; where only this year is known, last year's is the opening."""
    file, held, notices = previous.provenance.file_name, list[Account](), list[Notice]()
    for account in accounts:
        closing = previous.closing.get(account.key)
        if closing is None:
            if account.has_two_dates:
                notices.append(Notice("ACCOUNT_NO_PREVIOUS", {"key": f"accounts.{account.key}", "file": file}))
            held.append(account)
            continue
        year = previous.years.get(account.key)
        if year and not account.has_two_dates and year == account.closing_year:
            held.append(account)  # last year used the same layer: a stock of the same day opens nothing
            continue
        expected = account.opening_year or (account.closing_year - 1 if account.closing_year else None)
        if year and expected and year != expected:
            facts = {"key": f"accounts.{account.key}", "value": year, "expected": expected}
            raise BadData("ACCOUNT_YEAR", file=file, **facts)
        if account.has_two_dates:
            check_opening(account, closing, file=file)
            held.append(account)
        else:
            held.append(with_opening(account, closing, year))
    return tuple(held), tuple(notices)


def tables_of_accounts(
    found: Accounts, page: LandPage, prints: ForestPrints | None, change: LandChange | None = None
) -> tuple[Table, ...]:
    """Return the tables of accounts; their closing stocks print as the other tables of the run print them.

    Parameters
    ----------
    change : the two years of parcels laid on one another, for what was added and what was taken
    """
    labels: dict[Keys, str] = {(g.key,): group_label(g.key, page.scheme, page.language) for g in page.shares.groups}
    labels |= {(g.key, k.key): k.label[page.language] for g in page.shares.groups for k in page.scheme.ownership}
    printed = {("land", keys): cell for keys, cell in _land_prints(page).items()}
    opened = {("land", keys): cell for keys, cell in found.opened.items()}
    if prints is not None:
        labels |= {(c.key,): prints.class_label(c.key) for c in prints.scheme.classes}
        labels |= {(c.key, t.key): t.label[page.language] for c in prints.scheme.classes for t in prints.scheme.tenures}
        printed["forest", ()] = prints.land("forest", "ha")
        for row, kind in enumerate(prints.scheme.classes, start=1):
            printed["forest", (kind.key,)] = prints.land(kind.key, "ha")
            tenures = enumerate(prints.scheme.tenures)
            printed |= {("forest", (kind.key, t.key)): prints.matrix[row][k] for k, t in tenures}
    moves = _land_moves(change) if change else {}
    return account_tables(found.accounts, page.language, labels=labels, printed=printed, opened=opened, moves=moves)


def _land_moves(change: LandChange) -> dict[tuple[str, Keys], tuple[int, int]]:
    """Return what every asset of land won and lost, in 0.01 m²: by everything, by group, by group and owner."""
    moves: dict[tuple[str, Keys], tuple[int, int]] = {}
    for line in (*change.groups, *change.assets):
        moves["land", tuple(line.key.split("/"))] = _added_and_taken(line)
    whole = [_added_and_taken(line) for line in change.groups]
    moves["land", ()] = sum(a for a, _ in whole), sum(b for _, b in whole)
    return moves


def _added_and_taken(line: AccountLine) -> tuple[int, int]:
    """Return what an account won and lost; what closing left over goes where it keeps both positive."""
    rest = line.residual_dm2
    added, taken = line.increase_dm2 + line.boundary_in_dm2, line.decrease_dm2 + line.boundary_out_dm2
    return added + max(rest, 0), taken + max(-rest, 0)


def _land_prints(page: LandPage) -> dict[Keys, Cell]:
    """Return how land by group and owner prints in hectares; nothing where the tables of the run have another unit."""
    if page.printed.unit != "ha":
        return {}
    printed: dict[Keys, Cell] = {(): page.printed.cell("land", "", TOTAL)}
    for group in page.shares.groups:
        column = group_column(group.key)
        printed[(group.key,)] = page.printed.cell("land", "", column)
        if page.shares.ownership:
            for kind in page.scheme.ownership:
                printed[group.key, kind.key] = page.printed.cell("owned", "", kind.key, column)
    return printed
