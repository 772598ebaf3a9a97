/* The page comes together: sheets, controls, pointer, panel. */

natres.hovered = natres.pinned = null;

natres.status = function (text, state) {
  const line = document.getElementById("status");
  line.textContent = text;
  line.hidden = text === "";
  document.body.dataset.state = state;
};

natres.extent = function () {
  const boxes = natres.layers.map((layer) => layer.extent).filter((extent) => extent);
  if (boxes.length === 0) return null;
  const low = [0, 1].map((n) => Math.min(...boxes.map((box) => box[n])) / 10);
  const high = [2, 3].map((n) => Math.max(...boxes.map((box) => box[n])) / 10);
  const degrees = (p) => L.Projection.SphericalMercator.unproject(L.point(p[0], p[1]));
  return L.latLngBounds(degrees(low), degrees(high));
};

natres.fit = function () {
  const extent = natres.extent();
  if (extent) natres.map.fitBounds(extent, { padding: [6, 6], maxZoom: 17, animate: false });
};

natres.addSheets = function () {
  for (const layer of natres.layers) {
    layer.sheet = new natres.Sheet(natres.painterOf(layer)).addTo(natres.map);
    if (!layer.visible) layer.sheet.show(false);
  }
  natres.labelSheet = new natres.Sheet(natres.paintLabels).addTo(natres.map);
  natres.markSheet = new natres.Sheet(natres.paintMarks).addTo(natres.map);
};

natres.northArrow = function () {
  const arrow = natres.el("div", "north");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 26");
  for (const [points, css] of [["10,1 17,25 10,19", "dark"], ["10,1 3,25 10,19", "light"]]) {
    const half = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
    half.setAttribute("points", points);
    half.setAttribute("class", css);
    svg.appendChild(half);
  }
  arrow.appendChild(natres.el("span", "", natres.words.north));
  arrow.appendChild(svg);
  return arrow;
};

natres.addControls = function () {
  const { map, words } = natres;
  L.control.zoom({ position: "topleft", zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map);
  const Fit = L.Control.extend({
    onAdd() {
      const bar = natres.el("div", "leaflet-bar leaflet-control");
      const button = bar.appendChild(natres.button("fit", null, natres.fit));
      button.title = words.fit;
      button.setAttribute("aria-label", words.fit);
      button.appendChild(natres.el("i"));
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    },
  });
  new Fit({ position: "topleft" }).addTo(map);
  const North = L.Control.extend({ onAdd: natres.northArrow });
  new North({ position: "topright" }).addTo(map);
  L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 130 }).addTo(map);
};

natres.readout = function (latlng) {
  const { words } = natres;
  const line = document.getElementById("readout");
  const [lon, lat] = [latlng.lng, latlng.lat].map((degrees) => degrees.toFixed(5) + "°");
  line.textContent = `${words.crs}  ${words.lon} ${lon}  ${words.lat} ${lat}`;
};

natres.hover = function (latlng) {
  const hit = natres.pick(latlng);
  if (!natres.same(hit, natres.hovered)) {
    natres.hovered = hit;
    natres.markSheet.repaint();
    natres.map.getContainer().classList.toggle("over", hit !== null);
    if (hit) natres.tip.setContent(natres.card(hit, 8));
  }
  if (!hit) natres.tip.close();
  else natres.tip.setLatLng(latlng).openOn(natres.map);
};

natres.pin = function (hit) {
  natres.pinned = hit;
  natres.markSheet.repaint();
  const box = document.getElementById("selected");
  box.replaceChildren();
  box.hidden = hit === null;
  if (!hit) return;
  const head = box.appendChild(natres.el("h2", "", natres.words.selected));
  const close = head.appendChild(natres.button("close", null, () => natres.pin(null)));
  close.textContent = "×";
  close.setAttribute("aria-label", natres.words.unpin);
  box.appendChild(natres.el("p", "from", hit.layer.title));
  box.appendChild(natres.card(hit, 1000));
  document.getElementById("panel").scrollTop = 0;
};

natres.listen = function () {
  const { map } = natres;
  natres.tip = L.tooltip({ className: "tip", opacity: 1, direction: "auto", offset: [14, 0] });
  let latest = null;
  map.on("mousemove", (event) => {
    const waiting = latest !== null;
    latest = event.latlng;
    if (waiting) return;
    requestAnimationFrame(() => {
      if (latest) {
        natres.readout(latest);
        natres.hover(latest);
      }
      latest = null;
    });
  });
  map.on("zoomstart", () => natres.tip.close());
  map.on("mouseout", () => {
    latest = natres.hovered = null;
    natres.tip.close();
    natres.markSheet.repaint();
  });
  map.on("click", (event) => natres.pin(natres.pick(event.latlng)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") natres.pin(null);
  });
};

natres.foldable = function () {
  const button = document.getElementById("fold");
  const fold = (folded) => {
    document.body.classList.toggle("folded", folded);
    button.setAttribute("aria-expanded", String(!folded));
    natres.map.invalidateSize({ animate: false, pan: false });
  };
  button.hidden = false;
  button.addEventListener("click", () => fold(!document.body.classList.contains("folded")));
  if (window.matchMedia("(max-width: 820px)").matches) fold(true);
};

natres.start = async function () {
  const data = document.getElementById("natres-data");
  if (typeof DecompressionStream === "undefined") {
    // Too old to read the data, and with them the page's own words: the noscript text stands in for both.
    natres.status(document.getElementById("too-old").textContent, "old");
    return;
  }
  try {
    await natres.unpack(data.textContent);
  } catch (error) {
    natres.status(document.getElementById("broken").textContent, "broken");
    return;
  }
  data.remove(); // the packed text is of no more use, its memory is
  natres.foldable();
  natres.addControls();
  natres.status(natres.words.drawing, "drawing");
  natres.fit();
  natres.settled = () => {
    const empty = natres.extent() === null;
    natres.status(empty ? natres.words.empty : "", "ready");
  };
  natres.buildLegend();
  natres.addSheets();
  natres.listen();
};

natres.start();
