import assert from "node:assert/strict";
import { test } from "node:test";
import { BpmnModdle } from "bpmn-moddle";
import { beginning } from "../workshop/simulation.js";
import { unread } from "../workshop/unread.js";

const FILE = `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
  <bpmn:process id="p">
    <bpmn:userTask id="Task a" name="Periksa" />
    <bpmn:startEvent id="Start"><bpmn:outgoing>Flow_x</bpmn:outgoing></bpmn:startEvent>
    <bpmn:association id="Ke_catatan" sourceRef="Start" targetRef="Catatan" />
  </bpmn:process>
</bpmn:definitions>`;

test("what an editor could not read is told by its line or its name", async () => {
  const { warnings } = await new BpmnModdle().fromXML(FILE);
  assert.deepEqual(unread(warnings), ["baris 3", "“Catatan” tidak ada dalam berkas"]);
});

test("of many only the first are told", () => {
  const many = [1, 2, 3, 4, 5].map((line) => ({ message: `unparsable\n\tline: ${line}` }));
  assert.deepEqual(unread(many), ["baris 2", "baris 3", "baris 4", "2 lagi"]);
  assert.deepEqual(unread([]), []);
});

test("the token game begins at a start of the process, not inside one of its parts", () => {
  const start = (id, type) => ({ id, type: "bpmn:StartEvent", parent: { type } });
  const inner = start("dalam", "bpmn:SubProcess");
  const outer = start("luar", "bpmn:Participant");
  assert.equal(beginning([{ type: "bpmn:Task" }, inner, outer]).id, "luar");
  assert.equal(beginning([inner]).id, "dalam");
  assert.equal(beginning([]), undefined);
});
