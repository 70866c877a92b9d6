// What a script adds to the officer's desk: drafts kept while one types, and keys for who wants them.
const form = document.querySelector("form[data-autosave]");
const said = document.querySelector("#tersimpan");
const REST_MS = 4000;

// Drafts: a while after the last key. Another tab that kept something meanwhile is never written over.
let waits = 0;
let busy = false;
let stopped = false;

function tell(text) {
  if (text) said.textContent = text;
}

async function keep() {
  if (busy || stopped) return;
  busy = true;
  try {
    const fields = new FormData(form);
    for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
    fields.append("simpan-otomatis", "ya");
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: fields,
      headers: { Accept: "application/json" },
    });
    const told = await answer.json();
    if (answer.ok) form.elements["draf-dilihat"].value = told.seen;
    stopped = answer.status === 409;
    tell(told.said);
  } catch {
    tell(said.dataset.failed); // logged out, or no network: what was typed still stands in the page
  }
  busy = false;
}

function typed() {
  clearTimeout(waits);
  waits = setTimeout(keep, REST_MS);
}

if (form && said) {
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", () => {
    stopped = true;
    clearTimeout(waits);
  });
}

// Keys: one letter each, never while one types, and off for who switches them off.
const help = document.querySelector("#pintasan");
const OFF = "alur-pintasan-mati";
const links = [...document.querySelectorAll("a.alur-tasks__name")];
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

const isOff = () => localStorage.getItem(OFF) === "ya";
const row = () => document.activeElement?.closest("tr");

function step(by) {
  const at = links.findIndex((link) => link.closest("tr") === row());
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)];
  next?.focus();
}

function leave(name) {
  const link = document.querySelector(`[data-pintasan="${name}"]`);
  if (link) link.click();
}

const KEYS = {
  "?": () => help.showModal(),
  j: () => step(1),
  k: () => step(-1),
  x: () => row()?.querySelector("input[type=checkbox]")?.click(),
  e: () => document.querySelector("#formulir")?.focus(),
  n: () => leave("berikutnya"),
  u: () => leave("daftar"),
};

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || help.open) return;
  if (event.target.closest(TYPING) || isOff()) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

if (help?.showModal) {
  const opener = document.querySelector("#buka-pintasan");
  const off = help.querySelector("#matikan-pintasan");
  off.checked = isOff();
  off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "ya" : ""));
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", pressed);
}
