/* Names of units, where there is room. */

const LABEL_FONT = '"Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif';

/* Layers of many units first: inside a district the names of its towns say more than its own. */
natres.labelCandidates = function (sheet) {
  const found = [];
  for (const layer of natres.layers) {
    if (layer.kind !== "boundary" || !layer.visible) continue;
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

natres.paintLabels = function* (context, sheet) {
  const taken = [];
  context.font = "500 13px " + LABEL_FONT;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const label of natres.labelCandidates(sheet)) {
    const half = context.measureText(label.text).width / 2 + 4;
    if (2 * half > label.width * 1.05 || (label.many === 1 && taken.length > 0)) continue;
    const box = [label.px - half, label.py - 10, label.px + half, label.py + 10];
    if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) continue;
    taken.push(box);
    context.strokeStyle = "rgba(255,255,255,.88)";
    context.lineWidth = 3.5;
    context.strokeText(label.text, label.px, label.py);
    context.fillStyle = "#1f2d35";
    context.fillText(label.text, label.px, label.py);
  }
  yield;
};
