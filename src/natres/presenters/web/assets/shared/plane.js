/* The plane of the pack, Web Mercator in decimetres, and the pixels of a canvas on it. */

const EARTH_DM = 2 * Math.PI * 63781370;

/* Pixels per decimetre at a zoom; the world is a square of 256 pixels at zoom 0. */
const pixelsPerDm = (zoom) => (256 * Math.pow(2, zoom)) / EARTH_DM;

/* How decimetres become pixels of a canvas whose corner is at world pixel `corner`, and what it shows with a margin. */
const viewOf = function (zoom, [left, top], [width, height], margin) {
  const k = pixelsPerDm(zoom), half = (EARTH_DM * k) / 2;
  const ox = half - left, oy = half - top;
  return {
    k, ox, oy, width, height,
    west: (-margin - ox) / k, east: (width + margin - ox) / k,
    south: (oy - height - margin) / k, north: (oy + margin) / k,
  };
};
