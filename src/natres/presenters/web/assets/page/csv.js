/* Rows of a figure as a CSV file: UTF-8 with its mark, for a spreadsheet that must not take a text for a formula. */

natres.csvText = function (value) {
  const text = String(value);
  const calm = /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(calm) ? '"' + calm.replace(/"/g, '""') + '"' : calm;
};

/* A number stands bare; an area in m² with its two decimals, which are exact. */
natres.csvCell = function (column, value) {
  if (value === undefined || value === null || value === "") return "";
  if (column.kind === "area") return natres.areaText(value, "m2", 2);
  return column.kind === "number" ? String(value) : natres.csvText(value);
};

natres.csvOf = function (layer, rows, list) {
  const columns = (layer.columns || []).filter((column) => column.show);
  const head = columns.map((column) => {
    const unit = column.kind === "area" ? natres.word("unit_m2") : natres.t(column.unit);
    return natres.csvText(natres.t(column.label) + (unit ? ` (${unit})` : ""));
  });
  const areal = rows.value === "area";
  if (areal) head.push(natres.csvText(natres.word("counted_m2")));
  const lines = list.map((entry) => {
    const cells = columns.map((column) => natres.csvCell(column, entry.values[column.key]));
    return (areal ? cells.concat(natres.areaText(entry.value, "m2", 2)) : cells).join(",");
  });
  return "\ufeff" + [head.join(","), ...lines].join("\r\n") + "\r\n";
};

natres.save = function (name, text, kind) {
  const link = natres.el("a");
  link.href = URL.createObjectURL(new Blob([text], { type: kind }));
  link.download = name.replace(/[\\/:*?"<>|\s]+/g, "_") + ".csv";
  document.body.appendChild(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 4000);
};

natres.exportRows = async function (operand, title) {
  const { rows } = operand.how;
  const sum = await natres.ask("sum", { rows, most: 1e9 });
  natres.save(natres.t(title), natres.csvOf(operand.layer, rows, sum.list), "text/csv;charset=utf-8");
};
