"""Writes what is generated in docs/: commands, drawing of imports, pages of codes. ``--check`` only compares."""

import ast
import re
import sys
from pathlib import Path

import typer
from typer.main import get_command

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "natres"
BEGIN, END = "<!-- imports:begin -->", "<!-- imports:end -->"
EXIT_CODES = """\
## Exit codes

| code | means |
|---|---|
| 0 | done |
| 1 | found: a limit exceeded (`quota`), a figure that disagrees (`audit`), a run not as recorded (`verify`) … |
| 2 | usage |
| 65 | bad data, also a refused path or format, or a measure that cannot be computed |
| 66 | nothing there |
| 70 | a bug: a report file was written |
| 73 | cannot create the output |
| 74 | disk full or failing |
| 75 | another run holds the output |
| 130 | interrupted |

`--debug` anywhere on the line shows the traceback of a bug.
"""
JSON_KEYS = """\
## JSON

Keys are a promise: more may come, none is renamed or dropped. Areas are m² as numbers; what people read stands beside
as text.

- every command: `natres`, `command`, `inputs: [{path, layer, driver, rows, crs, year, sha256, encoding, repairs}]`,
  `warnings: [{code, message}]`
- `shares`: `scheme: {key, profile, title}` (`profile` null as the standard has it),
  `area_kind`, `control_area_m2`, `measured_area_m2`, `residual_m2`, `closed`, `groups: [{key, label, area_m2,
  share, area_text, share_text}]`, `classes: [{code, label, level, group, area_m2, share, area_text, share_text}]`,
  `ownership: [{key, group, area_m2}]`, `measures: [{key, label, rule, area_m2, why_not}]`, with `--by unit` `units`
  and `rounding: {rule, unit, largest_shift, moved, all_tables_agree}`, where the data have the field `settlement`,
  `ownership_types`, `cropland_by_slope`, `cropland_by_planting` (each `[{code, area_m2}]`), with `--closing` `closing:
  {rule, units: [{code, parcels, control_area_m2, measured_area_m2, given_m2, smallest_m2, largest_m2, tolerance_m2}]}`,
  with `--audit-parcels` `audit: {parcels, outlier_m2, outlier_ratio, totals_m2, largest_off_m2, outliers: [{row, id,
  unit, land_class, declared_m2, survey_m2, geodesic_m2, planar_m2, off_m2, closing_m2}]}`
- `quota`: `scheme`, `quotas: [{key, label, measure, kind, limit_m2, actual_m2, actual_text, margin_m2, ratio, status,
  why_not, under_other_measures, by_unit, by_class}]`, `status` one of `within`, `near`, `exceeded`, `not_computable`
- `forest`: `total_m2`, `plots`, `by_class`, `by_tenure`, `matrix`, `by_unit`, `outside_m2` (02xx), `unmanaged_m2`
  (woods with GLLX 20; in no total), `cells: [{unit_code, unit, forest_class, tenure, plots, area_m2}]`,
  `by_area_kind: [{kind, by_class}]`, `by_tenure_code: [{tenure, code, plots, area_m2}]`, `breakdowns: [{key, label, of,
  total_m2, rows: [{key, label, plots, area_m2}]}]` (`of` `forest` or `forested`; rows `blank` and `odd` where there are
  such), `by_chief: [{chief, tenure, area_m2}]`, `stock: {by_class, by_species, without_m2}` (each `{plots, area_m2,
  stock_m3}`)
- `wells`: `counts` (also wells in use, rights valid on the day, wells without a group, `unknown_role`; null where not
  known),
  `settings`, `reinjection: [{reservoir, produced_m3, reinjected_m3, rate, required_rate, status, why_not, missing,
  unplaced, production_wells, reinjection_wells, well_count_ratio}]`, `reinjection_total`,
  `tail_water: [{well_id, tail_water_c, limit_c, status, why_not}]`, `doublets`,
  `single_wells`, `rights`, `well_rights`, `permits`, `right_permits`, `heat: [{well_id, grade, power_kw, standard_mj,
  produced_j, used_j, utilisation, coal_saved_tce, why_not}]`, `heat_by_reservoir`, `heat_total`, `heat_in_place:
  [{reservoir, stored_j, stored_kwh, stored_tce, recoverable_j, recoverable_kwh, recoverable_tce, why_not}]`, `places`,
  `findings: [{code, severity, about, well_id, right_id, message, cure, detail}]`
- `change`, and `report` under `results.change` without `changes`: `years`, `area_kind`, `after_area_kind`, `scheme`,
  `before_m2`, `after_m2`, `common_m2`, `only_before_m2`, `only_after_m2`, `residual_m2`, `after_residual_m2`,
  `survey_residuals_m2`, `changed_m2`, `matrix: [{from, to, planar_m2, survey_m2, declared_m2, area_m2, slivers_m2}]`
  (by DLBM; `from` and `to` null for ground of one year alone; `declared_m2` null where areas are not declared),
  `class_matrix`, `main_class_matrix`, `group_matrix`, `ownership_matrix`, `unit_matrix` (each `[{from, to,
  area_m2}]`, field ridges under 1203), `classes: [{code, label, before_m2, after_m2, boundary_in_m2, boundary_out_m2,
  adjusted_m2, gain_m2, loss_m2, net_m2, swap_m2, persistence_m2, residual_m2}]`, alike `main_classes`, `groups`,
  `ownership`, `units` (with `group`), `cropland_outflow: [{to, label, area_m2, sum_of}]`, `cropland_inflow`,
  `new_construction: [{from, label, area_m2, inside_urban_boundary_m2}]`, `parcels: {kinds, fields, gone}`, `slivers:
  {count, area_m2, width_m, max_area_m2}`, `same_shapes`, `cut_on_grid`, `vertices_rounded`, `second_computation`,
  `changes: [{before_id, after_id, before_row, after_row, from, to, area_m2, planar_m2, survey_m2, width_m, unit,
  kind, parcel, fields}]`
- `zonal`: `zones: [{id, label, rows, area_m2, survey_m2, covered_m2, nodata_m2, uncovered_m2, residual_m2, classes:
  [{value, label, area_m2, share, cells, planar_m2}]}]` (areas on the ellipsoid, not rounded; `share` of `covered_m2`;
  `planar_m2` null for cells in degrees), with two dates also `after_nodata_m2`, `classes_after`, `common_m2`, `changes:
  [{from, from_label, to, to_label, area_m2}]`; `raster: {cell, planar_cell_m2, resampled}`
- `ledgers`, and `report` under `results`: `ledgers: [{kind, label, year, rows, sums: [{column, label, unit, sum,
  sum_text}], groups, towns: [{unit, rows, sums}], places: [{row, name, parcel_id, land_class, unit_code,
  town_differs}]}]` (`places` in a report alone), `water: {year, provisional, total_m3, total_text, total_status,
  sources_m3, sources: [{name, kind, amount_m3}], plan_m3, use_m3, users: [{name, source, plan_m3, use_m3, status}],
  inspections: [{quarter, takers, inspected, status}], groundwater_cut_m3, groundwater_cut, findings: [{code, about,
  message}]}`
- `report` under `results.accounts`: `land: {unit, opening_year, closing_year, rows: [{key, owner, opening_m2, net_m2,
  closing_m2}]}`, `forest` alike with `tenure`, `water` and `recoverable_heat: {unit, opening_year, closing_year,
  opening, additions, reductions, closing, closing_text}`; what next year's `[accounts] previous` reads
- `verify RUN.json`: `folder`, `checked: {inputs, outputs, figures}`, `differences: [{kind, what, recorded, now}]`,
  `kind` one of `input`, `output`, `figure`
- `report`: `closing` as above where parcels were closed,
  `second_computation: [{key, means, first, second, tolerance, unit, agrees}]`
- `report` writes `run.json` (inputs and outputs with SHA-256, versions, options, `district`: the district file as
  seen from the folder, `scheme: {path, sha256}` for one's own) and `results.json`
- `site`: `planar_m2`, `survey_m2`, `parts: [{name, planar_m2, survey_m2}]`, `uncovered: {planar_m2, survey_m2}`,
  `classes`, `groups`, `ownership`, `towns`, `villages`: `[{code|key, label, planar_m2, survey_m2}]`,
  `taken: [{label, parent, area_m2}]`, `parcels: [{parcel_id, land_class, ownership, unit_code, planar_m2, survey_m2,
  parcel_m2, whole, width_m}]`, `zones: [{zone_layer, label, year, planar_m2, survey_m2, share, counted_m2, outside_m2,
  outside_counted_m2, classes, zones: [{id, planar_m2, survey_m2}]}]`,
  `combinations: [{zone_layers, planar_m2, survey_m2}]` (each ground once), `forest_plots` and `wells` (null without
  such a layer), `near_m`, `assumption`, `quotas: [{key, label, measure, kind, limit_m2, actual_m2, change_m2, after_m2,
  margin_m2, margin_after_m2, status, status_after, why_not, by_unit}]`,
  `crossed: [{kind: inside|outside|quota|quota_further, key, area_m2, survey_m2, text}]` (plane and survey area)
"""


