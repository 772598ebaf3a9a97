/* Search: ids and names that hold a text, the closest first. */

engine.searchTexts = function (layer, n, wanted, found) {
  for (const part of layer.parts) {
    part.columns[n].forEach((text, k) => {
      const rank = closeness(text, wanted);
      if (rank >= 0) found.push({ rank, layer: layer.key, f: part.first + k, column: layer.columns[n].key, text });
    });
  }
};

/* A name many rows share is one answer, with the box of all of them. */
engine.searchCodes = function (layer, n, wanted, found) {
  const column = layer.columns[n];
  column.codes.forEach((code, place) => {
    const texts = [code].concat(column.texts[place]);
    const ranks = texts.map((text) => closeness(text, wanted)).filter((rank) => rank >= 0);
    if (ranks.length === 0) return;
    const rows = { layer: layer.key, where: [{ [column.key]: [code] }], value: "count" };
    found.push({ rank: Math.min(...ranks), layer: layer.key, f: -1, column: column.key, text: column.texts[place], rows });
  });
};

engine.answers.search = function ({ text, limit }) {
  const wanted = text.trim().toLowerCase(), found = [];
  if (wanted === "") return found;
  for (const layer of engine.layers) {
    (layer.columns || []).forEach((column, n) => {
      if (column.search && column.kind === "text") engine.searchTexts(layer, n, wanted, found);
      if (column.search && column.kind === "code") engine.searchCodes(layer, n, wanted, found);
    });
  }
  found.sort((a, b) => a.rank - b.rank);
  return found.slice(0, limit).map((one) => Object.assign(one, engine.placeOf(one)));
};

/* Where an answer lies, and how many rows it stands for. */
engine.placeOf = function (one) {
  if (one.f < 0) return engine.extentOf(one.rows);
  const layer = engine.byKey.get(one.layer), [part, k] = engine.partOf(layer, one.f);
  return { box: engine.boxOf(layer, one.f), count: 1, values: engine.valuesOf(layer, part, k) };
};
