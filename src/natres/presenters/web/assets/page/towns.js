/* The list of towns: one that is chosen shows its parts and its place on the map; back goes to the whole district. */

natres.townAt = function (code) {
  for (const layer of natres.layers) {
    const f = layer.kind === "boundary" && code ? layer.codes.indexOf(code) : -1;
    if (f >= 0) return { layer: layer.key, f };
  }
  return null;
};

/* Go to a unit: one that is in the list opens there. */
natres.goToPlace = function (place) {
  const layer = natres.byKey.get(place.layer), code = layer.codes[place.f];
  if (code && natres.all("[data-town]").some((item) => item.dataset.town === code)) {
    natres.unfold();
    natres.openTab("towns");
    natres.chooseTown(code);
  } else {
    natres.setMark("town", place);
    natres.zoomTo(layer.extents[place.f]);
  }
};

natres.chooseTown = function (code) {
  natres.town = code;
  for (const item of natres.all("[data-town]")) {
    const chosen = code !== null && item.dataset.town === code;
    item.classList.toggle("open", chosen);
    natres.one(".town", item).setAttribute("aria-expanded", String(chosen));
    if (chosen) item.scrollIntoView({ block: "nearest" });
  }
  for (const back of natres.all("[data-back]")) back.hidden = code === null;
  const place = code === null ? null : natres.townAt(code);
  natres.setMark("town", place);
  if (place) natres.zoomTo(natres.byKey.get(place.layer).extents[place.f]);
};

natres.leaveTown = function () {
  if (natres.town === null || natres.town === undefined) return false;
  natres.chooseTown(null);
  natres.fit();
  return true;
};

natres.startTowns = function () {
  natres.town = null;
  for (const item of natres.all("[data-town]")) {
    const button = natres.one(".town", item);
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      if (natres.town === item.dataset.town) natres.leaveTown();
      else natres.chooseTown(item.dataset.town);
    });
  }
  for (const back of natres.all("[data-back]")) back.addEventListener("click", natres.leaveTown);
};
