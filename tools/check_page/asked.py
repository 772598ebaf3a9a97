"""What a page says of a layer, feature by feature, in its own words: its engine is asked, nothing of it is read."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

__all__ = ["Shown", "ask_page"]

#: Questions on their way at once.
AT_ONCE = 4000

COUNTS = """(key) => {
  const layer = natres.byKey.get(key);
  return { count: layer.count, columns: layer.columns.map((column) => column.key),
    colourings: layer.colourings.map((one) => one.categories.map((category) => category.key)) };
}"""
FEATURES = """async ([key, from, to]) => {
  const asked = [];
  for (let f = from; f < to; f++) {
    asked.push(natres.ask("outline", { layer: key, f }), natres.ask("facts", { layer: key, f }));
  }
  const told = await Promise.all(asked);
  const outlines = told.filter((_, n) => n % 2 === 0).map((one) => one.rings), facts = told.filter((_, n) => n % 2);
  const rings = outlines.flat(), flat = new Int32Array(rings.reduce((sum, ring) => sum + ring.length, 0));
  rings.reduce((at, ring) => { flat.set(ring, at); return at + ring.length; }, 0);
  const bytes = new Uint8Array(flat.buffer), parts = [];
  for (let at = 0; at < bytes.length; at += 32768) parts.push(String.fromCharCode(...bytes.subarray(at, at + 32768)));
  return { places: btoa(parts.join("")), sizes: rings.map((ring) => ring.length / 2),
    counts: outlines.map((one) => one.length), values: facts.map((one) => one.values) };
}"""
CATEGORIES = """async ([key, colouring, count]) => {
  await natres.ask("recolour", { layer: key, colouring, hidden: [] });
  const asked = [];
  for (let f = 0; f < count; f++) asked.push(natres.ask("facts", { layer: key, f }));
  return (await Promise.all(asked)).map((one) => one.category);
}"""
TOTAL = """async ([key, value]) => {
  const found = await natres.ask("sum", { rows: { layer: key, where: [], value }, most: 0 });
  return [found.count, found.total];
}"""


@dataclass
class Shown:
    """A layer as its page shows it, features in the page's own order.

    Parameters
    ----------
    values : what is known of each feature, by column
    rings : rings of each feature, each an array (n, 2) of whole decimetres of spherical Mercator, not closed
    categories : per colouring, the key of each feature's category, empty for none
    counted, total_dm2 : rows that count and the sum of their areas, by the page's own adding up; None without areas
    """

    values: list[dict[str, Any]] = field(default_factory=list)
    rings: list[list[np.ndarray]] = field(default_factory=list)
    categories: list[list[str]] = field(default_factory=list)
    counted: int | None = None
    total_dm2: int | None = None


def ask_page(page: Any, key: str, *, areas: bool = True) -> Shown:
    """Ask an opened page (of playwright) for everything it holds of one layer of areas.

    Parameters
    ----------
    areas : whether its areas are to be added up
    """
    known = page.evaluate(COUNTS, key)
    shown = Shown()
    for start in range(0, known["count"], AT_ONCE):
        told = page.evaluate(FEATURES, [key, start, min(start + AT_ONCE, known["count"])])
        shown.values += told["values"]
        shown.rings += _rings(told)
    for n, keys in enumerate(known["colourings"]):
        found = page.evaluate(CATEGORIES, [key, n, known["count"]])
        shown.categories.append([keys[place - 1] if place else "" for place in found])
    if areas:
        shown.counted, shown.total_dm2 = page.evaluate(TOTAL, [key, "area"])
    return shown


def _rings(told: dict[str, Any]) -> Iterator[list[np.ndarray]]:
    """Yield the rings of each feature."""
    places = np.frombuffer(base64.b64decode(told["places"]), dtype=np.int32).astype(np.int64).reshape(-1, 2)
    ends = np.cumsum(told["sizes"])
    rings = np.split(places, ends[:-1]) if len(ends) else []
    at = 0
    for count in told["counts"]:
        yield rings[at : at + count]
        at += count
