/* The furniture of the map: its buttons, north arrow, scale bar, and where the pointer stands. */

natres.mapButton = function (key, onclick, ...paths) {
  const button = natres.button("map-button", null, onclick);
  button.dataset.sayLabel = key;
  button.appendChild(natres.icon(...paths));
  natres.relabel(button);
  return button;
};

natres.bar = function (position, ...buttons) {
  const Bar = L.Control.extend({
    onAdd() {
      const bar = natres.el("div", "leaflet-bar map-bar");
      natres.fill(bar, ...buttons);
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    },
  });
  return new Bar({ position }).addTo(natres.map);
};

natres.northArrow = function () {
  const arrow = natres.el("div", "north");
  const letter = arrow.appendChild(natres.el("span"));
  natres.onLanguage(() => {
    letter.textContent = natres.word("north");
  });
  const svg = arrow.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
  svg.setAttribute("viewBox", "0 0 20 26");
  for (const [points, css] of [["10,1 17,25 10,19", "dark"], ["10,1 3,25 10,19", "light"]]) {
    const half = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "polygon"));
    half.setAttribute("points", points);
    half.setAttribute("class", css);
  }
  return arrow;
};

/* Where the pointer stands; a public map does not say. */
natres.readout = function (latlng) {
  if (natres.head.public) return;
  const [lon, lat] = [latlng.lng, latlng.lat].map((degrees) => degrees.toFixed(5) + "°");
  natres.place = latlng.lng.toFixed(5) + ", " + latlng.lat.toFixed(5);
  const line = document.getElementById("readout");
  line.textContent = `${natres.word("crs")}  ${natres.word("lon")} ${lon}  ${natres.word("lat")} ${lat}`;
};

natres.copyPlace = function () {
  if (!natres.place || !navigator.clipboard) return;
  navigator.clipboard.writeText(natres.place).then(() => natres.toast(natres.word("copied") + " " + natres.place), () => {});
};

/* A short word at the foot of the map that goes away by itself. */
natres.toast = function (text) {
  const line = document.getElementById("toast") || natres.one(".stage").appendChild(natres.el("p"));
  line.id = "toast";
  line.setAttribute("role", "status");
  line.textContent = text;
  clearTimeout(natres.toasting);
  natres.toasting = setTimeout(() => line.remove(), 2600);
};

natres.startControls = function () {
  const { map } = natres;
  natres.onLanguage(() => {
    document.getElementById("readout").textContent = "";
  });
  natres.bar("topleft",
    natres.mapButton("zoom_in", () => map.zoomIn(1), "M8 3v10M3 8h10"),
    natres.mapButton("zoom_out", () => map.zoomOut(1), "M3 8h10"),
    natres.mapButton("fit", natres.fit, "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10"));
  natres.bar("topleft",
    natres.mapButton("measure_length", () => natres.measure("length"), "M1.5 11.5L11.5 1.5l3 3l-10 10zM4.5 8.5l1.5 1.5M7 6l1.5 1.5M9.5 3.5L11 5"),
    natres.mapButton("measure_area", () => natres.measure("area"), "M3 5l6-2.5l4.5 5l-3 6l-6.500-1.500z"));
  const North = L.Control.extend({ onAdd: natres.northArrow });
  new North({ position: "topright" }).addTo(map);
  natres.scale = L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 130 }).addTo(map);
};
