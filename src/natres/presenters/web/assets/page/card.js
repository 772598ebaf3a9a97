/* The tip under the pointer and the feature kept in the panel. One question to the engine at a time, the latest next. */

natres.hovered = natres.pinned = null;
natres.kept = new Map();

/* What is known of a feature; asked once. */
natres.known = async function (hit) {
  const key = hit.layer + " " + hit.f + " " + natres.byKey.get(hit.layer).colouring;
  if (!natres.kept.has(key)) {
    if (natres.kept.size > 400) natres.kept.clear();
    natres.kept.set(key, await natres.ask("facts", { layer: hit.layer, f: hit.f }));
  }
  return natres.kept.get(key);
};

/* The topmost visible feature at a place, as {layer, f}, or null. */
natres.pick = function (latlng) {
  const [x, y] = natres.planeOf(latlng), zoom = natres.map.getZoom();
  const layers = natres.layers.filter((layer) => layer.visible && layer.kind !== "boundary").map((layer) => layer.key);
  const reach = (natres.radiusAt(zoom) + 3) / pixelsPerDm(zoom);
  return natres.ask("pick", { x, y, reach, layers: layers.reverse() });
};

natres.hover = async function (latlng) {
  const hit = latlng && !natres.measuring ? await natres.pick(latlng) : null;
  if (!natres.same(hit, natres.hovered)) {
    natres.hovered = hit;
    natres.map.getContainer().classList.toggle("over", hit !== null);
    natres.setMark("hovered", hit && !natres.same(hit, natres.pinned) ? hit : null);
    if (hit) natres.tip.setContent(natres.cardOf(hit, await natres.known(hit), true));
  }
  if (!hit || natres.pointer === null) natres.tip.close();
  else natres.tip.setLatLng(natres.pointer || latlng).openOn(natres.map);
};

/* The pointer may move many times before an answer comes: only where it is then counts. */
natres.follow = async function (latlng) {
  natres.pointer = latlng;
  if (natres.asking) return;
  natres.asking = true;
  let last;
  do {
    last = natres.pointer;
    try {
      await natres.hover(last);
    } catch (error) {
      natres.hovered = null;
    }
    await new Promise((done) => requestAnimationFrame(done));
  } while (natres.pointer !== last);
  natres.asking = false;
};

natres.pin = async function (hit) {
  natres.pinned = hit;
  natres.setMark("pinned", hit);
  if (hit && natres.same(hit, natres.hovered)) natres.setMark("hovered", null);
  await natres.showPinned();
};

natres.showPinned = async function () {
  const box = document.getElementById("selected"), hit = natres.pinned;
  box.hidden = hit === null;
  if (!hit) {
    natres.fill(box);
    return;
  }
  const facts = await natres.known(hit);
  if (natres.pinned !== hit) return;
  const layer = natres.byKey.get(hit.layer);
  const head = natres.el("h2", "", natres.t(layer.title));
  const zoom = head.appendChild(natres.button("link", null, () => natres.zoomTo(facts.box), natres.word("zoom_here")));
  zoom.hidden = !facts.box;
  const close = head.appendChild(natres.button("close", null, () => natres.unpin(), "×"));
  close.title = natres.word("unpin");
  close.setAttribute("aria-label", natres.word("unpin"));
  natres.fill(box, head, natres.cardOf(hit, facts, false));
  box.scrollTop = 0;
};

natres.unpin = function () {
  if (!natres.pinned) return false;
  natres.pin(null);
  return true;
};

/* Go to a feature and keep it: what the search and the lists of rows do. */
natres.goTo = async function (hit) {
  const facts = await natres.known(hit);
  if (facts.box) natres.zoomTo(facts.box);
  await natres.pin(hit);
};

natres.startCard = function () {
  const { map } = natres;
  natres.tip = L.tooltip({ className: "tip", opacity: 1, direction: "auto", offset: [14, 0] });
  map.on("mousemove", (event) => {
    natres.readout(event.latlng);
    natres.follow(event.latlng);
  });
  map.on("mouseout", () => natres.follow(null));
  map.on("zoomstart", () => natres.tip.close());
  map.on("click", async (event) => {
    if (!natres.measuring) natres.pin(await natres.pick(event.latlng));
  });
  natres.onLanguage(() => {
    natres.hovered = null;
    if (natres.pinned) natres.showPinned();
  });
};
