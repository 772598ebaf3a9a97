/* The legend: per layer a switch and its ways of colouring, per class a switch, its area, and 「仅看」. */

natres.colouringOf = (layer) => (layer.colourings || [])[layer.colouring] || null;

/* What a place in a legend means: 0 is no class at all. */
natres.categoryOf = function (layer, place) {
  const colouring = natres.colouringOf(layer);
  const category = colouring && colouring.categories[place - 1];
  return {
    label: category ? natres.t(category.label) : natres.word("unclassified"),
    colour: colourOf(layer, category ? place : 0),
  };
};

natres.switchLayer = function (layer, visible) {
  natres.show(layer.key, visible);
  natres.marksChanged();
};

natres.hideClasses = function (layer, hidden) {
  natres.hide(layer.key, hidden);
  if (!layer.visible) natres.switchLayer(layer, true);
  natres.marksChanged();
};

natres.chooseColouring = function (layer, n) {
  natres.recolour(layer.key, layer.colourings[n].key);
  if (!layer.visible) natres.switchLayer(layer, true);
  natres.marksChanged();
};

/* The number at the end of a legend row: it explains itself where it has a basis. */
natres.noteOf = function (category) {
  const note = natres.t(category.note);
  if (!note || category.figure === undefined || category.figure < 0) return natres.el("span", "note", note);
  const figure = natres.el("button", "note figure", note);
  figure.type = "button";
  figure.dataset.figure = category.figure;
  return figure;
};

natres.legendRow = function (layer, place, category, places) {
  const item = natres.el("li");
  const label = place === 0 ? natres.word("unclassified") : natres.t(category.label);
  const row = natres.button("row", !layer.hidden.has(place), () => {
    const hidden = new Set(layer.hidden);
    if (!hidden.delete(place)) hidden.add(place);
    natres.hideClasses(layer, hidden);
    natres.buildLegend(row);
  });
  row.dataset.row = layer.key + " " + place;
  row.appendChild(natres.swatch(layer.kind, colourOf(layer, place)));
  row.appendChild(natres.el("span", "label", label));
  const only = natres.button("only", null, () => {
    natres.hideClasses(layer, new Set(places.filter((other) => other !== place)));
    natres.buildLegend(only);
  }, natres.word("only"));
  only.dataset.row = "only " + layer.key + " " + place;
  only.setAttribute("aria-label", natres.word("only_this", { name: label }));
  return natres.fill(item, row, only, place === 0 ? null : natres.noteOf(category));
};

natres.legendRows = function (layer, block) {
  const colouring = natres.colouringOf(layer);
  if (!colouring || colouring.categories.length === 0) return;
  const places = colouring.categories.map((_, n) => n + 1);
  if (layer.tally[layer.colouring][0] > 0) places.push(0);
  natres.showAllButton(layer, block);
  const list = block.appendChild(natres.el("ul", "rows"));
  for (const place of places) {
    list.appendChild(natres.legendRow(layer, place, colouring.categories[place - 1], places));
  }
};

/* Above the rows: below forty of them nobody finds it. */
natres.showAllButton = function (layer, block) {
  if (layer.hidden.size === 0) return;
  const all = block.appendChild(natres.button("all", null, () => {
    natres.hideClasses(layer, new Set());
    natres.buildLegend(null);
  }, natres.word("all")));
  all.dataset.row = "all " + layer.key;
};

natres.segments = function (layer) {
  if ((layer.colourings || []).length < 2) return null;
  const group = natres.el("div", "segments");
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-label", natres.word("colour_by"));
  const at = layer.colouring, last = layer.colourings.length - 1;
  layer.colourings.forEach((colouring, n) => {
    const choose = (m) => {
      natres.chooseColouring(layer, m);
      natres.buildLegend({ dataset: { row: "segment " + layer.key + " " + m } });
    };
    const segment = natres.button("segment", null, () => choose(n), natres.t(colouring.title));
    segment.setAttribute("role", "radio");
    segment.setAttribute("aria-checked", String(n === at));
    segment.tabIndex = n === at ? 0 : -1;
    segment.dataset.row = "segment " + layer.key + " " + n;
    segment.addEventListener("keydown", (event) => {
      const to = { ArrowRight: n < last ? n + 1 : 0, ArrowLeft: n > 0 ? n - 1 : last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      choose(to);
    });
    group.appendChild(segment);
  });
  return group;
};

natres.legendBlock = function (layer) {
  const block = natres.el("div", layer.visible ? "layer" : "layer off");
  const head = natres.button("layer-head", layer.visible, () => {
    natres.switchLayer(layer, !layer.visible);
    natres.buildLegend(head);
  });
  head.dataset.row = "layer " + layer.key;
  head.title = natres.word("show_layer");
  head.appendChild(natres.el("i", "switch"));
  head.appendChild(natres.el("span", "label", natres.t(layer.title)));
  if (layer.kind === "boundary") {
    head.appendChild(natres.lineSwatch(layer));
  } else {
    head.appendChild(natres.el("span", "note", natres.word("count", { n: layer.count.toLocaleString("en-US") })));
  }
  natres.fill(block, head, natres.segments(layer));
  natres.legendRows(layer, block);
  return block;
};

/* Built anew after each change; the focus stays where it was. */
natres.buildLegend = function (from) {
  const legend = document.getElementById("legend");
  if (!legend) return;
  const scroll = natres.one(".panes").scrollTop;
  // The layer drawn last lies on top, so it is read first.
  const blocks = natres.layers.slice().reverse().map(natres.legendBlock);
  const hint = natres.word("hint") + (natres.head.figures.length > 0 ? natres.word("hint_figures") : "");
  natres.fill(legend, ...blocks, natres.el("p", "hint", hint));
  natres.one(".panes").scrollTop = scroll;
  const last = from && natres.all("[data-row]", legend).find((button) => button.dataset.row === from.dataset.row);
  if (last) last.focus({ preventScroll: true });
};
