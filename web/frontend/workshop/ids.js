// New elements get an id that says what they are: `Task_periksa_lokasi`, from their name, as long as it is still a modeler's own.
import { is } from "bpmn-js/lib/util/ModelUtil";

const MODELERS_OWN = /^(Activity|Event|Gateway|Flow|Participant|Lane|Association|TextAnnotation)_[0-9a-z]{7}$/;
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

export function idFor(element, taken) {
  const prefix = element.businessObject.eventDefinitions?.some((one) => one.$type === "bpmn:TimerEventDefinition")
    ? "Timer"
    : PREFIXES.find(([type]) => is(element, type))?.[1];
  const name = spelled(element.businessObject.name);
  return prefix && name ? free(`${prefix}_${name}`, taken) : null;
}

// A flow is called by what it joins, once both ends have names of their own.
export function flowIdFor({ source, target }, taken) {
  if (MODELERS_OWN.test(source.id) || MODELERS_OWN.test(target.id)) return null;
  const short = (id) => id.replace(/^[A-Z][a-z]+_/, "");
  return free(`Flow_${short(source.id)}_ke_${short(target.id)}`, taken);
}

function Ids(eventBus, modeling, elementRegistry) {
  const taken = (model) => (id) => Boolean(elementRegistry.get(id) || model.ids.assigned(id));
  const own = (element) => MODELERS_OWN.test(element.id);
  const put = (element, id) => id && modeling.updateProperties(element, { id });
  const renameFlow = (flow) => {
    if (is(flow, "bpmn:SequenceFlow") && own(flow)) put(flow, flowIdFor(flow, taken(flow.businessObject.$model)));
  };
  const rename = (element) => {
    if (!element || element.type === "label" || !own(element)) return;
    put(element, idFor(element, taken(element.businessObject.$model)));
    [...element.incoming, ...element.outgoing].forEach(renameFlow);
  };
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
