/* The data block: base64, zlib, a JSON header, then streams of numbers. */

const natres = { layers: [], words: {}, map: map_natres };
window.natres = natres;

natres.inflate = async function (text) {
  const raw = atob(text.trim());
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

/* Base 128, low digit first. No number takes less than a byte, so `length` places are enough. */
natres.numbers = function (body, [start, length]) {
  const out = new Int32Array(length);
  let used = 0;
  for (let at = start; at < start + length; used++) {
    let value = 0;
    let shift = 0;
    let byte;
    do {
      byte = body[at++];
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    out[used] = value;
  }
  return out.subarray(0, used);
};

/* A sequence written as zigzag steps from one number to the next. */
natres.steps = function (body, place) {
  const out = natres.numbers(body, place);
  let value = 0;
  for (let i = 0; i < out.length; i++) {
    value += (out[i] >>> 1) ^ -(out[i] & 1);
    out[i] = value;
  }
  return out;
};

natres.sums = function (sizes) {
  const out = new Uint32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) out[i + 1] = out[i] + sizes[i];
  return out;
};

/* Smallest box of each feature, four numbers after each other: west, south, east, north. */
natres.boxes = function (layer) {
  const out = new Int32Array(4 * layer.count);
  for (let f = 0; f < layer.count; f++) {
    let west = 2147483647, south = 2147483647, east = -1, north = -1;
    const end = layer.start[layer.first[f + 1]];
    for (let i = layer.start[layer.first[f]]; i < end; i++) {
      if (layer.x[i] < west) west = layer.x[i];
      if (layer.x[i] > east) east = layer.x[i];
      if (layer.y[i] < south) south = layer.y[i];
      if (layer.y[i] > north) north = layer.y[i];
    }
    out.set([west, south, east, north], 4 * f);
  }
  return out;
};

/* Features sorted by category, so that one colour is set once: groups[category + 1] lists them. */
natres.grouped = function (layer) {
  const groups = Array.from({ length: layer.categories.length + 1 }, () => []);
  for (let f = 0; f < layer.count; f++) groups[layer.category[f]].push(f);
  return groups;
};

natres.unpackLayer = function (layer, body) {
  layer.x = natres.steps(body, layer.x);
  layer.y = natres.steps(body, layer.y);
  if (layer.kind === "point") {
    layer.start = layer.first = null;
  } else {
    layer.start = natres.sums(natres.numbers(body, layer.sizes));
    layer.first = natres.sums(natres.numbers(body, layer.counts));
    layer.boxes = natres.boxes(layer);
  }
  if (layer.kind !== "boundary") {
    layer.category = natres.numbers(body, layer.category);
    layer.groups = natres.grouped(layer);
    for (const column of layer.columns) column.codes = natres.steps(body, column.codes);
    layer.hidden = new Set();
  }
  return layer;
};

natres.unpack = async function (text) {
  const block = await natres.inflate(text);
  const size = new DataView(block.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(block.subarray(4, 4 + size)));
  const body = block.subarray(4 + size);
  natres.words = header.words;
  natres.layers = header.layers.map((layer) => natres.unpackLayer(layer, body));
};
