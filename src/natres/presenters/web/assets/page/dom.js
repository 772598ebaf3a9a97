/* Elements of the page: every text becomes textContent, nothing is ever parsed as markup. */

natres.swatch = function (kind, colour) {
  const swatch = natres.el("i", "swatch " + kind);
  if (colour) swatch.style.backgroundColor = colour;
  return swatch;
};

/* The line of a boundary layer as the map draws it. */
natres.lineSwatch = function (layer) {
  const line = natres.swatch("boundary", "");
  line.style.borderTopWidth = Math.max(1, Math.min(5, layer.weight)) + "px";
  if (layer.colour) line.style.borderTopColor = layer.colour;
  if (layer.dash.length > 0) line.style.borderTopStyle = "dashed";
  return line;
};

/* Older browsers have no replaceChildren. */
natres.fill = function (element, ...children) {
  while (element.firstChild) element.removeChild(element.firstChild);
  for (const child of children) if (child) element.appendChild(child);
  return element;
};

/* A drawing of lines in a square of 16 units. */
natres.icon = function (...paths) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    path.setAttribute("d", d);
  }
  return svg;
};

/* Terms and what is said of them, as a list; empty ones are left out. */
natres.facts = function (pairs, className) {
  const list = natres.el("dl", className || "facts");
  for (const [term, told] of pairs) {
    const texts = [].concat(told).filter((text) => text !== undefined && text !== null && String(text).trim() !== "");
    if (texts.length === 0) continue;
    list.appendChild(natres.el("dt", "", term));
    const place = list.appendChild(natres.el("dd"));
    texts.forEach((text) => place.appendChild(natres.el("span", "", text)));
  }
  return list;
};

natres.one = (selector, root) => (root || document).querySelector(selector);
natres.all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
