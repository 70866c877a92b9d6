// The page without a signal: what a form was sending, to keep or to send again, and which forms wait on this device.
import { forget, keep, places, written } from "./kept.js";

const list = document.querySelector("[data-menunggu]");
const box = document.querySelector("[data-dikirim]");
const told = box.querySelector("[data-kabar]");
const button = (name) => box.querySelector(`[data-tombol="${name}"]`);

async function again({ where, fields }) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  try {
    const answer = await fetch(where, { method: "POST", body });
    await forget(where).catch(() => {});
    location.replace(answer.redirected ? answer.url : where);
  } catch {
    told.textContent = box.dataset.belum;
  }
}

function offer(held) {
  box.hidden = false;
  button("kirim").addEventListener("click", () => again(held));
  button("simpan").hidden = !written(held.fields).length;
  button("simpan").addEventListener("click", async () => {
    try {
      await keep(held.where, held.fields);
      told.textContent = box.dataset.tersimpan;
      button("hapus").hidden = false;
    } catch {
      told.textContent = box.dataset.penuh;
    }
  });
  button("hapus").addEventListener("click", async () => {
    await forget(held.where);
    told.textContent = box.dataset.terhapus;
    button("hapus").hidden = true;
  });
}

navigator.serviceWorker?.addEventListener("message", ({ data }) => data && offer(data));
navigator.serviceWorker?.startMessages();
navigator.serviceWorker?.controller?.postMessage("yang sedang dikirim");

places()
  .then((found) => {
    for (const place of found.filter((each) => each.startsWith(list.dataset.menunggu))) {
      const link = list.appendChild(document.createElement("li")).appendChild(document.createElement("a"));
      link.className = "govuk-link";
      link.href = place;
      link.textContent = list.dataset.buka;
    }
    list.hidden = !found.length;
  })
  .catch(() => {});
