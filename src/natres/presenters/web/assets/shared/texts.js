/* How well a text matches what a reader looks for. */

/* 0 for the text itself, 1 for one that begins with it, 2 for one that ends with it, 3 for one that holds it, else -1;
   `wanted` in lower case. */
const closeness = function (text, wanted) {
  const at = text.toLowerCase().indexOf(wanted);
  if (at < 0 || text.length === wanted.length) return at;
  return at === 0 ? 1 : at + wanted.length === text.length ? 2 : 3;
};
