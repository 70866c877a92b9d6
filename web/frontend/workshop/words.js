// Indonesian words of the editors. What has no translation is noted, so that a test can name it.
import words from "./words.json";

// The libraries speak English by themselves.
const theirs = globalThis.document?.documentElement?.lang === "en";
const untranslated = new Set();
globalThis.alurUntranslated = untranslated;

export function translate(template, replacements = {}) {
  const known = theirs ? template : words[template];
  if (known === undefined && /[A-Za-z]{2}/.test(template)) untranslated.add(template);
  return (known ?? template).replace(/\{([^}]+)\}/g, (_, key) => replacements[key] ?? `{${key}}`);
}

export const translateModule = { translate: ["value", translate] };

// For editors whose labels do not pass through `translate`: known texts are put in their place as they appear.
const ATTRIBUTES = ["title", "placeholder", "aria-label", "data-placeholder", "alt"];
// What people typed is never translated.
const TYPED = [
  "[data-typed]",
  ".cm-editor",
  "textarea",
  "#pratinjau",
  ".bio-properties-panel-header-label",
  ".bio-properties-panel-collapsible-entry-header-title",
  ".djs-label",
  "text",
  ".djs-search-results",
  ".djs-direct-editing-parent",
  ".alur-norms",
  "label.fjs-form-field-label",
  ".fjs-form-field-description",
  ".fjs-form-field-text",
  ".fjs-form-field-html",
  ".fjs-form-field-button .fjs-button",
  ".tjs-container td",
  ".input-label",
  ".output-label",
  ".decision-table-name",
  "#tabel",
  "#temuan",
].join(", ");

// Sentences with a name or a number inside.
const PATTERNS = [
  [/^Create an? (.+) element$/, (name) => `Tambah ${put(name)}`],
  [/^List contains (\d+) items?$/, (count) => `Berisi ${count}`],
  [/^Remove (.+)$/, (name) => `Hapus ${put(name)}`],
  [
    /^Should be at (least|most) (.+)\.$/,
    (which, number) => `Paling ${which === "least" ? "kecil" : "besar"} ${number}.`,
  ],
  [
    /^Should not contain more than (\d+) decimal digits\.?$/,
    (count) => `Paling banyak ${count} angka di belakang koma.`,
  ],
  [
    /^(Minimum|Maximum) (\d+) (?:columns|fields per row) are allowed$/,
    (which, count) => `Paling ${which === "Minimum" ? "sedikit" : "banyak"} ${count} kolom.`,
  ],
  [
    /^New value exceeds the maximum of (\d+) columns per row$/,
    (count) => `Lebih dari ${count} kolom dalam satu baris.`,
  ],
  [/^Expression for '(.+)'$/, (key) => `Ungkapan untuk '${key}'`],
  [/^Play\/Pause Simulation$/, () => "Jalankan atau jeda"],
  [/^(.+) started$/, (name) => `${put(name)} dimulai`],
  [/^(.+) finished$/, (name) => `${put(name)} selesai`],
  [/^(.+) canceled$/, (name) => `${put(name)} dihentikan`],
  [/^Focus process instance \w+$/, () => "Soroti jalannya proses ini"],
];

// What a new part of a form is called: a form is Indonesian, whoever draws it.
export function put(text) {
  if (Object.hasOwn(words, text)) return words[text];
  for (const [pattern, say] of PATTERNS) {
    const found = pattern.exec(text);
    if (found) return say(...found.slice(1));
  }
  return text;
}

function translateNode(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.data.trim();
    const said = put(text);
    const typed = node.parentElement?.closest(TYPED) && !node.parentElement.closest(".fjs-form-field-placeholder");
    if (said !== text && !typed) node.data = node.data.replace(text, said);
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const name of ATTRIBUTES) {
    const value = node.getAttribute(name)?.trim();
    if (value && put(value) !== value) node.setAttribute(name, put(value));
  }
  node.childNodes.forEach(translateNode);
}

export function translateDom(root) {
  if (theirs) return;
  translateNode(root);
  new MutationObserver((changes) => {
    for (const change of changes) {
      change.addedNodes.forEach(translateNode);
      if (change.type !== "childList") translateNode(change.target);
    }
  }).observe(root, {
    childList: true,
    characterData: true,
    subtree: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
}
