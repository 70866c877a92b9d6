import assert from "node:assert/strict";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";
import { flowIdFor, idFor, spelled } from "../workshop/ids.js";

const moddle = new BpmnModdle();
const free = () => false;

function element(type, attributes) {
  return { businessObject: moddle.create(type, attributes) };
}

test("a name is spelled in small letters, digits and single strokes", () => {
  assert.equal(spelled("  Periksa Lokasi (ke-2): déjà vu!"), "periksa_lokasi_ke_2_deja_vu");
  assert.equal(spelled(undefined), "");
});

test("an id says what it is, by its kind and name", () => {
  assert.equal(idFor(element("bpmn:UserTask", { name: "Periksa lokasi" }), free), "Task_periksa_lokasi");
  assert.equal(idFor(element("bpmn:CallActivity", { name: "Telaah" }), free), "Call_telaah");
  assert.equal(idFor(element("bpmn:EndEvent", { name: "Selesai" }), free), "End_selesai");
  const timer = moddle.create("bpmn:TimerEventDefinition");
  assert.equal(
    idFor(element("bpmn:BoundaryEvent", { name: "3 hari", eventDefinitions: [timer] }), free),
    "Timer_3_hari",
  );
});

test("what has no name yet is called new, and what has no kind of its own keeps its id", () => {
  assert.equal(idFor(element("bpmn:UserTask", {}), free), "Task_baru");
  assert.equal(
    idFor(element("bpmn:Gateway", { name: "…" }), (id) => id === "Gateway_baru"),
    "Gateway_baru_2",
  );
  assert.equal(idFor(element("bpmn:TextAnnotation", {}), free), null);
});

test("an id that is taken gets the next number, and a long one is cut", () => {
  const taken = new Set(["Task_catat", "Task_catat_2"]);
  assert.equal(
    idFor(element("bpmn:UserTask", { name: "Catat" }), (id) => taken.has(id)),
    "Task_catat_3",
  );
  assert.equal(idFor(element("bpmn:UserTask", { name: "panjang ".repeat(20) }), free).length, 60);
});

test("a flow is called by what it joins, once both have names", () => {
  const ends = { source: { id: "Task_periksa" }, target: { id: "Gateway_layak" } };
  assert.equal(flowIdFor(ends, free), "Flow_periksa_ke_layak");
  assert.equal(flowIdFor({ ...ends, source: { id: "Activity_0a1b2c3" } }, free), null);
  assert.equal(flowIdFor({ ...ends, target: { id: "Task_baru" } }, free), null);
});
