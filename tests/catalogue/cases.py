"""The catalogue of bad inputs: how a case is written down, run and judged."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from natres.errors import BadRows, NatresError
from natres.workflows import Options, check, shares, wells

from .watching import watching

__all__ = ["CASES", "Case", "Seen", "base", "by_check", "case", "cover", "district", "land", "register"]

TOTAL_M2 = 160_000.0


@dataclass(frozen=True)
class Seen:
    """What natres made of an input: ``ok``, or its codes with E, R, W or I before them; and the total it found, in m².

    ``data`` is the JSON of a check, ``error`` what stopped it; ``harm`` tells what an input brought about.
    """

    said: frozenset[str]
    total_m2: float | None = None
    data: Mapping[str, Any] | None = None
    error: BaseException | None = None
    harm: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A bad input: how it is made, what may come of it, and whether its total must be the true one where it is read."""

    name: str
    must: tuple[str, ...]
    make: Callable[[Path], Seen]
    total_m2: float | None


CASES: list[Case] = []

_CHECKING: ContextVar[bool] = ContextVar("checking", default=False)


@contextmanager
def by_check() -> Iterator[None]:
    """Let the cases run ``natres check`` on what they make, instead of their own command."""
    token = _CHECKING.set(True)
    try:
        yield
    finally:
        _CHECKING.reset(token)


def case(must: str, total_m2: float | None = None) -> Callable[[Callable[[Path], Seen]], Callable[[Path], Seen]]:
    """Register a case; ``must`` holds what may come of it, parted by ``|``."""

    def keep(make: Callable[[Path], Seen]) -> Callable[[Path], Seen]:
        CASES.append(Case(make.__name__, tuple(word.strip() for word in must.split("|")), make, total_m2))
        return make

    return keep


def base(crs: int = 4527, **columns: Any) -> gpd.GeoDataFrame:
    """Return sixteen parcels of a hectare, with the columns a survey delivers; others replace them."""
    squares = [(39505000 + 100 * (i % 4), 4322000 + 100 * (i // 4)) for i in range(16)]
    shapes = [shapely.box(x, y, x + 100, y + 100) for x, y in squares]
    frame = {
        "BSM": [f"{1101090000000000 + i:018d}" for i in range(16)],
        "DLBM": ["0101"] * 8 + ["0702"] * 4 + ["1101"] * 4,
        "DLMC": ["水田"] * 8 + ["农村宅基地"] * 4 + ["河流水面"] * 4,
        "TBMJ": [10000.0] * 16,
    }
    for name, values in columns.items():
        if values is None:
            frame.pop(name)
        else:
            frame[name] = values
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4527).to_crs(crs)


def land(path: Path | str, **options: Any) -> Seen:
    """Compute shares of a layer of parcels and return what was said."""
    if _CHECKING.get():
        return checked(path, "parcels", **options)
    return _seen(lambda: shares(path, Options(language="zh", **options)))


def register(path: Path | str, **options: Any) -> Seen:
    """Compute the tables of a register of wells and return what was said."""
    if _CHECKING.get():
        return checked(path, "wells", **options)
    return _seen(lambda: wells(path, Options(language="zh", **options)))


def cover(folder: Path, path: Path | str, read: Callable[[], Any]) -> Seen:
    """Read a raster of land cover over the base and return what was said."""
    if _CHECKING.get():
        units = base().dissolve()[["geometry"]].assign(XZQDM="120111001", XZQMC="示例镇")
        return district(folder, check, units=units, landcover=path)
    try:
        record = read().provenance
    except NatresError as error:
        return Seen(frozenset(f"E {code}" for code in _codes(error)), error=error)
    said = {f"R {r.code}" for r in record.repairs} | {f"W {n.code}" for n in record.notices}
    return Seen(frozenset(said or {"ok"}))


def district(folder: Path, command: Callable[..., Any], **layers: gpd.GeoDataFrame | Path | str) -> Seen:
    """Run a command on a district file of layers and registers; the parcels are the base where none are given."""
    lines = ["[district]", 'name = "西青区"', 'code = "120111"', "year = 2022"]
    for name, content in {"parcels": base(), **layers}.items():
        if isinstance(content, gpd.GeoDataFrame):
            content.to_parquet(folder / f"{name}.parquet")
            path = f"{name}.parquet"
        else:
            path = content.name if isinstance(content, Path) else content
        lines += [f"[layers.{name}]", f'path = "{path}"', "year = 2022"]
    (folder / "区县.toml").write_text("\n".join(lines), "utf-8")
    if _CHECKING.get():
        return checked(folder / "区县.toml", "")
    return _seen(lambda: command(folder / "区县.toml", Options(language="zh")))


def checked(path: Path | str, kind: str = "", **options: Any) -> Seen:
    """Look at an input with ``natres check`` and return what was found, and the area of the parcels."""
    inside = Path(path).parent if Path(path).exists() else None
    data, error = None, None
    with watching(inside) as watch:
        try:
            data = check(path, Options(language="zh", **options), kind=kind).data
        except Exception as one:
            error = one
    harm = tuple(watch.harm)
    if data is None:
        said = {f"E {code}" for code in _codes(error)} if isinstance(error, NatresError) else set()
        return Seen(frozenset(said), error=error, harm=harm)
    said = {f"{issue['severity'][0].upper()} {issue['code']}" for issue in data["issues"]}
    said |= {f"R {repair['code']}" for one in data["inputs"] for repair in one["repairs"]}
    areas = [one["parcels_m2"] for one in data["coverage"]]
    return Seen(frozenset(said), areas[-1] if areas else None, data, harm=harm)


def _seen(do: Callable[[], Any]) -> Seen:
    try:
        data = do().data
    except NatresError as error:
        assert error.sentence("zh")
        assert "Cure" in error.sentence("en")
        return Seen(frozenset(f"E {code}" for code in _codes(error)), error=error)
    said = {f"R {repair['code']}" for one in data["inputs"] for repair in one["repairs"]}
    said |= {f"W {notice['code'].partition('.')[0]}" for notice in data["warnings"]}
    return Seen(frozenset(said | {"ok"}), data.get("measured_area_m2"))


def _codes(error: NatresError) -> set[str]:
    return {issue.code for issue in error.issues} if isinstance(error, BadRows) else {error.code}
