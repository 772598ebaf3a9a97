"""Commands about one place: ``site``; and the desk, for people who type no commands: ``open``."""

from pathlib import Path
from typing import Annotated

import typer

from natres.cli.delivery import deliver, reserved
from natres.cli.options import (
    Accept,
    Area,
    Ballpark,
    Crs,
    DatumShift,
    Encoding,
    Force,
    Format,
    Lang,
    LayerName,
    Scheme,
    Strict,
    read_options,
)

__all__ = ["desk", "site"]

#: Outputs that are one file; any other name is a folder.
_FILES = (".csv", ".xlsx", ".json", ".txt")


def site(
    source: Annotated[
        str, typer.Argument(help="项目用地：面图层，或界址点 TXT SHAPE | POINTS.txt", metavar="SHAPE|POINTS.txt")
    ],
    district: Annotated[str, typer.Argument(help="区县文件", metavar="DISTRICT.toml")],
    near_m: Annotated[float, typer.Option("--near-m", help="多少米以内的地热井算附近 wells near", min=0)] = 500,
    area: Area = "auto",
    accept: Accept = None,
    strict: Strict = False,
    scheme: Scheme = None,
    layer: LayerName = None,
    crs: Crs = None,
    encoding: Encoding = None,
    datum_shift: DatumShift = None,
    accept_ballpark: Ballpark = False,
    format: Format = "table",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="文件夹：一页结果（HTML、DOCX）、地图、表格、记录 folder")
    ] = None,
    lang: Lang = None,
    force: Force = False,
) -> None:
    """项目选址：是什么地、碰到什么、能不能建。A project site: what it is, what it touches, may it be built.

    例 example:  natres site data/project/site_points.txt data/xiqing.toml -o build/site
    """
    options = read_options(
        datum_shift=datum_shift, accept_ballpark=accept_ballpark,
        language=lang, area=area, accept=accept, strict=strict, scheme=scheme, layer=layer, crs=crs, encoding=encoding,
    )  # fmt: skip
    if output is None or output.suffix.lower() in _FILES:
        from natres.workflows import site as do

        deliver(do(source, district, options, near_m=near_m), format, output, force)
        return
    with reserved(output, folder=True, force=force):
        from natres.workflows import site as do

        answer = do(source, district, options, near_m=near_m, output=output, force=force)
    deliver(answer, format, None, force)


def desk(
    folder: Annotated[Path, typer.Argument(help="工作文件夹 folder of the works")] = Path("natres-desk"),
    port: Annotated[int, typer.Option("--port", help="端口；默认自己选 port, by default a free one", min=0)] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="不打开浏览器 do not open a browser")] = False,
    lang: Lang = None,
) -> None:
    """工作台：在浏览器里选资料、检查、出结果，不用输命令；只在本机，不联网。The desk: a local page, no commands.

    例 example:  natres open 工作区
    """
    from natres.desk import open_desk
    from natres.errors import default_language
    from natres.labels import words

    language = lang or default_language()
    words(language)  # another language is refused here
    open_desk(folder, port=port, browser=not no_browser, language=language, say=typer.echo)
