/* For browsers that cannot even read the script above: they are told so, in words every browser understands. */
(function () {
  if (window.natres) return;
  var told = document.getElementById("too-old"), status = document.getElementById("status");
  if (status) status.style.display = "none";
  if (told) told.removeAttribute("hidden");
})();
