"""The packages of a kit with their licences, as their own metadata say."""

from collections.abc import Iterable

from build_kit.wheels import Wheel, licence_of

__all__ = ["notices"]

_HEAD = """natres 离线安装包中的第三方软件及其许可
Third-party software in this kit, with its licences

名称、版本、许可取自各软件包自己的说明。许可全文在 wheels 文件夹里各 .whl 文件之内（可用解压软件打开），
装好后在 venv 文件夹里，位置列在各包之下。natres 自己的许可见 LICENSE。
Names, versions and licences are those of each package's metadata. The full texts lie inside the .whl files named
below, and after the installation in the folder venv.

pyogrio、rasterio、pyproj、shapely 的包里带有编译好的 GDAL、PROJ（MIT 一类的许可）、GEOS（LGPL-2.1）等库。
The wheels of pyogrio, rasterio, pyproj and shapely hold compiled GDAL, PROJ (licences of the MIT kind), GEOS (LGPL-2.1)
and other libraries.
"""


def notices(wheels: Iterable[Wheel]) -> str:
    """Return a list of the packages: name, version, licence, home page, and where the text of the licence lies."""
    parts = [_HEAD]
    for wheel in wheels:
        if wheel.name == "natres":
            continue
        lines = [f"{wheel.metadata['Name']} {wheel.version}", f"  许可 licence: {licence_of(wheel.metadata)}"]
        if page := _home(wheel):
            lines.append(f"  主页 home: {page}")
        lines.append(f"  文件 file: {wheel.path.name}")
        lines += [f"    {member}" for member in texts(wheel)]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def texts(wheel: Wheel) -> list[str]:
    """Return the members of a wheel that hold the text of a licence or a notice."""
    words = ("licen", "copying", "notice", "authors", "ofl")
    described = [member for member in wheel.members if ".dist-info/" in member and not member.endswith("/")]
    own = [m for m in described if "/licenses/" in m or any(word in m.rpartition("/")[2].lower() for word in words)]
    return sorted(own)


def _home(wheel: Wheel) -> str:
    """Return the address a package names first as its home."""
    urls = [str(line).split(", ", 1) for line in wheel.metadata.get_all("Project-URL", []) if ", " in str(line)]
    named = {label.lower(): address for label, address in urls}
    first = wheel.metadata.get("Home-page") or next(
        (named[label] for label in ("homepage", "home", "repository", "source", "source code") if label in named), ""
    )
    return str(first).strip()
