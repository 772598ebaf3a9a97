"""The command line: parse arguments, call one workflow, print, exit with the code that says how it went.

Heavy libraries are imported inside the commands, so that ``natres --help`` answers at once.
"""

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from natres import __version__
from natres.errors import BadData, BadUsage, NatresError, default_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from natres.presenters.table import Table
    from natres.workflows import Answer, Options

__all__ = ["app", "main"]

app = typer.Typer(
    name="natres",
    help="自然资源数据：面积可签字，地图可离线。Land, forest and geothermal figures that can be signed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Format = Annotated[str, typer.Option("--format", help="table | json | csv | xlsx", metavar="FORMAT")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="输出文件 output file")]
Lang = Annotated[str | None, typer.Option("--lang", help="zh | en；默认取区县文件，否则取系统语言")]
Force = Annotated[bool, typer.Option("--force", help="覆盖已有输出 replace what is there")]
Area = Annotated[str, typer.Option("--area", help="auto | survey | geodesic | planar | declared 面积口径")]
Rounding = Annotated[str, typer.Option("--rounding", help="closed（调平）| plain（单独舍入）| survey（调查汇总规则）")]
Unit = Annotated[str, typer.Option("--unit", help="表格面积单位：ha | mu | m2 | km2 | 1e4mu（万亩）")]
Closing = Annotated[
    str | None,
    typer.Option("--closing", help="图斑调平到控制面积：none | survey | largest-remainder；默认取区县文件"),
]
Accept = Annotated[list[str] | None, typer.Option("--accept", help="容许某类问题继续 go on in spite of a code")]
Strict = Annotated[bool, typer.Option("--strict", help="任何修补都算错误 a repair becomes an error")]
Control = Annotated[str | None, typer.Option("--control-area-km2", help="控制面积（平方公里）control area in km²")]
Scheme = Annotated[
    str | None,
    typer.Option(
        "--scheme",
        help="分类表：内置名称，可加口径（third-survey:0404-agricultural），或 CSV（code,name,parent,group）",
    ),
]
LayerName = Annotated[str | None, typer.Option("--layer", help="文件中的图层名 layer name in the file")]
Crs = Annotated[str | None, typer.Option("--crs", help="文件没有坐标系时指定，如 EPSG:4527")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="属性编码，如 GBK")]
ClassField = Annotated[str | None, typer.Option("--class-field", help="地类字段名 field of the land class")]
IdField = Annotated[str | None, typer.Option("--id-field", help="编号字段名 field of the parcel id")]
AreaField = Annotated[str | None, typer.Option("--area-field", help="面积字段名（平方米）field of the declared area")]
UnitField = Annotated[str | None, typer.Option("--unit-field", help="坐落单位字段名 field of the unit code")]
OwnerField = Annotated[str | None, typer.Option("--owner-field", help="权属性质字段名 field of the ownership type")]


def _version(value: bool) -> None:
    if value:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 version")] = False,
) -> None:
    """自然资源数据：面积可签字，地图可离线。Land, forest and geothermal figures that can be signed.

    主要用法 main job:  natres report data/xiqing.toml -o build/report
    """


def _options(**given: Any) -> "Options":
    from natres.workflows import Options

    names = {"class_field": "land_class", "id_field": "parcel_id", "area_field": "declared_area_m2"}
    names |= {"unit_field": "unit_code", "owner_field": "ownership_type"}
    fields = {column: given.pop(option) for option, column in names.items() if given.get(option)}
    known = {key: value for key, value in given.items() if key not in names and value is not None}
    known["accept"] = frozenset(known.get("accept") or ())
    if "unit" in known:
        from natres.core.units import unit_named

        known["unit"] = unit_named(known["unit"])
    for option, allowed in _CHOICES.items():
        if known.get(option, allowed[0]) not in allowed:
            named = {"option": f"--{option}", "value": known[option], "allowed": ", ".join(allowed)}
            raise BadUsage("OPTION_VALUE", **named)
    return Options(fields=fields, **known)


_CHOICES = {
    "rounding": ("closed", "plain", "survey"),
    "unit": ("ha", "mu", "m2", "km2", "1e4mu"),
    "closing": ("none", "survey", "largest-remainder"),
}


