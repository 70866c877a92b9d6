// The editor of forms: form-js with the components that the server draws; beside it, the form as officers will see it.
import { FormEditor } from "@bpmn-io/form-js-editor";
import { formPanelModule, unknownKinds } from "./formpanel.js";
import { keepSaved } from "./keeping.js";
import { lockCommands, lockPage } from "./locking.js";
import { page } from "./page.js";
import { translateDom } from "./words.js";

const editor = new FormEditor({ container: page.canvas, additionalModules: [formPanelModule] });
translateDom(document.body);
lockPage();
lockCommands(editor.get("commandStack"));

const text = () => `${JSON.stringify(editor.saveSchema(), null, 2)}\n`;

async function preview() {
  const place = document.querySelector("#pratinjau");
  try {
    place.innerHTML = (await page.preview({ text: text() })).html;
  } catch (error) {
    place.textContent = error.message;
  }
}

async function open() {
  const opened = await page.file();
  try {
    const schema = JSON.parse(opened.text);
    const unknown = unknownKinds(schema);
    if (unknown.length) throw new Error(`berisi komponen yang tidak didukung: ${unknown.join(", ")}`);
    await editor.importSchema(schema);
  } catch (error) {
    page.fail(`Formulir tidak dapat ditampilkan: ${error.message}. Isi berkas tetap tersimpan dan dapat diunduh.`);
    return;
  }
  page.tell("Dibuka.");
  const keeper = keepSaved({ ...opened, text: text() }, async () => text());
  const check = async () => page.showFindings((await page.check({ text: text() })).findings);
  editor.on("changed", keeper.changed);
  keeper.onSaved(() => {
    check();
    preview();
  });
  page.button("undo", () => editor.get("commandStack").undo());
  page.button("redo", () => editor.get("commandStack").redo());
  check();
  await preview();
  page.ready();
}

globalThis.alurForms = editor;
open();
