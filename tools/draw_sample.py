"""Draw a sample district as a land-use map (土地利用现状图): the whole of it and three close-ups, as small PNGs.

    python tools/draw_sample.py FOLDER [--into maps/sample]

``FOLDER`` was made by ``natres sample``. The sheets are drawn as SVG with the survey's colours, a legend, a scale
bar and the mark that all of it is invented, and photographed in Chromium (see tools/draw_gallery.py). Close-ups
are chosen from the parcels: where most building land, most water and most cropland lie.
"""

import argparse
import csv
import html
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from draw_gallery import FLAGS, find_chromium, small_png

SCHEME = Path(__file__).parents[1] / "src/natres/classifications/third-survey.csv"
WIDTH, HEIGHT, LEGEND = 1366, 1024, 250
CLOSE_M = 4200.0
KINDS = {"town": ("05", "06", "07", "08", "1004"), "water": ("11",), "fields": ("01", "1006")}
TITLES = {"district": "全区", "town": "城镇", "water": "水域", "fields": "耕地"}
MARK = "虚构样例数据，轮廓为示意，不是调查成果"


def main(arguments: list[str] | None = None) -> int:
    """Draw the four sheets; return 0, or 1 where there is no Chromium."""
    parser = argparse.ArgumentParser(description="Draw a sample district as a land-use map.")
    parser.add_argument("folder", type=Path, help="a folder made by natres sample")
    parser.add_argument("--into", type=Path, default=Path("maps/sample"), help="folder of the pictures")
    options = parser.parse_args(arguments)
    browser = find_chromium()
    if browser is None:
        sys.stderr.write("draw_sample: no Chromium found; name one in NATRES_CHROMIUM\n")
        return 1
    parcels = gpd.read_parquet(options.folder / "landuse" / "parcels_2022.parquet")
    lines = {name: gpd.read_parquet(options.folder / "boundaries" / f"{name}.parquet") for name in ("XZQ", "CJDCQ")}
    options.into.mkdir(parents=True, exist_ok=True)
    pages = {name: sheet(parcels, lines, window, name) for name, window in windows(parcels).items()}
    for name, picture in photographs(browser, pages).items():
        (options.into / f"{name}.png").write_bytes(picture)
        sys.stdout.write(f"{options.into / name}.png  {len(picture) / 1000:.0f} kB\n")
    return 0


def windows(parcels: gpd.GeoDataFrame) -> dict[str, tuple[float, float, float, float]]:
    """Return what each sheet shows, in the plane: the district, and a window where each kind of land is densest."""
    x0, y0, x1, y1 = parcels.total_bounds
    whole = np.array([x0 - 500, y0 - 500, x1 + 500, y1 + 500])
    shown = {"district": tuple(whole)}
    spots = shapely.get_coordinates(shapely.centroid(parcels.geometry.to_numpy()))
    area = parcels.geometry.area.to_numpy()
    code = parcels["DLBM"].astype(str)
    high = CLOSE_M * HEIGHT / (WIDTH - LEGEND)
    cell = np.floor((spots - [x0, y0]) / [CLOSE_M, high]).astype(int)
    taken: set[int] = set()
    key = cell[:, 0] * 1000 + cell[:, 1]
    for name, starts in KINDS.items():
        mine = code.str.startswith(starts).to_numpy()
        kept, place = np.unique(key, return_inverse=True)
        share = np.bincount(place, area * mine) / (CLOSE_M * high)
        # not the very densest: a sheet of one colour shows nothing; and no window twice
        order = [int(k) for k in kept[np.argsort(-share, kind="stable")][1:] if int(k) not in taken]
        best = order[0] if order else int(kept[0])
        taken.add(best)
        left, low = x0 + best // 1000 * CLOSE_M, y0 + best % 1000 * high
        shown[name] = (left, low, left + CLOSE_M, low + high)
    return shown


def scheme() -> dict[str, tuple[str, str]]:
    """Return name and colour of every class of the survey."""
    with SCHEME.open(encoding="utf-8") as file:
        return {row["code"]: (row["name_zh"], row["colour"]) for row in csv.DictReader(file)}


