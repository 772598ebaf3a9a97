/* Fewer vertices for small scales: per arc, so both sides of a boundary lose the same ones and stay closed. */

const LEVELS_KEPT = 2;

/* Arcs whose vertices stand at least `2**level` decimetres apart; the ends of an arc always stay. */
engine.levelOf = function (arcs, level) {
  if (level < 4) return arcs;
  const { levels } = arcs;
  if (!levels.has(level)) {
    if (levels.size >= LEVELS_KEPT) levels.delete(levels.keys().next().value);
    levels.set(level, engine.thinned(arcs, Math.pow(2, level)));
  }
  return levels.get(level);
};

/* Room for the vertices of one block, used again for the next. */
engine.room = function (size) {
  if (!engine.spare || engine.spare[0].length < size) engine.spare = [new Int32Array(size), new Int32Array(size)];
  return engine.spare;
};

engine.thinned = function (arcs, apart) {
  const { x, y, start } = arcs, count = start.length - 1;
  const [outX, outY] = engine.room(x.length), outStart = new Uint32Array(count + 1);
  const least = apart * apart;
  let used = 0;
  for (let arc = 0; arc < count; arc++) {
    const last = start[arc + 1] - 1;
    let i = start[arc], px = x[i], py = y[i];
    outX[used] = px;
    outY[used++] = py;
    for (i++; i < last; i++) {
      const dx = x[i] - px, dy = y[i] - py;
      if (dx * dx + dy * dy < least) continue;
      outX[used] = px = x[i];
      outY[used++] = py = y[i];
    }
    outX[used] = x[last];
    outY[used++] = y[last];
    outStart[arc + 1] = used;
  }
  if (used > 0.9 * x.length) return arcs; // not worth a second copy
  return { x: outX.slice(0, used), y: outY.slice(0, used), start: outStart, refs: arcs.refs, ringRefs: arcs.ringRefs };
};

/* The level at which a step is about half a pixel, `k` being pixels per decimetre. */
engine.levelFor = (k) => Math.floor(Math.log2(0.6 / k));
