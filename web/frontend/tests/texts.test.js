import assert from "node:assert/strict";
import { test } from "node:test";
import { _ } from "../workshop/texts.js";
import { put, translate } from "../workshop/words.js";

test("a text of ours is said as it is written, with its names filled in", () => {
  assert.equal(_("{count} norma cocok", { count: 0 }), "0 norma cocok");
  assert.equal(_("Tersimpan pukul {time}."), "Tersimpan pukul {time}.");
});

test("another language takes its place", () => {
  assert.equal(_("{count} temuan", { count: 3 }, { "{count} temuan": "{count} findings" }), "3 findings");
});

test("an expression in an example is no name", () => {
  const example = "Misalnya $" + "{hari_kerja(3)}";
  assert.equal(_(example, { hari_kerja: 1 }), example);
});

test("a text of a library is said in Indonesian", () => {
  assert.equal(translate("Close"), "Tutup");
  assert.equal(put("List contains 3 items"), "Berisi 3");
  assert.equal(put("Should be at least 2."), "Paling kecil 2.");
  assert.equal(put("Jalan Angsau"), "Jalan Angsau");
});

test("a text of a library without translation is noted", () => {
  assert.equal(translate("Flux {capacitor}", { capacitor: "1.21" }), "Flux 1.21");
  assert.ok(globalThis.alurUntranslated.has("Flux {capacitor}"));
  assert.ok(!globalThis.alurUntranslated.has("Close"));
});
