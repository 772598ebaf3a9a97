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
    case "area": {
      const [m2, ...others] = natres.areaLines(value);
      return [m2, others.join(" · ")];
    }
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

/* A part of an area that is nothing, or all of it, says nothing the whole does not say. */
natres.saysMore = function (layer, column, values) {
  const wholes = layer.columns.filter((whole) => (whole.of || []).includes(column.key));
  return !wholes.some((whole) => values[column.key] === 0 || values[column.key] === values[whole.key]);
};

/* A feature as elements; `brief` is for the tip, which has little room. */
natres.cardOf = function (hit, facts, brief) {
  const layer = natres.byKey.get(hit.layer), card = natres.el("div", "card-body");
  const category = natres.colouringOf(layer) ? natres.categoryOf(layer, facts.category) : null;
  if (category) {
    const head = card.appendChild(natres.el("div", "card-head"));
    head.appendChild(natres.swatch(layer.kind, category.colour));
    head.appendChild(natres.el("strong", "", category.label));
  }
  const rows = [];
  for (const column of layer.columns || []) {
    if (!column.show || !natres.saysMore(layer, column, facts.values)) continue;
    const texts = [].concat(natres.valueTexts(column, facts.values[column.key]));
    if (texts.join("").trim() === "" || (brief && category && texts[0] === category.label)) continue;
    rows.push([natres.t(column.label), texts]);
  }
  if (!brief) rows.push([natres.word("row_source"), natres.sourceText(layer)]);
  if (rows.length > 0) card.appendChild(natres.facts(brief ? rows.slice(0, 8) : rows));
  return card;
};
