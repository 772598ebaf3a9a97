/* Every printed number explains itself: a drawer with its rule, its formula, its rows, and the sum done again here. */

natres.explained = null;

natres.drawer = function () {
  const known = document.getElementById("explain");
  if (known) return known;
  const drawer = natres.el("section");
  drawer.id = "explain";
  drawer.setAttribute("role", "dialog");
  drawer.setAttribute("aria-labelledby", "explain-title");
  return natres.one("main").appendChild(drawer);
};

natres.part = function (key, ...children) {
  const part = natres.el("div", "part");
  part.appendChild(natres.el("h3", "", natres.word(key)));
  children.forEach((child) => child && part.appendChild(child));
  return part;
};

natres.explainHead = function (figure) {
  const head = natres.el("header");
  head.appendChild(natres.el("p", "kind", natres.word("explain")));
  const title = head.appendChild(natres.el("h2", "", natres.t(figure.title)));
  title.id = "explain-title";
  title.tabIndex = -1;
  const close = head.appendChild(natres.button("close", null, () => natres.closeFigure(), "×"));
  close.title = natres.word("close");
  close.setAttribute("aria-label", natres.word("close"));
  const text = natres.t(figure.text), value = head.appendChild(natres.el("p", "value", text));
  const unit = natres.unitWord(figure.unit);
  if (unit && !text.includes(unit)) value.appendChild(natres.el("small", "", " " + unit));
  return head;
};

/* The operands one under the other, then the formula with its result. */
natres.formulaPart = function (figure, operands, exact) {
  const list = natres.el("ol", "operands"), single = !figure.how.over && !figure.how.minus;
  for (const operand of operands) {
    const item = list.appendChild(natres.el("li"));
    if (!single) item.appendChild(natres.el("b", "sign", operand.sign));
    const told = item.appendChild(natres.el("div"));
    told.appendChild(natres.el("p", "", natres.operandText(operand)));
    const { worked } = operand.how;
    if (worked) told.appendChild(natres.facts(worked.inputs.map((pair) => pair.map(natres.t)), "facts inputs"));
    const worth = natres.worthTexts(operand, figure.unit);
    if (worth.length > 0) told.appendChild(natres.el("p", "worth", "= " + worth.join(" = ")));
  }
  const part = natres.part("formula", list);
  if (!single) {
    const result = exact ? " = " + natres.exactText(natres.inUnit(exact, figure.unit), 8) + " " + natres.unitWord(figure.unit) : "";
    part.appendChild(natres.el("p", "result", natres.formulaText(figure.how, operands) + result));
  }
  return part;
};

natres.checkPart = function (figure, operands, exact) {
  const summed = operands.filter((operand) => operand.how.rows);
  const plain = (key) => natres.part("check", natres.el("p", "told", natres.word(key)));
  if (summed.length > 0 && natres.head.public) return plain("public_rows");
  if (summed.some((operand) => !operand.layer)) return plain("no_rows");
  if (summed.length === 0) return plain(operands.some((operand) => operand.how.worked) ? "worked_only" : "given_only");
  const verdict = natres.verdictOf(figure, exact && natres.inUnit(exact, figure.unit));
  if (!verdict) return null;
  const signs = { same: "✓", moved: "≈", ruled: "≈", differs: "✗" };
  const line = natres.el("p", "verdict " + verdict.state);
  line.appendChild(natres.el("b", "", `${signs[verdict.state]} ${verdict.text} ${natres.unitWord(figure.unit)}`));
  line.appendChild(natres.el("span", "", natres.word(verdict.state, { printed: natres.t(figure.text) })));
  return natres.part("check", line);
};

natres.sourcePart = function (operands) {
  const sources = new Set(operands.flatMap((operand) => (operand.layer ? operand.layer.sources.map((n) => natres.head.sources[n]) : [])));
  const lists = Array.from(sources).filter((source) => source).map((source) => natres.facts([
    [natres.word("file"), source.file + (source.invented ? ` (${natres.word("invented")})` : "")],
    [natres.word("layer"), source.layer],
    [natres.word("year"), source.year ? natres.word("year_of", { year: source.year }) : ""],
    [natres.word("reference"), source.crs],
    [natres.word("checksum"), source.sha256],
  ], "facts source-facts"));
  return lists.length > 0 ? natres.part("sources", ...lists) : null;
};

