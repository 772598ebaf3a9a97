/* The legend: one block per layer, its switch and its rows, all of them buttons. */

natres.el = function (tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

natres.swatch = function (kind, colour) {
  const swatch = natres.el("i", "swatch " + kind);
  if (colour) swatch.style.backgroundColor = colour;
  return swatch;
};

natres.button = function (className, pressed, onclick) {
  const button = natres.el("button", className);
  button.type = "button";
  if (pressed !== null) button.setAttribute("aria-pressed", String(pressed));
  button.addEventListener("click", onclick);
  return button;
};

/* The rows a layer needs: [group, label, note]; group 0 is "unclassified", shown only where it occurs. */
natres.rowsOf = function (layer) {
  if (layer.kind === "boundary") return [];
  const rows = layer.categories.map((entry, n) => [n + 1, entry.label, entry.note]);
  if (layer.groups[0].length > 0 && layer.categories.length > 0) rows.push([0, natres.words.unclassified, ""]);
  return rows;
};

natres.refreshBlock = function (block) {
  const { layer } = block;
  block.head.setAttribute("aria-pressed", String(layer.visible));
  block.element.classList.toggle("off", !layer.visible);
  for (const [group, row] of block.rows) row.setAttribute("aria-pressed", String(!layer.hidden.has(group)));
  if (block.all) block.all.hidden = !layer.hidden || layer.hidden.size === 0;
};

natres.changed = function (block) {
  natres.refreshBlock(block);
  block.layer.sheet.show(block.layer.visible);
  natres.labelSheet.repaint();
  natres.markSheet.repaint();
};

natres.toggle = function (block, group) {
  const { layer } = block;
  if (layer.hidden.has(group)) layer.hidden.delete(group);
  else layer.hidden.add(group);
  layer.visible = true;
  natres.changed(block);
};

natres.isolate = function (block, group) {
  const { layer } = block;
  layer.hidden.clear();
  for (const [other] of block.rows) if (other !== group) layer.hidden.add(other);
  layer.visible = true;
  natres.changed(block);
};

natres.legendRow = function (block, [group, label, note]) {
  const { layer } = block;
  const item = natres.el("li");
  const row = natres.button("row", true, () => natres.toggle(block, group));
  row.appendChild(natres.swatch(layer.kind, natres.colourOf(layer, group)));
  row.appendChild(natres.el("span", "label", label));
  row.appendChild(natres.el("span", "note", note));
  item.appendChild(row);
  const only = natres.button("only", null, () => natres.isolate(block, group));
  only.textContent = natres.words.only;
  only.setAttribute("aria-label", natres.words.only + " " + label);
  item.appendChild(only);
  block.rows.push([group, row]);
  return item;
};

natres.legendBlock = function (layer) {
  const block = { layer, rows: [], element: natres.el("div", "layer") };
  block.head = natres.button("layer-head", layer.visible, () => {
    layer.visible = !layer.visible;
    natres.changed(block);
  });
  block.head.title = natres.words.show_layer;
  block.head.appendChild(natres.el("i", "switch"));
  block.head.appendChild(natres.el("span", "label", layer.title));
  if (layer.kind === "boundary") {
    const line = block.head.appendChild(natres.swatch("boundary", ""));
    line.style.borderTopWidth = Math.max(1, Math.min(5, layer.weight)) + "px";
  }
  else block.head.appendChild(natres.el("span", "note", natres.countText(layer.count)));
  block.element.appendChild(block.head);
  const rows = natres.rowsOf(layer);
  if (rows.length > 0) {
    const list = block.element.appendChild(natres.el("ul", "rows"));
    for (const row of rows) list.appendChild(natres.legendRow(block, row));
    block.all = natres.button("all", null, () => {
      layer.hidden.clear();
      natres.changed(block);
    });
    block.all.textContent = natres.words.all;
    block.element.appendChild(block.all);
  }
  natres.refreshBlock(block);
  return block;
};

natres.countText = (n) => natres.words.count.replace("{n}", n.toLocaleString("en-US"));

natres.buildLegend = function () {
  const legend = document.getElementById("legend");
  legend.appendChild(natres.el("h2", "", natres.words.legend));
  // The layer drawn last lies on top, so it is read first.
  for (const layer of [...natres.layers].reverse()) legend.appendChild(natres.legendBlock(layer).element);
  legend.appendChild(natres.el("p", "hint", natres.words.hint));
  legend.hidden = natres.layers.length === 0;
};