@app.command()
def report(
    district: Annotated[str, typer.Argument(help="区县文件 DISTRICT.toml")],
    output: Annotated[Path, typer.Option("-o", "--output", help="报告文件夹 report folder")] = Path("natres-report"),
    area: Area = "auto",
    rounding: Rounding = "closed",
    unit: Unit = "ha",
    closing: Closing = None,
    accept: Accept = None,
    strict: Strict = False,
    scheme: Scheme = None,
    lang: Lang = None,
    force: Force = False,
    fail_on_findings: Annotated[bool, typer.Option("--fail-on-findings", help="有突破或不符时退出码为 1")] = False,
) -> None:
    """主任务：读区县文件，算全部表，画图，写成一个文件夹。The main job: one folder with tables and maps.

    例 example:  natres report data/xiqing.toml -o build/report
    """
    from natres.workflows import report as do

    options = _options(
        language=lang, area=area, rounding=rounding, unit=unit, closing=closing, accept=accept, strict=strict,
        scheme=scheme,
    )  # fmt: skip
    answer = do(district, output, options, force=force, progress=_progress)
    _say_report(answer)
    found = any(n.code == "PUBLISHED_DISAGREES" for n in answer.notices)
    exceeded = any(q["status"] == "exceeded" for q in answer.data["results"]["quotas"])
    if fail_on_findings and (found or exceeded):
        raise typer.Exit(1)


