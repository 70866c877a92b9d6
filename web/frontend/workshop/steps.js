// The ten usual steps, ready to be put on the canvas: what belongs together comes together, each part with its id.
import { idFor } from "./ids.js";
import { setProperties } from "./properties.js";
import STEPS from "./steps.json";
import { _ } from "./texts.js";

const MENU = "alur-steps";
const REFERENCE = "@"; // `@key` in a step stands for the id of its part of that name

const LABELS = {
  "tugas-bertenggat": _("Tugas petugas bertenggat, dengan peringatan"),
  "tunggu-pengadu": _("Menunggu pengadu, dengan pengingat dan batas waktu"),
  "pesan-pengadu": _("Pesan kepada pengadu"),
  "beritahu-petugas": _("Pemberitahuan kepada petugas"),
  tembusan: _("Tembusan kepada setiap penerima"),
  tabel: _("Baca tabel keputusan, lalu pilih jalan"),
  serentak: _("Dua tugas serentak, lalu bertemu"),
  setiap: _("Tugas bagi setiap isi daftar"),
  "batas-dicatat": _("Batas waktu yang dicatat bila lewat"),
  "tunggu-waktu": _("Tunggu sampai waktunya"),
};

// All parts of one step; `taken(id)`: whether the diagram has that id.
export function partsOf(step, { bpmnFactory, elementFactory, taken }) {
  const shapes = {};
  const ids = {};
  const used = (id) => taken(id) || Object.values(ids).includes(id);
  for (const node of step.nodes) {
    const object = objectOf(node, bpmnFactory);
    object.id = ids[node.key] = idFor({ businessObject: object }, used);
    tell(object, node, ids);
    const [x, y] = node.at;
    const shape = elementFactory.createShape({ type: object.$type, businessObject: object, x, y });
    if (node.host) {
      shape.host = shapes[node.host];
      object.attachedToRef = shape.host.businessObject;
    }
    shapes[node.key] = shape;
  }
  return [...Object.values(shapes), ...step.flows.map((flow) => flowOf(flow, shapes, elementFactory))];
}

function objectOf({ type, name, timer, each, goesOn }, bpmnFactory) {
  const make = (kind, given) => bpmnFactory.create(`bpmn:${kind}`, given);
  const object = make(type, { name: name || undefined });
  const own = (child) => Object.assign(child, { $parent: object });
  if (goesOn) object.cancelActivity = false;
  if (timer) {
    const definition = own(make("TimerEventDefinition", { timeDate: make("FormalExpression", { body: timer }) }));
    definition.timeDate.$parent = definition;
    object.eventDefinitions = [definition];
  }
  if (each) {
    object.loopCharacteristics = own(make("MultiInstanceLoopCharacteristics"));
    object.loopCharacteristics.set("camunda:collection", each[0]);
    object.loopCharacteristics.set("camunda:elementVariable", each[1]);
  }
  return object;
}

function tell(object, { attributes = {}, properties = {} }, ids) {
  for (const [name, value] of Object.entries(attributes)) object.set(`camunda:${name}`, value);
  const told = Object.entries(properties).map(([name, value]) => ({
    name,
    value: value.startsWith(REFERENCE) ? ids[value.slice(1)] : value,
  }));
  if (told.length) setProperties(object, told);
}

function flowOf([from, to, name, isDefault], shapes, elementFactory) {
  const [source, target] = [shapes[from], shapes[to]];
  const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });
  const waypoints = [middle(source), middle(target)];
  const flow = elementFactory.createConnection({ type: "bpmn:SequenceFlow", source, target, waypoints });
  if (name) flow.businessObject.name = name;
  if (isDefault) source.businessObject.default = flow.businessObject;
  return flow;
}

function Steps(palette, popupMenu, canvas, create, mouse, bpmnFactory, elementFactory, elementRegistry, moddle) {
  const taken = (id) => Boolean(elementRegistry.get(id) || moddle.ids.assigned(id));
  const put = (step) => (event) => {
    const parts = partsOf(step, { bpmnFactory, elementFactory, taken });
    create.start(event instanceof KeyboardEvent ? mouse.getLastMoveEvent() : event, parts, {
      hints: { autoSelect: parts.slice(0, 1) },
    });
  };
  this.getPopupMenuEntries = () =>
    Object.fromEntries(
      STEPS.map((step) => [
        step.id,
        { label: LABELS[step.id], className: step.icon, action: { click: put(step), dragstart: put(step) } },
      ]),
    );
  popupMenu.registerProvider(MENU, this);

  const open = (event) => {
    const { x } = event.target.getBoundingClientRect();
    const { y } = canvas.getContainer().getBoundingClientRect(); // from the top: all ten have room
    const title = _("Langkah siap pakai");
    popupMenu.open(
      canvas.getRootElement(),
      MENU,
      { x: x + 50, y, cursor: { x: x + 50, y } },
      { title, width: 380, search: true },
    );
  };
  this.getPaletteEntries = () => ({
    "alur-steps": {
      group: "activity",
      className: "bpmn-icon-service-task alur-steps",
      title: _("Langkah siap pakai"),
      action: { click: open },
    },
  });
  palette.registerProvider(400, this);
}
Steps.$inject = [
  "palette",
  "popupMenu",
  "canvas",
  "create",
  "mouse",
  "bpmnFactory",
  "elementFactory",
  "elementRegistry",
  "moddle",
];

export const stepsModule = { __init__: ["alurSteps"], alurSteps: ["type", Steps] };
