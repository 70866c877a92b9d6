// The editor of forms: form-js with the components that the server draws; beside it, the form as officers will see it.
import { FormEditor } from "@bpmn-io/form-js-editor";
import { keepSaved } from "./keeping.js";
import { page } from "./page.js";
import { translateDom } from "./words.js";

const editor = new FormEditor({ container: page.canvas });
translateDom(document.querySelector(".alur-editor"));
translateDom(document.body);

const fields = editor.get("formFields");
for (const type of Object.keys(fields._formFields)) {
  if (type !== "default" && !page.choices.components.includes(type)) delete fields._formFields[type];
}

const text = () => `${JSON.stringify(editor.saveSchema(), null, 2)}\n`;

async function preview() {
  try {
    const { html } = await page.preview({ text: text() });
    document.querySelector("#pratinjau").innerHTML = html;
  } catch (error) {
    document.querySelector("#pratinjau").textContent = error.message;
  }
}

async function open() {
  const opened = await page.file();
  try {
    await editor.importSchema(JSON.parse(opened.text));
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
  document.documentElement.dataset.ready = "true";
}

globalThis.alurForms = editor;
open();
