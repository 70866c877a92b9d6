// Elements that are dropped, pasted or named get an id that says what they are: `Task_periksa_lokasi`, or `Task_baru` as long as
// they have no name of their own. What refers to the id follows it.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { properties, setProperty } from "./properties.js";

const MODELERS_OWN = /^(Activity|Event|Gateway|Flow|Participant|Lane|Association|TextAnnotation)_[0-9a-z]{7}$/;
const UNNAMED = /_baru(_\d+)?$/;
const NEW = "baru";
const LONGEST = 60;
const PREFIXES = [
  ["bpmn:CallActivity", "Call"],
  ["bpmn:SubProcess", "Sub"],
  ["bpmn:Activity", "Task"],
  ["bpmn:Gateway", "Gateway"],
  ["bpmn:StartEvent", "Start"],
  ["bpmn:EndEvent", "End"],
  ["bpmn:Event", "Event"],
  ["bpmn:Lane", "Lane"],
  ["bpmn:Participant", "Peserta"],
];

export const spelled = (name) =>
  (name || "")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");

function free(base, taken) {
  const short = base.slice(0, LONGEST).replace(/_$/, "");
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? short : `${short}_${number}`;
    if (!taken(id)) return id;
  }
}

// An id that nobody has chosen: it follows the name.
export const provisional = (id) => MODELERS_OWN.test(id) || UNNAMED.test(id);

export function idFor(element, taken) {
  const prefix = element.businessObject.eventDefinitions?.some((one) => one.$type === "bpmn:TimerEventDefinition")
    ? "Timer"
    : PREFIXES.find(([type]) => is(element, type))?.[1];
  return prefix ? free(`${prefix}_${spelled(element.businessObject.name) || NEW}`, taken) : null;
}

// A flow is called by what it joins, once both ends have names of their own.
export function flowIdFor({ source, target }, taken) {
  if (provisional(source.id) || provisional(target.id)) return null;
  const short = (id) => id.replace(/^[A-Z][a-z]+_/, "");
  return free(`Flow_${short(source.id)}_ke_${short(target.id)}`, taken);
}

function Ids(eventBus, modeling, elementRegistry) {
  const taken = (element) => (id) =>
    id !== element.id && Boolean(elementRegistry.get(id) || element.businessObject.$model.ids.assigned(id));
  const put = (element, id) => {
    const before = element.id;
    if (!id || id === before) return;
    modeling.updateProperties(element, { id });
    for (const label of element.labels ?? []) elementRegistry.updateId(label, `${id}_label`);
    for (const other of elementRegistry.getAll())
      if (other.type !== "label")
        for (const { name, value } of properties(other)) if (value === before) setProperty(modeling, other, name, id);
  };
  const renameFlow = (flow) => {
    if (is(flow, "bpmn:SequenceFlow") && provisional(flow.id)) put(flow, flowIdFor(flow, taken(flow)));
  };
  const rename = (element) => {
    if (!element?.businessObject || element.type === "label" || !provisional(element.id)) return;
    put(element, idFor(element, taken(element)));
    [...element.incoming, ...element.outgoing].forEach(renameFlow);
  };
  // Several at once keep their ids until all are there: what joins them is found by these.
  let several = 0;
  eventBus.on("commandStack.elements.create.preExecute", () => (several += 1));
  eventBus.on("commandStack.elements.create.postExecuted", ({ context }) => {
    several -= 1;
    context.elements.forEach(rename);
  });
  eventBus.on("commandStack.shape.create.postExecuted", ({ context }) => several || rename(context.shape));
  eventBus.on("commandStack.element.updateLabel.postExecuted", ({ context }) =>
    rename(context.element.labelTarget ?? context.element),
  );
  eventBus.on(
    "commandStack.element.updateProperties.postExecuted",
    ({ context }) => "name" in context.properties && rename(context.element),
  );
  eventBus.on("commandStack.connection.create.postExecuted", ({ context }) => renameFlow(context.connection));
}
Ids.$inject = ["eventBus", "modeling", "elementRegistry"];

export const idsModule = { __init__: ["alurIds"], alurIds: ["type", Ids] };
