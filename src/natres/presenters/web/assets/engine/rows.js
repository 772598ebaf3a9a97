/* Rows of a layer: what is known of one, which hold a text, which count under a rule and what they add up to. */

engine.columnAt = (layer, key) => layer.columns.findIndex((column) => column.key === key);

/* A value as it stands in the file: a code, a text, a whole number of 0.01 m², a decimal as text. */
engine.valueOf = function (layer, part, n, k) {
  const column = layer.columns[n], value = part.columns[n][k];
  return column.kind === "code" ? column.codes[value] : value;
};

engine.valuesOf = function (layer, part, k) {
  const values = Object.create(null); // a field may be called __proto__
  layer.columns.forEach((column, n) => {
    values[column.key] = engine.valueOf(layer, part, n, k);
  });
  return values;
};

engine.answers.facts = function ({ layer: key, f }) {
  const layer = engine.byKey.get(key), [part, k] = engine.partOf(layer, f);
  const index = part.index[layer.colouring];
  return { values: engine.valuesOf(layer, part, k), category: index ? index[k] : 0, box: engine.boxOf(layer, f) };
};

/* For one alternative of a rule: per column the set of places in its list of codes that count. */
engine.compiled = function (layer, where) {
  return Object.entries(where).map(([key, codes]) => {
    const n = engine.columnAt(layer, key);
    if (n < 0) throw new Error("no column " + key + " in " + layer.key);
    return { n, wanted: new Set(codes) };
  });
};

engine.holds = function (layer, part, k, tests, classColumn, booked) {
  return tests.every(({ n, wanted }) => {
    // A deducted area counts under its own class: the rule's class is asked of the booking, not of the parcel.
    const column = n === classColumn ? booked : n;
    return wanted.has(engine.valueOf(layer, part, column, k));
  });
};

/* What of a row counts: pairs of (column of its class, column of its area). */
engine.bookingsOf = function (layer, rows) {
  const first = layer.bookings && layer.bookings.length > 0 ? engine.columnAt(layer, layer.bookings[0][0]) : -1;
  if (rows.value !== "area") return [first, [[first, rows.value === "count" ? -1 : engine.columnAt(layer, rows.value)]]];
  return [first, layer.bookings.map((pair) => pair.map((key) => engine.columnAt(layer, key)))];
};

/* Call `found(part, k, column)` for each row that counts; one that counts twice by two alternatives counts once. */
engine.eachRow = function (rows, found) {
  const layer = engine.byKey.get(rows.layer), [classColumn, bookings] = engine.bookingsOf(layer, rows);
  const alternatives = rows.where.map((where) => engine.compiled(layer, where));
  for (const part of layer.parts) {
    for (let k = 0; k < part.count; k++) {
      bookings.forEach(([booked, value], n) => {
        if (n > 0 && part.columns[value][k] === 0) return;
        const counts = alternatives.length === 0 ||
          alternatives.some((tests) => engine.holds(layer, part, k, tests, classColumn, booked));
        if (counts) found(part, k, value);
      });
    }
  }
  return layer;
};

/* Exact decimals: whole numbers of 10**-12. */
const DECIMALS = 12;
engine.scaled = function (text) {
  const [whole, part = ""] = text.replace("-", "").split(".");
  const size = BigInt(whole + part.padEnd(DECIMALS, "0").slice(0, DECIMALS));
  return text.startsWith("-") ? -size : size;
};
engine.unscaled = function (size) {
  const digits = (size < 0n ? -size : size).toString().padStart(DECIMALS + 1, "0");
  const text = (digits.slice(0, -DECIMALS) + "." + digits.slice(-DECIMALS)).replace(/\.?0+$/, "");
  return (size < 0n ? "-" : "") + text;
};

engine.answers.sum = function ({ rows, most }) {
  const exact = rows.value !== "area" && rows.value !== "count";
  let total = exact ? 0n : 0;
  const by = new Map(); // feature → what it adds; a parcel's class area and its ridges may both count
  const layer = engine.eachRow(rows, (part, k, value) => {
    const f = part.first + k, text = value < 0 ? 1 : part.columns[value][k];
    if (exact && text === "") return;
    const size = exact ? engine.scaled(text) : text;
    total += size;
    by.set(f, by.has(f) ? by.get(f) + size : size);
  });
  const order = Array.from(by).sort((a, b) => (a[1] < b[1] ? 1 : a[1] > b[1] ? -1 : a[0] - b[0]));
  const list = order.slice(0, most).map(([f, size]) => {
    const [part, k] = engine.partOf(layer, f);
    return { f, value: exact ? engine.unscaled(size) : size, values: engine.valuesOf(layer, part, k) };
  });
  return { count: by.size, total: exact ? engine.unscaled(total) : total, list, more: by.size - list.length };
};

/* How many rows count under a rule, and the box around them; `found(part, k)` is told each. */
engine.extentOf = function (rows, found) {
  const box = [2147483647, 2147483647, -2147483648, -2147483648], seen = new Set();
  const layer = engine.byKey.get(rows.layer);
  engine.eachRow(rows, (part, k) => {
    seen.add(part.first + k);
    if (found) found(part, k);
    const own = engine.boxOf(layer, part.first + k);
    if (own) for (let n = 0; n < 4; n++) box[n] = (n < 2 ? Math.min : Math.max)(box[n], own[n]);
  });
  return { box: box[0] > box[2] ? null : box, count: seen.size };
};

/* Paint only the rows of a rule in full colour, and tell where they lie; null ends it. */
engine.answers.choose = function ({ rows }) {
  for (const layer of engine.layers) for (const part of layer.parts) part.chosen = null;
  if (!rows) return null;
  for (const part of engine.byKey.get(rows.layer).parts) part.chosen = new Uint8Array(part.count);
  return engine.extentOf(rows, (part, k) => { part.chosen[k] = 1; });
};
