/* Rows of a figure as a CSV file: UTF-8 with its mark, for a spreadsheet that must not take a text for a formula. */

/* Spreadsheets take 0601 for 601 and round long ids: a tab before them makes them texts. */
natres.csvText = function (value) {
  const text = String(value), code = /^(0\d+|\d{12,})$/.test(text);
  const calm = code ? "\t" + text : /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(calm) ? '"' + calm.replace(/"/g, '""') + '"' : calm;
};

/* A number stands bare; an area in m² with its two decimals, which are exact. */
natres.csvCell = function (column, value) {
  if (value === undefined || value === null || value === "") return "";
  if (column.kind === "area") return natres.areaText(value, "m2", 2);
  if (column.kind === "number") return String(value);
  return natres.csvText(column.kind === "code" ? natres.codeText(column, value) : value);
};

natres.csvOf = function (layer, rows, { list, total }) {
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
  // The sum under the column it is of: what a reader holds against the printed number.
  const last = head.map(() => "");
  last[0] = natres.csvText(natres.word("sum"));
  if (areal) last[last.length - 1] = natres.areaText(total, "m2", 2);
  return "\ufeff" + [head.join(","), ...lines, ...(areal ? [last.join(",")] : [])].join("\r\n") + "\r\n";
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
  const name = document.title + "_" + natres.t(title);
  natres.save(name, natres.csvOf(operand.layer, rows, sum), "text/csv;charset=utf-8");
};
