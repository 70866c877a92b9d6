// A draft that is closed, or a file that is not wholly understood, is read, not edited: nothing reaches the file, and no field pretends otherwise.
import { page } from "./page.js";

const FIELDS = "input, select, textarea";
const TYPED = '[contenteditable="true"]';
const SAFE = "[type=search], .djs-search-input input";

function freeze(root) {
  for (const field of root.querySelectorAll(FIELDS)) if (!field.disabled && !field.matches(SAFE)) field.disabled = true;
  for (const text of root.querySelectorAll(TYPED)) text.setAttribute("contenteditable", "false");
}

// Fields of the editor are drawn again and again: each is frozen as it appears.
export function lockPage() {
  if (!page.readOnly) return;
  const root = document.querySelector(".alur-editor");
  root.classList.add("alur-editor--locked");
  freeze(root);
  new MutationObserver(() => freeze(root)).observe(root, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["contenteditable", "disabled"],
  });
}

// Commands of this editor do nothing any more.
export function lockCommands(commandStack) {
  if (!page.readOnly) return;
  commandStack.execute = () => page.fail(page.whyReadOnly);
}
