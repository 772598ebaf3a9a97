/* The keyboard: every shortcut in one place, and the list that tells them. */

natres.SHORTCUTS = [
  ["/", "key_search"], ["+ −", "key_zoom"], ["0", "key_whole"], ["arrows", "key_pan"], ["enter", "key_pick"],
  ["← →", "key_tabs"], ["I", "key_fold"], ["M", "key_measure"], ["C", "key_copy"], ["P", "key_print"],
  ["L", "key_language"], ["Esc", "key_escape"], ["?", "key_help"],
];

natres.helpOpen = () => document.getElementById("keys");

natres.openHelp = function () {
  if (natres.closeHelp()) return;
  const before = document.activeElement, box = natres.el("section"), list = natres.el("dl");
  box.id = "keys";
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", natres.word("keys"));
  box.tabIndex = -1;
  const head = box.appendChild(natres.el("h2", "", natres.word("keys")));
  const close = head.appendChild(natres.button("close", null, natres.closeHelp, "×"));
  close.setAttribute("aria-label", natres.word("close"));
  for (const [key, told] of natres.SHORTCUTS) {
    if (key === "C" && natres.head.public) continue;
    list.appendChild(natres.el("dt")).appendChild(natres.el("kbd", "", key.length > 4 ? natres.word(key) : key));
    list.appendChild(natres.el("dd", "", natres.word(told)));
  }
  box.appendChild(list);
  box.openedFrom = before;
  document.body.appendChild(box);
  close.focus();
};

natres.closeHelp = function () {
  const box = natres.helpOpen();
  if (!box) return false;
  box.remove();
  if (box.openedFrom && box.openedFrom.focus) box.openedFrom.focus();
  return true;
};

/* What Escape leaves, the nearest first. */
natres.escape = () =>
  [natres.closeHelp, natres.closePrint, natres.endMeasure, natres.closeFigure, natres.undim, natres.unpin, natres.leaveTown]
    .some((leave) => leave());

/* What lies in the middle of the map, for those without a pointer. */
natres.pickCentre = async () => natres.pin(await natres.pick(natres.map.getCenter()));

natres.actionOf = function (event) {
  const onMap = document.activeElement === natres.map.getContainer();
  switch (event.key) {
    case "/": return () => natres.searching.input.focus();
    case "+": case "=": return () => natres.map.zoomIn(1);
    case "-": case "_": return () => natres.map.zoomOut(1);
    case "0": return natres.fit;
    case "i": case "I": return () => document.getElementById("fold").click();
    case "m": return () => natres.measure("length");
    case "M": return () => natres.measure("area");
    case "c": case "C": return natres.copyPlace;
    case "p": case "P": return natres.print;
    case "l": case "L": return natres.otherLanguage;
    case "?": return natres.openHelp;
    case "Enter": return onMap ? natres.pickCentre : null;
    default: return null;
  }
};

natres.onKey = function (event) {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "p") {
    event.preventDefault();
    natres.print();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    natres.escape();
    return;
  }
  const onButton = event.target.closest && event.target.closest("button, a, summary");
  if (!onButton && natres.measureKey(event.key)) {
    event.preventDefault();
    return;
  }
  const action = onButton && event.key === "Enter" ? null : natres.actionOf(event);
  if (!action) return;
  event.preventDefault();
  action();
};

natres.startKeys = function () {
  natres.map.keyboard.disable(); // its zooming keys would zoom a second time
  natres.map.getContainer().tabIndex = 0;
  natres.map.getContainer().setAttribute("role", "application");
  natres.map.getContainer().dataset.sayLabel = "map";
  natres.relabel(natres.map.getContainer());
  natres.map.getContainer().addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-90, 0], ArrowRight: [90, 0], ArrowUp: [0, -90], ArrowDown: [0, 90] }[event.key];
    if (!step || event.target !== natres.map.getContainer()) return;
    event.preventDefault();
    natres.map.panBy(step, { animate: false });
  });
  document.addEventListener("keydown", natres.onKey);
  const button = document.getElementById("help");
  button.hidden = false;
  button.addEventListener("click", natres.openHelp);
};
