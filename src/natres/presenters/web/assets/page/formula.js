/* A figure's formula: the numbers it is made from, each with a sign, and the figure worked out again from them. */

natres.SIGNS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";

/* The operands of a formula in reading order; the same rows are one operand. */
natres.operandsOf = function (how, found) {
  const operands = found || [];
  const pair = how.over || how.minus;
  if (pair) {
    pair.forEach((part) => natres.operandsOf(part, operands));
    return operands;
  }
  const key = JSON.stringify(how);
  if (operands.some((operand) => operand.key === key)) return operands;
  operands.push({ key, how, sign: natres.SIGNS[operands.length] || "(" + (operands.length + 1) + ")", value: null });
  return operands;
};

natres.operandOf = (how, operands) => operands.find((operand) => operand.key === JSON.stringify(how));

/* The formula in signs, e.g. ① ÷ ② × 100. */
natres.formulaText = function (how, operands) {
  const wrap = (part) => {
    const text = natres.formulaText(part, operands);
    return part.over || part.minus ? "(" + text + ")" : text;
  };
  if (how.over) {
    const quotient = wrap(how.over[0]) + " ÷ " + wrap(how.over[1]);
    return how.factor && how.factor !== 1 ? quotient + " × " + how.factor : quotient;
  }
  if (how.minus) return natres.formulaText(how.minus[0], operands) + " − " + wrap(how.minus[1]);
  return natres.operandOf(how, operands).sign;
};

/* The exact value from the operands' values; null where one of them is not known or a divisor is zero. */
natres.valueOf = function (how, operands) {
  const pair = how.over || how.minus;
  if (!pair) return natres.operandOf(how, operands).value;
  const [a, b] = pair.map((part) => natres.valueOf(part, operands));
  if (!a || !b) return null;
  if (how.minus) return natres.minus(a, b);
  const quotient = natres.over(a, b);
  return quotient && natres.times(quotient, natres.fraction(how.factor || 1));
};

/* Fill in what an operand is worth: rows are added up by the engine, now, on this machine. */
natres.weigh = async function (operand) {
  const { rows, given, worked } = operand.how;
  if (given || worked) {
    operand.value = natres.parsed((given || worked).value);
    return;
  }
  operand.layer = natres.byKey.get(rows.layer);
  if (natres.head.public || !operand.layer) return;
  operand.sum = await natres.ask("sum", { rows, most: natres.MOST_ROWS });
  operand.value = natres.parsed(operand.sum.total);
};

natres.isArea = (operand) => Boolean(operand.how.rows && operand.how.rows.value === "area");

/* Which codes of which columns count, in words; long lists are cut. */
natres.whereText = function (rows, layer) {
  const alternatives = (rows.where || []).map((where) =>
    Object.keys(where).map((key) => {
      const column = (layer && natres.columnOf(layer, key)) || { key, label: key };
      const texts = where[key].map((code) => natres.codeText(column, code) || "—");
      const more = texts.length > 8 ? natres.word("rows_more", { n: texts.length }) : "";
      const codes = texts.slice(0, more ? 6 : 8).join(natres.comma()) + more;
      return natres.word("rows_where", { column: natres.t(column.label), codes });
    }).join(natres.word("rows_and")));
  return alternatives.join(natres.word("rows_or"));
};

natres.operandText = function (operand) {
  const { rows, given, worked } = operand.how;
  if (given) {
    const [text, source] = [given.text, given.source].map(natres.t);
    return source ? natres.word("given_by", { text, source }) : text;
  }
  if (worked) return natres.word("worked");
  const layer = natres.byKey.get(rows.layer), where = natres.whereText(rows, layer);
  const column = layer && natres.columnOf(layer, rows.value);
  const key = { area: "value_area", count: "value_count" }[rows.value] || "value_column";
  const value = natres.word(key, { column: column ? natres.t(column.label) : rows.value });
  return natres.word(where ? "rows_sum" : "rows_sum_all", { layer: layer ? natres.t(layer.title) : rows.layer, where, value });
};

/* In which unit the parts of a formula are said: the figure's own where it is one of area. */
natres.partUnit = function (unit, value) {
  if (natres.AREA_UNITS[unit]) return unit;
  return value.n >= 100000000n * value.d ? "km2" : "ha";
};

natres.inUnit = (value, unit) => (natres.AREA_UNITS[unit] ? natres.over(value, natres.AREA_UNITS[unit]) : value);

/* What an operand is worth, as text: areas in a unit and in the whole 0.01 m² that were added. */
natres.worthTexts = function (operand, unit) {
  if (!operand.value) return [];
  if (natres.isArea(operand)) {
    const shown = natres.partUnit(unit, operand.value);
    const exact = natres.exactText(natres.inUnit(operand.value, shown), 8) + " " + natres.unitWord(shown);
    return [exact, natres.grouped(operand.sum.total) + " " + natres.word("unit_dm2")];
  }
  if (operand.how.given) return [];
  if (operand.how.rows) {
    const column = natres.columnOf(operand.layer, operand.how.rows.value);
    return [natres.exactText(operand.value, 8) + " " + (column ? natres.t(column.unit) : natres.unitWord("count"))];
  }
  return [natres.exactText(natres.inUnit(operand.value, unit), 8) + " " + natres.unitWord(unit)];
};

/* How the number worked out here stands to the printed one. */
/* What a difference of some last digits means: only a number with a star was moved, by closing or by the survey's
   rule, which adds up what it has rounded. */
natres.stateOf = function (apart, starred) {
  if (apart === 0n) return "same";
  if (!starred) return "differs";
  if (natres.head.rounding === "survey") return "ruled";
  return apart === 1n ? "moved" : "differs";
};

natres.verdictOf = function (figure, exact) {
  const printed = natres.printedNumber(natres.t(figure.text));
  if (!printed || !exact) return null;
  const size = 10n ** BigInt(printed.decimals);
  const here = natres.rounded(natres.times(exact, natres.fraction(size)));
  const there = natres.rounded(natres.times(printed.value, natres.fraction(size)));
  const apart = here > there ? here - there : there - here;
  const text = natres.decimalText(exact, printed.decimals);
  return { text, state: natres.stateOf(apart, natres.t(figure.text).includes("*")) };
};
