"""Of when the subjects of a report are: what stands above their tables, on the cover and in the sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from natres.district import LayerEntry
from natres.labels import words
from natres.presenters.table import Table
from natres.presenters.wording import listed
from natres.workflows.report_parts import ReportParts

__all__ = ["dated", "other_dates", "published_years", "stock_years", "years_of", "zone_years"]

#: Tables of what went on in a year; the others are of its end.
_OF_A_YEAR = ("reinjection", "reservoir_heat", "water", "water_cut", "water_inspections", "water_users", "well_heat")
#: Subjects whose year a cover names where it is not the district's, in this order.
_NAMED = ("land", "forest", "wells", "water", "zones")


def years_of(parts: ReportParts) -> dict[str, int]:
    """Return of when the subjects of a run are, where their files say so; the land is always of some year."""
    found = {"land": parts.page.year or parts.district.content.district.year}
    if parts.woods and parts.woods.layer.provenance.year:
        found["forest"] = parts.woods.layer.provenance.year
    if parts.register and parts.register.wells.provenance.year:
        found["wells"] = parts.register.wells.provenance.year
    if parts.accounts.before and parts.accounts.before.layer.provenance.year:
        found["before"] = parts.accounts.before.layer.provenance.year
    if parts.books.water:
        found["water"] = parts.books.water.statement.year
    patches = parts.district.content.layers.illegal_land
    if isinstance(patches, LayerEntry) and patches.year:
        found["illegal"] = patches.year
    return found


def zone_years(parts: ReportParts) -> tuple[int, ...]:
    """Return the years of the zone layers; none where one of them does not say its own."""
    years = {record.year for record in parts.overlay.zones.inputs}
    return tuple(sorted(year for year in years if year)) if all(years) else ()


def stock_years(parts: ReportParts) -> dict[str, tuple[int, int]]:
    """Return of when the opening and the closing of each account are, where both are known."""
    found = ((one.key, one.opening_year, one.closing_year) for one in parts.accounts.accounts)
    return {key: (opening, closing) for key, opening, closing in found if opening and closing}


def published_years(parts: ReportParts) -> str:
    """Return the years of the published figures, listed."""
    return _years(sorted({entry.year for entry in parts.district.content.published.values()}), parts.language)


def dated(tables: Iterable[Table], parts: ReportParts, subject: str) -> tuple[Table, ...]:
    """Return tables with whose they are and of when above them, where they do not say so themselves.

    Parameters
    ----------
    subject : ``forest``, ``wells``, ``water``, ``zones``, ``illegal`` or ``published``; none of unknown year says one
    """
    w, years = words(parts.language), years_of(parts)
    name = parts.district.content.district.name

    def about(table: Table) -> str:
        if subject == "published":
            return "  ".join([name, w["published.of"].format(years=published_years(parts))])
        of = "land" if subject == "zones" or table.key == "heat_in_place" else subject
        year = years.get(of)
        said = [w["table.of_year" if table.key in _OF_A_YEAR else "table.year"].format(year=year)] if year else []
        said += [_zones_of(parts)] if subject == "zones" and zone_years(parts) else []
        return "  ".join([name, *said])

    return tuple(
        replace(table, about=about(table) if subject == "zones" else table.about or about(table)) for table in tables
    )


def other_dates(parts: ReportParts) -> str:
    """Return which subjects are of another year than the district, for a cover; "" where none is."""
    w, own = words(parts.language), parts.district.content.district.year
    years: dict[str, Sequence[int]] = {key: (year,) for key, year in years_of(parts).items()}
    years["zones"] = zone_years(parts)
    subjects: dict[str, list[str]] = {}
    for key in _NAMED:
        if set(years.get(key, ())) - {own}:
            subjects.setdefault(_years(years[key], parts.language), []).append(w[f"appendix.subject_{key}"])
    said = [
        w["appendix.subject_of"].format(subject=listed(names, parts.language), years=of)
        for of, names in subjects.items()
    ]
    return w["appendix.other_dates"].format(parts=listed(said, parts.language, between="clause")) if said else ""


def _zones_of(parts: ReportParts) -> str:
    return words(parts.language)["report.zones_of"].format(years=_years(zone_years(parts), parts.language))


def _years(years: Sequence[int], language: str) -> str:
    return listed([str(year) for year in years], language)
