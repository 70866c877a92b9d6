// The page around an editor: where it sits, which file it edits, where it says what it did.
const root = document.querySelector(".alur-editor");
const status = document.querySelector("#keadaan");

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw Object.assign(new Error(body.message || `Server menjawab ${response.status}`), { status: response.status, body });
  }
  return body;
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

  async file() {
    return answer(await fetch(root.dataset.file, { headers: { Accept: "application/json" } }));
  },

  async send(address, body, options = {}) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": root.dataset.csrf };
    return answer(await fetch(address, { method: "POST", headers, body: JSON.stringify(body), ...options }));
  },

  save(body, options) {
    return this.send(root.dataset.save, body, options);
  },

  check(body) {
    return this.send(root.dataset.check, body);
  },

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

  showFindings(findings, lead) {
    document.querySelector("#temuan").replaceChildren(...findings.map((finding) => findingItem(finding, lead)));
    document.querySelector("#jumlah-temuan").textContent = findings.length ? `${findings.length} temuan` : "Tidak ada temuan";
  },

  button(name, act) {
    document.querySelector(`[data-do="${name}"]`)?.addEventListener("click", act);
  },
};
