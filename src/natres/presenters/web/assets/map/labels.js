/* Names of units, where there is room. */

const MANY_POINTS = 2000; // of more nobody sees which name is in the way
const SHIFTS = [0, 20, -20, 34, -34, 48];
const LABEL_FONT = '"Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif';

natres.isNamed = (layer) => layer.kind === "boundary" && layer.visible;

/* Layers of many units first: inside a district the names of its towns say more than its own. */
natres.labelCandidates = function (sheet) {
  const found = [];
  for (const layer of natres.layers) {
    if (!natres.isNamed(layer)) continue;
    const view = natres.viewOf(sheet);
    for (let f = 0; f < layer.count; f++) {
      const seat = layer.seats[f], text = natres.t(layer.labels[f]);
      if (!text || seat.length === 0) continue;
      const px = seat[0] * view.k + view.ox, py = view.oy - seat[1] * view.k;
      const width = (layer.extents[f][2] - layer.extents[f][0]) * view.k;
      found.push({ text, px, py, width, many: layer.count });
    }
  }
  return found.sort((a, b) => b.many - a.many || b.width - a.width);
};

/* Where points stand on the sheet, as boxes: a name beside a well is read, one on top of it hides it. */
natres.pointBoxes = function (sheet) {
  const view = natres.viewOf(sheet), radius = natres.radiusAt(sheet.zoom) + 2, boxes = [];
  for (const layer of natres.layers) {
    if (layer.kind !== "point" || !layer.visible || layer.count > MANY_POINTS) continue;
    for (const part of layer.parts) {
      for (let f = 0; f < part.placed.length; f++) {
        if (!part.placed[f]) continue;
        const px = part.x[f] * view.k + view.ox, py = view.oy - part.y[f] * view.k;
        boxes.push([px - radius, py - radius, px + radius, py + radius]);
      }
    }
  }
  return boxes;
};

natres.meet = (box, others) => others.some((o) => box[0] < o[2] && box[2] > o[0] && box[1] < o[3] && box[3] > o[1]);

/* A place for a name: in its seat, or a little above or below where points are in the way; null for none. */
natres.roomFor = function (label, half, taken, points) {
  const at = (shift) => [label.px - half, label.py - 10 + shift, label.px + half, label.py + 10 + shift];
  const free = SHIFTS.filter((shift) => !natres.meet(at(shift), taken));
  const clear = free.find((shift) => !natres.meet(at(shift), points));
  const shift = clear === undefined ? free[0] : clear;
  return shift === undefined ? null : { box: at(shift), y: label.py + shift };
};

natres.paintLabels = function* (context, sheet) {
  const taken = [], points = natres.pointBoxes(sheet);
  context.font = "500 13px " + LABEL_FONT;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const label of natres.labelCandidates(sheet)) {
    const half = context.measureText(label.text).width / 2 + 4;
    if (2 * half > label.width * 1.05 || (label.many === 1 && taken.length > 0)) continue;
    const room = natres.roomFor(label, half, taken, points);
    if (!room) continue;
    taken.push(room.box);
    context.strokeStyle = "rgba(255,255,255,.88)";
    context.lineWidth = 3.5;
    context.strokeText(label.text, label.px, room.y);
    context.fillStyle = "#1f2d35";
    context.fillText(label.text, label.px, room.y);
  }
  yield;
};
