/* The rows behind a figure: how many, the largest of them by name, and the way to each on the map. */

natres.MOST_ROWS = 200;

natres.classColumn = function (layer) {
  const booked = (layer.bookings || [])[0];
  return (booked && natres.columnOf(layer, booked[0])) ||
    (layer.columns || []).find((column) => column.kind === "code" && column.show);
};

natres.rowValue = function (rows, value) {
  return rows.value === "area" ? natres.areaText(value, "ha", 4) : String(value);
};

natres.rowsHead = function (operand) {
  const { rows } = operand.how, column = natres.columnOf(operand.layer, rows.value);
  const head = natres.el("tr");
  const unit = column ? natres.t(column.unit) : "";
  const value = rows.value === "area" ? `${natres.word("area")} (${natres.word("unit_ha")})`
    : column ? natres.t(column.label) + (unit ? ` (${unit})` : "") : "";
  for (const [text, css] of [[natres.word("id"), ""], [natres.word("class"), ""], [value, "number"]]) {
    head.appendChild(natres.el("th", css, text)).scope = "col";
  }
  return head;
};

natres.rowOf = function (operand, entry, columns) {
  const [id, kind] = columns, row = natres.el("tr");
  const hit = { layer: operand.layer.key, f: entry.f };
  const name = id && entry.values[id.key] !== "" ? String(entry.values[id.key]) : "#" + (entry.f + 1);
  const place = row.appendChild(natres.el("th"));
  place.scope = "row";
  const go = () => {
    natres.all("tr", row.parentNode).forEach((other) => other.classList.toggle("current", other === row));
    natres.goTo(hit);
  };
  place.appendChild(natres.button("go", null, go, name));
  row.appendChild(natres.el("td", "", kind ? natres.valueTexts(kind, entry.values[kind.key]) : ""));
  const value = operand.how.rows.value === "count" ? "" : natres.rowValue(operand.how.rows, entry.value);
  row.appendChild(natres.el("td", "number", value));
  row.addEventListener("click", (event) => {
    if (!event.target.closest("button")) go();
  });
  return row;
};

/* The list of rows of one operand. */
natres.rowsBlock = function (operand) {
  const { sum, layer } = operand, block = natres.el("div", "row-list");
  const all = sum.count.toLocaleString("en-US");
  const told = sum.count > sum.list.length
    ? natres.word("rows_most", { n: sum.list.length, all }) : natres.word("rows_count", { n: all });
  block.appendChild(natres.el("p", "told", told));
  if (sum.list.length === 0) return block;
  const table = natres.el("table"), body = natres.el("tbody");
  table.appendChild(natres.el("thead")).appendChild(natres.rowsHead(operand));
  const columns = [natres.idColumn(layer), natres.classColumn(layer)];
  for (const entry of sum.list) body.appendChild(natres.rowOf(operand, entry, columns));
  table.appendChild(body);
  const scroll = block.appendChild(natres.el("div", "scroll"));
  scroll.appendChild(table);
  return block;
};

/* Show an operand's rows alone on the map, the rest pale, with a line on the map that says so. */
natres.standOut = function (operand, title) {
  natres.dim(operand.how.rows);
  const stage = natres.one(".stage");
  const line = natres.one("#dimmed", stage) || stage.appendChild(natres.el("p"));
  line.id = "dimmed";
  natres.dimmed = { operand, title };
  natres.fill(line, natres.el("span", "", natres.word("dimmed", { name: natres.t(title) })),
    natres.button("link", null, natres.undim, natres.word("show_all")));
};

natres.undim = function () {
  if (!natres.dimmed) return false;
  natres.dimmed = null;
  natres.dim(null);
  natres.one("#dimmed").remove();
  return true;
};
