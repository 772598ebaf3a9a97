"""The whole script: head, inputs, land, forest, wells, natres's figures, the comparison."""

from natres.labels import words
from natres.presenters.sql.land import land_statements
from natres.presenters.sql.material import AuditFile, AuditMaterial
from natres.presenters.sql.quoting import remark, text, values
from natres.presenters.sql.resources import forest_statements, well_statements
from natres.presenters.sql.sheet import AuditFigure
from natres.presenters.sql.sources import path_text

__all__ = ["draw_script"]

_RULE = "=" * 96


def draw_script(material: AuditMaterial) -> str:
    """Return the DuckDB script that recomputes the headline figures of a report from its input files.

    Its last statement shows every figure of natres beside the recomputed one, their difference, the tolerance
    and a verdict; the same rows stay in the temporary table ``comparison``.
    """
    w = words(material.language)
    sections = [_head(material), _tools(material)]
    sections.append(_section(w["sql.part_files"], _file_checks(material)))
    sections.append(_section(w["sql.part_land"], land_statements(material)))
    if material.forest:
        sections.append(_section(w["sql.part_forest"], forest_statements(material.forest, material.language)))
    if material.wells:
        sections.append(_section(w["sql.part_wells"], well_statements(material.wells, material.language)))
    elif material.wells_left_out:
        left = remark(w["registers.left_out"].format(path=material.wells_left_out))
        sections.append(_section(w["sql.part_wells"], [left]))
    sections.append(_section(w["sql.part_compare"], [_row_counts(material), _natres(material), *_comparison(material)]))
    return "\n\n\n".join(sections) + "\n"


def _section(title: str, statements: list[str]) -> str:
    return "\n\n".join([remark(_RULE, title, _RULE), *statements])


def _head(material: AuditMaterial) -> str:
    w = words(material.language)
    lines = [w["sql.title"].format(title=material.title), *material.marks]
    lines.append(w["sql.written"].format(version=material.version))
    lines += [w[f"sql.how_{i}"] for i in range(1, 7)]
    lines += ["", w["sql.inputs"]]
    lines += [f"{f.path} | {f.rows or '—'} | {f.sha256}" for f in material.files]
    return remark(_RULE, *lines, _RULE)


def _tools(material: AuditMaterial) -> str:
    """Return the one folder, the extension, and the few words the rest of the script uses."""
    w = words(material.language)
    return "\n".join([
        remark(w["sql.folder"]),
        f"SET VARIABLE folder = {text(material.folder)};",
        "",
        remark(w["sql.load_1"], w["sql.load_2"], w["sql.load_3"]),
        "LOAD spatial;",
        "",
        remark(w["sql.macros"]),
        r"CREATE OR REPLACE TEMP MACRO plain(path) AS regexp_replace(path, '([*?\[])', '[\1]', 'g');",
        "CREATE OR REPLACE TEMP MACRO code(field) AS coalesce(CAST(field AS VARCHAR), '');",
        "CREATE OR REPLACE TEMP MACRO whole_code(field) AS",
        "  CASE WHEN field IS NULL THEN '' WHEN field = floor(field) THEN CAST(CAST(field AS BIGINT) AS VARCHAR)",
        "       ELSE CAST(field AS VARCHAR) END;",
        "CREATE OR REPLACE TEMP MACRO bare(cell) AS",
        "  coalesce(trim(cell, ' ' || chr(9) || chr(160) || chr(12288)), '');",
        "CREATE OR REPLACE TEMP MACRO exact(value) AS CAST(CAST(value AS VARCHAR) AS DECIMAL(18,2));",
        "",
        remark(w["sql.recomputed"]),
        "CREATE OR REPLACE TEMP TABLE recomputed (key VARCHAR, number DECIMAL(38,6), word VARCHAR);",
    ])  # fmt: skip


def _file_checks(material: AuditMaterial) -> list[str]:
    checked = [(i, f) for i, f in enumerate(material.files, start=1) if f.checked]
    queries = [
        f"SELECT {text(_file_key(i))}, sha256(content) FROM read_blob(plain({path_text(f.path)}))" for i, f in checked
    ]
    return ["INSERT INTO recomputed (key, word)\n" + "\nUNION ALL\n".join(queries) + ";"]


