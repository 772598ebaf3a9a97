/* The page of an audit: a figure shows all its relations without leaving its place, the reasoning finds its figures. */
(function () {
"use strict";

const one = (selector, root) => (root || document).querySelector(selector);
const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
const pane = one("#pane"), list = one("#list"), panel = one("#figure"), back = one("#back"), results = one("#results");
const steps = one("#steps"), order = steps ? steps.dataset.steps.split(" ") : [];
let step = -1, listTop = 0, shown = null;

const targetOf = (link) => document.getElementById(link.hash.slice(1));
const figuresOf = (root) => all("a[href^='#f']", root).map(targetOf);
const linksTo = (figure, root) => all("a[href='#" + figure.id + "']", root);
const statusOf = (figure) => figure.className.split(" ")[1];

function clear(...names) {
  for (const name of names) for (const element of all("." + name)) element.classList.remove(name);
}

function mark(name, elements) {
  for (const element of elements) element.classList.add(name);
}

/* The panel of one figure: copies of its findings, and texts put in as texts. */
function fill(figure) {
  const legend = document.getElementById("v-" + statusOf(figure));
  const reason = document.getElementById("u" + figure.id.slice(1));
  panel.className = statusOf(figure);
  one(".value", panel).textContent = figure.textContent;
  one(".tag", panel).textContent = legend.children[0].textContent;
  one(".means", panel).textContent = reason ? one(".why", reason).textContent : legend.children[1].textContent;
  for (const place of all("[data-fact]", panel)) {
    place.textContent = figure.dataset[place.dataset.fact] || "—";
  }
  const numbers = (figure.dataset.relations || "").split(" ").filter((n) => n);
  const copies = numbers.map((n) => document.getElementById("r" + n).cloneNode(true));
  const first = document.getElementById("s" + figure.id.slice(1));
  const cards = first ? [first.cloneNode(true), ...copies] : copies;
  for (const card of cards) card.removeAttribute("id");
  one(".copies", panel).replaceChildren(...cards);
  one(".own b", panel).textContent = copies.length;
  one(".own", panel).hidden = copies.length === 0;
}

function turn(figure) {
  if (!shown && figure) listTop = pane.scrollTop;
  shown = figure;
  panel.hidden = back.hidden = !figure;
  list.hidden = results.hidden = !!figure;
  pane.scrollTop = figure ? 0 : listTop;
}

function choose(figure) {
  clear("chosen", "partner", "here", "current");
  fill(figure);
  turn(figure);
  mark("partner", figuresOf(one(".copies", panel)));
  figure.classList.remove("partner");
  mark("chosen", [figure]);
  mark("here", [figure]);
  mark("current", linksTo(figure, panel));
}

function showList() {
  const last = shown;
  clear("chosen", "partner", "here", "current");
  turn(null);
  if (last) last.focus({ preventScroll: true });
}

/* From the reasoning to the text; with the list shown, the finding that was meant is marked too. */
function find(figure, card) {
  clear("here", "current");
  mark("here", [figure]);
  if (shown) mark("current", linksTo(figure, panel));
  else {
    clear("partner");
    if (card) mark("current", [card, ...linksTo(figure, card)]);
    if (card) mark("partner", figuresOf(card));
  }
  figure.scrollIntoView({ block: "center" });
}

function go(by) {
  step = step < 0 && by < 0 ? order.length - 1 : (step + by + order.length) % order.length;
  turn(null);
  clear("chosen");
  const card = document.getElementById("r" + order[step]);
  find(figuresOf(card)[0], card);
  card.scrollIntoView({ block: "nearest" });
  one("output", steps).textContent = step + 1 + " / " + order.length;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.closest("article")) choose(link);
  else find(targetOf(link), link.closest(".finding"));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") showList();
});
back.addEventListener("click", showList);
if (steps) {
  one("#previous").addEventListener("click", () => go(-1));
  one("#next").addEventListener("click", () => go(1));
}

const folds = all("details", list);
let open = [];
for (const fold of folds) fold.open = false;
window.addEventListener("beforeprint", () => {
  open = folds.map((fold) => fold.open);
  for (const fold of folds) fold.open = true;
});
window.addEventListener("afterprint", () => folds.forEach((fold, n) => { fold.open = open[n]; }));
one(".bar").hidden = false;
one("article").focus({ preventScroll: true });
})();