def command_reference() -> str:
    """Return the reference of all commands, from the program itself."""
    import natres.cli

    root = get_command(natres.cli.app)
    context = typer.Context(root, info_name="natres")
    lines = ["# Commands", "", "Written by `docs/build.py` from the program; do not edit.", ""]
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        if command is None:
            continue
        inner = typer.Context(command, info_name=name, parent=context)
        lines += [f"## natres {name}", "", (command.help or "").replace("\b\n", "").strip(), ""]
        lines += ["| option | |", "|---|---|"]
        for parameter in command.get_params(inner):
            record = parameter.get_help_record(inner)
            if record and record[0] != "-h, --help":
                lines.append(f"| `{_cell(record[0])}` | {_cell(record[1])} |")
        lines.append("")
    return "\n".join([*lines, EXIT_CODES, JSON_KEYS])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def import_drawing() -> str:
    """Return which room imports which, as a table made from the source."""
    arrows: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        room = _room(path.relative_to(SOURCE).parts)
        for module in _imported(path):
            target = _room(tuple(module.split(".")[1:]) or ("__init__.py",))
            if target != room:
                arrows.setdefault(room, set()).add(target)
    lines = ["| room | imports |", "|---|---|"]
    lines += [f"| `{room}` | {', '.join(f'`{name}`' for name in sorted(arrows[room]))} |" for room in sorted(arrows)]
    return "\n".join(lines)


