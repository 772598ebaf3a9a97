/* The print view: one sheet of A4 across with title, map, legend and areas, scale, sources, date, marks. */

natres.printing = null;

/* Rows as large as the sheet has room for; a legend too long for one column gets two. */
natres.fitLegend = function (legend) {
  for (const two of [false, true]) {
    document.body.classList.toggle("wide", two);
    legend.classList.toggle("two", two);
    for (let row = 17; row >= (two ? 9 : 12.5); row -= 0.5) {
      legend.style.setProperty("--row", row + "px");
      if (legend.scrollHeight <= legend.clientHeight + 1 && legend.scrollWidth <= legend.clientWidth + 1) return;
    }
  }
};

natres.printLegend = function () {
  const legend = natres.el("div", "print-legend");
  legend.appendChild(natres.el("h2", "", natres.word("print_legend")));
  for (const layer of natres.layers.slice().reverse()) {
    if (!layer.visible) continue;
    const head = legend.appendChild(natres.el("p", "print-layer", natres.t(layer.title)));
    if (layer.kind === "boundary") {
      head.insertBefore(natres.lineSwatch(layer), head.firstChild);
      continue;
    }
    const colouring = natres.colouringOf(layer);
    const list = legend.appendChild(natres.el("ul"));
    (colouring ? colouring.categories : []).forEach((category, n) => {
      // A class may have no parcel of its own and still an area: the ridges deducted from others.
      const nothing = layer.tally[layer.colouring][n + 1] === 0 && natres.t(category.note) === "";
      if (layer.hidden.has(n + 1) || nothing) return;
      const item = list.appendChild(natres.el("li"));
      item.appendChild(natres.swatch(layer.kind, category.colour));
      item.appendChild(natres.el("span", "label", natres.t(category.label)));
      item.appendChild(natres.el("span", "note", natres.t(category.note)));
    });
  }
  return legend;
};

/* How many times smaller than the land the paper is, in the middle of the map. */
natres.scaleNumber = function () {
  const { map } = natres, size = map.getSize(), middle = size.y / 2;
  const ends = [[size.x / 2 - 50, middle], [size.x / 2 + 50, middle]].map((p) => map.containerPointToLatLng(p));
  const metres = natres.geodesic(...ends.map(({ lng, lat }) => [lng, lat])).length;
  const exact = metres / (100 * 0.0254 / 96), digits = Math.pow(10, Math.floor(Math.log10(exact)) - 1);
  return Math.round(exact / digits) * digits;
};

natres.printFoot = function () {
  const foot = natres.el("div", "print-foot"), now = new Date();
  const date = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const sources = natres.all(".foot [data-lang='" + natres.tongue() + "'] span").map((line) => line.textContent);
  const told = (term, text) => {
    const line = natres.el("span");
    line.appendChild(natres.el("b", "", term));
    line.appendChild(document.createTextNode(text));
    return line;
  };
  natres.fill(foot, told(natres.word("sources"), sources.join(natres.tongue() === "zh" ? "；" : "; ")),
    natres.el("span", "scale-number"), told(natres.word("printed_on"), date));
  return foot;
};

natres.printBar = function () {
  const bar = natres.el("div", "print-bar");
  bar.appendChild(natres.button("tool main", null, () => window.print(), natres.word("print_now")));
  bar.appendChild(natres.button("tool", null, () => natres.closePrint(), natres.word("print_close")));
  return bar;
};

/* Wait until everything is painted for the size of the paper. */
natres.painted = async function () {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (let n = 0; n < 3; n++) await frame();
  while (natres.busy()) await frame();
  await frame();
};

/* The parts of the sheet that only paper has; the scale is said once the map has its size. */
natres.fillSheet = function () {
  const { printing } = natres;
  printing.parts.forEach((part) => part.remove());
  const legend = natres.one("main").appendChild(natres.printLegend());
  const foot = document.body.appendChild(natres.printFoot());
  natres.fitLegend(legend);
  natres.map.invalidateSize({ animate: false, pan: false });
  natres.seeAgain(printing);
  natres.one(".scale-number", foot).textContent = natres.word("scale_about", { n: natres.grouped(natres.scaleNumber()) });
  printing.parts = [legend, foot, document.body.appendChild(natres.printBar())];
};

/* Lay the page out for paper; what was seen of the map stays what is seen. */
natres.layOut = function () {
  natres.endMeasure();
  natres.tip.close();
  natres.printing = { bounds: natres.map.getBounds(), whole: natres.seesWhole(), parts: [] };
  document.body.classList.add("print");
  document.documentElement.classList.add("paper");
  natres.fillSheet();
};

/* The same land on another size of map, painted anew in the pixels of paper or screen. */
natres.seeAgain = function ({ bounds, whole }) {
  if (whole) natres.fit();
  else natres.map.fitBounds(bounds, { animate: false });
  for (const layer of natres.layers) layer.sheet.repaint();
  natres.labelSheet.repaint();
  natres.markSheet.repaint();
};

natres.seesWhole = function () {
  const box = natres.extent();
  return !box || natres.map.getBounds().contains(natres.boundsOf(box));
};

natres.print = async function () {
  if (natres.toPrint) return; // one press while the sheet is being painted is enough
  natres.toPrint = true;
  if (!natres.printing) natres.layOut();
  await natres.painted();
  natres.toPrint = false;
  if (natres.printing) window.print();
};

natres.closePrint = function () {
  if (!natres.printing) return false;
  const { bounds, whole, parts } = natres.printing;
  natres.printing = null;
  parts.forEach((part) => part.remove());
  document.body.classList.remove("print", "wide");
  document.documentElement.classList.remove("paper");
  natres.map.invalidateSize({ animate: false, pan: false });
  natres.seeAgain({ bounds, whole });
  return true;
};

natres.startPrint = function () {
  const button = document.getElementById("print");
  button.hidden = false;
  button.addEventListener("click", natres.print);
  // A browser's own menu prints at once: the sheet is laid out, its map as it stands.
  window.addEventListener("beforeprint", () => natres.printing || natres.layOut());
  natres.onLanguage(() => natres.printing && natres.fillSheet());
};
