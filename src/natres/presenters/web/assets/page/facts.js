/* What is known of a feature in words: its class, its columns with units, the file its row comes from. */

/* The words of a code; one without words is said as it stands. */
natres.codeText = function (column, value) {
  const at = (column.codes || []).indexOf(value);
  return at < 0 ? value : natres.t(column.texts[at]);
};

natres.valueTexts = function (column, value) {
  if (value === undefined || value === null || value === "") return "";
  switch (column.kind) {
    case "code": return natres.codeText(column, value);
    case "area": return natres.areaLines(value);
    case "number": return [String(value), natres.t(column.unit)].filter((text) => text).join(" ");
    default: return String(value);
  }
};

natres.columnOf = (layer, key) => (layer.columns || []).find((column) => column.key === key);

/* Which column tells a feature from all others: the first one that can be looked for. */
natres.idColumn = (layer) => (layer.columns || []).find((column) => column.search && column.show);

natres.sourceText = function (layer) {
  const source = (layer.sources || []).length === 1 ? natres.head.sources[layer.sources[0]] : null;
  if (!source) return "";
  const year = source.year ? natres.word("year_of", { year: source.year }) : "";
  return [source.file, source.layer, year, source.invented ? natres.word("invented") : ""].filter((x) => x).join(" · ");
};

/* A feature as elements; `brief` is for the tip, which has little room. */
natres.cardOf = function (hit, facts, brief) {
  const layer = natres.byKey.get(hit.layer), card = natres.el("div", "card-body");
  if (natres.colouringOf(layer)) {
    const category = natres.categoryOf(layer, facts.category);
    const head = card.appendChild(natres.el("div", "card-head"));
    head.appendChild(natres.swatch(layer.kind, category.colour));
    head.appendChild(natres.el("strong", "", category.label));
  }
  const columns = (layer.columns || []).filter((column) => column.show);
  const pairs = columns.map((column) => {
    const texts = natres.valueTexts(column, facts.values[column.key]);
    return [natres.t(column.label), brief && column.kind === "area" ? [].concat(texts).slice(0, 1) : texts];
  }).filter(([, texts]) => [].concat(texts).join("").trim() !== "");
  const rows = brief ? pairs.slice(0, 8) : pairs.concat([[natres.word("row_source"), natres.sourceText(layer)]]);
  if (rows.length > 0) card.appendChild(natres.facts(rows));
  return card;
};
