// The form editor offers what the server's renderer draws: other components, groups and entries are left out.
import { OPTIONS_SOURCES } from "@bpmn-io/form-js-viewer";
import { page } from "./page.js";
import { put } from "./words.js";

const NOT_DRAWN = new Set(["securityAttributes"]);
const HIDDEN_ENTRIES = new Set(["versionTag"]);
const LABELS = ["label", "dateLabel", "timeLabel", "text"];
const OWN_PROPERTIES = new Set(["textfield"]);

// `custom-values` holds one property that is drawn, `autocomplete` of a text field.
const offered = (field) => (group) =>
  !NOT_DRAWN.has(group.id) && (group.id !== "custom-values" || OWN_PROPERTIES.has(field.type) || group.items?.length);

function Panel(propertiesPanel) {
  this.getGroups = (field) => (groups) =>
    groups
      .filter(offered(field))
      .map((group) =>
        group.entries ? { ...group, entries: group.entries.filter(({ id }) => !HIDDEN_ENTRIES.has(id)) } : group,
      );
  propertiesPanel.registerProvider(this, 400);
}
Panel.$inject = ["propertiesPanel"];

// New fields carry Indonesian labels; kinds that nothing draws are neither offered nor opened.
function Fields(formFields) {
  for (const [type, field] of Object.entries(formFields._formFields)) {
    const { config } = field;
    if (type === "default") continue;
    if (!page.choices.components.includes(type)) delete formFields._formFields[type];
    const { create } = config;
    config.create = (options = {}, isNew = true) => {
      const made = create(options, isNew);
      // What a file does not say about its looks is not added to it by opening.
      if (!isNew && !("showOutline" in options)) delete made.showOutline;
      for (const name of isNew ? LABELS : []) if (made[name]) made[name] = put(made[name]);
      if (isNew) made.values?.forEach((value) => (value.label = put(value.label)));
      return made;
    };
  }
}
Fields.$inject = ["formFields"];

// Options that an expression computes are refused by the server: only fixed ones and lists of the system are offered.
delete OPTIONS_SOURCES.EXPRESSION;

export const formPanelModule = {
  __init__: ["alurFields", "alurPanel"],
  alurFields: ["type", Fields],
  alurPanel: ["type", Panel],
};
