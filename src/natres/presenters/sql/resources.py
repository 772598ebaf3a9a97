"""The forest and well parts of the script."""

from collections.abc import Mapping

from natres.core.origins import Origin
from natres.labels import words
from natres.presenters.sql.material import ForestPart, WellPart
from natres.presenters.sql.parcels import shape_area
from natres.presenters.sql.quoting import name, remark, text, values
from natres.presenters.sql.sources import bytewise, code, number, source, spelt

__all__ = ["forest_statements", "well_statements"]


def forest_statements(forest: ForestPart, language: str) -> list[str]:
    """Return the statements that recompute forest land by class and tenure."""
    w = words(language)
    return [_forest_codes(forest, language), _plots(forest, language), "\n".join([
        remark(w["sql.forest_sums"]),
        "INSERT INTO recomputed (key, number)",
        "SELECT 'forest.total', coalesce(sum(area_m2), 0) FROM plots",
        "UNION ALL",
        "SELECT 'forest.class.' || report_class, coalesce(sum(area_m2), 0)",
        "FROM forest_groups LEFT JOIN plots USING (report_class) GROUP BY report_class",
        "UNION ALL",
        "SELECT 'forest.tenure.' || tenure, coalesce(sum(area_m2), 0)",
        "FROM forest_tenures LEFT JOIN plots USING (tenure) GROUP BY tenure;",
    ])]  # fmt: skip


def _forest_codes(forest: ForestPart, language: str) -> str:
    scheme = forest.scheme
    codes = [[text(c), text(scheme.names[c][language] if c in scheme.names else ""), text(group)]
             for c, group in scheme.report_class.items()]  # fmt: skip
    groups = [[text(g.key), text(g.label[language])] for g in scheme.classes]
    tenures = [[text(t.key), text(t.label[language])] for t in scheme.tenures]
    digits = [[text(digit), text(t.key)] for t in scheme.tenures for digit in sorted(t.first_digits)]
    return "\n".join([
        remark(words(language)["sql.forest_codes"]),
        "CREATE OR REPLACE TEMP TABLE forest_classes (code VARCHAR, name VARCHAR, report_class VARCHAR);",
        f"INSERT INTO forest_classes {values(codes)};",
        "CREATE OR REPLACE TEMP TABLE forest_groups (report_class VARCHAR, name VARCHAR);",
        f"INSERT INTO forest_groups {values(groups)};",
        "CREATE OR REPLACE TEMP TABLE forest_tenures (tenure VARCHAR, name VARCHAR);",
        f"INSERT INTO forest_tenures {values(tenures)};",
        "CREATE OR REPLACE TEMP TABLE tenure_digits (first_digit VARCHAR, tenure VARCHAR);",
        f"INSERT INTO tenure_digits {values(digits)};",
    ])  # fmt: skip


def _plots(forest: ForestPart, language: str) -> str:
    w, origin = words(language), forest.origin
    declared = forest.area_kind == "declared"
    # The declared area is in hectares; one rounding to 0.01 m².
    hectares = f"exact({number(origin, 'declared_area_ha')} * 10000)"
    area = hectares if declared else shape_area(forest)
    last = text(forest.scheme.tenures[-1].key)
    begins = ", ".join(text(word) for word in forest.scheme.unmanaged)
    managed = f",\n    left({code(origin, 'managed')}, 1) NOT IN ({begins}) AS managed" if origin.has("managed") else ""
    notes = [w["sql.plots"], w["sql.area_declared_ha" if declared else "sql.area_shape"]]
    notes += [w["sql.bytewise_note"]] if bytewise(origin) else []
    return "\n".join([
        remark(*notes),
        "CREATE OR REPLACE TEMP TABLE plots AS",
        "WITH in_file AS (",
        f"  SELECT {code(origin, 'forest_class')} AS code_in_file, {code(origin, 'tenure_code')} AS tenure_code,",
        f"    {area} AS area_m2" + managed,
        f"  FROM {source(origin)}",
        "), full_code AS (",
        "  SELECT *,",
        "    CASE WHEN length(code_in_file) = 3 AND code_in_file NOT IN (SELECT code FROM forest_classes)",
        "         THEN '0' || code_in_file ELSE code_in_file END AS code",
        "  FROM in_file",
        ")",
        f"SELECT full_code.*, coalesce(report_class, 'other') AS report_class, coalesce(tenure, {last}) AS tenure",
        "FROM full_code",
        "LEFT JOIN forest_classes USING (code)",
        "LEFT JOIN tenure_digits ON tenure_digits.first_digit = left(tenure_code, 1)",
        "WHERE coalesce(report_class, 'other') <> 'outside'" + (" AND managed" if origin.has("managed") else "") + ";",
    ])  # fmt: skip


