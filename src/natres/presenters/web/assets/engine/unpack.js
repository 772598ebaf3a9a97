/* Layers from their blocks: arcs with the rings that use them, boxes, columns, colourings. */

/* The arcs as strokes of a pen: a new one starts where the ring's arc before it ended, or after a move. */
engine.unpackArcs = function (block) {
  const sizes = block.numbers("sizes"), ringArcs = block.numbers("ring_arcs"), refs = block.numbers("refs");
  const start = engine.sums(sizes), total = start[sizes.length];
  const x = new Int32Array(total), y = new Int32Array(total);
  const stepX = block.planes("x"), stepY = block.planes("y");
  const moveX = block.planes("move_x"), moveY = block.planes("move_y");
  let [penX, penY] = block.head.corner;
  let known = 0, at = 0;
  for (let ring = 0, ref = 0; ring < ringArcs.length; ring++) {
    for (let k = 0; k < ringArcs[ring]; k++, ref++) {
      if (refs[ref] === 0) {
        if (k === 0) {
          penX += moveX();
          penY += moveY();
        }
        x[at] = penX;
        y[at++] = penY;
        for (let n = 1; n < sizes[known]; n++) {
          x[at] = penX += stepX();
          y[at++] = penY += stepY();
        }
        refs[ref] = 2 * known++;
      } else {
        const back = refs[ref] - 1, arc = known - 1 - (back >> 1);
        refs[ref] = 2 * arc + (back & 1);
        const end = back & 1 ? start[arc] : start[arc + 1] - 1;
        penX = x[end];
        penY = y[end];
      }
    }
  }
  return { x, y, start, refs, ringRefs: engine.sums(ringArcs), levels: new Map() };
};

/* Smallest box of each feature, four numbers after each other: west, south, east, north. */
engine.boxesOf = function (block) {
  const { arcs, featureRings, count } = block;
  const out = new Int32Array(4 * count);
  for (let f = 0; f < count; f++) {
    let west = 2147483647, south = 2147483647, east = -2147483648, north = -2147483648;
    const last = arcs.ringRefs[featureRings[f + 1]];
    for (let ref = arcs.ringRefs[featureRings[f]]; ref < last; ref++) {
      const arc = arcs.refs[ref] >> 1;
      for (let i = arcs.start[arc]; i < arcs.start[arc + 1]; i++) {
        if (arcs.x[i] < west) west = arcs.x[i];
        if (arcs.x[i] > east) east = arcs.x[i];
        if (arcs.y[i] < south) south = arcs.y[i];
        if (arcs.y[i] > north) north = arcs.y[i];
      }
    }
    out.set([west, south, east, north], 4 * f);
  }
  return out;
};

engine.unpackColumn = function (layer, column, n, block) {
  const name = "column" + n;
  if (column.kind === "code") return block.numbers(name);
  if (column.kind !== "area") return block.texts(name);
  return column.of.length === 0 ? block.wholes(name) : null;
};

engine.unpackBlock = function (layer, block) {
  const own = { layer, count: block.head.count, first: layer.unpacked };
  layer.unpacked += own.count;
  own.columns = layer.columns.map((column, n) => engine.unpackColumn(layer, column, n, block));
  layer.columns.forEach((column, n) => {
    if (own.columns[n] === null) own.columns[n] = engine.added(layer, own, column.of);
  });
  own.index = layer.colourings.map((_, n) => block.numbers("colouring" + n));
  if (layer.kind === "area") {
    own.featureRings = engine.sums(block.numbers("rings"));
    own.arcs = engine.unpackArcs(block);
    own.boxes = engine.boxesOf(own);
  } else {
    engine.place(own, block);
  }
  return own;
};

engine.added = function (layer, block, keys) {
  const parts = keys.map((key) => block.columns[layer.columns.findIndex((column) => column.key === key)]);
  return parts[0].map((_, f) => parts.reduce((sum, part) => sum + part[f], 0));
};

/* Points with their place, 0, 0 for those without one. */
engine.place = function (own, block) {
  const placed = own.placed = block.numbers("placed");
  const x = block.steps("x"), y = block.steps("y");
  own.x = new Int32Array(own.count);
  own.y = new Int32Array(own.count);
  for (let f = 0, k = 0; f < own.count; f++) {
    if (!placed[f]) continue;
    own.x[f] = x[k];
    own.y[f] = y[k++];
  }
};

engine.unpackLines = function (layer, block) {
  layer.x = block.steps("x");
  layer.y = block.steps("y");
  layer.start = engine.sums(block.numbers("sizes"));
  layer.firstLine = engine.sums(block.numbers("counts"));
};

/* Open a layer: `blocks` are its packed bytes, in order; none is kept. */
engine.open = async function (head, blocks) {
  const layer = Object.assign({ unpacked: 0, colouring: 0, hidden: new Set(), parts: [] }, head);
  for (const packed of blocks) {
    const block = new engine.Block(await openBlock(packed));
    if (layer.kind === "boundary") engine.unpackLines(layer, block);
    else layer.parts.push(engine.unpackBlock(layer, block));
  }
  engine.layers.push(layer);
  engine.byKey.set(layer.key, layer);
  return layer;
};

/* The block a feature stands in, and its place there. */
engine.partOf = function (layer, f) {
  const part = layer.parts.find((p) => f < p.first + p.count);
  return [part, f - part.first];
};

engine.boxOf = function (layer, f) {
  const [part, k] = engine.partOf(layer, f);
  if (layer.kind === "point") {
    return part.placed[k] ? [part.x[k], part.y[k], part.x[k], part.y[k]] : null;
  }
  const box = Array.from(part.boxes.subarray(4 * k, 4 * k + 4));
  return box[0] > box[2] ? null : box;
};
