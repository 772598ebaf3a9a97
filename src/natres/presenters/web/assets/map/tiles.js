/* Tiles of an area layer, painted by the engine. Those of the last scale stay until the new ones are there. */

const TILE = 512;
const MARGIN = 96; // pixels beyond the map's edge that are painted too

natres.Tiles = L.Layer.extend({
  initialize(layer) {
    this._layer = layer;
    this._levels = [];
    this._spare = []; // canvases to be used again: the pixels of one that is thrown away stay until the collector comes
    this._shown = true;
  },

  onAdd() {
    this._box = L.DomUtil.create("div", "tiles", this.getPane());
    this._box.hidden = !this._shown;
    this.repaint();
  },

  getEvents() {
    return { zoom: this._settle, viewreset: this._settle, zoomanim: this._animate, move: this._follow, moveend: this._update };
  },

  show(shown) {
    this._shown = shown;
    if (!this._map) return;
    this._box.hidden = !shown;
    if (shown) this.repaint();
    else this._drop(() => true);
  },

  pending() {
    return this._levels.some((level) => level.waiting.size > 0);
  },

  /* New tiles for everything; the old ones stay below until then. */
  repaint() {
    this._fresh = false;
    this._update();
  },

  _newLevel(zoom) {
    const element = L.DomUtil.create("div", "tile-level leaflet-zoom-animated", this._box);
    const origin = this._map.project(this._map.unproject(this._map.getPixelOrigin()), zoom).round();
    const level = { zoom, origin, element, tiles: new Map(), waiting: new Map() };
    for (const older of this._levels) this._cancel(older);
    // A level that never showed anything is of no use below the new one.
    this._drop((older) => !Array.from(older.tiles.values()).some((canvas) => !canvas.hidden));
    while (this._levels.length > 2) this._remove(this._levels.shift());
    this._levels.push(level);
    this._fresh = true;
    this._place(level, zoom, this._map.getPixelOrigin());
    return level;
  },

  _update() {
    if (!this._map || !this._shown || !this._layer.extent) return;
    const size = this._map.getSize(), zoom = this._map.getZoom();
    if (size.x === 0 || size.y === 0) return;
    const top = this._levels[this._levels.length - 1];
    const level = top && this._fresh && top.zoom === zoom ? top : this._newLevel(zoom);
    const wanted = this._wanted(zoom);
    const keys = new Set(wanted.map((tile) => tile.key));
    this._cancel(level, (key) => !keys.has(key));
    for (const tile of wanted) if (!level.tiles.has(tile.key)) this._request(level, tile);
    if (level.waiting.size === 0) this._done(level);
  },

  /* Tiles of the screen and a margin that the layer reaches, those in the middle first. */
  _wanted(zoom) {
    const seen = this._map.getPixelBounds(), middle = seen.getCenter();
    const world = 256 * Math.pow(2, zoom), k = pixelsPerDm(zoom);
    const [west, south, east, north] = this._layer.extent;
    const low = L.point(Math.max(seen.min.x - MARGIN, west * k + world / 2), Math.max(seen.min.y - MARGIN, world / 2 - north * k));
    const high = L.point(Math.min(seen.max.x + MARGIN, east * k + world / 2), Math.min(seen.max.y + MARGIN, world / 2 - south * k));
    const found = [];
    for (let row = Math.floor(low.y / TILE); row * TILE <= high.y; row++) {
      for (let column = Math.floor(low.x / TILE); column * TILE <= high.x; column++) {
        const corner = L.point(column * TILE, row * TILE);
        found.push({ key: column + "/" + row, corner, far: corner.add([TILE / 2, TILE / 2]).distanceTo(middle) });
      }
    }
    return found.sort((a, b) => a.far - b.far);
  },

  _request(level, { key, corner }) {
    const canvas = this._spare.pop() || L.DomUtil.create("canvas", "tile");
    level.element.appendChild(canvas);
    const ratio = natres.ratio();
    canvas.width = canvas.height = TILE * ratio;
    canvas.style.width = canvas.style.height = TILE + "px";
    L.DomUtil.setPosition(canvas, corner.subtract(level.origin));
    level.tiles.set(key, canvas);
    const tile = { zoom: level.zoom, corner: [corner.x, corner.y], size: [TILE, TILE], ratio };
    const answer = natres.ask("tile", { layer: this._layer.key, tile });
    level.waiting.set(key, answer.id);
    answer.then((bitmap) => this._arrived(level, key, canvas, bitmap), (error) => this._failed(level, key, error));
  },

  _failed(level, key, error) {
    level.waiting.delete(key);
    if (level.waiting.size === 0) this._done(level);
    throw error;
  },

  _arrived(level, key, canvas, bitmap) {
    level.waiting.delete(key);
    // What a worker painted is shown as it is; what was painted in the page has to be copied.
    if (bitmap instanceof ImageBitmap) canvas.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
    else canvas.getContext("2d").drawImage(bitmap, 0, 0);
    canvas.hidden = false;
    if (level.waiting.size === 0) this._done(level);
  },

  /* The new level covers what is seen: the older ones may go. */
  _done(level) {
    if (level === this._levels[this._levels.length - 1]) this._drop((older) => older !== level);
    natres.calm();
  },

  _drop(goes) {
    this._levels = this._levels.filter((level) => {
      if (!goes(level)) return true;
      this._cancel(level);
      this._remove(level);
      return false;
    });
  },

  _remove(level) {
    for (const canvas of level.tiles.values()) this._release(canvas);
    level.element.remove();
  },

  _release(canvas) {
    canvas.width = canvas.height = 0; // first, or a blank picture takes the place of what it shows
    const shown = canvas.getContext("bitmaprenderer"); // none where it was painted in the page
    if (shown) shown.transferFromImageBitmap(null);
    canvas.hidden = true;
    canvas.remove();
    this._spare.push(canvas);
  },

  _cancel(level, goes) {
    const ids = [];
    for (const [key, id] of level.waiting) {
      if (goes && !goes(key)) continue;
      ids.push(id);
      natres.questions.delete(id);
      level.waiting.delete(key);
      this._release(level.tiles.get(key));
      level.tiles.delete(key);
    }
    if (ids.length > 0) natres.ask("cancel", { ids });
  },

  _settle() {
    if (!this._map) return;
    for (const level of this._levels) this._place(level, this._map.getZoom(), this._map.getPixelOrigin());
  },

  _animate(event) {
    const origin = this._map._getNewPixelOrigin(event.center, event.zoom);
    for (const level of this._levels) this._place(level, event.zoom, origin);
  },

  _place(level, zoom, origin) {
    const scale = this._map.getZoomScale(zoom, level.zoom);
    L.DomUtil.setTransform(level.element, level.origin.multiplyBy(scale).subtract(origin), scale);
  },

  /* A long drag runs off the painted margin before it ends. */
  _follow() {
    const top = this._levels[this._levels.length - 1];
    if (top && this._fresh && top.zoom === this._map.getZoom()) this._update();
  },
});
