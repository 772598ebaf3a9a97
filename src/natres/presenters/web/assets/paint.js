/* Painters: generators that draw one layer on a canvas. */

const BATCH = 64; // polygons in one path: browsers slow down on longer ones
const NEUTRAL = "#d3d6d1";
const HAIRLINE = "#44525a";
const BOUNDARY = "#3c4a52";

/* Where vertices stand closer than two pixels they snap to half pixels and doubles fall away. The grid is
   the same for both sides of a shared edge, so neighbours stay closed. */
natres.wantsSnap = function (layer, view) {
  if (layer.spacing === undefined) {
    let length = 0;
    const many = Math.min(layer.x.length, 50000);
    for (let i = 1; i < many; i++) {
      const step = Math.abs(layer.x[i] - layer.x[i - 1]) + Math.abs(layer.y[i] - layer.y[i - 1]);
      length += Math.min(step, 10000);
    }
    layer.spacing = many > 1 ? length / many : 0;
  }
  return layer.spacing * view.k < 2;
};

natres.outside = function (layer, f, view) {
  const b = layer.boxes;
  const at = 4 * f;
  return b[at] > view.east || b[at + 2] < view.west || b[at + 1] > view.north || b[at + 3] < view.south;
};

natres.traceLine = function (path, layer, r, view, snap) {
  const { k, ox, oy } = view;
  const { x, y } = layer;
  const end = layer.start[r + 1];
  let i = layer.start[r];
  const place = snap ? (v) => Math.round(v * 2) / 2 : (v) => v;
  let px = place(x[i] * k + ox), py = place(oy - y[i] * k);
  path.moveTo(px, py);
  for (i++; i < end; i++) {
    const qx = place(x[i] * k + ox), qy = place(oy - y[i] * k);
    if (qx === px && qy === py) continue;
    path.lineTo(qx, qy);
    px = qx;
    py = qy;
  }
};

natres.traceArea = function (path, layer, f, view, snap) {
  const at = 4 * f;
  const b = layer.boxes;
  const wide = (b[at + 2] - b[at]) * view.k;
  const high = (b[at + 3] - b[at + 1]) * view.k;
  if (wide < 1.5 && high < 1.5) {
    path.rect(b[at] * view.k + view.ox, view.oy - b[at + 3] * view.k, Math.max(wide, 1), Math.max(high, 1));
    return;
  }
  for (let r = layer.first[f]; r < layer.first[f + 1]; r++) {
    natres.traceLine(path, layer, r, view, snap);
    path.closePath();
  }
};

/* Width of a middling feature, in decimetres: below a few pixels outlines would only darken the map. */
natres.usualWidth = function (layer) {
  if (layer.usual === undefined) {
    const widths = [];
    const stride = Math.max(1, Math.floor(layer.count / 500));
    for (let f = 0; f < layer.count; f += stride) widths.push(layer.boxes[4 * f + 2] - layer.boxes[4 * f]);
    widths.sort((a, b) => a - b);
    layer.usual = widths[widths.length >> 1] || 0;
  }
  return layer.usual;
};

natres.colourOf = function (layer, group) {
  return group === 0 ? NEUTRAL : layer.categories[group - 1].colour;
};

/* One colour: its polygons in batches. The fill is widened by a third of a pixel, else the background would
   shine through between neighbours. Winding counts, so overlapping parcels do not punch holes. */
natres.fillGroup = function* (context, layer, group, view, snap, paths) {
  context.fillStyle = context.strokeStyle = natres.colourOf(layer, group);
  context.lineWidth = 0.7;
  let path = new Path2D();
  let held = 0;
  const flush = () => {
    context.fill(path, "nonzero");
    context.stroke(path);
    paths.push(path);
    path = new Path2D();
    held = 0;
  };
  for (const f of layer.groups[group]) {
    if (layer.first[f] === layer.first[f + 1] || natres.outside(layer, f, view)) continue;
    natres.traceArea(path, layer, f, view, snap);
    if (++held === BATCH) {
      flush();
      yield;
    }
  }
  if (held > 0) flush();
  yield;
};

natres.paintAreas = function* (context, sheet, layer) {
  const view = natres.viewOf(layer, sheet);
  const snap = natres.wantsSnap(layer, view);
  const paths = [];
  for (let group = 0; group < layer.groups.length; group++) {
    if (!layer.hidden.has(group)) yield* natres.fillGroup(context, layer, group, view, snap, paths);
  }
  const pixels = natres.usualWidth(layer) * view.k;
  const strength = Math.min(1, (pixels - 5) / 25);
  if (strength <= 0) return;
  context.strokeStyle = layer.outline || HAIRLINE;
  context.globalAlpha = strength * (layer.outline ? 0.9 : 0.45);
  context.lineWidth = layer.outline ? 0.8 : 0.5;
  for (const path of paths) {
    context.stroke(path);
    yield;
  }
  context.globalAlpha = 1;
};

natres.radiusAt = function (zoom) {
  return Math.max(4, Math.min(8, 4 + (zoom - 9) * 0.6));
};

natres.paintPoints = function* (context, sheet, layer) {
  const view = natres.viewOf(layer, sheet);
  const radius = natres.radiusAt(sheet.zoom);
  for (let group = 0; group < layer.groups.length; group++) {
    if (layer.hidden.has(group)) continue;
    for (const f of layer.groups[group]) {
      const px = layer.x[f] * view.k + view.ox, py = view.oy - layer.y[f] * view.k;
      if (px < -20 || py < -20 || px > view.width + 20 || py > view.height + 20) continue;
      natres.dot(context, px, py, radius, natres.colourOf(layer, group));
    }
    yield;
  }
};

natres.dot = function (context, px, py, radius, colour) {
  context.beginPath();
  context.arc(px, py, radius + 1.6, 0, 2 * Math.PI);
  context.fillStyle = "rgba(30,42,48,.55)";
  context.fill();
  context.beginPath();
  context.arc(px, py, radius + 0.8, 0, 2 * Math.PI);
  context.fillStyle = "#ffffff";
  context.fill();
  context.beginPath();
  context.arc(px, py, radius - 0.6, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
};

natres.paintBoundaries = function* (context, sheet, layer) {
  const view = natres.viewOf(layer, sheet);
  const snap = natres.wantsSnap(layer, view);
  const path = new Path2D();
  for (let f = 0; f < layer.count; f++) {
    if (layer.first[f] === layer.first[f + 1] || natres.outside(layer, f, view)) continue;
    for (let r = layer.first[f]; r < layer.first[f + 1]; r++) natres.traceLine(path, layer, r, view, snap);
    yield;
  }
  context.strokeStyle = "rgba(255,255,255,.8)";
  context.lineWidth = layer.weight + 2.2;
  context.stroke(path);
  context.strokeStyle = BOUNDARY;
  context.lineWidth = layer.weight;
  context.stroke(path);
};

natres.painterOf = function (layer) {
  const paint = { area: natres.paintAreas, point: natres.paintPoints, boundary: natres.paintBoundaries };
  return (context, sheet) => paint[layer.kind](context, sheet, layer);
};
