/* Tiles: the part of a layer that lies in a square of the map, painted on a canvas in steps. */

const EARTH_DM = 2 * Math.PI * 63781370;
const NEUTRAL = "#d3d6d1";
const HAIRLINE = "#44525a";
const BATCH = 64; // polygons in one path: browsers slow down on longer ones
const STROKES = 600; // arcs in one path

/* How decimetres become pixels of a tile whose corner is at world pixel `corner` of a zoom. */
engine.viewOf = function (tile) {
  const world = 256 * Math.pow(2, tile.zoom), k = world / EARTH_DM;
  const ox = world / 2 - tile.corner[0], oy = world / 2 - tile.corner[1];
  const [width, height] = tile.size, margin = 3;
  return {
    k, ox, oy,
    west: (-margin - ox) / k, east: (width + margin - ox) / k,
    south: (oy - height - margin) / k, north: (oy + margin) / k,
  };
};

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

engine.colourOf = function (layer, category) {
  const colouring = layer.colourings[layer.colouring];
  return category === 0 || !colouring ? NEUTRAL : colouring.categories[category - 1].colour;
};

/* A colour nine parts of ten on the way to the paper: land that is not meant. */
engine.pale = function (colour) {
  const mixed = [1, 3, 5].map((at) => Math.round(parseInt(colour.slice(at, at + 2), 16) * 0.14 + 236 * 0.86));
  return "rgb(" + mixed.join(",") + ")";
};

/* The polygons of a bucket as paths, some to each: browsers slow down on longer ones. */
engine.pathsOf = function* (part, arcs, features, view, paths) {
  for (let from = 0; from < features.length; from += BATCH) {
    const path = new Path2D(), end = Math.min(from + BATCH, features.length);
    for (let n = from; n < end; n++) engine.traceFeature(path, part, arcs, features[n], view);
    paths.push(path);
    yield;
  }
};

/* First a hair around everything, then the fills: without the hair the ground would shine through between
   neighbours, and a hair over the fills would eat narrow roads. Winding counts, so overlapping parcels do not
   punch holes. The order of colours is the same in every tile. */
engine.paintColours = function* (context, layer, painted) {
  const colours = new Map();
  for (const { bucket, paths } of painted) {
    if (!colours.has(bucket)) colours.set(bucket, []);
    colours.get(bucket).push(...paths);
  }
  const order = Array.from(colours.keys()).sort((a, b) => (b & 1) - (a & 1) || a - b);
  const colourOf = (bucket) => (bucket & 1 ? engine.pale : (same) => same)(engine.colourOf(layer, bucket >> 1));
  context.lineWidth = 0.7;
  for (const draw of ["stroke", "fill"]) {
    for (const bucket of order) {
      context.fillStyle = context.strokeStyle = colourOf(bucket);
      for (const path of colours.get(bucket)) {
        if (draw === "stroke") context.stroke(path);
        else context.fill(path, "nonzero");
        yield;
      }
    }
  }
};

/* Outlines: every arc once, however many parcels it bounds. */
engine.stroke = function* (context, layer, part, arcs, buckets, view) {
  const drawn = new Uint8Array(arcs.start.length);
  let path = new Path2D(), held = 0;
  for (const features of buckets.values()) {
    for (const f of features) {
      const last = arcs.ringRefs[part.featureRings[f + 1]];
      for (let ref = arcs.ringRefs[part.featureRings[f]]; ref < last; ref++) {
        const arc = arcs.refs[ref] >> 1;
        if (drawn[arc]) continue;
        drawn[arc] = 1;
        engine.traceArc(path, arcs, 2 * arc, view, true);
        if (++held < STROKES) continue;
        context.stroke(path);
        path = new Path2D();
        held = 0;
        yield;
      }
    }
  }
  context.stroke(path);
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
  const view = engine.viewOf(tile), alpha = engine.lineAlpha(layer, view), seen = [], painted = [];
  context.lineJoin = context.lineCap = "round";
  for (const part of layer.parts) {
    const buckets = new Map();
    engine.bucketsOf(layer, part, view, buckets);
    if (buckets.size === 0) continue;
    const arcs = engine.levelOf(part.arcs, engine.levelFor(view.k * tile.ratio));
    yield;
    seen.push({ part, arcs, buckets });
    for (const [bucket, features] of buckets) {
      const paths = [];
      yield* engine.pathsOf(part, arcs, features, view, paths);
      painted.push({ bucket, paths });
    }
  }
  yield* engine.paintColours(context, layer, painted);
  if (alpha === 0) return;
  context.globalAlpha = alpha;
  context.strokeStyle = layer.outline || HAIRLINE;
  context.lineWidth = 0.6;
  for (const { part, arcs, buckets } of seen) yield* engine.stroke(context, layer, part, arcs, buckets, view);
  context.globalAlpha = 1;
};
