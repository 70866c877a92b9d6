// New elements get an id that says what they are: `Task_periksa_lokasi`, from their name, as long as it is still a modeler's own.
import { is } from "bpmn-js/lib/util/ModelUtil";

const MODELERS_OWN = /^(Activity|Event|Gateway|Flow|Participant|Lane)_[0-9a-z]{7}$/;
const PREFIXES = [
  ["bpmn:CallActivity", "Call"],
  ["bpmn:Activity", "Task"],
  ["bpmn:Gateway", "Gateway"],
  ["bpmn:StartEvent", "Start"],
  ["bpmn:EndEvent", "End"],
  ["bpmn:Event", "Event"],
  ["bpmn:SequenceFlow", "Flow"],
];

export function idFor(element, taken) {
  const prefix = element.businessObject.eventDefinitions?.some((one) => one.$type === "bpmn:TimerEventDefinition")
    ? "Timer"
    : PREFIXES.find(([type]) => is(element, type))?.[1];
  const name = (element.businessObject.name || "").toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "");
  if (!prefix || !name) return null;
  const base = `${prefix}_${name}`.slice(0, 60);
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}_${number}`;
    if (!taken(id)) return id;
  }
}

function Ids(eventBus, modeling, elementRegistry, canvas) {
  const taken = (id) => elementRegistry.get(id) || JSON.stringify(Object.keys(canvas.getRootElement().businessObject.$model.ids?._seed?.hats ?? {})).includes(`"${id}"`);
  const rename = (element) => {
    if (!MODELERS_OWN.test(element.id)) return;
    const id = idFor(element, taken);
    if (id) modeling.updateProperties(element, { id });
  };
  eventBus.on("commandStack.element.updateLabel.postExecuted", ({ context }) => rename(context.element.labelTarget ?? context.element));
  eventBus.on("commandStack.element.updateProperties.postExecuted", ({ context }) => "name" in context.properties && rename(context.element));
  eventBus.on("commandStack.connection.create.postExecuted", ({ context }) => {
    const { connection } = context;
    if (is(connection, "bpmn:SequenceFlow") && MODELERS_OWN.test(connection.id)) {
      const short = (id) => id.replace(/^[A-Z][a-z]+_/, "");
      const base = `Flow_${short(connection.source.id)}_ke_${short(connection.target.id)}`;
      if (!taken(base)) modeling.updateProperties(connection, { id: base });
    }
  });
}
Ids.$inject = ["eventBus", "modeling", "elementRegistry", "canvas"];

export const idsModule = { __init__: ["alurIds"], alurIds: ["type", Ids] };
