/* What all parts of the page share: layers, words in the language shown, small elements. */

const natres = { layers: [], byKey: new Map(), head: null, map: map_natres, language: 0, onReady: [] };
window.natres = natres;

/* Canvas pixels per pixel of the page; paper shows more of them than a screen. */
natres.ratio = () => (natres.printing ? 3 : Math.min(window.devicePixelRatio || 1, 2));

/* A text of the head is one string, or one per language. */
natres.t = (text) => (Array.isArray(text) ? text[natres.language] : text);

/* One of the page's own words, with its places filled. */
natres.word = function (key, values) {
  const text = natres.head.words[natres.head.languages[natres.language]][key] || key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? String(values[name]) : whole));
};

natres.el = function (tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

natres.button = function (className, pressed, onclick, text) {
  const button = natres.el("button", className, text);
  button.type = "button";
  if (pressed !== null) button.setAttribute("aria-pressed", String(pressed));
  button.addEventListener("click", onclick);
  return button;
};

natres.status = function (text, state) {
  const line = document.getElementById("status");
  line.textContent = text;
  line.hidden = text === "";
  document.body.dataset.state = state;
};
