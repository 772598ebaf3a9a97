/* Exact numbers: fractions of whole numbers of any size, rounded once, halves away from zero, as the tables do. */

natres.fraction = function (n, d) {
  const above = BigInt(n), below = d === undefined ? BigInt(1) : BigInt(d);
  return below < 0n ? { n: -above, d: -below } : { n: above, d: below };
};

/* "3/2", "-12", "0.05" as a fraction. */
natres.parsed = function (text) {
  const parts = String(text).trim().split("/");
  if (parts.length === 2) return natres.fraction(parts[0], parts[1]);
  const [whole, digits] = (parts[0] + ".").split(".");
  const size = BigInt(10) ** BigInt(digits.length);
  const sign = whole.startsWith("-") ? -1n : 1n;
  const rest = digits === "" ? 0n : BigInt(digits);
  return { n: sign * (BigInt(whole.replace(/^[-+]/, "") || "0") * size + rest), d: size };
};

natres.minus = (a, b) => ({ n: a.n * b.d - b.n * a.d, d: a.d * b.d });
natres.times = (a, b) => ({ n: a.n * b.n, d: a.d * b.d });
natres.over = (a, b) => (b.n === 0n ? null : natres.fraction(a.n * b.d, a.d * b.n));

natres.rounded = function (value) {
  const size = value.n < 0n ? -value.n : value.n;
  const whole = (2n * size + value.d) / (2n * value.d);
  return value.n < 0n ? -whole : whole;
};

natres.decimalText = function (value, decimals) {
  const count = natres.rounded({ n: value.n * 10n ** BigInt(decimals), d: value.d });
  const digits = String(count < 0n ? -count : count).padStart(decimals + 1, "0");
  const at = digits.length - decimals;
  return (count < 0n ? "-" : "") + digits.slice(0, at) + (decimals ? "." + digits.slice(at) : "");
};

/* All decimals and no more; one that never ends is cut and says so. */
natres.exactText = function (value, most) {
  const text = natres.decimalText(value, most);
  const cut = natres.parsed(text);
  const ends = cut.n * value.d === value.n * cut.d;
  return ends ? text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "") : text + "…";
};

/* Square decimetres (0.01 m²) in one unit; a mu is 2000/3 m². */
natres.AREA_UNITS = {
  m2: { n: 100n, d: 1n },
  mu: { n: 200000n, d: 3n },
  ha: { n: 1000000n, d: 1n },
  "1e4mu": { n: 2000000000n, d: 3n },
  km2: { n: 100000000n, d: 1n },
};
natres.SHOWN_DECIMALS = { m2: 2, ha: 4, mu: 2 };

/* An area in whole 0.01 m² as text; must be what natres.core.units.area_text says. */
natres.areaText = function (dm2, unit, decimals) {
  return natres.decimalText(natres.over(natres.fraction(dm2), natres.AREA_UNITS[unit]), decimals);
};

/* An area in the three units a parcel is spoken of in. */
natres.areaLines = function (dm2) {
  return ["m2", "ha", "mu"].map(
    (unit) => natres.areaText(dm2, unit, natres.SHOWN_DECIMALS[unit]) + " " + natres.word("unit_" + unit));
};

natres.unitWord = function (unit) {
  const known = natres.head.words[natres.tongue()]["unit_" + unit];
  return known === undefined ? unit : known;
};

/* A number with its thousands apart. */
natres.grouped = function (n) {
  const [whole, part] = String(n).split(".");
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009") + (part === undefined ? "" : "." + part);
};

/* The number inside a printed text, with how many decimals it prints: null for a dash. */
natres.printedNumber = function (text) {
  const plain = text.replace(/[\u2009\u00a0, ]/g, "").replace(/[−–]/g, "-");
  const found = /[-+]?\d+(?:\.(\d+))?/.exec(plain);
  return found && { value: natres.parsed(found[0]), decimals: found[1] ? found[1].length : 0 };
};
