// Saves what is typed a moment after each change; never over what somebody else saved meanwhile. What is refused stays.
import { page } from "./page.js";
import { _ } from "./texts.js";

const QUIET_MS = 1000;
const RETRY_MS = 5000;
const OVER = [409, 410]; // somebody else saved, or the draft is closed: nothing more is saved from this page
const REFUSED = [413, 422]; // as it stands now; after the next change it is tried again
const LEAVING_BYTES = 60_000; // browsers refuse to send more while a page closes

export function keepSaved(opened, text) {
  let seen = opened.revision;
  let kept = opened.text;
  let dirty = false;
  let timer = 0;
  let stopped = page.readOnly;
  let saving = Promise.resolve();
  const listeners = [];

  async function save(leaving) {
    if (stopped) return;
    dirty = false;
    const now = await text();
    if (now === kept) return;
    try {
      const done = await page.save({ text: now, seen }, { keepalive: leaving && new Blob([now]).size < LEAVING_BYTES });
      seen = done.revision;
      kept = now;
      page.accepted();
      page.tell(dirty ? _("Ada perubahan, menyimpan …") : _("Tersimpan pukul {time}.", { time: done.at }));
      listeners.forEach((listener) => listener());
    } catch (error) {
      dirty = true;
      if (OVER.includes(error.status)) {
        stopped = true;
        page.refuse(error.message);
      } else if (REFUSED.includes(error.status)) {
        page.refuse(_("Belum tersimpan: {reason}", { reason: error.message }));
      } else {
        page.fail(_("Belum tersimpan: {reason}. Dicoba lagi sebentar lagi.", { reason: error.message }));
        schedule(RETRY_MS);
      }
    }
  }

  // One save after the other: two at once would take each other for somebody else's.
  function saveNow(leaving = false) {
    clearTimeout(timer);
    saving = saving.then(() => save(leaving));
    return saving;
  }

  function schedule(after) {
    clearTimeout(timer);
    timer = setTimeout(saveNow, after);
  }

  function changed() {
    dirty = true;
    if (stopped) return;
    page.tell(_("Ada perubahan, menyimpan …"));
    schedule(QUIET_MS);
  }

  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && dirty && saveNow(true));
  addEventListener("pagehide", () => dirty && saveNow(true));
  addEventListener("online", () => dirty && saveNow());
  addEventListener("beforeunload", (event) => {
    if (!dirty || page.readOnly) return;
    saveNow(true);
    event.preventDefault();
  });
  page.offerOwnText(opened.name, text);
  return { changed, text, onSaved: (listener) => listeners.push(listener) };
}
