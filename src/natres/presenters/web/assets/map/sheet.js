/* Sheets: canvases that hold one layer each, painted a slice per frame, moved by CSS until the new one is done. */

const PADDING = 0.25; // of the map's size, on each side: a short drag shows no blank edge
const SLICE_MS = 11;

/* Jobs are generators; each owner has at most one, a newer one takes its place. */
natres.jobs = new Map();

natres.schedule = function (owner, steps, done) {
  if (natres.jobs.size === 0) requestAnimationFrame(natres.work);
  natres.jobs.delete(owner);
  natres.jobs.set(owner, { steps, done });
};

natres.work = function () {
  const until = performance.now() + SLICE_MS;
  for (const [owner, job] of natres.jobs) {
    let finished = false;
    while (!finished && performance.now() < until) finished = job.steps.next().done;
    if (!finished) break;
    natres.jobs.delete(owner);
    job.done();
  }
  if (natres.jobs.size > 0) requestAnimationFrame(natres.work);
  else natres.calm();
};

/* Whether anything is still being painted. */
natres.busy = () => natres.jobs.size > 0 || natres.layers.some((layer) => layer.sheet && layer.sheet.pending && layer.sheet.pending());

natres.calm = function () {
  if (!natres.busy()) natres.settled();
};

natres.settled = function () {};

/* What a sheet shows of the plane. */
natres.viewOf = ({ zoom, corner, size }) => viewOf(zoom, [corner.x, corner.y], [size.x, size.y], 4);

natres.Sheet = L.Layer.extend({
  /* `paint(context, sheet)` is a generator that draws and yields now and then. `roomOf(reach, zoom)` tells which part
     of what could be seen holds anything, in pixels of the world; null for none: a canvas is no larger than it must be. */
  initialize(paint, roomOf) {
    this._paint = paint;
    this._roomOf = roomOf || ((reach) => reach);
    this._shown = true;
  },

  onAdd(map) {
    const make = () => {
      const canvas = L.DomUtil.create("canvas", "sheet leaflet-zoom-animated", this.getPane());
      canvas.hidden = true;
      return canvas;
    };
    this._front = { canvas: make(), state: null };
    this._back = { canvas: make(), state: null };
    this.repaint();
  },

  getEvents() {
    return {
      zoom: this._settle, viewreset: this._settle, zoomanim: this._animate,
      move: this._follow, moveend: this.repaint, resize: this.repaint,
    };
  },

  show(shown) {
    this._shown = shown;
    this._front.canvas.hidden = !shown || !this._front.state;
    if (shown) this.repaint();
  },

  repaint() {
    if (!this._shown || !this._map) return;
    const size = this._map.getSize();
    if (size.x === 0 || size.y === 0) return;
    const pad = size.multiplyBy(PADDING).round(), zoom = this._map.getZoom();
    const corner = this._map.getPixelBounds().min.subtract(pad);
    const reach = L.bounds(corner, corner.add(size).add(pad.multiplyBy(2))), room = this._roomOf(reach, zoom);
    if (!room) return this._clear();
    const state = { zoom, reach, corner: room.min, size: room.getSize() };
    const context = this._contextOf(this._back.canvas, state.size);
    natres.schedule(this, this._paint(context, state), () => this._swap(state));
  },

  _clear() {
    natres.jobs.delete(this);
    for (const side of [this._front, this._back]) this._release(side);
  },

  /* A canvas of no size holds no pixels. */
  _release(side) {
    side.state = null;
    side.canvas.hidden = true;
    side.canvas.width = side.canvas.height = 0;
  },

  _contextOf(canvas, size) {
    const ratio = natres.ratio();
    canvas.width = Math.round(size.x * ratio);
    canvas.height = Math.round(size.y * ratio);
    canvas.style.width = size.x + "px";
    canvas.style.height = size.y + "px";
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.lineJoin = context.lineCap = "round";
    return context;
  },

  _swap(state) {
    [this._front, this._back] = [this._back, this._front];
    this._front.state = state;
    this._settle();
    this._front.canvas.hidden = !this._shown;
    this._release(this._back);
  },

  _settle() {
    if (this._map) this._place(this._map.getZoom(), this._map.getPixelOrigin());
  },

  _animate(event) {
    this._place(event.zoom, this._map._getNewPixelOrigin(event.center, event.zoom));
  },

  _place(zoom, origin) {
    const { canvas, state } = this._front;
    if (!state) return;
    const scale = this._map.getZoomScale(zoom, state.zoom);
    L.DomUtil.setTransform(canvas, state.corner.multiplyBy(scale).subtract(origin), scale);
  },

  /* A long drag runs off the painted margin before it ends. */
  _follow() {
    const state = this._front.state;
    if (!state || natres.jobs.has(this) || this._map.getZoom() !== state.zoom) return;
    if (!state.reach.contains(this._map.getPixelBounds())) this.repaint();
  },
});
