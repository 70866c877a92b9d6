// What a device can do beside the form of a report. Everything works without: the form sends itself.
import { showFiles } from "./files.js";
import { forget, forgetAll, keep, kept, restore } from "./kept.js";

const found = (selector) => document.querySelector(selector);
const wordsOf = (form) => form.querySelector("[data-kata]").dataset;

function say(form, text, ...buttons) {
  const box = form.querySelector("[data-kabar]");
  box.replaceChildren();
  box.hidden = false;
  const words = box.appendChild(document.createElement("p"));
  words.className = "govuk-body";
  words.textContent = text;
  for (const [label, act] of buttons) {
    const button = box.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary";
    button.textContent = label;
    button.addEventListener("click", act);
    box.append(" ");
  }
  box.scrollIntoView({ block: "nearest" });
}

function noSignal(form) {
  const words = wordsOf(form);
  const where = words.tempat;
  say(
    form,
    words.tanpaSinyal,
    [
      words.simpan,
      async () => {
        try {
          await keep(where, [...new FormData(form)]);
          say(form, words.tersimpan, [
            words.hapus,
            async () => {
              await forget(where);
              say(form, words.terhapus);
            },
          ]);
        } catch {
          say(form, words.penuh);
        }
      },
    ],
    [words.cobaLagi, () => form.requestSubmit(form.alurPressed ?? undefined)],
  );
}

// The answer of the server takes the place of the page; its address becomes that of the page.
function show(request) {
  if (request.responseURL && new URL(request.responseURL).pathname !== location.pathname) {
    location.assign(request.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  document.title = page.title;
  document.body.replaceWith(page.body);
  scrollTo(0, 0);
  begin();
  found(".govuk-error-summary")?.focus();
}

// Files travel with a bar that says how far; everything else as the browser sends it. Where that fails, the script that
// answers without a signal has what was sent (offline.js).
function send(form, event) {
  const pressed = event.submitter;
  form.alurPressed = pressed;
  if (!navigator.onLine) {
    event.preventDefault();
    noSignal(form);
    return;
  }
  if (![...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length)) return;
  event.preventDefault();
  const body = new FormData(form, pressed);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  const bar = form.querySelector("progress");
  if (bar) {
    bar.hidden = false;
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.max = total;
      bar.value = loaded;
    });
  }
  const again = () => {
    if (bar) bar.hidden = true;
    if (pressed) pressed.disabled = false;
  };
  request.addEventListener("load", async () => {
    if (request.status < 400) await forget(wordsOf(form).tempat).catch(() => {});
    show(request);
  });
  request.addEventListener("error", () => {
    again();
    noSignal(form);
  });
  if (pressed) pressed.disabled = true;
  request.send(body);
}

async function offer(form) {
  const there = await kept(wordsOf(form).tempat).catch(() => null);
  if (!there) return;
  say(
    form,
    wordsOf(form).adaSimpanan,
    [
      wordsOf(form).pulihkan,
      () => {
        restore(form, there.fields);
        form.querySelector("[data-kabar]").hidden = true;
      },
    ],
    [
      wordsOf(form).hapus,
      async () => {
        await forget(wordsOf(form).tempat);
        say(form, wordsOf(form).terhapus);
      },
    ],
  );
}

function position(form) {
  const field = wordsOf(form).lokasi && document.getElementById(wordsOf(form).lokasi);
  if (!field || !navigator.geolocation) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.textContent = wordsOf(form).posisi;
  field.after(button);
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const place = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)} (± ${Math.round(coords.accuracy)} m)`;
        field.value = field.value.trim() ? `${field.value.trim()}; ${place}` : place;
      },
      () => say(form, wordsOf(form).tanpaPosisi),
      { enableHighAccuracy: true, timeout: 20000 },
    );
  });
}

function copies() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-salin]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.salin);
      button.textContent = button.dataset.tersalin;
    });
  }
}

function begin() {
  const form = found("form[data-lapor]");
  if (form) {
    showFiles(form);
    position(form);
    offer(form);
    form.addEventListener("submit", (event) => send(form, event));
    if (navigator.serviceWorker && wordsOf(form).luring)
      navigator.serviceWorker.register(wordsOf(form).luring, { scope: wordsOf(form).cakupan }).catch(() => {});
  }
  for (const erase of document.querySelectorAll("form[data-hapus-perangkat]"))
    erase.addEventListener("submit", () => forgetAll().catch(() => {}));
  if (found("[data-terkirim]")) forgetAll().catch(() => {});
  copies();
}

begin();
