// Indonesian words of the editors. What has no translation is noted, so that a test can name it.
import words from "./words.json";

const untranslated = (globalThis.alurUntranslated = new Set());

export function translate(template, replacements = {}) {
  const known = words[template];
  if (known === undefined && /[A-Za-z]{2}/.test(template)) untranslated.add(template);
  return (known ?? template).replace(/\{([^}]+)\}/g, (_, key) => replacements[key] ?? `{${key}}`);
}

export const translateModule = { translate: ["value", translate] };

// For editors whose labels do not pass through `translate`: known texts are put in their place as they appear.
const ATTRIBUTES = ["title", "placeholder", "aria-label", "data-placeholder"];

const differs = (text) => words[text] !== undefined && words[text] !== text;

function translateNode(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.data.trim();
    if (differs(text) && !node.parentElement?.closest("[data-typed], .cm-editor, textarea, .djs-label, text")) {
      node.data = node.data.replace(text, words[text]);
    }
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const name of ATTRIBUTES) {
    const value = node.getAttribute(name);
    if (value && differs(value.trim())) node.setAttribute(name, words[value.trim()]);
  }
  node.childNodes.forEach(translateNode);
}

export function translateDom(root) {
  translateNode(root);
  new MutationObserver((changes) => {
    for (const change of changes) {
      change.addedNodes.forEach(translateNode);
      if (change.type === "characterData") translateNode(change.target);
      if (change.type === "attributes") translateNode(change.target);
    }
  }).observe(root, { childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: ATTRIBUTES });
}