/* The rows of one operand at a time, with what can be done with them. */
natres.rowsPart = function (figure, operands) {
  const summed = operands.filter((operand) => operand.sum && operand.sum.count > 0);
  if (summed.length === 0) return null;
  const place = natres.el("div"), choice = natres.el("div", "segments");
  const show = (operand) => {
    natres.all("button", choice).forEach((button, n) => button.setAttribute("aria-pressed", String(summed[n] === operand)));
    const actions = natres.el("div", "actions");
    actions.appendChild(natres.button("tool", null, () => natres.standOut(operand, figure.title), natres.word("show_rows")));
    actions.appendChild(natres.button("tool", null, () => natres.exportRows(operand, figure.title), natres.word("export_rows")));
    natres.fill(place, actions, natres.rowsBlock(operand));
  };
  for (const operand of summed) choice.appendChild(natres.button("segment", false, () => show(operand), operand.sign));
  choice.hidden = summed.length < 2;
  show(summed[0]);
  return natres.part("rows", choice, place);
};

natres.showFigure = async function (n) {
  const figure = natres.head.figures[n], drawer = natres.drawer();
  const wait = natres.el("p", "told waiting", natres.word("adding"));
  const rule = natres.part("rule", natres.el("p", "", natres.t(figure.rule)));
  natres.fill(drawer, natres.explainHead(figure), rule, wait);
  drawer.scrollTop = 0;
  if (figure.how.kept) { // a public page keeps the rows, and what tells them, to itself
    natres.fill(drawer, natres.explainHead(figure), rule, natres.part("check", natres.el("p", "told", natres.word("public_rows"))));
    return;
  }
  const operands = natres.operandsOf(figure.how);
  for (const operand of operands) await natres.weigh(operand);
  if (!natres.explained || natres.explained.n !== n || !drawer.contains(wait)) return; // another one was opened
  const exact = natres.valueOf(figure.how, operands);
  wait.remove();
  for (const part of [natres.formulaPart(figure, operands, exact), natres.checkPart(figure, operands, exact),
    natres.rowsPart(figure, operands), natres.sourcePart(operands)]) if (part) drawer.appendChild(part);
};

natres.openFigure = async function (n, opener) {
  natres.explained = { n, opener: natres.explained ? natres.explained.opener : opener };
  document.body.classList.add("explaining");
  natres.all(".figure.open").forEach((button) => button.classList.remove("open"));
  natres.all(`.figure[data-figure="${n}"]`).forEach((button) => button.classList.add("open"));
  const done = natres.showFigure(n);
  document.getElementById("explain-title").focus({ preventScroll: true });
  await done;
};

natres.closeFigure = function () {
  if (!natres.explained) return false;
  const { n, opener } = natres.explained;
  natres.explained = null;
  document.body.classList.remove("explaining");
  natres.drawer().remove();
  natres.all(".figure.open").forEach((button) => button.classList.remove("open"));
  // A legend built anew since has the same number on another button.
  const back = opener && opener.isConnected && opener.offsetParent ? opener
    : natres.all(`.figure[data-figure="${n}"]`).find((button) => button.offsetParent);
  if (back) back.focus({ preventScroll: true });
  return true;
};

natres.startFigures = function () {
  document.addEventListener("click", (event) => {
    const figure = event.target.closest && event.target.closest(".figure[data-figure]");
    if (figure) natres.openFigure(Number(figure.dataset.figure), figure);
  });
  // A number in a chart is no button: the keys that press one are given to it.
  document.addEventListener("keydown", (event) => {
    const figure = event.target.closest && event.target.closest("text.figure[data-figure]");
    if (!figure || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    natres.openFigure(Number(figure.dataset.figure), figure);
  });
  for (const button of natres.all(".figure")) button.title = natres.word("explain_this");
  natres.onLanguage(() => {
    if (natres.explained) natres.showFigure(natres.explained.n);
  });
};
