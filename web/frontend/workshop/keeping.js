// Saves what is typed a moment after each change; never over what somebody else saved meanwhile.
import { page } from "./page.js";

const QUIET_MS = 1000;
const RETRY_MS = 5000;

export function keepSaved(opened, text) {
  let seen = opened.revision;
  let kept = opened.text;
  let timer = 0;
  let stopped = page.readOnly;
  let saving = Promise.resolve();
  const listeners = [];

  async function save(options) {
    if (stopped) return;
    const now = await text();
    if (now === kept) return;
    try {
      const done = await page.save({ text: now, seen }, options);
      seen = done.revision;
      kept = now;
      page.tell(`Tersimpan pukul ${done.at}.`);
      listeners.forEach((listener) => listener());
    } catch (error) {
      if (error.status === 409 || error.status === 410) {
        stopped = true;
        page.fail(error.message);
        document.querySelector("#bentrok")?.removeAttribute("hidden");
      } else {
        page.fail(`Belum tersimpan: ${error.message}. Dicoba lagi sebentar lagi.`);
        schedule(RETRY_MS);
      }
    }
  }

  function schedule(after) {
    clearTimeout(timer);
    timer = setTimeout(() => (saving = saving.then(() => save())), after);
  }

  function changed() {
    if (stopped) return;
    page.tell("Ada perubahan, menyimpan …");
    schedule(QUIET_MS);
  }

  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save({ keepalive: true }));
  document.querySelector("#unduh-milik-saya")?.addEventListener("click", async () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await text()], { type: "text/plain" }));
    link.download = opened.name;
    link.click();
  });
  return { changed, text, onSaved: (listener) => listeners.push(listener) };
}
