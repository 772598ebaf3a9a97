/* Outlines over the map: the feature under the pointer, the one kept, a town. */

natres.MARKS = { hovered: ["#17384a", 2], pinned: ["#b4451f", 2.6], town: ["#17506b", 3.5] };
natres.marked = {};

natres.layerOf = (key) => natres.header.layers.find((layer) => layer.key === key);

natres.same = (a, b) => a === b || Boolean(a && b && a.layer === b.layer && a.f === b.f);

natres.ringLine = function (ring) {
  const line = [];
  for (let i = 0; i + 1 < ring.length; i += 2) line.push(natres.latLng(ring[i], ring[i + 1]));
  return line;
};

/* The lines to draw around a feature, white below and coloured above. */
natres.markOf = function (hit, rings, [colour, weight]) {
  const layer = natres.layerOf(hit.layer);
  const style = { pane: "marks", renderer: natres.marksRenderer, interactive: false, fill: false };
  const both = [{ color: "#ffffff", opacity: 0.95, weight: weight + 2.6 }, { color: colour, weight }];
  if (layer.kind === "point") {
    const radius = natres.radiusAt(natres.map.getZoom()) + 3;
    const seat = natres.pointAt(layer, hit.f);
    return both.map((line) => L.circleMarker(seat, Object.assign({ radius }, style, line)));
  }
  const lines = rings.map(natres.ringLine);
  const make = layer.kind === "boundary" ? L.polyline : L.polygon;
  return both.map((line) => make(lines, Object.assign({ smoothFactor: 0.5 }, style, line)));
};

/* Mark a feature in one of the roles, or nothing; a later call for the same role takes its place. */
natres.setMark = async function (role, hit) {
  const before = natres.marked[role];
  if (before && natres.same(before.hit, hit)) return;
  natres.clearMark(role);
  if (!hit) return;
  const entry = { hit, lines: [] };
  natres.marked[role] = entry;
  const layer = natres.layerOf(hit.layer);
  const found = layer.kind === "point" ? { rings: [] } : await natres.outlineOf(layer, hit.f);
  if (natres.marked[role] !== entry) return;
  entry.rings = found.rings;
  natres.drawMark(entry, role);
};

natres.drawMark = function (entry, role) {
  entry.lines.forEach((line) => line.remove());
  const layer = natres.layerOf(entry.hit.layer);
  if (layer.visible === false && role !== "town") return;
  entry.lines = natres.markOf(entry.hit, entry.rings || [], natres.MARKS[role]);
  entry.lines.forEach((line) => line.addTo(natres.map));
};

natres.clearMark = function (role) {
  if (natres.marked[role]) natres.marked[role].lines.forEach((line) => line.remove());
  delete natres.marked[role];
};

/* A layer was hidden or shown, or circles have another size. */
natres.marksChanged = function () {
  for (const role of Object.keys(natres.marked)) natres.drawMark(natres.marked[role], role);
};

natres.startMarks = function () {
  natres.map.createPane("marks").style.zIndex = 450;
  natres.map.getPane("marks").style.pointerEvents = "none";
  natres.marksRenderer = L.svg({ pane: "marks", padding: 0.3 });
  natres.map.on("zoomend", natres.marksChanged);
};
