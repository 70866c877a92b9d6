// The page around an editor: where it sits, which file it edits, where it says what it did.
import { _ } from "./texts.js";

const root = document.querySelector(".alur-editor");
const status = document.querySelector("#keadaan");

// Answers without words of the workshop: the request did not reach it.
const WORDLESS = {
  400: () => _("sesi Anda mungkin sudah berakhir; masuklah di tab lain, lalu kembali ke sini"),
  413: () => _("berkas terlalu besar"),
};

async function answer(response) {
  if (response.redirected || response.status === 401) {
    throw new Error(_("sesi Anda sudah berakhir; masuklah di tab lain, lalu kembali ke sini"));
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    const reason = WORDLESS[response.status]?.() ?? _("server menjawab {status}", { status: response.status });
    throw Object.assign(new Error(body.message || reason), { status: response.status, body });
  }
  return body;
}

// A server that cannot be reached is told in our words, not in the browser's.
function reach(address, options) {
  return fetch(address, options).catch(() => {
    throw new Error(_("server tidak dapat dihubungi"));
  });
}

// One finding of the gate; `lead(finding)` gives what a click on it does, if it leads anywhere.
function findingItem(finding, lead) {
  const act = lead?.(finding);
  const item = document.createElement("li");
  item.className = `alur-findings__item alur-findings__item--${finding.weight}`;
  const text = document.createElement(act ? "button" : "span");
  text.textContent = finding.message;
  if (act) {
    text.type = "button";
    text.addEventListener("click", act);
  }
  item.append(text);
  if (finding.place) item.append(Object.assign(document.createElement("small"), { textContent: finding.place }));
  return item;
}

export const page = {
  canvas: document.querySelector("#kanvas"),
  panel: document.querySelector("#panel"),
  choices: JSON.parse(document.querySelector("#pilihan").textContent),
  readOnly: root.dataset.readOnly === "true",
  examined: 0,
  whyReadOnly: _("Konsep ini sudah ditutup: isinya hanya dapat dibaca."),

  async file() {
    return answer(await reach(root.dataset.file, { headers: { Accept: "application/json" } }));
  },

  async send(address, body, options = {}) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": root.dataset.csrf };
    return answer(await reach(address, { method: "POST", headers, body: JSON.stringify(body), ...options }));
  },

  save(body, options) {
    return this.send(root.dataset.save, body, options);
  },

  // Asks the gate about the file as it stands; only the answer to the last question counts. What cannot be asked is said
  // where the findings are, which stay as they were, and is asked again by hand or when the network is back.
  async examine(text, show) {
    const asked = ++this.examined;
    try {
      const told = await this.send(root.dataset.check, { text: await text() });
      if (asked === this.examined) show(told.findings);
    } catch (error) {
      if (asked === this.examined) this.unexamined(error.message, () => this.examine(text, show));
    }
  },

  // An empty form for a task; as the pick lists name it.
  createForm(name) {
    return this.send(root.dataset.newForm, { nama: name });
  },

  editorOf: (file) => root.dataset.editor.replace("BERKAS", encodeURIComponent(file)),
  pageOfNorm: (norm) => root.dataset.norm.replace("NORMA", encodeURIComponent(norm)),

  preview(body) {
    return this.send(root.dataset.preview, body);
  },

  tell(text) {
    status.textContent = text;
    status.classList.remove("alur-editor__status--wrong");
  },

  fail(text) {
    status.textContent = text;
    status.classList.add("alur-editor__status--wrong");
  },

  // It is not saved: what was typed here stays on the page, to be taken along.
  refuse(text) {
    this.fail(_("Belum tersimpan."));
    document.querySelector("#bentrok-sebab").textContent = text;
    document.querySelector("#bentrok").hidden = false;
  },

  accepted() {
    document.querySelector("#bentrok").hidden = true;
  },

  // The editor cannot read all of the file: whatever it saved would lack the rest, so it saves nothing.
  incomplete(unread) {
    if (!unread.length) return;
    this.readOnly = true;
    this.whyReadOnly = _(
      "Penyunting tidak dapat membaca sebagian isi berkas ini ({parts}). Agar bagian itu tidak hilang, berkas hanya dibaca: unduh, perbaiki, lalu muat kembali.",
      { parts: unread.join("; ") },
    );
    this.fail(this.whyReadOnly);
  },

  offerOwnText(name, text) {
    document.querySelector("#unduh-milik-saya").addEventListener("click", async () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([await text()], { type: "text/plain" }));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  },

  unexamined(reason, again) {
    const list = document.querySelector("#temuan");
    list.querySelector("[data-unexamined]")?.remove();
    const told = _("Pemeriksaan tidak dapat dijalankan: {reason}.", { reason });
    const before = list.childElementCount ? _("Yang di bawah ini hasil sebelumnya.") : "";
    const item = findingItem({ message: `${told} ${before} `, weight: "stop" });
    item.dataset.unexamined = "";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = _("Periksa lagi");
    button.addEventListener("click", again);
    item.append(button);
    list.prepend(item);
    document.querySelector("#jumlah-temuan").textContent = _("Belum diperiksa");
    addEventListener("online", () => item.isConnected && again(), { once: true });
  },

  showFindings(findings, lead) {
    document.querySelector("#temuan").replaceChildren(...findings.map((finding) => findingItem(finding, lead)));
    document.querySelector("#jumlah-temuan").textContent = findings.length
      ? _("{count} temuan", { count: findings.length })
      : _("Tidak ada temuan");
  },

  // How long it took from the first byte, in milliseconds: measured by `make bench`.
  ready() {
    document.documentElement.dataset.readyMs = String(Math.round(performance.now()));
    document.documentElement.dataset.ready = "true";
  },

  button(name, act) {
    document.querySelector(`[data-do="${name}"]`)?.addEventListener("click", act);
  },
};
