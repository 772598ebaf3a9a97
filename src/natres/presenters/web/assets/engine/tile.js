/* Tiles: the part of a layer that lies in a square of the map, painted on a canvas in steps. */

const HAIRLINE = "#44525a";
const BATCH = 64; // polygons in one path: browsers slow down on longer ones
const STROKES = 600; // arcs in one path
const REACH = 3; // pixels around a tile whose lines reach into it

/* Features of a block that touch a tile, by bucket: twice the category, plus one where they are to be pale. */
engine.bucketsOf = function (layer, part, view, buckets) {
  const { boxes, count } = part, index = part.index[layer.colouring];
  for (let f = 0, at = 0; f < count; f++, at += 4) {
    if (boxes[at] > view.east || boxes[at + 2] < view.west || boxes[at] > boxes[at + 2]) continue;
    if (boxes[at + 1] > view.north || boxes[at + 3] < view.south) continue;
    const category = index ? index[f] : 0;
    if (layer.hidden.has(category)) continue;
    const bucket = 2 * category + (part.chosen && !part.chosen[f] ? 1 : 0);
    if (!buckets.has(bucket)) buckets.set(bucket, []);
    buckets.get(bucket).push(f);
  }
};

engine.traceArc = function (path, arcs, ref, view, opening) {
  const { x, y, start } = arcs, { k, ox, oy } = view;
  const arc = ref >> 1;
  let i = start[arc], end = start[arc + 1], step = 1;
  if (ref & 1) [i, end, step] = [end - 1, i - 1, -1];
  if (opening) path.moveTo(x[i] * k + ox, oy - y[i] * k);
  for (i += step; i !== end; i += step) path.lineTo(x[i] * k + ox, oy - y[i] * k);
};

engine.traceFeature = function (path, part, arcs, f, view) {
  const { boxes } = part, at = 4 * f;
  const wide = (boxes[at + 2] - boxes[at]) * view.k, high = (boxes[at + 3] - boxes[at + 1]) * view.k;
  if (wide < 1.2 && high < 1.2) {
    path.rect(boxes[at] * view.k + view.ox, view.oy - boxes[at + 3] * view.k, Math.max(wide, 1), Math.max(high, 1));
    return;
  }
  for (let ring = part.featureRings[f]; ring < part.featureRings[f + 1]; ring++) {
    const first = arcs.ringRefs[ring], last = arcs.ringRefs[ring + 1];
    for (let ref = first; ref < last; ref++) engine.traceArc(path, arcs, arcs.refs[ref], view, ref === first);
    path.closePath();
  }
};

/* A colour nine parts of ten on the way to the paper: land that is not meant. */
engine.pale = function (colour) {
  const mixed = [1, 3, 5].map((at) => Math.round(parseInt(colour.slice(at, at + 2), 16) * 0.14 + 236 * 0.86));
  return "rgb(" + mixed.join(",") + ")";
};

/* Polygons of one colour, some to a path. Winding counts, so overlapping parcels do not punch holes. */
engine.fillFeatures = function* (context, { part, arcs }, features, view) {
  for (let from = 0; from < features.length; from += BATCH) {
    const end = Math.min(from + BATCH, features.length);
    context.beginPath();
    for (let n = from; n < end; n++) engine.traceFeature(context, part, arcs, features[n], view);
    context.fill("nonzero");
    yield;
  }
};

/* Lines along the arcs of some features, every arc once: `drawn` marks those that were. */
engine.strokeArcs = function* (context, { part, arcs }, features, view, drawn) {
  let held = 0;
  context.beginPath();
  for (const f of features) {
    const last = arcs.ringRefs[part.featureRings[f + 1]];
    for (let ref = arcs.ringRefs[part.featureRings[f]]; ref < last; ref++) {
      const arc = arcs.refs[ref] >> 1;
      if (drawn[arc]) continue;
      drawn[arc] = 1;
      engine.traceArc(context, arcs, 2 * arc, view, true);
      if (++held < STROKES) continue;
      context.stroke();
      context.beginPath();
      held = 0;
      yield;
    }
  }
  context.stroke();
  yield;
};

/* First a hair along every arc in the colour of one of its sides, then the fills: without the hair the ground would
   shine through between neighbours, and a hair over the fills would eat narrow roads. The order of colours is the
   same in every tile. */
engine.paintColours = function* (context, layer, seen, view) {
  const used = new Set(seen.flatMap(({ buckets }) => Array.from(buckets.keys())));
  const order = Array.from(used).sort((a, b) => (b & 1) - (a & 1) || a - b);
  const colourIn = (bucket) => (bucket & 1 ? engine.pale : (same) => same)(colourOf(layer, bucket >> 1));
  const drawn = seen.map(({ arcs }) => new Uint8Array(arcs.start.length));
  context.lineWidth = 0.7;
  for (const bucket of order.slice().reverse()) { // what is filled last has its colour around it
    context.strokeStyle = colourIn(bucket);
    for (const [n, one] of seen.entries()) {
      if (one.buckets.has(bucket)) yield* engine.strokeArcs(context, one, one.buckets.get(bucket), view, drawn[n]);
    }
  }
  for (const bucket of order) {
    context.fillStyle = colourIn(bucket);
    for (const one of seen) {
      if (one.buckets.has(bucket)) yield* engine.fillFeatures(context, one, one.buckets.get(bucket), view);
    }
  }
};

/* Width of a middling feature in decimetres: below a few pixels outlines would only darken the map. */
engine.usualWidth = function (layer) {
  if (layer.usual === undefined) {
    const widths = [];
    for (const part of layer.parts) {
      for (let f = 0; f < part.count; f += 37) widths.push(part.boxes[4 * f + 2] - part.boxes[4 * f]);
    }
    const drawn = widths.filter((width) => width >= 0).sort((a, b) => a - b);
    layer.usual = drawn[drawn.length >> 1] || 0;
  }
  return layer.usual;
};

/* How dark outlines are at a scale: none where parcels are smaller than some pixels, then growing. */
engine.lineAlpha = (layer, view) => Math.max(0, Math.min(0.55, (engine.usualWidth(layer) * view.k - 7) / 40));

engine.paintTile = function* (context, layer, tile) {
  const view = viewOf(tile.zoom, tile.corner, tile.size, REACH), alpha = engine.lineAlpha(layer, view), seen = [];
  context.lineJoin = "bevel"; // lines are thinner than a pixel: round corners would only take time
  for (const part of layer.parts) {
    const buckets = new Map();
    engine.bucketsOf(layer, part, view, buckets);
    if (buckets.size === 0) continue;
    seen.push({ part, arcs: engine.levelOf(part.arcs, engine.levelFor(view.k * tile.ratio)), buckets });
    yield;
  }
  yield* engine.paintColours(context, layer, seen, view);
  if (alpha === 0) return;
  context.globalAlpha = alpha;
  context.strokeStyle = layer.outline || HAIRLINE;
  context.lineWidth = 0.6;
  for (const one of seen) {
    const drawn = new Uint8Array(one.arcs.start.length);
    for (const features of one.buckets.values()) yield* engine.strokeArcs(context, one, features, view, drawn);
  }
  context.globalAlpha = 1;
};
