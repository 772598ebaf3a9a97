"""The sentences of an appendix: figures of a section with their dates, taken as the section's tables print them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from natres.core.results import QuotaCheck
from natres.labels import words
from natres.presenters.table import Row, Table
from natres.presenters.wording import Told, figure, listed

__all__ = ["Teller"]

#: How many rows a sentence names by size.
_LARGEST = 3


@dataclass(frozen=True)
class Teller:
    """Tells what tables hold.

    Parameters
    ----------
    name : whose land it is
    tables : tables of the run by key, in the language
    years : of what is told, by subject: ``land``, ``before``, ``forest``, ``wells``, ``water``
    """

    name: str
    language: str
    tables: Mapping[str, Table]
    years: Mapping[str, int] = field(default_factory=dict[str, int])

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
        for check, row in zip(checks, told.rows, strict=True):
            facts = {"label": row.cells[0].text, "limit": told.figure(row, limit), "verdict": row.cells[-2].text}
            if check.margin_dm2 is None:
                found.append(self._w("appendix.say_quota_none").format(**facts))
                continue
            side = f"{check.quota.kind}_{'broken' if check.margin_dm2 < 0 else 'kept'}"
            printed = figure(row.cells[margin].plain.removeprefix("-"), told.table.columns[margin].unit)
            facts |= {"actual": told.figure(row, actual), "margin": printed}
            found.append(self._say(f"quota_{side}", "land", **facts))
        return tuple(found)

    def quota_units(self, key: str) -> tuple[str, ...]:
        """Tell which towns are over their part of a quota; nothing where it has none."""
        table = self.tables.get(key)
        over = [row for row in table.rows if row.mark == "alert"] if table else []
        if not table or not over:
            return ()
        names = self._list([row.cells[1].text for row in over])
        return (self._w("appendix.say_quota_units").format(title=table.title, count=len(over), names=names),)

    def forest(self) -> tuple[str, ...]:
        """Tell forest land by class, then by tenure."""
        told = Told(self.tables["forest"])
        share = told.column("%")
        total = share - 1
        whole, shares = told.rows[0], told.rows[-1]
        classes = [row for row in told.rows[1:] if row.indent == 1]
        parts = [f"{row.cells[0].text} {told.figure(row, total)}" for row in classes]
        facts = {"total": told.figure(whole, total), "parts": self._list(parts)}
        tenures = [
            self._w("appendix.share_of").format(
                name=told.table.columns[n].label, area=told.figure(whole, n), share=figure(shares.cells[n], "%")
            )
            for n in range(1, total)
            if whole.cells[n].number
        ]
        second = self._w("appendix.say_forest_tenure").format(parts=self._clauses(tenures))
        return (self._say("forest", "forest", **facts), second)

    def wells(self) -> tuple[str, ...]:
        """Tell how many wells there are, and how much of the water came back."""
        told = Told(self.tables["wells"])
        counts = {key: told.row(self._w(f"wells.{key}")) for key in ("production", "reinjection", "observation")}
        parts = [f"{row.cells[0].text} {row.cells[1].text}" for row in counts.values() if row]
        found = [self._say("wells", "wells", parts=self._list(parts))]
        if table := self.tables.get("reinjection"):
            found.append(self._reinjection(Told(table)))
        return tuple(found)

    def _reinjection(self, told: Told) -> str:
        whole, share = told.rows[-1], told.column("%")
        short = [row for row in told.rows if row.mark == "alert"]
        names = self._list([f"{row.cells[0].text} {told.figure(row, share)}" for row in short])
        facts = {"out": told.figure(whole, 1), "back": told.figure(whole, 2), "rate": told.figure(whole, share)}
        text = self._w("appendix.say_reinjection").format(**facts)
        short_text = self._w("appendix.say_reinjection_short").format(count=len(short), names=names) if short else ""
        return self._w("appendix.say_end").format(text=self._clauses([text, *([short_text] if short_text else [])]))

    def heat(self) -> tuple[str, ...]:
        """Tell the heat in place and what of it can be had."""
        told = Told(self.tables["heat_in_place"])
        whole, places = told.rows[-1], told.numbers()
        unit = told.table.columns[places[0]].unit
        held = [place for place in places if told.table.columns[place].unit == unit]
        facts = {"stored": told.figure(whole, held[0]), "recoverable": told.figure(whole, held[-1])}
        return (self._w("appendix.say_heat").format(**facts),)

    def water(self) -> tuple[str, ...]:
        """Tell the district's water and where it comes from."""
        told = Told(self.tables["water"])
        total, share = told.numbers()[0], told.column("%")
        sources = [row for row in told.rows if row.indent == 1]
        parts = self._shares(told, sources, 0, total, share)
        return (self._say("water", "water", total=told.figure(told.rows[0], total), parts=parts),)

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
        """Tell what lies on the wrong side of a protection line, and how large the zones are."""
        found: list[str] = []
        if layers := self.tables.get("overlay_layers"):
            told = Told(layers)
            parts = [f"{row.cells[0].text} {told.figure(row, 2)}" for row in told.rows]
            found.append(self._say("zones", "land", parts=self._list(parts)))
        if questions := self.tables.get("overlay_questions"):
            told = Told(questions)
            parts = [f"{row.cells[0].text} {told.figure(row, told.numbers()[0])}" for row in told.rows]
            found.append(self._w("appendix.say_questions").format(parts=self._list(parts)))
        return tuple(found)

    def ledgers(self) -> tuple[str, ...]:
        """Tell which ledgers there are and how long, then what the first sum of each is."""
        told = Told(self.tables["ledgers"])
        heads = [n for n, row in enumerate(told.rows) if row.mark == "total"]
        if not heads:
            return ()
        counts = [
            self._w("appendix.rows_of").format(name=told.rows[n].cells[0].text, count=told.rows[n].cells[3].text)
            for n in heads
        ]
        sums = [self._first_sum(told.rows, n) for n in heads]
        found = [self._say("ledgers", "land", count=len(heads), parts=self._list(counts))]
        shown = [text for text in sums if text]
        return (
            (*found, self._w("appendix.say_ledger_sums").format(parts=self._clauses(shown))) if shown else tuple(found)
        )

    def _first_sum(self, rows: Sequence[Row], head: int) -> str:
        if head + 1 >= len(rows) or rows[head + 1].mark == "total":
            return ""
        name, row = rows[head].cells[0].text, rows[head + 1].cells
        amount = figure(row[3], row[4].text)
        return self._w("appendix.ledger_sum").format(name=name, what=row[2].text, amount=amount)

    def _shares(
        self, told: Told, rows: Sequence[Row], name: int, area: int, share: int, *, names: Sequence[str] = ()
    ) -> str:
        texts = names or [row.cells[name].text for row in rows]
        return self._clauses([
            self._w("appendix.share_of").format(
                name=text, area=told.figure(row, area), share=figure(row.cells[share], "%")
            )
            for text, row in zip(texts, rows, strict=True)
        ])  # fmt: skip

    def _named(self, told: Told, row: Row, place: int) -> str:
        return f"{row.cells[1].text} {told.figure(row, place)}"

    def _say(self, key: str, subject: str, **facts: object) -> str:
        year = self.years.get(subject) or self.years["land"]
        return self._w(f"appendix.say_{key}").format(name=self.name, year=year, **facts)

    def _w(self, key: str) -> str:
        return words(self.language)[key]

    def _list(self, parts: Sequence[str]) -> str:
        return listed(parts, self.language)

    def _clauses(self, parts: Sequence[str]) -> str:
        return listed(parts, self.language, between="clause")


def _is(row: Row, label: str) -> bool:
    return row.cells[0].text == label


def _by_size(rows: Sequence[Row], place: int) -> list[Row]:
    """Return rows by a number, the largest first; rows of one size stay as they are."""
    return sorted(rows, key=lambda row: -(row.cells[place].number or 0.0))
