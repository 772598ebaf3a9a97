/* The panel: tabs after the ARIA pattern, and folding. */

natres.tabs = () => natres.all(".tabs [role='tab']");

natres.openTab = function (name, focus) {
  for (const tab of natres.tabs()) {
    const chosen = tab.id === "tab-" + name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
    if (chosen && focus) tab.focus();
  }
  natres.one(".panes").scrollTop = 0;
};

natres.stepTab = function (event) {
  const tabs = natres.tabs(), at = tabs.indexOf(event.target);
  const last = tabs.length - 1;
  const to = { ArrowRight: at < last ? at + 1 : 0, ArrowLeft: at > 0 ? at - 1 : last, Home: 0, End: last }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  natres.openTab(tabs[to].id.slice(4), true);
};

natres.fold = function (folded) {
  const button = document.getElementById("fold");
  document.body.classList.toggle("folded", folded);
  button.setAttribute("aria-expanded", String(!folded));
  natres.map.invalidateSize({ animate: false, pan: false });
};

natres.unfold = function () {
  if (document.body.classList.contains("folded")) natres.fold(false);
};

natres.startTabs = function () {
  const bar = natres.one(".tabs"), tabs = natres.tabs();
  for (const tab of tabs) {
    tab.addEventListener("click", () => natres.openTab(tab.id.slice(4)));
    tab.addEventListener("keydown", natres.stepTab);
    document.getElementById(tab.getAttribute("aria-controls")).setAttribute("role", "tabpanel");
  }
  bar.hidden = tabs.length < 2;
  if (tabs.length > 0) natres.openTab(tabs[0].id.slice(4));
  const button = document.getElementById("fold");
  button.hidden = tabs.length === 0;
  button.setAttribute("aria-controls", "panel");
  button.addEventListener("click", () => natres.fold(!document.body.classList.contains("folded")));
  natres.fold(tabs.length === 0 || window.matchMedia("(max-width: 820px)").matches);
};