@app.command()
def shares(
    source: Annotated[str, typer.Argument(help="图斑图层或区县文件 PARCELS | DISTRICT.toml")],
    control_area_km2: Control = None,
    by: Annotated[str | None, typer.Option("--by", help="unit：分镇街和村 by town and village")] = None,
    audit_parcels: Annotated[bool, typer.Option("--audit-parcels", help="列出面积异常的图斑 list odd parcels")] = False,
    area: Area = "auto",
    rounding: Rounding = "closed",
    unit: Unit = "ha",
    closing: Closing = None,
    accept: Accept = None,
    strict: Strict = False,
    scheme: Scheme = None,
    layer: LayerName = None,
    crs: Crs = None,
    encoding: Encoding = None,
    class_field: ClassField = None,
    id_field: IdField = None,
    area_field: AreaField = None,
    unit_field: UnitField = None,
    owner_field: OwnerField = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """三大类、地类、权属面积与占控制面积的比例。Land by group, class and ownership against the control area.

    例 example:  natres shares data/landuse/parcels_2022.parquet --control-area-km2 565.36
    """
    from natres.workflows import shares as do

    if by not in (None, "unit"):
        raise BadUsage("OPTION_VALUE", option="--by", value=by, allowed="unit")
    options = _options(
        language=lang, area=area, rounding=rounding, unit=unit, closing=closing, accept=accept, strict=strict,
        scheme=scheme, layer=layer, crs=crs, encoding=encoding, control_area_km2=control_area_km2,
        class_field=class_field, id_field=id_field, area_field=area_field, unit_field=unit_field,
        owner_field=owner_field,
    )  # fmt: skip
    _deliver(do(source, options, by_unit=by == "unit", audit_parcels=audit_parcels), format, output, force)


@app.command()
def quota(
    source: Annotated[str, typer.Argument(help="图斑图层或区县文件 PARCELS | DISTRICT.toml")],
    measure: Annotated[str | None, typer.Option("--measure", help="口径，如 urban_rural_construction")] = None,
    limit_km2: Annotated[str | None, typer.Option("--limit-km2", help="控制数（平方公里，照文件上的位数写）")] = None,
    limit: Annotated[str | None, typer.Option("--limit", help="控制数（带单位，如 17.43万亩、1200公顷）")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="ceiling（上限）| floor（下限）；默认按口径：耕地为下限，其他为上限")
    ] = None,
    area: Area = "auto",
    accept: Accept = None,
    strict: Strict = False,
    scheme: Scheme = None,
    layer: LayerName = None,
    crs: Crs = None,
    encoding: Encoding = None,
    class_field: ClassField = None,
    area_field: AreaField = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """用地指标是否突破、突破多少、谁占得多。Quotas: exceeded or not, by how much, by whom.

    例 example:  natres quota data/landuse/parcels_2022.parquet --measure construction --limit-km2 211.3
    """
    from natres.workflows import quota as do

    options = _options(
        language=lang, area=area, accept=accept, strict=strict, scheme=scheme, layer=layer, crs=crs, encoding=encoding,
        class_field=class_field, area_field=area_field,
    )  # fmt: skip
    _deliver(do(source, options, measure=measure, limit_km2=limit_km2, limit=limit, kind=kind), format, output, force)


@app.command()
def forest(
    source: Annotated[str, typer.Argument(help="林地小班图层或区县文件 PLOTS | DISTRICT.toml")],
    area: Area = "auto",
    rounding: Rounding = "closed",
    accept: Accept = None,
    strict: Strict = False,
    layer: LayerName = None,
    crs: Crs = None,
    encoding: Encoding = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """林地按地类与权属（国有、集体）。Forest land by class and tenure.

    例 example:  natres forest data/forest/plots_2021.shp
    """
    from natres.workflows import forest as do

    options = _options(
        language=lang,
        area=area,
        rounding=rounding,
        accept=accept,
        strict=strict,
        layer=layer,
        crs=crs,
        encoding=encoding,
    )
    _deliver(do(source, options), format, output, force)


@app.command()
def wells(
    source: Annotated[str, typer.Argument(help="地热井登记表（CSV）或区县文件 WELLS.csv | DISTRICT.toml")],
    encoding: Encoding = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """地热井：数量、回灌率、尾水温度、问题清单。Geothermal wells: counts, reinjection, tail water, findings.

    例 example:  natres wells data/xiqing.toml
    """
    from natres.workflows import wells as do

    _deliver(do(source, _options(language=lang, encoding=encoding)), format, output, force)


@app.command("map")
def draw(
    source: Annotated[str, typer.Argument(help="图层或区县文件 LAYER | DISTRICT.toml")],
    names: Annotated[list[str] | None, typer.Argument(help="地图定义名称（区县文件）map definitions")] = None,
    by: Annotated[str, typer.Option("--by", help="按什么着色：group、subclass、ownership、tenure、role 或字段名")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="HTML 文件；区县文件则为文件夹")] = None,
    accept: Accept = None,
    strict: Strict = False,
    scheme: Scheme = None,
    layer: LayerName = None,
    crs: Crs = None,
    encoding: Encoding = None,
    class_field: ClassField = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """离线网页地图：一个文件，不用联网。A web map in one file that needs no network.

    例 example:  natres map data/forest/plots_2021.shp --by tenure -o forest.html
    """
    from natres.workflows import map_district, map_layer

    options = _options(
        language=lang,
        accept=accept,
        strict=strict,
        scheme=scheme,
        layer=layer,
        crs=crs,
        encoding=encoding,
        class_field=class_field,
    )
    if source.lower().endswith(".toml"):
        answer = map_district(source, output or Path("natres-maps"), tuple(names or ()), options, force=force)
    elif not by:
        raise BadUsage("OPTION_MISSING", option="--by")
    else:
        answer = map_layer(source, output or Path(f"{Path(source).stem}.html"), by, options, force=force)
    _say(answer)


@app.command()
def verify(
    source: Annotated[str, typer.Argument(help="报告的 run.json，或区县文件 RUN.json | DISTRICT.toml")],
    sql: Annotated[Path | None, typer.Option("--sql", help="写一个 DuckDB 复核脚本 write a DuckDB script")] = None,
    area: Area = "auto",
    accept: Accept = None,
    strict: Strict = False,
    scheme: Scheme = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """复核：重算一次报告，或写出不用 natres 的 DuckDB 脚本。Repeat a run, or write a script that does without natres.

    例 example:  natres verify data/xiqing.toml --sql build/verify.sql
    """
    from natres.workflows import verify_run, write_audit_script

    if not source.lower().endswith(".toml"):
        if sql is not None or accept or strict or scheme or area != "auto":
            raise BadUsage("OPTION_MISSING.run", option="DISTRICT.toml", value=source)
        _deliver(verify_run(source, lang), format, output, force)
        return
    if sql is None:
        raise BadUsage("OPTION_MISSING.sql", option="--sql OUT.sql")
    options = _options(language=lang, area=area, accept=accept, strict=strict, scheme=scheme)
    _say(write_audit_script(source, sql, options, force=force))


@app.command()
def audit(
    source: Annotated[str, typer.Argument(help="送审稿或区县文件 REPORT.txt | REPORT.docx | DISTRICT.toml")],
    page: Annotated[
        Path | None, typer.Option("--page", help="写一个网页：原文加下划线和依据 a page with the text")
    ] = None,
    comments: Annotated[
        Path | None, typer.Option("--comments", help="写一份带批注的副本 a commented copy of the DOCX")
    ] = None,
    write_published: Annotated[
        Path | None, typer.Option("--write-published", help="把认得的数字写成区县文件的 [published] 表（TOML）")
    ] = None,
    terms: Annotated[Path | None, typer.Option("--terms", help="本单位的单位、用语、指标名（TOML）")] = None,
    encoding: Encoding = None,
    accept: Accept = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """核对：送审稿里的数字能否同时成立；公布数与计算数是否相符。Which figures cannot all be true.

    例 example:  natres audit 送审稿.docx --page 核对.html
    """
    from natres.workflows import audit_district, audit_report

    if source.lower().endswith(".toml"):
        if any(given is not None for given in (page, comments, write_published, terms, encoding)):
            raise BadUsage("OPTION_MISSING.draft", option="REPORT.docx", value=source)
        _deliver(audit_district(source, _options(language=lang, accept=accept)), format, output, force)
        return
    answer = audit_report(
        source, language=lang, terms=terms, encoding=encoding, page=page, comments=comments, published=write_published,
        force=force,
    )  # fmt: skip
    _deliver(answer, format, output, force)


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹 folder")],
    parcels: Annotated[int, typer.Option("--parcels", help="大约多少图斑 about how many parcels")] = 6000,
    seed: Annotated[int, typer.Option("--seed", help="随机种子 seed", min=0)] = 1,
    targets: Annotated[str, typer.Option("--targets", help="report（报告数字）| random（随机数字）")] = "report",
    lang: Lang = None,
    force: Force = False,
) -> None:
    """生成虚构的样例区县：图层与区县文件。An invented district: layers and district file.

    例 example:  natres sample build/sample --parcels 3000 --seed 7 --targets random
    """
    from natres.workflows import make_sample

    _say(make_sample(folder, parcels=parcels, seed=seed, targets=targets, language=lang, force=force))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹 folder")],
    source: Annotated[Path | None, typer.Option("--from", help="在这个文件夹里找图层 find layers here")] = None,
    name: Annotated[str, typer.Option("--name", help="区县名称 district name")] = "",
    code: Annotated[str, typer.Option("--code", help="行政区代码，6 位 district code")] = "",
    year: Annotated[str, typer.Option("--year", help="数据年份 year of the data")] = "",
    control_area_km2: Annotated[str, typer.Option("--control-area-km2", help="控制面积 control area")] = "",
    lang: Lang = None,
    force: Force = False,
) -> None:
    """写一个带说明的区县文件。A commented district file, filled in from the layers found.

    例 example:  natres init mydistrict --from D:/三调成果 --name 示例区
    """
    from natres.workflows import init_district

    ask = _prompt if sys.stdin.isatty() and source else None
    answer = init_district(
        folder, source=source, name=name, code=code, year=year, control_area_km2=control_area_km2,
        language=lang, force=force, ask=ask,
    )  # fmt: skip
    _say(answer)


def _prompt(question: str, default: str) -> str:
    return str(typer.prompt(question, default=default))


_EXAMPLE, _UNWRAPPED = "    例 example:", "    \b\n    例 example:\n     "
for _command in app.registered_commands:
    # A backspace alone on a line tells the parser's help not to wrap what follows: examples are copied.
    if _command.callback is not None and _command.callback.__doc__:
        _command.callback.__doc__ = _command.callback.__doc__.replace(_EXAMPLE, _UNWRAPPED)


def _progress(step: str) -> None:
    """Tell the step on a terminal; in a pipe say nothing."""
    if sys.stderr.isatty():
        sys.stderr.write(f"… {step}\n")


def _deliver(answer: "Answer", form: str, output: Path | None, force: bool) -> None:
    """Print an answer, or write it to a file in the asked format, and exit with its code."""
    from natres.presenters.formats import csv_text, print_tables, terminal_tables
    from natres.presenters.json_text import json_text
    from natres.presenters.workbook import workbook_bytes
    from natres.writers import write_file

    if form not in ("table", "json", "csv", "xlsx"):
        raise BadUsage("OPTION_VALUE", option="--format", value=form, allowed="table, json, csv, xlsx")
    if form == "xlsx" and output is None:
        raise BadUsage("OPTION_MISSING.file", option="-o FILE.xlsx")
    _warn(answer)
    if form == "xlsx":
        data: str | bytes = workbook_bytes(
            answer.tables, moment=answer.moment, marks=answer.marks, language=answer.language
        )
    elif form == "json":
        data = json_text(answer.data | ({"marks": list(answer.marks)} if answer.marks else {}))
    elif form == "csv":
        data = csv_text(answer.tables, answer.marks)
    else:
        shown, wide = terminal_tables(answer.tables, answer.language)
        marks = [f"※ {mark}" for mark in answer.marks]
        data = "\n".join([*marks, print_tables(shown), *answer.sentences, *filter(None, [wide])]) + "\n"
    if output is None:
        sys.stdout.write(data.removeprefix("\ufeff") if isinstance(data, str) else "")
    else:
        write_file(output, data, force=force)
    if answer.exit_code:
        raise typer.Exit(answer.exit_code)


_REPORT_TABLES = ("land_groups", "quotas", "forest", "wells")


def _say_report(answer: "Answer") -> None:
    from natres.labels import words
    from natres.presenters.formats import print_tables

    w = words(answer.language)
    shown = [table for table in answer.tables if table.key in _REPORT_TABLES]
    lines = [*(f"※ {mark}" for mark in answer.marks), "", print_tables(shown), *_unsaid(answer, shown), ""]
    folder = answer.folder or Path()
    lines += [w["report.done"].format(path=folder), w["report.index_open"].format(path=folder / "index.html")]
    _warn(answer)
    sys.stdout.write("\n".join(lines) + "\n")


def _unsaid(answer: "Answer", shown: "Sequence[Table]") -> list[str]:
    """Return the sentences that do not already stand under a table."""
    said = {note for table in shown for note in table.notes}
    return [sentence for sentence in answer.sentences if sentence not in said]


def _say(answer: "Answer") -> None:
    from natres.presenters.formats import print_tables

    if answer.tables:
        sys.stdout.write(print_tables(answer.tables))
    sys.stdout.write("\n".join(answer.sentences) + "\n")
    _warn(answer)


def _warn(answer: "Answer") -> None:
    from natres.errors import describe_code

    line = {"zh": "提示 {}：{}。{}。\n", "en": "note {}: {}. {}.\n"}[answer.language]
    for notice in answer.notices:
        sys.stderr.write(line.format(notice.code, *describe_code(notice.code, answer.language, **notice.facts)))


def main() -> None:
    """Run the program; every way it can end has its exit code, and none is a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")  # a GBK console must not stop a report
    language = _asked_language()
    debug = "--debug" in sys.argv
    sys.argv = [word for word in sys.argv if word != "--debug"]  # understood anywhere on the line
    try:
        code = app(standalone_mode=False)
    except NatresError as error:
        sys.stderr.write(error.sentence(language) + "\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os._exit(0)
    except Exception as error:
        if debug:
            raise
        sys.exit(_unexpected(error, language))
    sys.exit(code if isinstance(code, int) else 0)


def _asked_language() -> str:
    """Return the language of messages: --lang, else the locale; found before anything is parsed."""
    arguments = sys.argv[1:]
    for place, word in enumerate(arguments):
        asked = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        if asked in ("zh", "en"):
            return asked
    return _district_language(arguments) or default_language()


def _district_language(arguments: list[str]) -> str:
    """Return the language a district file on the line asks for, read as text: the file itself may be what is wrong."""
    for word in arguments:
        if word.lower().endswith(".toml") and Path(word).is_file():
            found = re.search(rb'^\s*language\s*=\s*["\'](zh|en)["\']', Path(word).read_bytes(), re.MULTILINE)
            return found.group(1).decode() if found else ""
    return ""


def _unexpected(error: Exception, language: str) -> int:
    """End on what is not ours: the parser's own complaints, and bugs with a report file instead of a traceback."""
    show, exit_code = getattr(error, "show", None), getattr(error, "exit_code", None)
    if callable(show) and exit_code is not None:
        show()
        return int(exit_code)
    import traceback

    text = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile("w", suffix=".txt", prefix="natres-bug-", delete=False, encoding="utf-8") as file:
        file.write(text)
    bug = BadData("BUG", why=f"{type(error).__name__}: {error}", value=file.name)
    sys.stderr.write(bug.sentence(language) + "\n")
    return 70
