"""The sentences of an appendix on forest, wells, heat and water, taken as the section's tables print them."""

from fractions import Fraction

from natres.presenters.appendix.telling import Telling
from natres.presenters.table import Row
from natres.presenters.wording import Told, figure

__all__ = ["ResourceTeller"]


class ResourceTeller(Telling):
    """Tells what the tables of forest, wells, heat and water hold."""

    def forest(self) -> tuple[str, ...]:
        """Tell forest land by class, then by tenure; where a figure was published with another last digit, which."""
        told = Told(self.tables["forest"])
        share = told.column("%")
        total = share - 1
        whole, shares = told.rows[0], told.rows[-1]
        classes = [row for row in told.rows[1:] if row.indent == 1]
        parts = [self._beside_published(told, row, total) for row in classes]
        facts = {"total": told.figure(whole, total), "parts": self._list(parts)}
        tenures = [
            self._w("appendix.share_of").format(
                name=told.table.columns[n].label, area=told.figure(whole, n), share=figure(shares.cells[n], "%")
            )
            for n in range(1, total)
            if whole.cells[n].number
        ]
        second = self._w("appendix.say_forest_tenure").format(parts=self._clauses(tenures))
        moved = [row for row in classes if row.cells[total].moved and self._published_otherwise(row, total)]
        why = (self._w("appendix.say_moved"),) if moved else ()
        return (self._say("forest", "forest", **facts), *why, second)

    def _beside_published(self, told: Told, row: Row, place: int) -> str:
        text, stated = f"{row.cells[0].text} {told.figure(row, place)}", self._published_otherwise(row, place)
        if not stated:
            return text
        unit = told.table.columns[place].unit
        return self._w("appendix.beside_published").format(text=text, published=figure(stated, unit))

    def _published_otherwise(self, row: Row, place: int) -> str:
        """Return the published figure of a row where it is not the printed one; "" where they agree or none is."""
        stated = self.published.get(row.cells[0].text)
        if stated is None or abs(Fraction(row.cells[place].plain) - stated.value) < stated.half_digit:
            return ""
        return stated.text

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
        text = self._say("reinjection", "wells", **facts)
        short_text = self._w("appendix.say_reinjection_short").format(count=len(short), names=names) if short else ""
        return self._w("appendix.say_end").format(text=self._clauses([text, *([short_text] if short_text else [])]))

    def heat(self) -> tuple[str, ...]:
        """Tell the heat in place and what of it can be had, what wells took and how it was used, then its account."""
        told = Told(self.tables["heat_in_place"])
        whole, places = told.rows[-1], told.numbers()
        unit = told.table.columns[places[0]].unit
        held = [place for place in places if told.table.columns[place].unit == unit]
        facts = {"stored": told.figure(whole, held[0]), "recoverable": told.figure(whole, held[-1])}
        found = [self._say("heat", "heat", **facts)]
        if table := self.tables.get("reservoir_heat"):
            found.append(self._heat_used(Told(table)))
        return (*found, *self._stock("recoverable_heat"))

    def _heat_used(self, told: Told) -> str:
        whole, joules = told.rows[-1], told.column("TJ", last=True)
        facts = {
            "wells": told.figure(whole, 1),
            "power": told.figure(whole, told.column("kW")),
            "produced": told.figure(whole, joules - 1),
            "used": told.figure(whole, joules),
            "share": told.figure(whole, told.column("%")),
        }
        return self._say("heat_used", "wells", **facts)

    def water(self) -> tuple[str, ...]:
        """Tell the district's water and where it comes from, the groundwater no longer pumped, then the account."""
        told = Told(self.tables["water"])
        total, share = told.numbers()[0], told.column("%")
        sources = [row for row in told.rows if row.indent == 1]
        parts = self._shares(told, sources, 0, total, share)
        found = [self._say("water", "water", total=told.figure(told.rows[0], total), parts=parts)]
        if table := self.tables.get("water_cut"):
            found.append(self._cut(Told(table)))
        return (*found, *self._stock("water"))

    def _cut(self, told: Told) -> str:
        whole, *places = told.rows
        most = max(places, key=lambda row: row.cells[1].number or 0.0)
        facts = {"total": told.figure(whole, 1), "count": len(places), "most": most.cells[0].text}
        return self._say("water_cut", "water", amount=told.figure(most, 1), **facts)

    def _stock(self, key: str) -> tuple[str, ...]:
        """Tell an account of what there was and is; nothing where there is none, or it does not say when."""
        table, years = self.tables.get(f"account_{key}"), self.stock_years.get(key)
        if table is None or years is None:
            return ()
        told = Told(table)
        moves = [self._move(told, head) for head in ("additions", "reductions")]
        facts = {"opening": told.figure(told.rows[0], 1), "closing": told.figure(told.rows[-1], 1)}
        text = self._w("appendix.say_stock").format(
            what=self._w(f"appendix.stock_{key}"), before=years[0], after=years[1], **facts
        )
        return (self._w("appendix.say_end").format(text="".join([text, *moves])),)

    def _move(self, told: Told, head: str) -> str:
        """Return what an account added or took, as the end of its sentence; "" where it was nothing."""
        row = told.row(self._w(f"accounts.{head}"))
        if row is None or not row.cells[1].number:
            return ""
        return self._w(f"appendix.stock_{head}").format(amount=told.figure(row, 1))
