/* The language the page shows: what scripts build is built anew, what stands in the file per face is shown or not. */

natres.listeners = [];

/* What is built by script is built again when the language changes. */
natres.onLanguage = function (build) {
  natres.listeners.push(build);
  build();
};

/* The language shown, as "zh" or "en". */
natres.tongue = () => natres.head.languages[natres.language];

/* All languages of a text, for the search. */
natres.texts = (text) => (typeof text === "string" ? [text] : Array.from(text || []));

/* What stands between the parts of a list. */
natres.comma = () => (natres.tongue() === "zh" ? "、" : ", ");

natres.relabel = function (element) {
  const { sayLabel, sayHint } = element.dataset;
  if (sayLabel) {
    const told = natres.word(sayLabel);
    element.setAttribute("aria-label", told);
    if (element.tagName === "BUTTON") element.title = told;
  }
  if (sayHint) element.placeholder = natres.word(sayHint);
};

natres.speak = function (n) {
  natres.language = n;
  const language = natres.tongue(), root = document.documentElement;
  root.dataset.shown = language;
  root.lang = language === "zh" ? "zh-CN" : language;
  const title = natres.one(".names [data-lang='" + language + "'] h1");
  if (title) document.title = title.textContent;
  natres.all("[data-say-label], [data-say-hint]").forEach(natres.relabel);
  for (const build of natres.listeners) build();
  natres.labelSheet.repaint();
};

natres.otherLanguage = function () {
  if (natres.head.languages.length > 1) natres.speak((natres.language + 1) % natres.head.languages.length);
};

natres.startLanguage = function () {
  const button = document.getElementById("switch");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", natres.otherLanguage);
  natres.onLanguage(() => {
    button.textContent = natres.word("other_language");
  });
};
