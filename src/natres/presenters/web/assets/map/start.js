/* The page comes together: data unpacked, layers added, controls placed; then everyone who waited is called. */

natres.extent = function () {
  const boxes = natres.layers.map((layer) => layer.extent).filter((extent) => extent);
  if (boxes.length === 0) return null;
  return [0, 1, 2, 3].map((n) => (n < 2 ? Math.min : Math.max)(...boxes.map((box) => box[n])));
};

natres.boundsOf = function ([west, south, east, north]) {
  const degrees = (x, y) => L.Projection.SphericalMercator.unproject(L.point(x / 10, y / 10));
  return L.latLngBounds(degrees(west, south), degrees(east, north));
};

/* Decimetres of the page's plane at a place on the map. */
natres.planeOf = function (latlng) {
  const point = L.Projection.SphericalMercator.project(latlng);
  return [Math.round(point.x * 10), Math.round(point.y * 10)];
};

natres.zoomTo = function (box, maxZoom = 17) {
  if (box) natres.map.fitBounds(natres.boundsOf(box), { padding: [24, 24], maxZoom, animate: false });
};

natres.fit = function () {
  const extent = natres.extent();
  if (extent) natres.map.fitBounds(natres.boundsOf(extent), { padding: [6, 6], maxZoom: 17, animate: false });
};

/* Area layers by tiles, points and lines on sheets of the page, then names and marks above all. */
natres.addLayers = function () {
  const painters = { point: natres.paintPoints, boundary: natres.paintBoundaries };
  for (const layer of natres.layers) {
    const paint = painters[layer.kind];
    layer.sheet = paint
      ? new natres.Sheet((context, sheet) => paint(context, sheet, layer))
      : new natres.Tiles(layer);
    layer.sheet.addTo(natres.map);
    if (!layer.visible) layer.sheet.show(false);
  }
  natres.labelSheet = new natres.Sheet(natres.paintLabels, (reach) => (natres.layers.some(natres.isNamed) ? reach : null)).addTo(natres.map);
  natres.markSheet = new natres.Sheet(natres.paintMarks, natres.roomOfMarks).addTo(natres.map);
};

/* The engine paints by what it was told last: colouring and hidden classes. */
natres.tellColours = (layer) =>
  natres.ask("recolour", { layer: layer.key, colouring: layer.colouring, hidden: Array.from(layer.hidden) });

natres.repaint = function (layer) {
  if (layer.kind !== "boundary") natres.tellColours(layer);
  layer.sheet.repaint();
};

/* Classes a colouring has switched off when it is first seen. */
natres.offAtFirst = function (layer) {
  const colouring = (layer.colourings || [])[layer.colouring], off = new Set();
  if (colouring) colouring.categories.forEach((category, n) => category.shown || off.add(n + 1));
  return off;
};

natres.recolour = function (key, colouring) {
  const layer = natres.byKey.get(key);
  layer.colouring = Math.max(0, layer.colourings.findIndex((one) => one.key === colouring));
  layer.hidden = natres.offAtFirst(layer);
  natres.repaint(layer);
};

natres.hide = function (key, categories) {
  const layer = natres.byKey.get(key);
  layer.hidden = new Set(categories);
  natres.repaint(layer);
};

natres.show = function (key, shown) {
  const layer = natres.byKey.get(key);
  layer.visible = shown;
  layer.sheet.show(shown);
  natres.labelSheet.repaint();
};

/* Only the rows of a rule in full colour; resolves with where they lie. */
natres.dim = async function (rows) {
  const found = await natres.ask("choose", { rows });
  for (const layer of natres.layers) if (layer.kind === "area") layer.sheet.repaint();
  return found;
};

natres.bytesOf = function (element) {
  const text = element.textContent;
  element.remove(); // the packed text is of no more use, its memory is
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  return Uint8Array.from(atob(text.trim()), (sign) => sign.charCodeAt(0));
};

natres.open = async function () {
  const { head } = await openBlock(natres.bytesOf(document.getElementById("natres-data")));
  natres.head = head;
  natres.language = head.languages.indexOf(head.language);
  natres.startEngine();
  const blocks = Array.from(document.querySelectorAll("script.natres-block"), natres.bytesOf);
  const opened = await natres.ask("open", { layers: head.layers, blocks }, blocks.map((bytes) => bytes.buffer));
  natres.layers = head.layers.map((layer, n) => Object.assign({ colouring: 0, hidden: new Set() }, layer, opened[n]));
  for (const layer of natres.layers) {
    natres.byKey.set(layer.key, layer);
    layer.hidden = natres.offAtFirst(layer);
    if (layer.hidden.size > 0) natres.tellColours(layer);
  }
};

natres.start = async function () {
  if (typeof DecompressionStream === "undefined") {
    // Too old to read the data, and with them the page's own words.
    document.getElementById("too-old").hidden = false;
    natres.status("", "old");
    return;
  }
  try {
    await natres.open();
  } catch (error) {
    natres.status(document.getElementById("broken").textContent, "broken");
    return;
  }
  natres.status(natres.word("drawing"), "drawing");
  natres.fit();
  natres.settled = () => natres.status(natres.extent() === null ? natres.word("empty") : "", "ready");
  natres.addLayers();
  for (const ready of natres.onReady) ready();
  natres.calm(); // nothing may be left to paint: no layers, or a window too small for a map
};
