// What could not be sent for want of a signal, kept on this device: only after the person said so, until it is sent or
// taken away. Addresses of forms are the keys; nothing of a whistleblower's form comes here, since it has no script.
const STORE = "belum-terkirim";

function opened() {
  return new Promise((done, failed) => {
    const request = indexedDB.open("alur-lapor", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function ask(mode, work) {
  const database = await opened();
  try {
    return await new Promise((done, failed) => {
      const request = work(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  } finally {
    database.close();
  }
}

const SKIPPED = new Set(["csrf_token", "versi", "titipan"]);

export const written = (fields) => fields.filter(([name]) => !SKIPPED.has(name));
export const keep = (where, given) => {
  const fields = written(given);
  return ask("readwrite", (store) => store.put({ fields, at: Date.now() }, where));
};
export const kept = (where) => ask("readonly", (store) => store.get(where));
export const places = () => ask("readonly", (store) => store.getAllKeys());
export const forget = (where) => ask("readwrite", (store) => store.delete(where));
export const forgetAll = () => ask("readwrite", (store) => store.clear());

export function restore(form, fields) {
  const files = new Map();
  for (const input of form.querySelectorAll('input[type="checkbox"]')) input.checked = false;
  for (const [name, value] of fields) {
    if (value instanceof File) {
      if (value.size) files.set(name, [...(files.get(name) ?? []), value]);
      continue;
    }
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") {
        if (field.value === value) field.checked = true;
      } else if (field.type !== "hidden" && field.type !== "file") field.value = value;
    }
  }
  for (const [name, chosen] of files) {
    const input = form.querySelector(`input[type="file"][name="${CSS.escape(name)}"]`);
    if (!input) continue;
    const transfer = new DataTransfer();
    for (const file of chosen) transfer.items.add(file);
    input.files = transfer.files;
    input.dispatchEvent(new Event("change"));
  }
}
