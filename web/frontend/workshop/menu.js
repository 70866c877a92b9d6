// The menus offer only what is executed; everything else the gate would refuse.
const NOT_EXECUTED = [
  "script-task",
  "manual-task",
  "complex-gateway",
  "ad-hoc",
  "adhoc",
  "transaction",
  "terminate",
  "cancel",
  "compensation",
  "escalation",
  "error",
  "conditional-start",
  "conditional-intermediate",
  "conditional-boundary",
  "non-interrupting-conditional",
  "link-intermediate",
  "data-object",
  "data-store",
  "loop",
  "replace-with-task",
  "append-task-plain",
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

function Palette(palette) {
  this.getPaletteEntries = () => (entries) => {
    const { "create.data-object": _object, "create.data-store": _store, "create.group": _group, ...rest } = entries;
    return rest;
  };
  palette.registerProvider(500, this);
}
Palette.$inject = ["palette"];

export const menuModule = {
  __init__: ["alurMenu", "alurPalette"],
  alurMenu: ["type", Menu],
  alurPalette: ["type", Palette],
};
