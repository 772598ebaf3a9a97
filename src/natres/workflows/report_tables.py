"""The tables of a run, in its language or in another: numbers are computed once, words are put to them here."""

from dataclasses import replace

from natres.presenters import land_tables, published_tables
from natres.presenters.change import change_tables
from natres.presenters.forest import ForestPrints
from natres.presenters.ledger_tables import ledger_tables
from natres.presenters.second_table import second_table
from natres.presenters.table import Table
from natres.presenters.water_tables import water_tables
from natres.presenters.wells import well_tables
from natres.readers import land_cover_words, read_well_scheme
from natres.workflows.published import published_labels
from natres.workflows.report_dates import dated
from natres.workflows.report_parts import ReportParts
from natres.workflows.subjects import labelled, land_tables_of, quota_tables_of, tables_of_accounts, woods_tables

__all__ = ["forest_prints", "in_language", "tables_of"]


def in_language(parts: ReportParts, language: str) -> ReportParts:
    """Return a run with its tables in another language; nothing is computed again."""
    if language == parts.language:
        return parts
    page = parts.page.told_in(language)
    checks = tuple(
        replace(check, quota=labelled(quota, parts.land, language))
        for check, quota in zip(parts.checks, parts.district.quotas, strict=True)
    )
    other = replace(parts, language=language, page=page, checks=checks)
    return replace(other, tables=tables_of(other))


def forest_prints(parts: ReportParts) -> ForestPrints:
    """Return how the forest land of a run prints.

    Raises
    ------
    ValueError : for a run without forest plots
    """
    if parts.forest is None or parts.woods is None:
        raise ValueError("no forest plots")
    return ForestPrints(parts.forest, parts.woods.scheme, parts.language, parts.options.rounding)


def tables_of(parts: ReportParts) -> tuple[Table, ...]:
    """Return all tables of a run, in the order in which a report holds them."""
    language, land = parts.language, parts.land
    tables = [*land_tables_of(parts.page, land, by_unit=True)]
    if parts.checks:
        tables += quota_tables_of(parts.checks, parts.page)
    if parts.woods and parts.forest:
        tables += dated(woods_tables(forest_prints(parts), parts.woods), parts, "forest")
    if parts.wells:
        tables += dated(well_tables(parts.wells, read_well_scheme(), language), parts, "wells")
    if parts.books.water:
        tables += dated(water_tables(parts.books.water, language, parts.options.rounding), parts, "water")
    class_names = {code: known.name[language] for code, known in land.scheme.by_code.items()}
    tables += ledger_tables(parts.books.tables, language, class_names)
    if parts.look:
        tables.append(land_tables.cover_table(parts.look, land_cover_words(), language))
    if parts.change:
        tables += change_tables(parts.change.page.told_in(language))
    zoned = parts.overlay.tables(language)
    tables += dated((one for one in zoned if not one.key.startswith("illegal")), parts, "zones")
    tables += dated((one for one in zoned if one.key.startswith("illegal")), parts, "illegal")
    found = parts.change.page.found if parts.change else None
    prints = forest_prints(parts) if parts.forest else None
    tables += tables_of_accounts(parts.accounts, parts.page, prints, found)
    tables.append(second_table(parts.second, parts.page))
    if parts.figures:
        beside = published_tables.published_table(parts.figures, published_labels(land, language), language)
        tables += dated((beside,), parts, "published")
    return tuple(tables)
