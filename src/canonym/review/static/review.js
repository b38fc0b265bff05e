// Keys, search while typing, and drafts of reasons. The page does everything without it, only slower.
"use strict";

const page = document.documentElement;
page.classList.add("js");

const store = (kind) => {
  try { return window[kind]; } catch { return null; }
};
const local = store("localStorage");
const session = store("sessionStorage");

// Keys: an element with data-key is clicked, one with data-focus-key gets the focus.
let keysOn = local?.getItem("keys") !== "off";
const showKeys = () => {
  page.classList.toggle("keys-off", !keysOn);
  for (const box of document.querySelectorAll("[data-keys-switch]")) box.checked = keysOn;
};
for (const box of document.querySelectorAll("[data-keys-switch]")) {
  box.addEventListener("change", () => {
    keysOn = box.checked;
    local?.setItem("keys", keysOn ? "on" : "off");
    showKeys();
  });
}
showKeys();

const dialog = document.getElementById("keys");
for (const link of document.querySelectorAll("[data-help]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
}

const isField = (element) => element?.matches?.("input:not([type=checkbox]), textarea, select");
const named = (name, key) => document.querySelector(`[${name}="${CSS.escape(key)}"]`);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isField(document.activeElement)) {
    document.activeElement.blur();
    return;
  }
  if (!keysOn || dialog.open || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isField(event.target)) return;
  if (event.key === "e") {
    const all = [...document.querySelectorAll("details.evidence")];
    const open = all.some((each) => !each.open);
    for (const each of all) each.open = open;
    return;
  }
  const press = named("data-key", event.key) ?? named("data-also-key", event.key);
  const focus = named("data-focus-key", event.key);
  if (press) press.click();
  else if (focus) focus.focus();
  else return;
  event.preventDefault();
});

// One decision is sent once, however often it is clicked.
const decide = document.getElementById("decide");
let sent = false;
decide?.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
  window.setTimeout(() => { sent = false; }, 4000); // the server did not answer: let it be tried again
});
window.addEventListener("pageshow", () => { sent = false; });

// A reason that was typed survives a reload and a server that died.
const why = document.getElementById("why");
const draft = `why:${document.body.dataset.question}`;
for (const number of (document.body.dataset.saved ?? "").split(" ")) session?.removeItem(`why:${number}`);
if (why) {
  why.value ||= session?.getItem(draft) ?? "";
  why.addEventListener("input", () => session?.setItem(draft, why.value));
}

// Search while typing; the answers are a part of a page, made by the server.
const search = document.querySelector("[data-search]");
const found = document.getElementById("found");
let waiting = 0;
let latest = 0;
search?.addEventListener("input", () => {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(async () => {
    const number = ++latest;
    const query = new URLSearchParams({ question: search.dataset.search, q: search.value });
    try {
      const answer = await fetch(`/offices?${query}`);
      if (!answer.ok || number !== latest) return;
      found.innerHTML = await answer.text();
      document.getElementById("another").scrollIntoView({ block: "start" });
    } catch {
      if (number === latest) found.textContent = "The server does not answer: is `canonym review` still running?";
    }
  }, 150);
});