def with_figures(text: str) -> str:
    """Return a page with its figures and tables filled in between their markers."""
    from figures import FIGURES
    from tables import TABLES

    made = {**FIGURES, **TABLES}

    def filled(found: re.Match[str]) -> str:
        return f"<!-- figures:{found[1]} -->\n{made[found[1]]()}\n<!-- /figures -->"

    return re.sub(r"<!-- figures:([a-z-]+) -->\n.*?<!-- /figures -->", filled, text, flags=re.DOTALL)


def _room(parts: tuple[str, ...]) -> str:
    first = parts[0].removesuffix(".py")
    if first == "presenters" and len(parts) > 1 and parts[1] == "web":
        return "presenters.web"
    return "natres" if first in ("__init__", "__main__", "maps_dir", "__version__") else first


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("natres"):
            inner = [f"natres.{alias.name}" for alias in node.names]
            found.update(inner if node.module == "natres" else [node.module])
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names if alias.name.startswith("natres."))
    return found


def main() -> int:
    """Write the generated texts, or with ``--check`` say which are out of date; pages of codes that are gone too."""
    from code_pages import code_pages

    codes = code_pages(ROOT / "docs" / "codes")
    page = ROOT / "docs" / "architecture.md"
    names = ("numbers.md", "forest.md", "wells.md", "ledgers.md", "acceptance.md", "acceptance.zh-CN.md")
    filled = [ROOT / "docs" / name for name in names]
    text = page.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    wanted = {
        ROOT / "docs" / "cli.md": command_reference(),
        **{path: with_figures(path.read_text(encoding="utf-8")) for path in filled},
        page: f"{head}{BEGIN}\n{import_drawing()}\n{END}{tail}",
        **codes,
    }
    gone = [path for path in (ROOT / "docs" / "codes").rglob("*.md") if path not in codes]
    stale = gone + [path for path, content in wanted.items() if not path.exists() or path.read_text("utf-8") != content]
    if "--check" in sys.argv:
        names = [path.relative_to(ROOT).as_posix() for path in stale]
        sys.stdout.write("".join(f"out of date: {name} (run docs/build.py)\n" for name in names))
        return 1 if stale else 0
    for path in gone:
        path.unlink()
    for path in stale[len(gone) :]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
