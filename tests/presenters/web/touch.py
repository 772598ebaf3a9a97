"""How the tests touch a page: where a place of the sample stands, what the pointer is told there, what is painted."""

from typing import Any

from web_pages import SIDE, SOUTH, WEST

CROP, FOREST, STATE = [0xF6, 0xE5, 0x8D], [0x2E, 0x8B, 0x57], [0x00, 0x72, 0xB2]

_COUNT = """([red, green, blue]) => {
  let found = 0;
  for (const canvas of document.querySelectorAll("canvas.sheet, canvas.tile")) {
    if (!canvas.offsetParent) continue;
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    copy.drawImage(canvas, 0, 0);
    const data = copy.getImageData(0, 0, canvas.width, canvas.height).data;
    for (let i = 0; i < data.length; i += 4)
      if (data[i] === red && data[i + 1] === green && data[i + 2] === blue && data[i + 3] === 255) found++;
  }
  return found;
}"""


def until(page: Any, script: str) -> None:
    """Wait until a script is true, at most ten seconds."""
    for _ in range(200):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {script}")


def answered(seen: Any) -> None:
    """Wait until the engine has answered all questions, and the page has done what follows from them."""
    calm = 0
    for _ in range(200):
        seen.page.wait_for_timeout(30)
        calm = calm + 1 if seen.page.evaluate("natres.questions.size === 0 && !natres.asking") else 0
        if calm == 6:
            return
    raise AssertionError("the engine has not answered")


def painted(seen: Any, colour: list[int]) -> int:
    """Return how many pixels of a colour the map shows, once all is painted."""
    seen.page.wait_for_timeout(60)
    seen.settle()
    return seen.page.evaluate(_COUNT, colour)


def place(page: Any, column: float, row: float) -> list[float]:
    """Return where a place of the sample stands on the screen, the unit being one parcel."""
    script = """([lat, lon]) => {
      const p = map_natres.latLngToContainerPoint([lat, lon]);
      const r = map_natres.getContainer().getBoundingClientRect();
      return [p.x + r.left, p.y + r.top];
    }"""
    return page.evaluate(script, [SOUTH + row * SIDE, WEST + column * SIDE])


def point_at(seen: Any, column: float, row: float) -> str:
    """Return what the tip says at a place, empty for none."""
    seen.page.mouse.move(*place(seen.page, column, row))
    answered(seen)
    return seen.page.evaluate("[...document.querySelectorAll('.tip')].map((e) => e.textContent).join()")


def click_at(seen: Any, column: float, row: float) -> None:
    seen.page.mouse.click(*place(seen.page, column, row))
    answered(seen)


def centre(page: Any) -> list[float]:
    """Return the middle of the map in units of the sample."""
    lat, lon = page.evaluate("[map_natres.getCenter().lat, map_natres.getCenter().lng]")
    return [(lon - WEST) / SIDE, (lat - SOUTH) / SIDE]


def focused(page: Any) -> str:
    return page.evaluate("(document.activeElement.textContent || '').trim()")
