// The editor of forms: form-js with the components that the server draws; beside it, the form as officers will see it.
import { FormEditor } from "@bpmn-io/form-js-editor";
import { formPanelModule } from "./formpanel.js";
import { keepSaved } from "./keeping.js";
import { unknownKinds } from "./kinds.js";
import { lockCommands, lockPage } from "./locking.js";
import { page } from "./page.js";
import { _ } from "./texts.js";
import { translateDom } from "./words.js";

const editor = new FormEditor({ container: page.canvas, additionalModules: [formPanelModule] });
translateDom(document.body);
lockPage();
lockCommands(editor.get("commandStack"));

const text = () => `${JSON.stringify(editor.saveSchema(), null, 2)}\n`;

// Drawn by the server as for officers; its style sheet lets fields under a condition come and go while one tries answers.
const place = document.querySelector("#pratinjau");
const conditions = document.head.appendChild(document.createElement("style"));
place.addEventListener("submit", (event) => event.preventDefault());

async function preview() {
  try {
    const { html, css } = await page.preview({ text: text() });
    place.innerHTML = html;
    conditions.textContent = css;
  } catch (error) {
    place.textContent = error.message;
  }
}

async function open() {
  let opened;
  try {
    opened = await page.file();
    const schema = JSON.parse(opened.text);
    const unknown = unknownKinds(schema, page.choices.components);
    if (unknown.length)
      throw new Error(_("berisi komponen yang tidak didukung: {kinds}", { kinds: unknown.join(", ") }));
    await editor.importSchema(schema);
  } catch (error) {
    page.fail(
      _("Formulir tidak dapat ditampilkan: {reason}. Isi berkas tetap tersimpan dan dapat diunduh.", {
        reason: error.message,
      }),
    );
    return;
  }
  page.tell(_("Dibuka."));
  const keeper = keepSaved({ ...opened, text: text() }, async () => text());
  const check = () => page.examine(keeper.text, (findings) => page.showFindings(findings));
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
