"""Tables of the pages on forest, wells and ledgers, written from the data files the program itself reads."""

import csv
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["TABLES"]

_FACTS = Path(__file__).resolve().parent.parent / "src" / "natres" / "classifications"
_LEDGERS = (
    "farmland_balance", "illegal_land", "land_supply", "land_acquisition", "approved_unsupplied", "plans",
    "water_users", "afforestation",
)  # fmt: skip
_UNITS: Mapping[str, str] = {"c": "℃", "1e4m3": "万m³", "1e4m2": "万m²", "m3_h": "m³/h", "mg_l": "mg/L", "deg": "°",
                             "1e8cny": "亿元", "mu": "亩"}  # fmt: skip
_LAYOUT = ("x", "y")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(_FACTS.joinpath(name).read_text(encoding="utf-8"))


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def forestry_codes() -> str:
    """Return the codes of the forest land map with those of the other families that mean the same."""
    rows = list(csv.DictReader(_FACTS.joinpath("forestry.csv").read_text(encoding="utf-8").splitlines()))
    classes = {fact["key"]: fact["label"]["zh"] for fact in _read("forestry.toml")["classes"]}
    classes["outside"] = "非林地，不计"
    codes = {row["code"] for row in rows}
    lines = []
    for row in rows:
        code = row["code"]
        if row["same_as"] not in ("", code):
            continue
        same = [code, *(other["code"] for other in rows if other["same_as"] == code)]
        if len(code) == 4 and code.startswith("0") and code[1:] not in codes:  # 112 has a line: it is no mangrove
            same.insert(1, code[1:])
        own = code if len(code) == 4 else ""
        others = (", ".join(c for c in same if len(c) == length and c != own) for length in (3, 4, 6))
        report_class = f"{classes[row['report_class']]} `{row['report_class']}`"
        lines.append([own, *others, f"{row['name_zh']} {row['name_en']}", report_class])
    head = ["map 一张图", "3 digits 三位", "inventory 二类调查", "monitoring 综合监测", "name", "class of the report"]
    return _table(head, lines)


def forest_attributes() -> str:
    """Return what forest land is divided by, about which land, and the field it is read from."""
    fields = tomllib.loads(_FACTS.parent.joinpath("readers", "fields.toml").read_text(encoding="utf-8"))["forest"]
    of = {"forest": "林地 all forest land", "forested": "有林地 forested land"}
    lines = []
    for fact in _read("forestry-attributes.toml")["attributes"]:
        column = "composition" if fact["column"] == "mixture" else fact["column"]
        values = "、".join(value["label"]["zh"] for value in fact.get("values", ())) or "as written"
        label = f"{fact['label']['zh']} {fact['label']['en']}"
        lines.append([label, of[fact["of"]], ", ".join(fields[column]), values, f"`forest_by_{fact['key']}`"])
    return _table(["breakdown", "about", "field (DBF name first)", "values", "table"], lines)


def forest_fields() -> str:
    """Return the fields of forest plots with their spellings."""
    fields = tomllib.loads(_FACTS.parent.joinpath("readers", "fields.toml").read_text(encoding="utf-8"))["forest"]
    return _table(["natres column", "fields"], [[f"`{column}`", ", ".join(names)] for column, names in fields.items()])


def well_columns() -> str:
    """Return the columns of the well register."""
    return _columns("wells", synonyms=True)


def right_columns() -> str:
    """Return the columns of the register of rights."""
    return _columns("rights", synonyms=True)


def _columns(kind: str, *, synonyms: bool) -> str:
    lines = []
    for key, fact in _read(f"tables/{kind}.toml")["columns"].items():
        unit = _UNITS.get(fact.get("unit", ""), fact.get("unit", ""))
        name = fact["label"]["zh"] + (" ★" if fact.get("required") else "")
        lines.append([name, fact["label"]["en"], unit or _KINDS.get(fact["kind"], "text"), f"`{key}`"])
        if synonyms:
            lines[-1].append(", ".join(name for name in fact["names"] if name != fact["label"]["zh"]))
    head = ["column", "means", "unit", "natres column", *(["also read"] if synonyms else [])]
    return _table(head, lines)


_KINDS = {"date": "date", "choice": "one of"}


