/* Measuring by hand: points on the map, a length or an area on the ellipsoid. A reading, never a figure. */

natres.measuring = null;

natres.lengthText = function (metres) {
  return metres >= 1000 ? (metres / 1000).toFixed(3) + " km" : metres.toFixed(1) + " m";
};

/* The three units of an area; a reading needs no exact fractions. */
natres.readingTexts = function (m2) {
  return [[m2, "m2", m2 < 10000 ? 1 : 0], [m2 / 10000, "ha", 4], [(m2 * 3) / 2000, "mu", 2]].map(
    ([value, unit, decimals]) => natres.grouped(value.toFixed(decimals)) + " " + natres.word("unit_" + unit));
};

natres.measure = function (kind) {
  const again = natres.measuring && natres.measuring.kind === kind && !natres.measuring.ended;
  natres.endMeasure();
  if (again) return;
  natres.follow(null);
  natres.measuring = { kind, places: [], pointer: null, ended: false, drawn: L.layerGroup().addTo(natres.map) };
  natres.map.doubleClickZoom.disable();
  document.body.classList.add("measuring");
  natres.all(".map-button[data-say-label^='measure_']").forEach((button) =>
    button.setAttribute("aria-pressed", String(button.dataset.sayLabel === "measure_" + kind)));
  natres.map.getContainer().focus();
  natres.drawMeasure();
};

natres.endMeasure = function () {
  if (!natres.measuring) return false;
  natres.measuring.drawn.remove();
  natres.measuring = null;
  natres.map.doubleClickZoom.enable();
  document.body.classList.remove("measuring");
  natres.all(".map-button[aria-pressed='true']").forEach((button) => button.setAttribute("aria-pressed", "false"));
  const box = document.getElementById("reading");
  if (box) box.remove();
  return true;
};

/* The points so far, with the pointer as the next one while the reader is still drawing. */
natres.measured = function () {
  const { places, pointer, ended } = natres.measuring;
  return ended || !pointer || places.length === 0 ? places : places.concat([pointer]);
};

natres.drawMeasure = function () {
  const { kind, places, drawn } = natres.measuring, path = natres.measured();
  const ring = kind === "area" && path.length > 2 ? path.concat([path[0]]) : path;
  const line = [];
  for (let n = 1; n < ring.length; n++) line.push(...natres.stepsBetween(ring[n - 1], ring[n], 2000));
  const seats = line.map(([lon, lat]) => L.latLng(lat, lon));
  drawn.clearLayers();
  const style = { interactive: false, smoothFactor: 0 };
  if (kind === "area" && path.length > 2) L.polygon(seats, Object.assign({ stroke: false, fillColor: "#b4451f", fillOpacity: 0.14 }, style)).addTo(drawn);
  L.polyline(seats, Object.assign({ color: "#ffffff", weight: 5, opacity: 0.9 }, style)).addTo(drawn);
  L.polyline(seats, Object.assign({ color: "#b4451f", weight: 2.2, dashArray: natres.measuring.ended ? null : "6 5" }, style)).addTo(drawn);
  for (const [lon, lat] of places) {
    L.circleMarker([lat, lon], Object.assign({ radius: 4, color: "#b4451f", weight: 2, fillColor: "#ffffff", fillOpacity: 1 }, style)).addTo(drawn);
  }
  natres.tellMeasure(path);
};

natres.tellMeasure = function (path) {
  const { kind, ended } = natres.measuring;
  const stage = natres.one(".stage"), box = document.getElementById("reading") || stage.appendChild(natres.el("div"));
  box.id = "reading";
  box.setAttribute("role", "status");
  const lines = [];
  if (kind === "area" && path.length > 2) {
    const [m2, ...others] = natres.readingTexts(natres.ringArea(path));
    lines.push(natres.el("strong", "", m2), natres.el("span", "", others.join("  ·  ")));
    lines.push(natres.el("span", "", natres.word("perimeter") + " " + natres.lengthText(natres.pathLength(path.concat([path[0]])))));
  } else if (path.length > 1) {
    lines.push(natres.el("strong", "", natres.lengthText(natres.pathLength(path))));
  }
  const hint = natres.word(lines.length > 0 && ended ? "reading" : "measure_start");
  const close = natres.button("close", null, natres.endMeasure, "×");
  close.setAttribute("aria-label", natres.word("close"));
  natres.fill(box, ...lines, natres.el("em", "", hint), close);
};

natres.addPlace = function ({ lng, lat }) {
  const { measuring } = natres;
  if (measuring.ended) {
    measuring.places = [];
    measuring.ended = false;
  }
  const last = measuring.places[measuring.places.length - 1];
  if (last && last[0] === lng && last[1] === lat) return; // the second click of two
  measuring.places.push([lng, lat]);
  natres.drawMeasure();
};

natres.finishMeasure = function () {
  const { measuring } = natres;
  if (measuring.places.length < (measuring.kind === "area" ? 3 : 2)) return;
  measuring.ended = true;
  natres.drawMeasure();
};

/* Keys while measuring; true where the key was for us. */
natres.measureKey = function (key) {
  const { measuring } = natres;
  if (!measuring) return false;
  if (key === "Enter") natres.finishMeasure();
  else if (key === " ") natres.addPlace(natres.map.getCenter());
  else if (key === "Backspace") {
    measuring.ended = false;
    measuring.places.pop();
    natres.drawMeasure();
  } else return false;
  return true;
};

natres.startMeasure = function () {
  const { map } = natres;
  map.on("click", (event) => natres.measuring && natres.addPlace(event.latlng));
  map.on("dblclick", () => natres.measuring && natres.finishMeasure());
  map.on("mousemove", (event) => {
    if (!natres.measuring || natres.measuring.ended) return;
    natres.measuring.pointer = [event.latlng.lng, event.latlng.lat];
    natres.drawMeasure();
  });
  natres.onLanguage(() => natres.measuring && natres.drawMeasure());
};