def _file_key(place: int) -> str:
    return f"file.{place}.sha256"


def _row_counts(material: AuditMaterial) -> str:
    queries = ["SELECT 'rows.parcels', count(*) FROM parcels"]
    queries += ["SELECT 'rows.plots', count(*) FROM plots"] if material.forest else []
    return "INSERT INTO recomputed (key, number)\n" + "\nUNION ALL\n".join(queries) + ";"


def _natres(material: AuditMaterial) -> str:
    """Return what natres found as a table of values."""
    w = words(material.language)
    figures = [*_file_figures(material.files, w["sql.files"]), *material.figures]
    rows = [
        [str(place), text(f.section), text(f.key), text(f.label), text(f.unit), str(f.decimals), f.number or "NULL",
         f.tolerance, text(f.word) if f.word else "NULL", text(f.printed)]
        for place, f in enumerate(figures, start=1)
    ]  # fmt: skip
    return "\n".join([
        remark(w["sql.natres_note"], w["sql.tolerance_note"]),
        "CREATE OR REPLACE TEMP TABLE natres",
        "  (place INTEGER, section VARCHAR, key VARCHAR, figure VARCHAR, unit VARCHAR, decimals INTEGER,",
        "   number DECIMAL(38,6), tolerance DECIMAL(38,6), word VARCHAR, printed VARCHAR);",
        f"INSERT INTO natres {values(rows)};",
    ])  # fmt: skip


def _file_figures(files: tuple[AuditFile, ...], section: str) -> list[AuditFigure]:
    return [
        AuditFigure(_file_key(i), section, f"{f.path} · SHA-256", word=f.sha256)
        for i, f in enumerate(files, start=1)
        if f.checked
    ]


def _comparison(material: AuditMaterial) -> list[str]:
    w = words(material.language)
    agrees, differs, missing = (text(w[f"sql.{key}"]) for key in ("agrees", "differs", "missing"))
    table = "\n".join([
        remark(w["sql.comparison_note"]),
        "CREATE OR REPLACE TEMP MACRO shown(value, decimals) AS",
        "  CASE decimals WHEN 0 THEN CAST(CAST(value AS DECIMAL(38,0)) AS VARCHAR)",
        "                WHEN 2 THEN CAST(CAST(value AS DECIMAL(38,2)) AS VARCHAR) ELSE CAST(value AS VARCHAR) END;",
        "CREATE OR REPLACE TEMP TABLE comparison AS",
        "SELECT natres.place, natres.section, coalesce(natres.figure, recomputed.key) AS figure, natres.unit,",
        "  natres.printed, coalesce(natres.word, shown(natres.number, natres.decimals)) AS natres,",
        "  coalesce(recomputed.word, shown(recomputed.number, coalesce(natres.decimals, 2))) AS recomputed,",
        "  recomputed.number - natres.number AS difference, natres.tolerance,",
        f"  CASE WHEN natres.key IS NULL OR recomputed.key IS NULL THEN {missing}",
        f"       WHEN natres.word IS NOT NULL AND natres.word = recomputed.word THEN {agrees}",
        f"       WHEN natres.word IS NULL AND abs(recomputed.number - natres.number) <= natres.tolerance THEN {agrees}",
        f"       ELSE {differs} END AS verdict,",
        "  coalesce(natres.key, recomputed.key) AS key",
        "FROM natres FULL JOIN recomputed ON recomputed.key = natres.key;",
    ])  # fmt: skip
    odd = []
    if material.land.origin.has("declared_area_m2"):
        odd = [remark(w["sql.odd_show"]) + "\nSELECT * FROM odd_parcels LIMIT 20;"]
    count = f"SELECT verdict, count(*) AS figures FROM comparison GROUP BY verdict ORDER BY verdict = {agrees};"
    columns = "section, figure, unit, printed, natres, recomputed, difference, tolerance, verdict"
    final = f"SELECT {columns}\nFROM comparison ORDER BY place NULLS LAST;"
    return [table, *odd, f"{remark(w['sql.count_note'])}\n{count}", f"{remark(w['sql.final_note'])}\n{final}"]