def well_statements(wells: WellPart, language: str) -> list[str]:
    """Return the statements that recount wells and rights and add up volumes by reservoir."""
    w, found = words(language), list[str]()
    if wells.spellings:
        rows = [[text(shown), text(spelling)] for spelling, shown in wells.spellings]
        found.append("\n".join([
            remark(w["sql.spellings"]),
            "CREATE OR REPLACE TEMP TABLE spellings (bytes VARCHAR, word VARCHAR);",
            f"INSERT INTO spellings {values(rows)};",
            *_LOOK_UP,
        ]))  # fmt: skip
    found.append(_counts("well", wells.wells, "role", wells.roles, _WELL_KEYS, w["sql.wells_note"]))
    if wells.reservoirs:
        found.append(_volumes(wells.names, language))
    if wells.rights is not None:
        found.append(_counts("right", wells.rights, "right_kind", wells.kinds, _RIGHT_KEYS, w["sql.rights_note"]))
    return found


_WELL_KEYS = ("production", "reinjection", "observation")
_RIGHT_KEYS = ("mining_rights", "exploration_rights")
#: A cell read byte by byte → its bytes in hexadecimal → the word; what is not listed stays as it is. A blank of full
#: width is twice the byte A1 there.
_LOOK_UP = (
    "CREATE OR REPLACE TEMP MACRO trimmed(cell) AS",
    r"  regexp_replace(cell, '^(\s|\x{A1}\x{A1})+|(\s|\x{A1}\x{A1})+$', '', 'g');",
    "CREATE OR REPLACE TEMP MACRO bytes_of(cell) AS",
    "  array_to_string(list_transform(string_split(trimmed(cell), ''), lambda c: printf('%02X', unicode(c))), '');",
    "CREATE OR REPLACE TEMP MACRO word(cell) AS",
    "  coalesce((SELECT spellings.word FROM spellings WHERE spellings.bytes = bytes_of(cell)), trimmed(cell), '');",
)


def _counts(
    table: str, origin: Origin, column: str, meaning: Mapping[str, str], keys: tuple[str, ...], note: str
) -> str:
    """Return how the rows of a register are counted by what a word of theirs means."""
    rows = [[text(word), text(key)] for word, key in meaning.items()]
    shown = ", ".join(f"({text(key)})" for key in keys)
    amounts = [
        f",\n  {_amount(origin, amount)} AS {amount}"
        for amount in ("produced_1e4m3", "reinjected_1e4m3")
        if table == "well" and origin.has(amount)
    ]
    reservoir = f", {spelt(origin, 'reservoir')} AS reservoir" if table == "well" else ""
    return "\n".join([
        remark(note),
        f"CREATE OR REPLACE TEMP TABLE {table}_words (word VARCHAR, meaning VARCHAR);",
        f"INSERT INTO {table}_words {values(rows)};",
        f"CREATE OR REPLACE TEMP TABLE {table}s AS",
        f"SELECT lower({spelt(origin, column)}) AS word{reservoir}{''.join(amounts)}",
        f"FROM {source(origin)}",
        "WHERE trim(concat_ws('', *COLUMNS(*))) <> '';",
        "INSERT INTO recomputed (key, number)",
        f"SELECT 'wells.' || shown.meaning, count({table}s.word)",
        f"FROM (VALUES {shown}) AS shown(meaning)",
        f"LEFT JOIN {table}_words USING (meaning) LEFT JOIN {table}s USING (word)",
        "GROUP BY shown.meaning;",
    ])  # fmt: skip


def _amount(origin: Origin, column: str) -> str:
    return f"CAST(nullif(trim({name(origin.columns[column])}), '') AS DECIMAL(28,8))"


#: The word of a reservoir without blanks and brackets of either width.
_BARE = r"regexp_replace(wells.reservoir, '[\s\pZ()（）]', '', 'g')"


def _volumes(names: Mapping[str, str], language: str) -> str:
    rows = [[text(word), text(shown)] for word, shown in names.items()]
    summed = (
        f"SELECT '{key}.' || name, coalesce(sum({column}), 0) * 10000 FROM well_volumes GROUP BY name"
        for key, column in (("produced", "produced_1e4m3"), ("reinjected", "reinjected_1e4m3"))
    )
    return "\n".join([
        remark(words(language)["sql.volumes_note"]),
        "CREATE OR REPLACE TEMP TABLE reservoir_words (spelling VARCHAR, name VARCHAR);",
        f"INSERT INTO reservoir_words {values(rows)};",
        "CREATE OR REPLACE TEMP TABLE well_volumes AS",
        f"SELECT wells.*, coalesce(reservoir_words.name, {_BARE}) AS name",
        f"FROM wells LEFT JOIN reservoir_words ON reservoir_words.spelling = lower({_BARE});",
        "INSERT INTO recomputed (key, number)",
        "\nUNION ALL\n".join(summed) + ";",
    ])  # fmt: skip
