/* The language the page shows: its own words, the texts of the data, the faces that stand in the file. */

natres.listeners = [];

/* What is built by script is built again when the language changes. */
natres.onLanguage = function (build) {
  natres.listeners.push(build);
  build();
};

/* One of the page's own words, its places filled. */
natres.say = function (key, values) {
  const words = natres.header.words[natres.language];
  const text = words[key] === undefined ? key : words[key];
  return text.replace(/\{(\w+)\}/g, (place, name) => (values && name in values ? String(values[name]) : place));
};

/* A text of the data: one for all languages, or one per language in the page's order. */
natres.text = function (text) {
  if (typeof text === "string") return text;
  if (!text) return "";
  const told = text[natres.header.languages.indexOf(natres.language)];
  return told === undefined ? text[0] : told;
};

/* All languages of a text, for the search. */
natres.texts = (text) => (typeof text === "string" ? [text] : Array.from(text || []));

natres.relabel = function (element) {
  const { sayLabel, sayHint } = element.dataset;
  if (sayLabel) {
    const told = natres.say(sayLabel);
    element.setAttribute("aria-label", told);
    if (element.tagName === "BUTTON") element.title = told;
  }
  if (sayHint) element.placeholder = natres.say(sayHint);
};

natres.speak = function (language) {
  natres.language = language;
  const root = document.documentElement;
  root.dataset.shown = language;
  root.lang = language === "zh" ? "zh-CN" : language;
  const title = natres.one(".names [data-lang='" + language + "'] h1");
  if (title) document.title = title.textContent;
  natres.all("[data-say-label], [data-say-hint]").forEach(natres.relabel);
  for (const build of natres.listeners) build();
};

natres.otherLanguage = function () {
  const { languages } = natres.header;
  natres.speak(languages[(languages.indexOf(natres.language) + 1) % languages.length]);
};

natres.startLanguage = function () {
  natres.language = natres.header.language;
  const button = document.getElementById("switch");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", natres.otherLanguage);
  natres.onLanguage(() => {
    button.textContent = natres.say("other_language");
  });
};
