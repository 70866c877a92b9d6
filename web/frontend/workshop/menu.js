// The menus offer only what is executed; everything else the gate would refuse.
import { _ } from "./texts.js";

const NOT_EXECUTED = [
  "script-task",
  "complex-gateway",
  "ad-hoc",
  "adhoc",
  "transaction",
  "cancel",
  "compensation",
  "escalation",
  "error-start",
  "signal-start",
  "signal-end",
  "conditional-start",
  "conditional-intermediate",
  "conditional-boundary",
  "non-interrupting-conditional",
  "link-intermediate",
  "data-object",
  "data-store",
  "loop",
];

function Menu(popupMenu) {
  this.getPopupMenuEntries = () => (entries) =>
    Object.fromEntries(
      Object.entries(entries).filter(
        ([id]) => !NOT_EXECUTED.some((part) => id.includes(part) && id !== "toggle-parallel-mi"),
      ),
    );
  this.getPopupMenuHeaderEntries = () => (entries) =>
    Object.fromEntries(Object.entries(entries).filter(([id]) => id !== "toggle-loop" && id !== "toggle-adhoc"));
  popupMenu.registerProvider("bpmn-replace", 500, this);
}
Menu.$inject = ["popupMenu"];

const PERSONS_TASK = { className: "bpmn-icon-user-task" };

// What is dropped or appended as a task is one of a person; a plain one is passed through, and chosen in the menu.
function Palette(palette, create, elementFactory) {
  const start = (event) => create.start(event, elementFactory.createShape({ type: "bpmn:UserTask" }));
  this.getPaletteEntries = () => (entries) => {
    const { "create.data-object": _object, "create.data-store": _store, "create.group": _group, ...rest } = entries;
    const task = { ...rest["create.task"], ...PERSONS_TASK, title: _("Tugas petugas") };
    return { ...rest, "create.task": { ...task, action: { click: start, dragstart: start } } };
  };
  palette.registerProvider(500, this);
}
Palette.$inject = ["palette", "create", "elementFactory"];

function Pad(contextPad, autoPlace, create, elementFactory) {
  const made = () => elementFactory.createShape({ type: "bpmn:UserTask" });
  const append = (_event, source) => autoPlace.append(source, made());
  const dragstart = (event, source) => create.start(event, made(), { source });
  this.getContextPadEntries = () => (entries) => {
    const plain = entries["append.append-task"];
    if (!plain) return entries;
    const task = { ...plain, ...PERSONS_TASK, title: _("Tambah tugas petugas"), action: { click: append, dragstart } };
    return { ...entries, "append.append-task": task };
  };
  contextPad.registerProvider(500, this);
}
Pad.$inject = ["contextPad", "autoPlace", "create", "elementFactory"];

export const menuModule = {
  __init__: ["alurMenu", "alurPad", "alurPalette"],
  alurMenu: ["type", Menu],
  alurPad: ["type", Pad],
  alurPalette: ["type", Palette],
};