def sheet(parcels: gpd.GeoDataFrame, lines: dict[str, gpd.GeoDataFrame], window: tuple[float, ...], name: str) -> str:
    """Return one sheet as an HTML page that holds one SVG."""
    x0, y0, x1, y1 = window
    scale = min((WIDTH - LEGEND) / (x1 - x0), HEIGHT / (y1 - y0))
    seen = parcels[parcels.geometry.intersects(shapely.box(*window))]
    table = scheme()
    parts = []
    for code, group in seen.groupby(seen["DLBM"].astype(str)):
        fill = table[str(code)][1]
        edge = 0.12 if name == "district" else 0.5
        path = " ".join(outline(shape, x0, y1, scale) for shape in group.geometry)
        parts.append(f'<path d="{path}" fill="{fill}" stroke="#5b5348" stroke-width="{edge}" fill-rule="evenodd"/>')
    for layer, width, dash in (("CJDCQ", 0.7, "6 3"), ("XZQ", 2.0, "12 4 3 4")):
        path = " ".join(outline(shape, x0, y1, scale) for shape in lines[layer].geometry)
        parts.append(
            f'<path d="{path}" fill="none" stroke="#a0348c" stroke-width="{width}" stroke-dasharray="{dash}"/>'
        )
    body = "".join(parts)
    clip = f'<clipPath id="map"><rect width="{WIDTH - LEGEND}" height="{HEIGHT}"/></clipPath>'
    inner = f'<g clip-path="url(#map)">{body}</g>{bar(scale)}{legend(seen, table, name)}'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">{clip}{inner}</svg>'
    style = "body{margin:0;background:#fff}text{font-family:'Noto Sans CJK SC',sans-serif;fill:#222}"
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{svg}"


def outline(shape: shapely.Geometry, x0: float, y1: float, scale: float) -> str:
    """Return the rings of a polygon as SVG path data, to a quarter of a pixel."""
    text = []
    for ring in shapely.get_rings(shape):
        points = shapely.get_coordinates(ring)
        at = np.round((points - [x0, y1]) * [scale, -scale] * 4) / 4
        keep = np.r_[True, (at[1:] != at[:-1]).any(1)]
        text.append("M" + " ".join(f"{x:g},{y:g}" for x, y in at[keep]) + "Z")
    return " ".join(text)


def bar(scale: float) -> str:
    """Return a scale bar with a round length."""
    length = next(m for m in (5000, 2000, 1000, 500, 200) if m * scale < 240)
    wide, top = length * scale, HEIGHT - 26
    label = f"{length // 1000} km" if length >= 1000 else f"{length} m"
    return (
        f'<rect x="14" y="{top - 22}" width="{wide + 96:g}" height="38" fill="#fff" fill-opacity="0.85"/>'
        f'<path d="M24,{top - 6}v8h{wide:g}v-8" fill="none" stroke="#222" stroke-width="2"/>'
        f'<text x="{wide + 34:g}" y="{top + 4}" font-size="16">{label}</text>'
    )


def legend(seen: gpd.GeoDataFrame, table: dict[str, tuple[str, str]], name: str) -> str:
    """Return title, mark and the classes of the sheet, the largest first, in the survey's order."""
    area = seen.geometry.area.groupby(seen["DLBM"].astype(str)).sum().sort_values(ascending=False)
    codes = sorted(area.index[:30])
    left = WIDTH - LEGEND
    rows = [
        f'<rect x="{left}" width="{LEGEND}" height="{HEIGHT}" fill="#fff"/>'
        f'<text x="{left + 18}" y="44" font-size="21" font-weight="700">土地利用现状图 · {TITLES[name]}</text>'
        f'<text x="{left + 18}" y="70" font-size="13">示例区县，2022 年</text>'
    ]
    for k, code in enumerate(codes):
        top = 92 + k * 28
        label = html.escape(f"{code}  {table[code][0]}")
        rows.append(
            f'<rect x="{left + 18}" y="{top}" width="30" height="18" fill="{table[code][1]}" stroke="#5b5348"/>'
            f'<text x="{left + 58}" y="{top + 15}" font-size="14">{label}</text>'
        )
    rows.append(f'<text x="{left + 8}" y="{HEIGHT - 14}" font-size="12" fill="#a33">{MARK}</text>')
    return "".join(rows)


def photographs(browser: str, pages: dict[str, str]) -> dict[str, bytes]:
    """Return a small PNG of every page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=browser, args=FLAGS)
        room = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True)
        table, page = room.new_page(), room.new_page()
        made = {}
        for name, text in pages.items():
            page.set_content(text)
            made[name] = small_png(table, page.screenshot())
        chromium.close()
    return made


if __name__ == "__main__":
    raise SystemExit(main())
