"""All tables of a change, and those a terminal shows."""

from collections.abc import Mapping

from natres.presenters.change.accounts import account_table, class_table, town_table
from natres.presenters.change.flows import check_table, growth_table, outflow_table, parcel_table
from natres.presenters.change.listing import largest_table, list_table
from natres.presenters.change.matrices import geometry_table, matrix_table, rolled_up, town_matrix
from natres.presenters.change.page import ChangePage
from natres.presenters.table import Table

__all__ = ["brief_tables", "change_tables"]


def brief_tables(page: ChangePage, fields: Mapping[str, str], *, by_unit: bool = False) -> tuple[Table, ...]:
    """Return what a terminal shows: accounts, outflow, new construction, parcels, the largest changes, the sums."""
    change = page.change
    tables = [
        account_table(page, "groups", page.group_name), account_table(page, "main_classes", page.class_name),
        matrix_table(page, "groups", _by_group(page), page.group_name),
    ]  # fmt: skip
    tables += [outflow_table(page)] if change.outflow else []
    tables += [growth_table(page)] if change.growth else []
    tables += [town_table(page)] if by_unit and change.towns else []
    tables.append(parcel_table(page, fields))
    tables += [largest_table(page, fields)] if change.pieces else []
    return (*tables, check_table(page))


def change_tables(page: ChangePage, fields: Mapping[str, str]) -> tuple[Table, ...]:
    """Return every table, those of the terminal first."""
    change, scheme = page.change, page.scheme
    shown = [table for table in brief_tables(page, fields, by_unit=True) if table.key != "change_largest"]
    mains = rolled_up(change.flows, lambda code: scheme.at_level(code, 1))
    classes = {(flow.before, flow.after): flow.area_dm2 for flow in change.flows}
    tables = [
        class_table(page),
        account_table(page, "classes", page.class_name),
        matrix_table(page, "main_classes", mains, page.class_name),
        matrix_table(page, "classes", classes, page.class_name),
    ]
    if change.owners and scheme.ownership:
        flows = {(flow.before, flow.after): flow.area_dm2 for flow in change.owner_flows}
        tables.append(account_table(page, "owners", page.owner_name))
        tables.append(matrix_table(page, "owners", flows, page.owner_name))
    if any(flow.before != flow.after for flow in change.town_flows):
        tables.append(town_matrix(page))
    tables.append(geometry_table(page))
    return (*shown, *tables, *([list_table(page, fields)] if change.pieces else []))


def _by_group(page: ChangePage) -> dict[tuple[str, str], int]:
    return rolled_up(page.change.flows, lambda code: page.scheme.group_of(code) or "unclassified")
