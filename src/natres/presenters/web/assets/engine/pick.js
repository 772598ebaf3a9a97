/* Which feature is at a place, how it is bounded. */

/* Whether a place is inside: crossings of its arcs are counted, whichever way a ring runs them. */
engine.inside = function (part, f, x, y) {
  const { arcs, featureRings } = part;
  const last = arcs.ringRefs[featureRings[f + 1]];
  let odd = false;
  for (let ref = arcs.ringRefs[featureRings[f]]; ref < last; ref++) {
    const arc = arcs.refs[ref] >> 1;
    for (let i = arcs.start[arc] + 1; i < arcs.start[arc + 1]; i++) {
      const ay = arcs.y[i - 1], by = arcs.y[i];
      if (ay > y === by > y) continue;
      if (x < ((arcs.x[i] - arcs.x[i - 1]) * (y - ay)) / (by - ay) + arcs.x[i - 1]) odd = !odd;
    }
  }
  return odd;
};

engine.pickArea = function (layer, x, y) {
  for (let n = layer.parts.length - 1; n >= 0; n--) {
    const part = layer.parts[n], { boxes } = part, index = part.index[layer.colouring];
    for (let f = part.count - 1; f >= 0; f--) {
      const at = 4 * f;
      if (x < boxes[at] || x > boxes[at + 2] || y < boxes[at + 1] || y > boxes[at + 3]) continue;
      if (layer.hidden.has(index ? index[f] : 0)) continue;
      if (engine.inside(part, f, x, y)) return part.first + f;
    }
  }
  return -1;
};

engine.pickPoint = function (layer, x, y, reach) {
  let best = -1, nearest = reach * reach;
  for (const part of layer.parts) {
    const index = part.index[layer.colouring];
    for (let f = 0; f < part.count; f++) {
      if (!part.placed[f] || layer.hidden.has(index ? index[f] : 0)) continue;
      const dx = part.x[f] - x, dy = part.y[f] - y;
      if (dx * dx + dy * dy > nearest) continue;
      nearest = dx * dx + dy * dy;
      best = part.first + f;
    }
  }
  return best;
};

/* The first of some layers that has a feature at a place. */
engine.answers = {
  pick({ x, y, reach, layers }) {
    for (const key of layers) {
      const layer = engine.byKey.get(key);
      const f = layer.kind === "area" ? engine.pickArea(layer, x, y) : engine.pickPoint(layer, x, y, reach);
      if (f >= 0) return { layer: key, f };
    }
    return null;
  },

  outline({ layer: key, f }) {
    const [part, k] = engine.partOf(engine.byKey.get(key), f);
    const { arcs, featureRings } = part, rings = [];
    for (let ring = featureRings[k]; ring < featureRings[k + 1]; ring++) {
      const places = [];
      for (let ref = arcs.ringRefs[ring]; ref < arcs.ringRefs[ring + 1]; ref++) {
        const arc = arcs.refs[ref] >> 1, one = [];
        for (let i = arcs.start[arc]; i < arcs.start[arc + 1]; i++) one.push([arcs.x[i], arcs.y[i]]);
        if (arcs.refs[ref] & 1) one.reverse();
        places.push(...one.slice(0, -1)); // an arc ends where the next begins
      }
      rings.push(Int32Array.from(places.flat()));
    }
    return { rings };
  },
};
