/* Looking for an id or a place: the engine knows the rows, the page knows the places. */

natres.MOST_FOUND = 12;

/* How well a text matches: 0 the same, 1 its beginning, 2 inside, -1 not at all. */
natres.match = function (text, wanted) {
  const at = text.toLowerCase().indexOf(wanted);
  return at < 0 ? -1 : at > 0 ? 2 : text.length === wanted.length ? 0 : 1;
};

/* Towns and other units by their names, in any language, and by their codes. */
natres.places = function (wanted) {
  const found = [], seen = new Set();
  for (const layer of natres.header.layers) {
    if (layer.kind !== "boundary") continue;
    layer.labels.forEach((label, f) => {
      const names = natres.texts(label).concat((layer.codes || [])[f] || []).filter((name) => name);
      const ranks = names.map((name) => natres.match(name, wanted)).filter((rank) => rank >= 0);
      const name = natres.text(label) || names[0];
      if (ranks.length === 0 || seen.has(name) || !(layer.extents || [])[f]) return;
      seen.add(name);
      found.push({ rank: Math.min(...ranks), text: name, told: natres.text(layer.title), place: { layer: layer.key, f, box: layer.extents[f] } });
    });
  }
  return found.sort((a, b) => a.rank - b.rank);
};

natres.ids = async function (text, wanted) {
  const rows = await natres.ask("search", { text, limit: natres.MOST_FOUND });
  return rows.map((row) => {
    const layer = natres.layerOf(row.layer), column = natres.columnOf(layer, row.column);
    const told = natres.text(layer.title) + (column ? " · " + natres.text(column.label) : "");
    return { rank: natres.match(String(row.text), wanted), text: String(row.text), told, hit: { layer: row.layer, f: row.f } };
  });
};

natres.look = async function () {
  const { input } = natres.searching, text = input.value.trim();
  if (text === "") return natres.showFound(null);
  const wanted = text.toLowerCase();
  const ids = await natres.ids(text, wanted);
  if (input.value.trim() !== text) return undefined; // the reader typed on
  const places = natres.places(wanted);
  const found = places.concat(ids).sort((a, b) => (a.rank < 0 ? 3 : a.rank) - (b.rank < 0 ? 3 : b.rank));
  return natres.showFound(found.slice(0, natres.MOST_FOUND));
};

natres.showFound = function (found) {
  const { input, list, told } = natres.searching;
  natres.searching.text = input.value.trim();
  natres.searching.found = found || [];
  natres.searching.at = found && found.length > 0 ? 0 : -1;
  list.hidden = found === null;
  input.setAttribute("aria-expanded", String(found !== null));
  if (found === null) {
    natres.fill(list);
    input.removeAttribute("aria-activedescendant");
    told.textContent = "";
    return;
  }
  natres.fill(list, ...found.map((entry, n) => {
    const item = natres.el("li");
    item.id = "found-" + n;
    item.setAttribute("role", "option");
    item.appendChild(natres.el("b", "", entry.text));
    item.appendChild(natres.el("span", "", entry.told));
    item.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    item.addEventListener("click", () => natres.choose(n));
    return item;
  }));
  const none = natres.say("search_none", { text: input.value.trim() });
  if (found.length === 0) list.appendChild(natres.el("li", "none", none));
  told.textContent = found.length === 0 ? none : natres.say("search_count", { n: found.length });
  natres.lightUp();
};

natres.lightUp = function () {
  const { input, list, at } = natres.searching;
  natres.all("[role='option']", list).forEach((item, n) => {
    item.setAttribute("aria-selected", String(n === at));
    if (n === at) item.scrollIntoView({ block: "nearest" });
  });
  if (at >= 0) input.setAttribute("aria-activedescendant", "found-" + at);
  else input.removeAttribute("aria-activedescendant");
};

natres.choose = async function (n) {
  const entry = natres.searching.found[n];
  if (!entry) return;
  natres.showFound(null);
  natres.searching.input.value = entry.text;
  natres.unfold();
  if (entry.hit) {
    natres.clearMark("town");
    await natres.goTo(entry.hit);
    return;
  }
  const layer = natres.layerOf(entry.place.layer), code = (layer.codes || [])[entry.place.f];
  if (code && natres.all("[data-town]").some((item) => item.dataset.town === code)) {
    natres.openTab("towns");
    natres.chooseTown(code);
  } else {
    natres.setMark("town", entry.place);
    natres.zoomTo(entry.place.box);
  }
};

natres.searchKey = function (event) {
  const { found, input, list } = natres.searching, last = found.length - 1;
  event.stopPropagation();
  if (event.isComposing) return; // Enter picks a character of the input method, not a result
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) natres.look();
    else if (last >= 0) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      natres.searching.at = (natres.searching.at + step + last + 1) % (last + 1);
      natres.lightUp();
    }
  } else if (event.key === "Enter") {
    event.preventDefault();
    const stale = list.hidden || natres.searching.text !== input.value.trim();
    const wait = stale ? natres.look() : Promise.resolve();
    wait.then(() => natres.choose(natres.searching.at));
  } else if (event.key === "Escape") {
    if (list.hidden && input.value === "") natres.map.getContainer().focus();
    input.value = list.hidden ? "" : input.value;
    natres.showFound(null);
  }
};

natres.startSearch = function () {
  const box = document.getElementById("search");
  const input = natres.one("input", box);
  natres.searching = { input, list: natres.one("ul", box), told: natres.one("[role='status']", box), found: [], at: -1 };
  box.hidden = natres.header.layers.length === 0;
  let wait = 0;
  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(natres.look, 90);
  });
  input.addEventListener("keydown", natres.searchKey);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => natres.showFound(null));
  natres.onLanguage(() => natres.showFound(null));
};
