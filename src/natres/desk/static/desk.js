/* What the page does beyond forms: sends dropped files, keeps a form, ticks a clock, asks before removing. */
"use strict";

/** Return [name, file] of everything that was dropped, folders walked through. */
async function walked(items) {
  const roots = [...items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
  const found = [];
  const visit = async (entry, path) => {
    const name = path + entry.name;
    if (entry.isFile) {
      found.push([name, await new Promise((done, fail) => entry.file(done, fail))]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {  // a reader hands out a hundred entries at a time
      const some = await new Promise((done, fail) => reader.readEntries(done, fail));
      if (!some.length) return;
      for (const one of some) await visit(one, `${name}/`);
    }
  };
  for (const root of roots) await visit(root, "");
  return found;
}

/** Send one file; `told` hears how many bytes are on their way. */
function send(address, name, file, told) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    request.setRequestHeader("X-Name", name.split("/").map(encodeURIComponent).join("/"));
    request.upload.onprogress = (event) => told(event.loaded);
    request.onload = () => (request.status < 300 ? done() : fail(new Error(request.responseText || request.status)));
    request.onerror = () => fail(new Error(""));
    request.send(file);
  });
}

async function bring(zone, entries) {
  const bar = zone.querySelector("progress"), text = zone.querySelector(".sending span");
  const trouble = zone.querySelector(".trouble");
  trouble.hidden = true;
  if (!entries.length) {
    trouble.textContent = zone.dataset.nothing;
    trouble.hidden = false;
    return;
  }
  zone.querySelector(".sending").hidden = false;
  zone.classList.add("busy");
  const whole = entries.reduce((sum, [, file]) => sum + file.size, 0) || 1;
  let sent = 0;
  const failed = [];
  for (const [place, [name, file]] of entries.entries()) {
    const told = (loaded) => {
      bar.value = Math.min((sent + loaded) / whole, 1);
      text.textContent = zone.dataset.sent.replace("{n}", place + 1).replace("{all}", entries.length).replace("{name}", name);
    };
    told(0);
    try {
      await send(zone.dataset.put, name, file, told);
    } catch (error) {
      failed.push(`${name}：${error.message}`);
    }
    sent += file.size;
  }
  zone.classList.remove("busy");
  const panel = document.getElementById("panel");
  if (failed.length) {
    await htmx.ajax("GET", `${panel.dataset.work}/panel`, { target: "#panel", swap: "innerHTML" });
    const again = document.querySelector(".drop .trouble");
    if (again) {
      again.textContent = zone.dataset.failed.replace("{names}", failed.slice(0, 5).join("\n"));
      again.hidden = false;
    }
  } else if (zone.dataset.auto === "1") {
    htmx.ajax("POST", zone.dataset.then, { target: "#panel", swap: "innerHTML" });
  } else {
    htmx.ajax("GET", `${panel.dataset.work}/panel`, { target: "#panel", swap: "innerHTML" });
  }
}

const zoneOf = (event) => event.target instanceof Element && event.target.closest(".drop");
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    document.querySelectorAll(".drop").forEach((zone) => zone.classList.add("over"));
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelectorAll(".drop").forEach((zone) => zone.classList.remove("over"));
});
document.addEventListener("drop", async (event) => {
  event.preventDefault();  // a miss must not open the file in place of the page
  const zone = zoneOf(event) || document.querySelector(".drop");
  document.querySelectorAll(".drop").forEach((one) => one.classList.remove("over"));
  if (zone && !zone.classList.contains("busy")) bring(zone, await walked(event.dataTransfer.items));
});
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type === "file" && zoneOf(event)) {
    bring(zoneOf(event), [...input.files].map((file) => [file.webkitRelativePath || file.name, file]));
  }
});
document.addEventListener("keydown", (event) => {
  const label = event.target.closest && event.target.closest("label.button");
  if (label && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    label.querySelector("input").click();
  }
});

/* A form is kept as it is typed; while somebody types, news from elsewhere waits. */
let typing = false, keeping = 0;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || !form.closest("#panel") || event.target.type === "file") return;
  typing = true;
  if (!form.dataset.keep) return;
  clearTimeout(keeping);
  keeping = setTimeout(() => {
    fetch(form.dataset.keep, { method: "POST", body: new URLSearchParams(new FormData(form)) }).then(() => { typing = false; });
  }, 400);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const panel = event.detail.elt.id === "panel" && (event.detail.requestConfig.triggeringEvent || {}).type === "sse:changed";
  if (panel && (typing || document.querySelector(".drop.busy"))) event.preventDefault();
  if (!panel) clearTimeout(keeping);
});
document.addEventListener("htmx:afterSwap", () => {
  typing = false;
  tick();
  const panel = document.getElementById("panel");
  if (panel && document.activeElement === document.body) {  // what had the focus is gone: go on from the panel
    panel.tabIndex = -1;
    panel.focus({ preventScroll: true });
  }
});
document.addEventListener("submit", (event) => {
  typing = false;
  const ask = event.target.dataset.ask;
  if (ask && !window.confirm(ask)) event.preventDefault();
});

function tick() {
  for (const clock of document.querySelectorAll(".clock[data-since]")) {
    const seconds = Math.max(0, Math.round(Date.now() / 1000 - Number(clock.dataset.since)));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}
setInterval(tick, 1000);
tick();
