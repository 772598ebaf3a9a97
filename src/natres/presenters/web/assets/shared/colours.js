/* Colours of the features of a layer, as its colouring of the moment says. */

const NEUTRAL = "#d3d6d1"; // of what is in no category

/* `category` counts from 1, 0 is none. */
const colourOf = function (layer, category) {
  const colouring = layer.colourings[layer.colouring];
  return category === 0 || !colouring ? NEUTRAL : colouring.categories[category - 1].colour;
};
