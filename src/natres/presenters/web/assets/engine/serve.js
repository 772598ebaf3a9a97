/* The engine's desk: questions are answered at once, tiles are painted in between, a slice at a time. */

const SLICE_MS = 10;

engine.queue = []; // tiles waiting: {message, steps, canvas}

/* A worker paints all its tiles on one canvas, whose picture it gives away; a page needs one for each. */
engine.canvasOf = function (tile) {
  if (scope.isWorker && !engine.canvas) engine.canvas = new OffscreenCanvas(1, 1);
  const canvas = scope.isWorker ? engine.canvas : document.createElement("canvas");
  canvas.width = Math.round(tile.size[0] * tile.ratio); // which also wipes off a tile that was given up
  canvas.height = Math.round(tile.size[1] * tile.ratio);
  return canvas;
};

engine.begin = function (message) {
  const canvas = engine.canvasOf(message.tile), context = canvas.getContext("2d");
  context.scale(message.tile.ratio, message.tile.ratio);
  return { message, canvas, steps: engine.paintTile(context, engine.byKey.get(message.layer), message.tile) };
};

/* One step of a tile; what is painted, once it is done. */
engine.step = function (job) {
  if (!job.steps) Object.assign(job, engine.begin(job.message));
  if (!job.steps.next().done) return null;
  return scope.isWorker ? job.canvas.transferToImageBitmap() : job.canvas;
};

engine.work = function () {
  const until = performance.now() + SLICE_MS;
  while (engine.queue.length > 0 && performance.now() < until) {
    const job = engine.queue[0], { id } = job.message;
    try {
      const bitmap = engine.step(job);
      if (bitmap) scope.reply({ id, result: bitmap }, scope.isWorker ? [bitmap] : []);
      else continue;
    } catch (error) {
      scope.reply({ id, error: String(error) }, []); // one tile without a picture must not stop the others
    }
    engine.queue.shift();
  }
  if (engine.queue.length > 0) scope.later(engine.work);
};

engine.answers.cancel = function ({ ids }) {
  const dropped = new Set(ids);
  engine.queue = engine.queue.filter((job) => !dropped.has(job.message.id));
  return null;
};

engine.answers.recolour = function ({ layer, colouring, hidden }) {
  Object.assign(engine.byKey.get(layer), { colouring, hidden: new Set(hidden) });
  return null;
};

/* What the page needs itself: small layers are painted there, large ones are asked for by tiles. */
engine.opened = function (layer) {
  const told = { key: layer.key, count: layer.count };
  if (layer.kind === "boundary") return Object.assign(told, (({ x, y, start, firstLine }) => ({ x, y, start, firstLine }))(layer));
  told.tally = layer.colourings.map((colouring, n) => {
    const often = new Array(colouring.categories.length + 1).fill(0);
    for (const part of layer.parts) for (const category of part.index[n]) often[category]++;
    return often;
  });
  if (layer.kind === "point") told.parts = layer.parts.map(({ x, y, placed, index }) => ({ x, y, placed, index }));
  return told;
};

engine.answers.open = async function ({ layers, blocks }) {
  const told = [];
  for (const head of layers) told.push(engine.opened(await engine.open(head, head.blocks.map((n) => blocks[n]))));
  return told;
};

engine.receive = async function (message) {
  if (message.kind === "tile") {
    engine.queue.push({ message });
    if (engine.queue.length === 1) scope.later(engine.work);
    return;
  }
  try {
    scope.reply({ id: message.id, result: await engine.answers[message.kind](message) }, []);
  } catch (error) {
    scope.reply({ id: message.id, error: String(error) }, []);
  }
};

scope.receive = engine.receive;
