"""Photograph the map pages of a report: one small PNG per page, for maps/gallery/.

    python tools/draw_gallery.py REPORT_FOLDER [--into maps/gallery]

Each ``REPORT_FOLDER/maps/*.html`` is opened at 1366 × 768 in Chromium (found on PATH, or named by
NATRES_CHROMIUM) without a network, and saved at 960 pixels width with a palette. The PNG is written here,
with numpy and zlib, so that no imaging library is needed.
"""

import argparse
import base64
import os
import shutil
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH = 960
LIMIT_BYTES = 150_000
WAIT_S = 60
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
SIGNATURE = b"\x89PNG\r\n\x1a\n"
SHRINK = """async ([text, width]) => {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const height = Math.round((image.height * width) / image.width);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  const pixels = context.getImageData(0, 0, width, height).data;
  let out = "";
  for (let i = 0; i < pixels.length; i += 32768) out += String.fromCharCode(...pixels.subarray(i, i + 32768));
  return { width, height, pixels: btoa(out) };
}"""

Pixels = NDArray[np.uint8]


def main(arguments: list[str] | None = None) -> int:
    """Photograph every page; return 0, or 1 if there was nothing to photograph."""
    parser = argparse.ArgumentParser(description="Photograph the map pages of a report.")
    parser.add_argument("report", type=Path, help="folder that holds maps/*.html")
    parser.add_argument("--into", type=Path, default=Path("maps/gallery"), help="folder of the pictures")
    options = parser.parse_args(arguments)
    pages = sorted((options.report / "maps").glob("*.html"))
    browser = find_chromium()
    if not pages or browser is None:
        what = "no Chromium found; name one in NATRES_CHROMIUM" if pages else f"no maps/*.html in {options.report}"
        sys.stderr.write(f"draw_gallery: {what}\n")
        return 1
    options.into.mkdir(parents=True, exist_ok=True)
    for page, picture in photograph(browser, pages):
        target = options.into / f"{page.stem}.png"
        target.write_bytes(picture)
        sys.stdout.write(f"{target}  {len(picture) / 1000:.0f} kB\n")
    return 0


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    named = os.environ.get("NATRES_CHROMIUM")
    if named and Path(named).is_file():
        return named
    return next(filter(None, map(shutil.which, NAMES)), None)


def photograph(browser: str, pages: list[Path]) -> Iterator[tuple[Path, bytes]]:
    """Yield (page, small PNG) for every page, taken after its last sheet is painted."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=browser, args=FLAGS)
        room = chromium.new_context(viewport={"width": 1366, "height": 768}, offline=True, device_scale_factor=1)
        table = room.new_page()
        for path in pages:
            page = room.new_page()
            page.goto(path.resolve().as_uri())
            wait_until_drawn(page, path)
            yield path, small_png(table, page.screenshot())
            page.close()
        chromium.close()


def wait_until_drawn(page: Any, path: Path) -> None:
    """Wait for the page's own word that it is ready; a page that says anything else is an error."""
    state = ""
    for _ in range(WAIT_S * 10):
        state = page.evaluate("document.body.dataset.state || ''")
        if state not in ("", "drawing"):
            break
        page.wait_for_timeout(100)
    if state != "ready":
        raise SystemExit(f"draw_gallery: {path} is {state or 'not a map page'!r} after {WAIT_S} s")


def small_png(table: Any, screenshot: bytes) -> bytes:
    """Return the picture under the limit, with as many colours and as much width as fit."""
    data = b""
    for width, colours in ((WIDTH, 256), (WIDTH, 96), (WIDTH, 48), (800, 48), (640, 48), (480, 32)):
        data = palette_png(shrink(table, screenshot, width), colours)
        if len(data) <= LIMIT_BYTES:
            break
    return data


def shrink(table: Any, screenshot: bytes, width: int) -> Pixels:
    """Return the picture at ``width`` pixels; an empty browser page does the reading and the scaling."""
    text = base64.b64encode(screenshot).decode("ascii")
    answer = table.evaluate(SHRINK, [text, width])
    pixels = np.frombuffer(base64.b64decode(answer["pixels"]), np.uint8)
    return pixels.reshape(answer["height"], answer["width"], 4)[:, :, :3]


def palette_png(picture: Pixels, colours: int) -> bytes:
    """Return a PNG whose palette holds the colours met most often; the others take the nearest of them."""
    coarse = (picture >> 2 << 2) | (picture >> 6)
    codes = coarse.astype(np.int64) @ np.array([65536, 256, 1])
    met, place, times = np.unique(codes, return_inverse=True, return_counts=True)
    chosen = met[np.argsort(-times, kind="stable")[:colours]]
    split = np.array([65536, 256, 1])
    every, palette = met[:, None] // split % 256, chosen[:, None] // split % 256
    nearest = np.concatenate(
        [
            ((block[:, None] - palette[None]) ** 2).sum(axis=2).argmin(axis=1)
            for block in np.array_split(every, max(1, len(every) // 2000))
        ]
    )
    index = nearest[place.reshape(-1)].reshape(codes.shape).astype(np.uint8)
    rows = np.pad(index, ((0, 0), (1, 0))).tobytes()  # filter 0 before each row: best for palettes
    height, width, _ = picture.shape
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = [
        (b"IHDR", head),
        (b"PLTE", palette.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(rows, 9)),
    ]
    return SIGNATURE + b"".join(chunk(name, data) for name, data in [*parts, (b"IEND", b"")])


def chunk(name: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    raise SystemExit(main())
