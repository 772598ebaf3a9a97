"""The sentences of an appendix: figures of a section with their dates, taken as the section's tables print them."""

from collections.abc import Sequence

from natres.core.results import QuotaCheck
from natres.presenters.appendix.resource_sentences import ResourceTeller
from natres.presenters.table import Row
from natres.presenters.wording import Told, figure

__all__ = ["Teller"]

#: How many rows a sentence names by size.
_LARGEST = 3


class Teller(ResourceTeller):
    """Tells what tables hold; see :class:`Telling` for what it is given."""

    def land(self) -> tuple[str, ...]:
        """Tell the whole and its groups, then the largest main classes."""
        groups = Told(self.tables["land_groups"])
        whole, parts = groups.rows[0], [row for row in groups.rows[1:] if not _is(row, self._w("land.residual"))]
        area, share = groups.numbers()[0], groups.column("%")
        facts = {"total": groups.figure(whole, area), "parts": self._shares(groups, parts, 0, area, share)}
        found = [self._say("land", "land", **facts)]
        if classes := self.tables.get("land_classes"):
            found += self._main_classes(Told(classes))
        return tuple(found)

    def _main_classes(self, classes: Told) -> list[str]:
        mains = _by_size([row for row in classes.rows[1:] if row.mark == "total"], classes.numbers()[0])
        if not mains:
            return []
        area, share = classes.numbers()[0], classes.column("%")
        code = self._w("appendix.class_code")
        names = [code.format(name=row.cells[1].text, code=row.cells[0].text) for row in mains[:_LARGEST]]
        parts = self._shares(classes, mains[:_LARGEST], 1, area, share, names=names)
        return [self._w("appendix.say_main_classes").format(count=len(mains), parts=parts)]

    def units(self) -> tuple[str, ...]:
        """Tell which town has most land and which least, and the one with most construction land."""
        told = Told(self.tables["land_units"])
        numbers = told.numbers()
        towns = _by_size([row for row in told.rows[1:] if row.mark == "total" or row.indent <= 1], numbers[0])
        if len(towns) < 2:
            return ()
        facts = {
            "count": len(towns),
            "largest": self._named(told, towns[0], numbers[0]),
            "smallest": self._named(told, towns[-1], numbers[0]),
        }
        found = [self._say("units", "land", **facts)]
        for place in numbers[1:3]:
            most = _by_size(towns, place)[0]
            label = told.table.columns[place].label
            found.append(self._w("appendix.say_units_most").format(what=label, most=self._named(told, most, place)))
        joined = self._clauses(found[1:])
        return (found[0], self._w("appendix.say_end").format(text=joined)) if found[1:] else (found[0],)

    def ownership(self) -> tuple[str, ...]:
        """Tell how much land the state and collectives own, and of which main class each has most."""
        told = Told(self.tables["land_ownership"])
        numbers = told.numbers()[:-1]
        whole = told.rows[0]
        used = [place for place in numbers if whole.cells[place].number]
        labels = [told.table.columns[place].label for place in used]
        parts = [f"{label} {told.figure(whole, place)}" for label, place in zip(labels, used, strict=True)]
        groups = [row for row in told.rows[1:] if row.indent == 1 and not row.cells[0].text]
        said = [self._say("ownership", "land", total=told.figure(whole, told.numbers()[-1]), parts=self._list(parts))]
        shown = [
            self._w("appendix.say_owner_group").format(
                group=row.cells[1].text,
                parts=self._list(
                    [f"{label} {told.figure(row, place)}" for label, place in zip(labels, used, strict=True)]
                ),
            )
            for row in groups
        ]
        return (*said, self._w("appendix.say_end").format(text=self._clauses(shown))) if shown else tuple(said)

    def quotas(self, checks: Sequence[QuotaCheck]) -> tuple[str, ...]:
        """Tell every quota: what there is, what may be, by how much it is over or short."""
        told = Told(self.tables["quotas"])
        limit, actual, margin = told.numbers()[:3] if len(told.numbers()) >= 3 else (2, 3, 4)
        found: list[str] = []
        dated = False  # neighbours of one date say it once
        for check, row in zip(checks, told.rows, strict=True):
            facts = {"label": row.cells[0].text, "limit": told.figure(row, limit), "verdict": row.cells[-2].text}
            if check.margin_dm2 is None:
                found.append(self._w("appendix.say_quota_none").format(**facts))
                dated = False
                continue
            side = f"{check.quota.kind}_{'broken' if check.margin_dm2 < 0 else 'kept'}"
            printed = figure(row.cells[margin].plain.removeprefix("-"), told.table.columns[margin].unit)
            facts |= {"actual": told.figure(row, actual), "margin": printed}
            text = self._say(f"quota_{side}", "land", **facts)
            found.append(text if dated else self._dated(text, "land"))
            dated = True
        return tuple(found)

    def quota_units(self, check: QuotaCheck) -> tuple[str, ...]:
        """Tell which towns are over their part of a quota, or short of it; nothing where none is."""
        table = self.tables.get(f"quota_{check.quota.key}_units")
        over = [row for row in table.rows if row.mark == "alert"] if table else []
        if not over:
            return ()
        names = self._list([row.cells[1].text for row in over])
        text = self._w(f"appendix.say_quota_units_{check.quota.kind}")
        return (text.format(label=check.quota.label, count=len(over), names=names),)

    def change(self, verdict: str) -> tuple[str, ...]:
        """Tell how the groups changed between two years, then the run's own sentence on it."""
        told = Told(self.tables["change_groups"])
        opening, closing = told.numbers()[0], told.numbers()[-1]
        parts = [
            self._w("appendix.from_to").format(
                name=row.cells[0].text, before=told.figure(row, opening), after=told.figure(row, closing)
            )
            for row in told.rows[1:]
        ]
        end = self._w("appendix.say_end").format(text=verdict)
        return (self._say("change", "land", before=self.years.get("before", ""), parts=self._clauses(parts)), end)

    def overlay(self) -> tuple[str, ...]:
        """Tell how large the zones are, and what lies on the wrong side of a line; land and lines have their dates."""
        zones = ""
        if self.zone_years:
            years = self._w("report.zones_of").format(years=self._list(str(year) for year in self.zone_years))
            zones = self._w("appendix.zones_of").format(years=years)
        found: list[str] = []
        for key, table in (("zones", "overlay_layers"), ("questions", "overlay_questions")):
            if shown := self.tables.get(table):
                told = Told(shown)
                place = 2 if key == "zones" else told.numbers()[0]
                parts = [f"{row.cells[0].text} {told.figure(row, place)}" for row in told.rows]
                text = self._w(f"appendix.say_{key}").format(zones="" if found else zones, parts=self._list(parts))
                found.append(text if found else self._dated(text, "land"))
        return tuple(found)

    def ledgers(self) -> tuple[str, ...]:
        """Tell which ledgers there are, of which year and how long, then what the first sum of each is."""
        told = Told(self.tables["ledgers"])
        heads = [n for n, row in enumerate(told.rows) if row.mark == "total"]
        if not heads:
            return ()
        years = {told.rows[n].cells[1].text for n in heads}
        one = years.pop() if len(years) == 1 else ""
        known = one if one.isdigit() else ""
        counts = [self._ledger_rows(told.rows[n], with_year=not known) for n in heads]
        facts = {"count": len(heads), "parts": self._list(counts), "year": known}
        found = [self._w("appendix.say_ledgers" if known else "appendix.say_ledgers_undated").format(**facts)]
        shown = [text for text in (self._first_sum(told.rows, n) for n in heads) if text]
        found += [self._w("appendix.say_ledger_sums").format(parts=self._clauses(shown))] if shown else []
        return tuple(found)

    def _ledger_rows(self, row: Row, *, with_year: bool) -> str:
        year, dated = row.cells[1].text, with_year and row.cells[1].text.isdigit()
        text = self._w("appendix.rows_of_year" if dated else "appendix.rows_of")
        return text.format(name=row.cells[0].text, year=year, count=row.cells[3].text)

    def _first_sum(self, rows: Sequence[Row], head: int) -> str:
        if head + 1 >= len(rows) or rows[head + 1].mark == "total":
            return ""
        name, row = rows[head].cells[0].text, rows[head + 1].cells
        amount = figure(row[3], row[4].text)
        return self._w("appendix.ledger_sum").format(name=name, what=row[2].text, amount=amount)

    def _named(self, told: Told, row: Row, place: int) -> str:
        return f"{row.cells[1].text} {told.figure(row, place)}"


def _is(row: Row, label: str) -> bool:
    return row.cells[0].text == label


def _by_size(rows: Sequence[Row], place: int) -> list[Row]:
    """Return rows by a number, the largest first; rows of one size stay as they are."""
    return sorted(rows, key=lambda row: -(row.cells[place].number or 0.0))
