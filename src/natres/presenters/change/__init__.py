"""What changed between two years, for people: accounts, matrices, flows, checks, the list of changes."""

from natres.presenters.change.accounts import account_tables
from natres.presenters.change.flows import flow_tables, verdict
from natres.presenters.change.json_change import change_json
from natres.presenters.change.matrices import matrix_tables
from natres.presenters.change.page import ChangePage
from natres.presenters.change.pieces import piece_frame, piece_style, piece_table
from natres.presenters.change.sums import check_table, parcel_table
from natres.presenters.table import Table

__all__ = ["ChangePage", "change_json", "change_tables", "piece_frame", "piece_style", "piece_table", "verdict"]


def change_tables(page: ChangePage) -> tuple[Table, ...]:
    """Return every table of two years but the list of changes, in the order in which a report holds them."""
    return (
        *account_tables(page), *flow_tables(page), *matrix_tables(page), parcel_table(page), check_table(page)
    )  # fmt: skip