def ledger_kinds() -> str:
    """Return the kinds of ledgers with their columns, units and choices."""
    lines = []
    for kind in _LEDGERS:
        spec = _read(f"tables/{kind}.toml")
        cells = []
        for key, fact in spec["columns"].items():
            if key in _LAYOUT:
                continue
            unit = _UNITS.get(fact.get("unit", ""), fact.get("unit", ""))
            unit = "" if unit in ("", "°") else f"（{unit}）"
            choices = "/".join(choice["label"]["zh"] for choice in fact.get("choices", ()))
            cells.append(f"{fact['label']['zh']}{'★' if fact.get('required') else ''}{unit}"
                         + (f" [{choices}]" if choices else ""))  # fmt: skip
        lines.append([f"`{kind}`", spec["title"]["zh"], "、".join(cells)])
    return _table(["kind", "title", "columns"], lines)


def ledger_figures() -> str:
    """Return which published figure is which number of a ledger."""
    titles = {kind: _read(f"tables/{kind}.toml") for kind in _LEDGERS}
    lines = []
    for fact in _read("ledger-figures.toml")["figures"]:
        spec = titles[fact["ledger"]]
        what = "行数" if fact.get("count") else "Σ " + spec["columns"][fact["column"]]["label"]["zh"]
        where = fact.get("where")
        if where:
            choices = spec["columns"][where["column"]]["choices"]
            words = [choice["label"]["zh"] for choice in choices if choice["key"] in where["values"]]
            what += f"，{spec['columns'][where['column']]['label']['zh']}为{'、'.join(words)}"
        unit = "count" if fact.get("count") else fact["unit"]
        lines.append([f"`{fact['key']}`", f"`{fact['ledger']}`", what, f"`{unit}`", fact["label"]["zh"]])
    return _table(["published key", "ledger", "number", "unit", "label"], lines)


def reservoirs() -> str:
    """Return the spellings of reservoirs that are one."""
    rows = _read("well-words.toml")["reservoirs"]
    return _table(["reservoir", "also read"], [[row["name"], ", ".join(row["words"])] for row in rows])


def acceptance_letters() -> str:
    """Return the code letter of every size of a lot, by level."""
    from natres.readers.acceptance import read_plan_tables

    tables = read_plan_tables()
    lines, least = [], 2
    for largest, letters in tables.lots:
        size = f"{least:,} – {largest:,}" if largest else f"{least:,} –"
        lines.append([size, *(letters[level] for level in tables.levels)])
        least = largest + 1
    return _table(["N", *tables.levels], lines)


def acceptance_plans() -> str:
    """Return the master table: the acceptance number for every letter and limit, arrows as they stand."""
    from natres.core.acceptance import DOWN, UP
    from natres.readers.acceptance import read_plan_tables

    tables, arrows = read_plan_tables(), {DOWN: "↓", UP: "↑"}
    lines = [[row.letter, str(row.sample_size), *(arrows.get(c, c) for c in row.cells)] for row in tables.rows]
    return _table(["", "n", *tables.aql], lines)


def acceptance_curves() -> str:
    """Return for usual limits the chance to accept a lot of that quality, and the quality accepted with 10 %."""
    from natres.core.acceptance import SamplingPlan
    from natres.readers.acceptance import read_plan_tables

    tables, limits = read_plan_tables(), ("1.0", "1.5", "2.5", "4.0", "6.5")
    lines = []
    for row in tables.rows:
        cells = []
        for limit in limits:
            cell = row.cells[tables.aql.index(limit)]
            if cell.isdigit():
                plan = SamplingPlan(10**9, "II", limit, row.letter, row.sample_size, int(cell), int(cell) + 1)
                chance, quality = plan.accepts_at(float(limit) / 100), plan.quality_accepted_at(0.1)
                cells.append(f"{chance * 100:.1f} / {quality * 100:.2f}")
            else:
                cells.append("")
        lines.append([row.letter, str(row.sample_size), *cells])
    return _table(["", "n", *(f"AQL {limit}" for limit in limits)], lines)


TABLES: dict[str, Callable[[], str]] = {
    "acceptance-letters": acceptance_letters,
    "acceptance-plans": acceptance_plans,
    "acceptance-curves": acceptance_curves,
    "forestry-codes": forestry_codes,
    "forest-attributes": forest_attributes,
    "forest-fields": forest_fields,
    "well-columns": well_columns,
    "right-columns": right_columns,
    "reservoirs": reservoirs,
    "ledger-kinds": ledger_kinds,
    "ledger-figures": ledger_figures,
}
