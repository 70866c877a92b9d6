import assert from "node:assert/strict";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";
import camunda from "camunda-bpmn-moddle/resources/camunda.json";
import { provisional } from "../workshop/ids.js";
import { asText, fromText } from "../workshop/shelf.js";
import { partsOf } from "../workshop/steps.js";
import STEPS from "../workshop/steps.json";

const moddle = new BpmnModdle({ camunda });
const factories = {
  bpmnFactory: { create: (type, attributes) => moddle.create(type, attributes) },
  elementFactory: {
    createShape: (given) => ({ ...given, width: 100, height: 80 }),
    createConnection: (given) => ({ ...given, businessObject: moddle.create(given.type) }),
  },
};
const partsFor = (id, taken = () => false) =>
  partsOf(
    STEPS.find((step) => step.id === id),
    { ...factories, taken },
  );

test("there are ten usual steps, and each part of them has an id of its own", () => {
  assert.equal(STEPS.length, 10);
  for (const step of STEPS) {
    const ids = partsOf(step, { ...factories, taken: (id) => id === "Task_tugas_baru" })
      .filter((part) => !part.source)
      .map((part) => part.businessObject.id);
    assert.equal(new Set(ids).size, step.nodes.length, step.id);
    assert.ok(!ids.includes("Task_tugas_baru"));
  }
});

test("a task with a deadline comes with its warning, which names it", () => {
  const [task, timer, send, end, ...flows] = partsFor("tugas-bertenggat");
  assert.equal(task.businessObject.id, "Task_tugas_baru");
  assert.equal(timer.host, task);
  assert.equal(timer.businessObject.attachedToRef, task.businessObject);
  assert.equal(timer.businessObject.cancelActivity, false);
  assert.equal(timer.businessObject.id, "Timer_tenggat_mendekat");
  const told = Object.fromEntries(
    send.businessObject.extensionElements.values[0].values.map(({ name, value }) => [name, value]),
  );
  assert.equal(told["param.tugas"], "Task_tugas_baru");
  assert.deepEqual(
    flows.map((flow) => [flow.source, flow.target]),
    [
      [timer, send],
      [send, end],
    ],
  );
});

test("of two ways one is the default", () => {
  const parts = partsFor("tabel");
  const gateway = parts.find((part) => part.type === "bpmn:ExclusiveGateway");
  assert.equal(gateway.businessObject.default, parts.at(-1).businessObject);
});

test("an id that nobody chose is known by its form", () => {
  assert.ok(["Activity_0a1b2c3", "Task_baru", "Task_tugas_baru_2"].every(provisional));
  assert.ok(!["Task_periksa", "Task_terbaru", "Gateway_layak"].some(provisional));
});

test("what was copied is the same after it lay on the shelf, each part once", () => {
  const task = moddle.create("bpmn:UserTask", { id: "Task_a", name: "Periksa" });
  task.set("camunda:dueDate", "${hari_kerja(3)}");
  const text = asText({
    0: [
      { id: "Task_a", businessObject: task },
      { id: "label", businessObject: task },
    ],
  });
  const [one, two] = fromText(text, moddle)[0];
  assert.equal(one.businessObject.get("camunda:dueDate"), "${hari_kerja(3)}");
  assert.equal(one.businessObject.$type, "bpmn:UserTask");
  assert.equal(one.businessObject, two.businessObject);
});
