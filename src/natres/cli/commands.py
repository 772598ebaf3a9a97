"""The commands: each reads its options, calls one workflow and delivers the answer."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from natres import __version__
from natres.cli.changing import ChangeRequest, run_change
from natres.cli.checking import CheckRequest, run_check
from natres.cli.delivery import deliver, prompt, reserved, say, say_report
from natres.cli.drawing import DrawRequest, read_wish, run_draw
from natres.cli.options import (
    OWN,
    Accept,
    Area,
    AreaField,
    Ballpark,
    ClassField,
    Closing,
    Control,
    Crs,
    DatumShift,
    Encoding,
    Force,
    Format,
    IdField,
    Lang,
    LayerName,
    Orientation,
    Output,
    OwnerField,
    Paper,
    Parcels,
    Pieces,
    PlaneCrs,
    Profile,
    Rounding,
    Scale,
    Scheme,
    Strict,
    TableLayer,
    Unit,
    UnitField,
    read_options,
)
from natres.cli.places import desk, site
from natres.cli.steps import Steps, language_said
from natres.errors import BadUsage

__all__ = ["app"]

LEAST_SAMPLE, MOST_SAMPLE = 3000, 600_000  # parcels

app = typer.Typer(
    name="natres",
    help="自然资源数据：面积可签字，地图可离线。Land, forest and geothermal figures that can be signed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
    datum_shift: DatumShift = None,
    accept_ballpark: Ballpark = False,
    profile: Profile = "internal",
    lang: Lang = None,
    force: Force = False,
    fail_on_findings: Annotated[bool, typer.Option("--fail-on-findings", help="有突破或不符时退出码为 1")] = False,
) -> None:
    """主任务：读区县文件，算全部表，画图，写成一个文件夹。The main job: one folder with tables and maps.

    例 example:  natres report data/xiqing.toml -o build/report
    """
    with reserved(output, folder=True, force=force):
        from natres.workflows import report as do

        options = read_options(
            datum_shift=datum_shift, accept_ballpark=accept_ballpark,
            language=lang, area=area, rounding=rounding, unit=unit, closing=closing, accept=accept, strict=strict,
            scheme=scheme, profile=profile,
        )  # fmt: skip
        with Steps(language_said(district, lang)) as step:
            answer = do(district, output, options, force=force, progress=step)
    say_report(answer)
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
    datum_shift: DatumShift = None,
    accept_ballpark: Ballpark = False,
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
    options = read_options(
        datum_shift=datum_shift, accept_ballpark=accept_ballpark,
        language=lang, area=area, rounding=rounding, unit=unit, closing=closing, accept=accept, strict=strict,
        scheme=scheme, layer=layer, crs=crs, encoding=encoding, control_area_km2=control_area_km2,
        class_field=class_field, id_field=id_field, area_field=area_field, unit_field=unit_field,
        owner_field=owner_field,
    )  # fmt: skip
    deliver(do(source, options, by_unit=by == "unit", audit_parcels=audit_parcels), format, output, force)


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
    datum_shift: DatumShift = None,
    accept_ballpark: Ballpark = False,
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

    options = read_options(
        datum_shift=datum_shift, accept_ballpark=accept_ballpark,
        language=lang, area=area, accept=accept, strict=strict, scheme=scheme, layer=layer, crs=crs, encoding=encoding,
        class_field=class_field, area_field=area_field,
    )  # fmt: skip
    deliver(do(source, options, measure=measure, limit_km2=limit_km2, limit=limit, kind=kind), format, output, force)


@app.command()
def forest(
    source: Annotated[str, typer.Argument(help="林地小班图层或区县文件 PLOTS | DISTRICT.toml")],
    parcels: Parcels = None,
    pieces: Pieces = None,
    area: Area = "auto",
    rounding: Rounding = "closed",
    accept: Accept = None,
    strict: Strict = False,
    layer: LayerName = None,
    crs: Crs = None,
    encoding: Encoding = None,
    datum_shift: DatumShift = None,
    accept_ballpark: Ballpark = False,
    scheme: Scheme = None,
    format: Format = "table",
    output: Output = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """林地按地类与权属（国有、集体）；--parcels 与国土调查图斑对照。Forest land by class and tenure, beside the survey.

    例 example:  natres forest data/forest/plots_2021.shp
    """
    from natres.workflows import forest as do

    options = read_options(
        datum_shift=datum_shift,
        accept_ballpark=accept_ballpark,
        language=lang,
        area=area,
        rounding=rounding,
        accept=accept,
        strict=strict,
        layer=layer,
        crs=crs,
        encoding=encoding,
        scheme=scheme,
    )
    own = True if parcels == OWN else parcels
    deliver(do(source, options, parcels=own, pieces=pieces, force=force), format, output, force)


@app.command()
def wells(
    source: Annotated[
        str,
        typer.Argument(help="地热井登记表（CSV、XLSX、XLS 或点图层）或区县文件 WELLS.csv | WELLS.xlsx | DISTRICT.toml"),
    ],
    accept: Accept = None,
    strict: Strict = False,
    layer: TableLayer = None,
    crs: PlaneCrs = None,
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

    options = read_options(language=lang, accept=accept, strict=strict, layer=layer, crs=crs, encoding=encoding)
    deliver(do(source, options), format, output, force)


@app.command()
def overlay(
    source: Annotated[str, typer.Argument(help="图斑图层或区县文件 PARCELS | DISTRICT.toml")],
    zones: Annotated[
        list[str] | None, typer.Argument(help="管控图层，可写作 名称=文件 zone layers: FILE or NAME=FILE")
    ] = None,
    illegal: Annotated[str | None, typer.Option("--illegal", help="违法图斑图层 illegal patches")] = None,
    approvals: Annotated[str | None, typer.Option("--approvals", help="批准用地图层 approved land")] = None,
    new_cropland: Annotated[
        str | None, typer.Option("--new-cropland", help="新增建设用地占用耕地（带单位，如 1200亩），算违法占耕比例")
    ] = None,
    points: Annotated[
        str | None, typer.Option("--points", help="点位：台账、登记表（经度、纬度）或点图层 places")
    ] = None,
    area: Area = "auto",
    rounding: Rounding = "closed",
    unit: Unit = "ha",
    accept: Accept = None,
    strict: Strict = False,
    scheme: Scheme = None,
    layer: LayerName = None,
    crs: Crs = None,
    encoding: Encoding = None,
    datum_shift: DatumShift = None,
    accept_ballpark: Ballpark = False,
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
    """管控区叠加：各区内、各组合内的地类；违法图斑核查；点位落区。Land inside zones; illegal patches; points.

    例 example:  natres overlay data/xiqing.toml --points data/geothermal/wells.csv
    """
    from natres.workflows import OverlayRequest
    from natres.workflows import overlay as do

    options = read_options(
        datum_shift=datum_shift, accept_ballpark=accept_ballpark,
        language=lang, area=area, rounding=rounding, unit=unit, accept=accept, strict=strict,
        scheme=scheme, layer=layer, crs=crs, encoding=encoding,
        class_field=class_field, id_field=id_field, area_field=area_field, unit_field=unit_field,
        owner_field=owner_field,
    )  # fmt: skip
    request = OverlayRequest(zones or (), illegal, approvals, points, new_cropland)
    deliver(do(source, options, request), format, output, force)


@app.command()
def zonal(
    raster: Annotated[str, typer.Argument(help="分类栅格（GeoTIFF）或区县文件 RASTER.tif | DISTRICT.toml")],
    zones: Annotated[
        str | None, typer.Argument(help="分区：面图层或区县文件（取镇街）polygon layer | DISTRICT.toml")
    ] = None,
    after: Annotated[
        str | None, typer.Option("--after", help="后一期栅格：出两期变化 raster of the later date")
    ] = None,
    resample: Annotated[
        str | None, typer.Option("--resample", help="nearest：两期格网不一致时按最邻近取值 bring onto one grid")
    ] = None,
    band: Annotated[int | None, typer.Option("--band", help="波段号，从 1 起 which band", min=1)] = None,
    labels: Annotated[
        str | None, typer.Option("--labels", help="值与名称的 CSV（值,名称），或 land-cover names of the values")
    ] = None,
    id_field: Annotated[
        str | None, typer.Option("--id-field", help="分区编号字段；值相同的行合为一个分区 field that names a zone")
    ] = None,
    name_field: Annotated[str | None, typer.Option("--name-field", help="分区名称字段 field of its name")] = None,
    rounding: Annotated[str, typer.Option("--rounding", help="closed（调平）| plain（单独舍入）")] = "closed",
    unit: Unit = "ha",
    accept: Accept = None,
    strict: Strict = False,
    layer: LayerName = None,
    crs: Crs = None,
    encoding: Encoding = None,
    datum_shift: DatumShift = None,
    accept_ballpark: Ballpark = False,
    format: Format = "table",
    output: Output = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """栅格分区统计：各分区内各类的确切椭球面积，两期变化。Class areas of a raster per zone, exact; two dates.

    例 example:  natres zonal data/landcover/landcover_2022.tif data/boundaries/XZQ.parquet --labels land-cover
    """
    from natres.workflows import RasterChoice
    from natres.workflows import zonal as do

    if rounding not in ("closed", "plain"):
        raise BadUsage("OPTION_VALUE", option="--rounding", value=rounding, allowed="closed, plain")
    options = read_options(
        datum_shift=datum_shift, accept_ballpark=accept_ballpark,
        language=lang, rounding=rounding, unit=unit, accept=accept, strict=strict, layer=layer, crs=crs,
        encoding=encoding,
    )  # fmt: skip
    choice = RasterChoice(after, band, resample, labels)
    answer = do(raster, zones, options, choice=choice, id_field=id_field, name_field=name_field)
    deliver(answer, format, output, force)


@app.command()
def ledgers(
    source: Annotated[str, typer.Argument(help="区县文件 DISTRICT.toml")],
    accept: Accept = None,
    strict: Strict = False,
    format: Format = "table",
    output: Output = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """台账与水资源：行数、合计、单位、日期、超计划。The ledgers and the water ledger: sums, units, dates, plans.

    例 example:  natres ledgers data/xiqing.toml
    """
    from natres.workflows import ledgers as do

    deliver(do(source, read_options(language=lang, accept=accept, strict=strict)), format, output, force)


@app.command()
def check(
    sources: Annotated[
        list[str] | None, typer.Argument(help="区县文件，或图层、台账、栅格、文件夹 DISTRICT.toml | FILE…")
    ] = None,
    fix: Annotated[
        Path | None, typer.Option("--fix", help="修好能修的，另存为这个文件；源文件不动 write a repaired copy")
    ] = None,
    sample: Annotated[
        Path | None, typer.Option("--sample", help="抽取外业检查样本，写到这个文件夹 draw a field sample")
    ] = None,
    form: Annotated[
        Path | None, typer.Option("--form", help="读回填好的检查表，判定合格与否 judge the filled form")
    ] = None,
    aql: Annotated[str, typer.Option("--aql", help="接收质量限（每百单位不合格品数）quality limit")] = "4.0",
    level: Annotated[str, typer.Option("--level", help="检验水平 I | II | III | S-1 … S-4")] = "II",
    plan: Annotated[Path | None, typer.Option("--plan", help="抽样时写的 plan.json plan of the draw")] = None,
    seed: Annotated[int, typer.Option("--seed", help="抽样的随机种子 seed", min=0)] = 1,
    kind: Annotated[str, typer.Option("--kind", help="文件是什么：parcels、forest、units、wells …；默认看字段")] = "",
    explain: Annotated[str, typer.Option("--explain", help="说明一个代码：含义、原因、处理 explain a code")] = "",
    accept: Accept = None,
    strict: Strict = False,
    scheme: Scheme = None,
    layer: LayerName = None,
    crs: Crs = None,
    encoding: Encoding = None,
    datum_shift: DatumShift = None,
    accept_ballpark: Ballpark = False,
    class_field: ClassField = None,
    id_field: IdField = None,
    area_field: AreaField = None,
    unit_field: UnitField = None,
    owner_field: OwnerField = None,
    format: Format = "table",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="文件夹：问题清单、位置图层、地图、交给供方的一页 folder")
    ] = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """检查数据：找出会弄错表和图的一切，说明在哪里、怎样改。What is wrong with the data, where, and what to do.

    例 example:  natres check data/xiqing.toml -o build/check
    """
    options = read_options(
        datum_shift=datum_shift, accept_ballpark=accept_ballpark,
        language=lang, accept=accept, strict=strict, scheme=scheme, layer=layer, crs=crs, encoding=encoding,
        class_field=class_field, id_field=id_field, area_field=area_field, unit_field=unit_field,
        owner_field=owner_field,
    )  # fmt: skip
    asked = CheckRequest(kind, fix, sample, form, plan, (aql, level, seed), explain, format, output, force)
    run_check(sources or [], options, asked)


@app.command()
def change(
    before: Annotated[str, typer.Argument(help="前一年图斑图层，或区县文件 BEFORE | DISTRICT.toml")],
    after: Annotated[str | None, typer.Argument(help="后一年图斑图层 AFTER")] = None,
    by: Annotated[str | None, typer.Option("--by", help="unit | town | 镇街：分镇街 by town")] = None,
    before_layer: Annotated[
        str | None, typer.Option("--before-layer", help="前一年文件中的图层名，与后一年不同时用 layer of BEFORE")
    ] = None,
    sliver_width_m: Annotated[
        float, typer.Option("--sliver-width-m", help="碎片的最大平均宽度（米）widest sliver", min=0)
    ] = 1.0,
    sliver_area_m2: Annotated[
        float, typer.Option("--sliver-area-m2", help="碎片的最大面积（平方米）largest sliver", min=0)
    ] = 200.0,
    pieces: Annotated[
        Path | None,
        typer.Option("--pieces", help="把变化图斑写成图层 write the changes as a layer", metavar="FILE.gpkg"),
    ] = None,
    area: Area = "auto",
    rounding: Rounding = "closed",
    unit: Unit = "ha",
    accept: Accept = None,
    strict: Strict = False,
    scheme: Scheme = None,
    layer: LayerName = None,
    crs: Crs = None,
    encoding: Encoding = None,
    datum_shift: DatumShift = None,
    accept_ballpark: Ballpark = False,
    class_field: ClassField = None,
    id_field: IdField = None,
    area_field: AreaField = None,
    unit_field: UnitField = None,
    owner_field: OwnerField = None,
    format: Format = "table",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="文件，或文件夹：表格、JSON、变化图斑图层 file or folder")
    ] = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """两年变化：转移矩阵、变化平衡表、耕地流向、变化图斑。What changed: matrix, accounts, cropland outflow, parcels.

    例 example:  natres change data/xiqing.toml -o build/change
    """
    options = read_options(
        datum_shift=datum_shift, accept_ballpark=accept_ballpark,
        language=lang, area=area, rounding=rounding, unit=unit, accept=accept, strict=strict, scheme=scheme,
        layer=layer, crs=crs, encoding=encoding, class_field=class_field, id_field=id_field, area_field=area_field,
        unit_field=unit_field, owner_field=owner_field,
    )  # fmt: skip
    asked = ChangeRequest(by, before_layer, (sliver_width_m, sliver_area_m2), pieces, format, output, force)
    run_change(before, after, options, asked)


app.command()(site)
app.command("open")(desk)


@app.command()
def convert(
    source: Annotated[
        str, typer.Argument(help="要转换的图层：.gdb、.zip、.shp、.gpkg、.parquet、.geojson、.fgb、.vct、界址点 .txt")
    ],
    output: Annotated[Path, typer.Argument(help="输出文件：.gpkg、.parquet、.shp、.geojson、.fgb、.csv、.xlsx")],
    layer: LayerName = None,
    crs: Crs = None,
    encoding: Encoding = None,
    datum_shift: DatumShift = None,
    accept_ballpark: Ballpark = False,
    to_crs: Annotated[str, typer.Option("--to-crs", help="输出的坐标系，如 EPSG:4490；默认不变")] = "",
    to_layer: Annotated[str, typer.Option("--to-layer", help="输出图层名（.gpkg）")] = "",
    to_encoding: Annotated[str, typer.Option("--to-encoding", help="shapefile 属性编码：UTF-8 | GBK")] = "UTF-8",
    accept: Accept = None,
    strict: Strict = False,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """转换图层格式，行、文字和代码原样不变。A layer in another format, every row and code as it is.

    例 example:  natres convert 三调成果.gdb 图斑.gpkg --layer DLTB
    """
    with reserved(output, folder=False, force=force):
        from natres.workflows import convert as do

        options = read_options(
            datum_shift=datum_shift, accept_ballpark=accept_ballpark,
            language=lang, layer=layer, crs=crs, encoding=encoding, accept=accept, strict=strict,
        )  # fmt: skip
        say(do(source, output, options, to_crs=to_crs, to_layer=to_layer, to_encoding=to_encoding, force=force))


@app.command("map")
def draw(
    source: Annotated[str, typer.Argument(help="图层或区县文件 LAYER | DISTRICT.toml")],
    names: Annotated[list[str] | None, typer.Argument(help="地图定义名称（区县文件）map definitions")] = None,
    by: Annotated[str, typer.Option("--by", help="按什么着色：group、subclass、ownership、tenure、role 或字段名")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="HTML、PDF、PNG 文件；区县文件可为文件夹")
    ] = None,
    accept: Accept = None,
    strict: Strict = False,
    scheme: Scheme = None,
    layer: LayerName = None,
    crs: Crs = None,
    encoding: Encoding = None,
    datum_shift: DatumShift = None,
    accept_ballpark: Ballpark = False,
    class_field: ClassField = None,
    paper: Paper = None,
    orientation: Orientation = None,
    scale: Scale = None,
    atlas: Annotated[bool, typer.Option("--atlas", help="图集：每个镇街一幅，另有索引图 one sheet per town")] = False,
    profile: Profile = "internal",
    lang: Lang = None,
    force: Force = False,
) -> None:
    """离线网页地图（一个文件，不用联网），或打印图幅（PDF、PNG）。A web map in one offline file, or print sheets.

    例 example:  natres map data/forest/plots_2021.shp --by tenure -o forest.html
    例 example:  natres map data/xiqing.toml landuse --paper A3 -o landuse.pdf
    """
    wish = read_wish(paper, orientation, scale)
    request = DrawRequest(source, tuple(names or ()), by, output, wish, atlas, force)
    options = read_options(
        datum_shift=datum_shift, accept_ballpark=accept_ballpark,
        language=lang, accept=accept, strict=strict, scheme=scheme, layer=layer, crs=crs, encoding=encoding,
        class_field=class_field, profile=profile,
    )  # fmt: skip
    run_draw(request, options)


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
        deliver(verify_run(source, lang), format, output, force)
        return
    if sql is None:
        raise BadUsage("OPTION_MISSING.sql", option="--sql OUT.sql")
    options = read_options(language=lang, area=area, accept=accept, strict=strict, scheme=scheme)
    say(write_audit_script(source, sql, options, force=force))


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
        deliver(audit_district(source, read_options(language=lang, accept=accept)), format, output, force)
        return
    answer = audit_report(
        source, language=lang, terms=terms, encoding=encoding, page=page, comments=comments, published=write_published,
        force=force,
    )  # fmt: skip
    deliver(answer, format, output, force)


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹 folder")],
    parcels: Annotated[int, typer.Option("--parcels", help="大约多少图斑 about how many parcels")] = 12_000,
    seed: Annotated[int, typer.Option("--seed", help="随机种子 seed", min=0)] = 1,
    targets: Annotated[str, typer.Option("--targets", help="report（报告数字）| random（随机数字）")] = "report",
    defects: Annotated[int, typer.Option("--defects", help="种下多少处错误（附清单） planted errors", min=0)] = 0,
    change: Annotated[float, typer.Option("--change", help="两年间变化图斑的比例 share that changed")] = 0.1,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """生成虚构的样例区县：图层与区县文件。An invented district: layers and district file.

    例 example:  natres sample build/sample --parcels 3000 --seed 7 --targets random
    """
    from natres.workflows import make_sample

    if not LEAST_SAMPLE <= parcels <= MOST_SAMPLE:  # smaller ones, for tests, have too little in them to look at
        raise BadUsage("SAMPLE_SIZE", value=parcels, low=LEAST_SAMPLE, high=MOST_SAMPLE)
    answer = make_sample(
        folder, parcels=parcels, seed=seed, targets=targets, defects=defects, change=change, language=lang, force=force
    )
    say(answer)


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

    ask = prompt if sys.stdin.isatty() and source else None
    answer = init_district(
        folder, source=source, name=name, code=code, year=year, control_area_km2=control_area_km2,
        language=lang, force=force, ask=ask,
    )  # fmt: skip
    say(answer)


_EXAMPLE, _UNWRAPPED = "    例 example:", "    \b\n    例 example:\n     "
for _command in app.registered_commands:
    # A backspace alone on a line tells the parser's help not to wrap what follows: examples are copied.
    if _command.callback is not None and _command.callback.__doc__:
        _command.callback.__doc__ = _command.callback.__doc__.replace(_EXAMPLE, _UNWRAPPED)
