/* Which feature is under the pointer, and what is said about it. */

const CELLS = 128; // a side of the search grid

/* The search grid of a layer: per cell the features whose box touches it. Built when first asked. */
natres.gridOf = function (layer) {
  if (layer.grid) return layer.grid;
  const wide = layer.extent[2] - layer.extent[0] + 1, high = layer.extent[3] - layer.extent[1] + 1;
  const cells = new Map();
  const column = (x) => Math.floor((x * CELLS) / wide), row = (y) => Math.floor((y * CELLS) / high);
  for (let f = 0; f < layer.count; f++) {
    const [west, south, east, north] = layer.boxes.subarray(4 * f, 4 * f + 4);
    for (let r = row(south); r <= row(north); r++) {
      for (let c = column(west); c <= column(east); c++) {
        const cell = r * CELLS + c;
        if (cells.has(cell)) cells.get(cell).push(f);
        else cells.set(cell, [f]);
      }
    }
  }
  layer.grid = { at: (x, y) => cells.get(row(y) * CELLS + column(x)) || [] };
  return layer.grid;
};

natres.inside = function (layer, f, x, y) {
  let odd = false;
  for (let r = layer.first[f]; r < layer.first[f + 1]; r++) {
    const from = layer.start[r], end = layer.start[r + 1];
    for (let i = from, j = end - 1; i < end; j = i++) {
      const up = layer.y[i] > y !== layer.y[j] > y;
      const dx = layer.x[j] - layer.x[i], dy = layer.y[j] - layer.y[i];
      if (up && x < (dx * (y - layer.y[i])) / dy + layer.x[i]) odd = !odd;
    }
  }
  return odd;
};

natres.pickArea = function (layer, x, y) {
  if (!layer.extent || x < 0 || y < 0) return -1;
  const found = natres.gridOf(layer).at(x, y);
  for (let i = found.length - 1; i >= 0; i--) {
    const f = found[i];
    if (!layer.hidden.has(layer.category[f]) && natres.inside(layer, f, x, y)) return f;
  }
  return -1;
};

natres.pickPoint = function (layer, x, y, reach) {
  let best = -1, nearest = reach * reach;
  for (let f = 0; f < layer.count; f++) {
    const dx = layer.x[f] - x, dy = layer.y[f] - y;
    if (dx * dx + dy * dy > nearest || layer.hidden.has(layer.category[f])) continue;
    nearest = dx * dx + dy * dy;
    best = f;
  }
  return best;
};

/* The topmost visible feature at a place, as {layer, f}, or null. */
natres.pick = function (latlng) {
  const zoom = natres.map.getZoom();
  const point = natres.map.project(latlng, zoom);
  for (let n = natres.layers.length - 1; n >= 0; n--) {
    const layer = natres.layers[n];
    if (!layer.visible || layer.kind === "boundary" || layer.count === 0) continue;
    const view = natres.viewOf(layer, { zoom, corner: L.point(0, 0), size: L.point(0, 0) });
    const x = (point.x - view.ox) / view.k, y = (view.oy - point.y) / view.k;
    const reach = (natres.radiusAt(zoom) + 3) / view.k;
    const f = layer.kind === "area" ? natres.pickArea(layer, x, y) : natres.pickPoint(layer, x, y, reach);
    if (f >= 0) return { layer, f };
  }
  return null;
};

natres.same = (a, b) => a === b || (a && b && a.layer === b.layer && a.f === b.f);

/* What is known of a feature, as elements: texts only ever become textContent. */
natres.card = function (hit, most) {
  const { layer, f } = hit;
  const card = natres.el("div", "card-body");
  const group = layer.category[f];
  if (layer.categories.length > 0) {
    const head = card.appendChild(natres.el("div", "card-head"));
    head.appendChild(natres.swatch(layer.kind, natres.colourOf(layer, group)));
    const label = group === 0 ? natres.words.unclassified : layer.categories[group - 1].label;
    head.appendChild(natres.el("strong", "", label));
  }
  const list = natres.el("dl", "facts");
  for (const column of layer.columns) {
    const text = column.texts[column.codes[f]];
    if (text.trim() === "" || list.childElementCount >= 2 * most) continue;
    list.appendChild(natres.el("dt", "", column.label));
    list.appendChild(natres.el("dd", "", text));
  }
  if (list.childElementCount > 0) card.appendChild(list);
  return card;
};

natres.mark = function (context, sheet, hit, colour, width) {
  if (!hit || !hit.layer.visible || hit.layer.hidden.has(hit.layer.category[hit.f])) return;
  const view = natres.viewOf(hit.layer, sheet);
  const path = new Path2D();
  if (hit.layer.kind === "point") {
    const px = hit.layer.x[hit.f] * view.k + view.ox, py = view.oy - hit.layer.y[hit.f] * view.k;
    path.arc(px, py, natres.radiusAt(sheet.zoom) + 3, 0, 2 * Math.PI);
  } else {
    natres.traceArea(path, hit.layer, hit.f, view, false);
  }
  context.strokeStyle = "rgba(255,255,255,.95)";
  context.lineWidth = width + 2.5;
  context.stroke(path);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
};

natres.paintMarks = function* (context, sheet) {
  natres.mark(context, sheet, natres.pinned, "#b4451f", 2.2);
  if (!natres.same(natres.hovered, natres.pinned)) natres.mark(context, sheet, natres.hovered, "#17384a", 1.8);
  yield;
};
