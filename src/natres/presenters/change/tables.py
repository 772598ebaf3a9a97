"""All tables of a change, and those a terminal shows."""

from dataclasses import replace

from natres.presenters.change.accounts import account_table, gain_table, town_table
from natres.presenters.change.flows import growth_table, outflow_table
from natres.presenters.change.listing import largest_table
from natres.presenters.change.matrices import cell_table, matrix_table, rolled_up, town_matrix
from natres.presenters.change.page import ChangePage
from natres.presenters.change.sums import check_table, parcel_table
from natres.presenters.table import Table

__all__ = ["brief_tables", "change_tables"]

#: What a terminal shows, and what it shows by town.
_FIRST = (
    "change_groups", "change_main_classes", "change_matrix_groups", "cropland_flow", "urban_growth", "change_parcels",
)  # fmt: skip
_BY_UNIT = ("change_towns",)


def change_tables(page: ChangePage) -> tuple[Table, ...]:
    """Return every table of two years but the list of changes, in the order in which a report holds them."""
    found, scheme = page.found, page.scheme
    mains = rolled_up(found.flows, lambda code: scheme.at_level(code, 1))
    groups = rolled_up(found.flows, lambda code: scheme.group_of(code) or "unclassified")
    tables = [
        account_table(page, "change_groups", "groups", page.group),
        account_table(page, "change_main_classes", "main_classes", page.land_class),
        account_table(page, "change_classes", "classes", page.land_class),
        gain_table(page),
    ]
    tables += [town_table(page)] if found.towns else []
    tables += [outflow_table(page)] if scheme.cropland_flow is not None else []
    tables += [growth_table(page)] if found.growth else []
    tables.append(matrix_table(page, "change_matrix_groups", "groups", groups, page.group))
    tables.append(matrix_table(page, "change_matrix_main", "main_classes", mains, page.land_class))
    tables.append(matrix_table(page, "change_matrix", "classes", found.flows, page.land_class))
    if scheme.ownership and len({key for flow in found.owner_flows for key in (flow.before, flow.after)}) > 1:
        tables.append(account_table(page, "change_owners", "owners", page.owner))
        tables.append(matrix_table(page, "change_matrix_owners", "owners", found.owner_flows, page.owner))
    if any(flow.before != flow.after for flow in found.town_flows):
        tables.append(town_matrix(page))
    return (*tables, cell_table(page), parcel_table(page), check_table(page))


def brief_tables(page: ChangePage, tables: tuple[Table, ...], *, by_unit: bool) -> tuple[Table, ...]:
    """Return the tables a terminal shows, with the largest changes."""
    wanted = (*_FIRST, *(_BY_UNIT if by_unit else ()))
    shown = [table for table in tables if table.key in wanted]
    shown = [*shown[:1], *(_without(table, page.notes) for table in shown[1:])]  # said once on one screen
    last = [largest_table(page)] if page.found.pieces else []
    shown = [*shown, *last, *(table for table in tables if table.key == "change_checks")]
    return tuple(replace(table, title=f"{table.title}  {table.about}".rstrip()) for table in shown)  # whose, and when


def _without(table: Table, notes: tuple[str, ...]) -> Table:
    return replace(table, notes=tuple(note for note in table.notes if note not in notes))
