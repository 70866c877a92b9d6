// What was copied is there in every editor of this browser: in the next file, and in another tab.
const KEY = "alur-salinan";

// Written as text, each part of a diagram once, and read as parts of the diagram where it is pasted.
export const asText = (tree) => JSON.stringify(tree);

export function fromText(text, moddle) {
  const known = new Map();
  return JSON.parse(text, (_key, value) => {
    if (typeof value?.$type !== "string") return value;
    if (value.id && known.has(value.id)) return known.get(value.id);
    const { $type, ...attributes } = value;
    const made = moddle.create($type, attributes);
    if (value.id) known.set(value.id, made);
    return made;
  });
}

function Shelf(eventBus, clipboard, moddle) {
  const take = (text) => {
    try {
      if (text) clipboard.set(fromText(text, moddle));
    } catch {
      localStorage.removeItem(KEY); // of another release of the editor
    }
  };
  eventBus.on("copyPaste.elementsCopied", ({ tree }) => {
    try {
      localStorage.setItem(KEY, asText(tree));
    } catch {
      // A browser without room for it still pastes within this file.
    }
  });
  addEventListener("storage", ({ key, newValue }) => key === KEY && take(newValue));
  take(localStorage.getItem(KEY));
}
Shelf.$inject = ["eventBus", "clipboard", "moddle"];

export const shelfModule = { __init__: ["alurShelf"], alurShelf: ["type", Shelf] };
