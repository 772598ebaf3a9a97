"""Draw the pictures of the desk for the documents: the page driven in Chromium on the sample, as a person would.

    python tools/draw_desk.py docs/pictures

The sample with planted defects gives the page of findings, the shipped sample the result.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IDLE = "#panel:not(:has(.progress)):not(:has(.drop.busy))"


def bring(page: Page, address: str, folder: Path) -> None:
    """Begin a work and bring a folder; wait until it is checked."""
    page.goto(address)
    page.click(".tile.district button")
    page.wait_for_load_state("load")
    page.wait_for_selector(".drop")
    page.set_input_files("input[data-folder]", folder)
    page.wait_for_selector(f"{IDLE} .verdict", timeout=120_000)


def draw(page: Page, address: str, defects: Path, target: Path) -> None:
    """Take a picture of every step."""
    page.goto(address)
    page.screenshot(path=target / "desk-home.png")
    page.click(".tile.district button")
    page.wait_for_selector(".drop")
    page.screenshot(path=target / "desk-choose.png")
    bring(page, address, defects)
    page.screenshot(path=target / "desk-check.png")
    bring(page, address, ROOT / "data")
    page.click(".next button.main")
    page.wait_for_selector(".take", timeout=300_000)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=target / "desk-result.png")


def main() -> None:
    """Open a desk and draw it."""
    target = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        program = [sys.executable, "-m", "natres"]
        defects = Path(place) / "有问题的样例"
        subprocess.run(
            [*program, "sample", str(defects), "--parcels", "3000", "--seed", "5", "--defects", "12"], check=True
        )
        works = Path(place) / "工作区"
        desk = subprocess.Popen(
            [*program, "open", str(works), "--no-browser", "--lang", "zh"], stdout=subprocess.PIPE, text=True,
            encoding="utf-8",
        )  # fmt: skip
        try:
            assert desk.stdout is not None
            found = re.search(r"http\S+", desk.stdout.readline())
            assert found is not None
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            draw(browser.new_page(viewport={"width": 1366, "height": 768}), found[0], defects, target)
            browser.close()
        finally:
            desk.terminate()
            desk.wait(20)


if __name__ == "__main__":
    main()
