/* Painters of what is small enough for the page itself: points, boundaries, the marks of hovered and chosen features. */

const BOUNDARY = "#3c4a52";
const LINE_VERTICES = 1000;

natres.radiusAt = function (zoom) {
  return Math.max(4, Math.min(8, 4 + (zoom - 9) * 0.6));
};

natres.paintPoints = function* (context, sheet, layer) {
  const view = natres.viewOf(sheet), radius = natres.radiusAt(sheet.zoom);
  for (const part of layer.parts) {
    const index = part.index[layer.colouring];
    for (let f = 0; f < part.placed.length; f++) {
      const category = index ? index[f] : 0;
      if (!part.placed[f] || layer.hidden.has(category)) continue;
      const px = part.x[f] * view.k + view.ox, py = view.oy - part.y[f] * view.k;
      if (px < -20 || py < -20 || px > view.width + 20 || py > view.height + 20) continue;
      natres.dot(context, px, py, radius, colourOf(layer, category));
    }
    yield;
  }
};

natres.dot = function (context, px, py, radius, colour) {
  for (const [size, fill] of [[radius + 1.6, "rgba(30,42,48,.55)"], [radius + 0.8, "#ffffff"], [radius - 0.6, colour]]) {
    context.beginPath();
    context.arc(px, py, size, 0, 2 * Math.PI);
    context.fillStyle = fill;
    context.fill();
  }
};

natres.traceLine = function (path, layer, line, view) {
  const { x, y, start } = layer;
  for (let i = start[line], px, py; i < start[line + 1]; i++) {
    const qx = x[i] * view.k + view.ox, qy = view.oy - y[i] * view.k;
    if (i === start[line]) path.moveTo(qx, qy);
    else if (Math.abs(qx - px) + Math.abs(qy - py) < 0.7 && i < start[line + 1] - 1) continue;
    else path.lineTo(qx, qy);
    [px, py] = [qx, qy];
  }
};

/* Lines of a layer in paths of some thousand vertices: a browser takes long over one path of all of them. */
natres.linePaths = function* (layer, view, paths) {
  let held = LINE_VERTICES;
  for (let f = 0; f < layer.count; f++) {
    const box = layer.extents[f];
    if (!box || box[0] > view.east || box[2] < view.west || box[1] > view.north || box[3] < view.south) continue;
    for (let line = layer.firstLine[f]; line < layer.firstLine[f + 1]; line++) {
      if (held >= LINE_VERTICES) {
        paths.push(new Path2D());
        held = 0;
        yield;
      }
      natres.traceLine(paths[paths.length - 1], layer, line, view);
      held += layer.start[line + 1] - layer.start[line];
    }
  }
};

natres.paintBoundaries = function* (context, sheet, layer) {
  const paths = [];
  yield* natres.linePaths(layer, natres.viewOf(sheet), paths);
  // A thin line of a colour of its own has no casing: narrow ground along it has to be seen.
  const casing = layer.colour && layer.weight < 2 ? [] : [["rgba(255,255,255,.8)", layer.weight + 2.2, []]];
  for (const [colour, width, dash] of [...casing, [layer.colour || BOUNDARY, layer.weight, layer.dash]]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dash);
    for (const path of paths) {
      context.stroke(path);
      yield;
    }
  }
};

/* A mark: {kind: "point", box}, or {kind: "area" or "boundary", rings}, in decimetres. */
natres.traceMark = function (path, mark, view, zoom) {
  const place = (x, y) => [x * view.k + view.ox, view.oy - y * view.k];
  if (mark.kind === "point") {
    const [px, py] = place(mark.box[0], mark.box[1]);
    path.arc(px, py, natres.radiusAt(zoom) + 3, 0, 2 * Math.PI);
    return;
  }
  for (const ring of mark.rings) {
    for (let i = 0; i < ring.length; i += 2) path[i === 0 ? "moveTo" : "lineTo"](...place(ring[i], ring[i + 1]));
    if (mark.kind === "area") path.closePath();
  }
};

natres.marks = { town: null, pinned: null, hovered: null };
const MARKS = { town: ["#17506b", 3.4], pinned: ["#b4451f", 2.2], hovered: ["#17384a", 1.8] };

/* The part of what could be seen that holds marks: mostly one parcel, so that its outline follows a quick pointer. */
natres.roomOfMarks = function (reach, zoom) {
  const world = 256 * Math.pow(2, zoom), k = pixelsPerDm(zoom), beyond = natres.radiusAt(zoom) + 8;
  const held = new L.Bounds();
  for (const mark of Object.values(natres.marks)) {
    for (const places of mark ? mark.rings || [mark.box] : []) {
      for (let i = 0; i < places.length; i += 2) {
        held.extend(L.point(places[i] * k + world / 2, world / 2 - places[i + 1] * k));
      }
    }
  }
  if (!held.isValid() || !held.intersects(reach)) return null;
  const low = L.point(Math.max(reach.min.x, held.min.x - beyond), Math.max(reach.min.y, held.min.y - beyond));
  const high = L.point(Math.min(reach.max.x, held.max.x + beyond), Math.min(reach.max.y, held.max.y + beyond));
  return L.bounds(low.floor(), high.ceil());
};

natres.paintMarks = function* (context, sheet) {
  const view = natres.viewOf(sheet);
  for (const role of Object.keys(MARKS)) {
    const mark = natres.marks[role], [colour, width] = MARKS[role];
    if (!mark) continue;
    const path = new Path2D();
    natres.traceMark(path, mark, view, sheet.zoom);
    context.strokeStyle = "rgba(255,255,255,.95)";
    context.lineWidth = width + 2.5;
    context.stroke(path);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke(path);
  }
  yield;
};
