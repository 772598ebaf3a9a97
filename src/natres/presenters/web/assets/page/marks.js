/* Outlines over the map: the feature under the pointer, the one kept, a town. */

natres.same = (a, b) => a === b || Boolean(a && b && a.layer === b.layer && a.f === b.f);

natres.marked = { town: null, pinned: null, hovered: null };

/* The lines around a unit of a boundary layer. */
natres.linesOf = function ({ x, y, start, firstLine }, f) {
  const lines = [];
  for (let line = firstLine[f]; line < firstLine[f + 1]; line++) {
    const places = [];
    for (let i = start[line]; i < start[line + 1]; i++) places.push(x[i], y[i]);
    lines.push(places);
  }
  return lines;
};

natres.shapeOf = async function ({ layer: key, f }) {
  const layer = natres.byKey.get(key);
  if (layer.kind === "boundary") return { kind: "boundary", rings: natres.linesOf(layer, f) };
  if (layer.kind === "point") return { kind: "point", box: (await natres.known({ layer: key, f })).box };
  return Object.assign({ kind: "area" }, await natres.ask("outline", { layer: key, f }));
};

/* Mark a feature in one of the roles, or nothing; a later call for the same role takes its place. */
natres.setMark = async function (role, hit) {
  if (natres.same(natres.marked[role], hit)) return;
  natres.marked[role] = hit;
  natres.marks[role] = null;
  natres.markSheet.repaint();
  if (!hit) return;
  const layer = natres.byKey.get(hit.layer);
  if (!layer.visible && role !== "town") return;
  const shape = await natres.shapeOf(hit);
  if (!natres.same(natres.marked[role], hit) || (shape.kind === "point" && !shape.box)) return;
  natres.marks[role] = shape;
  natres.markSheet.repaint();
};

/* A layer was hidden or shown, or one of its classes: what is not seen is not marked. */
natres.marksChanged = function () {
  natres.setMark("hovered", null);
  const { pinned } = natres;
  natres.setMark("pinned", null);
  if (pinned) natres.setMark("pinned", pinned);
};
