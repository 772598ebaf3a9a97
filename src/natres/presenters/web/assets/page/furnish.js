/* What the reader touches comes to life, once the map is there. */

natres.furnish = function () {
  document.body.classList.add("live");
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
    natres.map.options.inertia = natres.map._zoomAnimated = false;
  }
  natres.startLanguage();
  natres.startTabs();
  natres.startControls();
  natres.startCard();
  natres.onLanguage(() => natres.buildLegend(null));
  natres.startTowns();
  natres.startSearch();
  natres.startFigures();
  natres.startMeasure();
  natres.startPrint();
  natres.startKeys();
};

natres.onReady.push(natres.furnish);
