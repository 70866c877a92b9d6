import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted } from "../workshop/fitting.js";
import { unknownKinds } from "../workshop/kinds.js";
import { matching } from "../workshop/matching.js";
import { withStatedPolicies } from "../workshop/policies.js";

const NORMS = [
  { value: "TL-1", label: "Pasal 1: Pengaduan diterima setiap hari kerja" },
  { value: "TL-2", label: "Pasal 2: Telaah paling lama tiga hari" },
];

test("a norm is found when all words are in it, in any order, unless it was picked before", () => {
  const found = (words, taken = []) => matching(NORMS, words, taken).map(({ value }) => value);
  assert.deepEqual(found("HARI pasal"), ["TL-1", "TL-2"]);
  assert.deepEqual(found("tiga pasal"), ["TL-2"]);
  assert.deepEqual(found("pasal", ["TL-1"]), ["TL-2"]);
  assert.deepEqual(found("   "), []);
});

test("components that nothing draws are named once, also inside groups", () => {
  const components = [
    { type: "group", components: [{ type: "iframe" }, { type: "iframe" }] },
    { type: "textfield" },
    {},
  ];
  assert.deepEqual(unknownKinds({ components }, ["group", "textfield"]), ["iframe", "undefined"]);
  assert.deepEqual(unknownKinds({}, []), []);
});

test("a default hit policy stays written where the file wrote it, and nowhere else", () => {
  const xml =
    '<dmn:decisionTable id="a"><x/></dmn:decisionTable><decisionTable id="b" hitPolicy="FIRST"/><decisionTable id="c"/>';
  assert.equal(
    withStatedPolicies(xml, new Set(["a", "b"])),
    xml.replace('<dmn:decisionTable id="a"', '<dmn:decisionTable hitPolicy="UNIQUE" id="a"'),
  );
});

test("the whole diagram is shown right of the palette", () => {
  const box = { inner: { x: 100, y: 50, width: 1000, height: 400 }, outer: { width: 1000, height: 500 }, scale: 1 };
  const shown = fitted(box, 40);
  const perPixel = shown.width / box.outer.width;
  assert.ok(shown.x + 100 * perPixel <= 100.001);
  assert.ok(shown.x + shown.width >= 1100 - 0.001);
  assert.equal(shown.y + shown.height / 2, 250);
});

test("a canvas too narrow for that is left as it is", () => {
  assert.equal(fitted({ inner: {}, outer: { width: 299 }, scale: 1 }, 40), null);
});
