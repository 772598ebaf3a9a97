/* Looking for an id or a place: the engine knows the rows, the page knows the places. */

natres.MOST_FOUND = 12;

/* Towns and other units by their names, in any language, and by their codes. */
natres.places = function (wanted) {
  const found = new Map();
  for (const layer of natres.layers) {
    if (layer.kind !== "boundary") continue;
    layer.labels.forEach((label, f) => {
      const names = natres.texts(label).concat(layer.codes[f]).filter((name) => name);
      const ranks = names.map((name) => closeness(name, wanted)).filter((rank) => rank >= 0);
      const text = natres.t(label) || names[0], box = layer.extents[f];
      if (ranks.length === 0 || found.has(text) || !box) return;
      found.set(text, { rank: Math.min(...ranks), text, told: natres.t(layer.title), place: { layer: layer.key, f }, box });
    });
  }
  return found;
};

/* What tells one row from another of the same id: its class, its unit. */
natres.besides = (layer, row) =>
  (layer.columns || []).filter((column) => column.kind === "code" && column.show && column.key in row.values).slice(0, 5)
    .map((column) => natres.codeText(column, row.values[column.key])).filter((text) => text && text !== "—");

/* Rows by their ids, and names many rows share. */
natres.ids = async function (text) {
  const rows = await natres.ask("search", { text, limit: natres.MOST_FOUND });
  return rows.map((row) => {
    const layer = natres.byKey.get(row.layer), told = [layer.title, natres.columnOf(layer, row.column).label].map(natres.t);
    if (row.f < 0) told.push(natres.word("count", { n: row.count.toLocaleString("en-US") }));
    else told.push(...natres.besides(layer, row));
    return { rank: row.rank, text: natres.t(row.text), told: told.join(" · "), hit: row.f < 0 ? null : { layer: row.layer, f: row.f }, box: row.box, rows: row.rows };
  });
};

natres.look = async function () {
  const { input } = natres.searching, text = input.value.trim();
  if (text === "") return natres.showFound(null);
  const ids = await natres.ids(text);
  if (input.value.trim() !== text) return undefined; // the reader typed on
  const places = natres.places(text.toLowerCase());
  const found = Array.from(places.values()).concat(ids.filter((entry) => entry.hit || !places.has(entry.text)));
  return natres.showFound(found.sort((a, b) => a.rank - b.rank).slice(0, natres.MOST_FOUND));
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
  const none = natres.word("search_none", { text: input.value.trim() });
  if (found.length === 0) list.appendChild(natres.el("li", "none", none));
  told.textContent = found.length === 0 ? none : natres.word("search_count", { n: found.length });
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
  natres.map.getContainer().focus({ preventScroll: true });
  natres.setMark("town", null);
  if (entry.hit) {
    natres.unfold();
    await natres.goTo(entry.hit);
  } else if (entry.place) natres.goToPlace(entry.place);
  else {
    natres.zoomTo(entry.box);
    natres.standOut({ how: { rows: entry.rows }, layer: natres.byKey.get(entry.rows.layer) }, entry.text);
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
  box.hidden = natres.layers.length === 0;
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
