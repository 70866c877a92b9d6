// From an element to what it names: its form, its table, the diagram that it calls; and an empty form where there is none yet.

import { useState } from "@bpmn-io/properties-panel/preact/hooks";
import { jsx } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { useService } from "bpmn-js-properties-panel";
import { page } from "./page.js";
import { _ } from "./texts.js";

const row = (children) => jsx("div", { class: "bio-properties-panel-entry alur-lead", children });

export function link(href, label) {
  return jsx("a", { href, target: "_blank", children: label });
}

function Open({ element, list, get, label }) {
  const file = page.choices[list].find((one) => one.value === get(element))?.file;
  return file ? row(link(page.editorOf(file), label)) : null;
}

function Create({ element, get, set }) {
  const modeling = useService("modeling");
  const [busy, setBusy] = useState(false);
  if (get(element) || page.readOnly) return null;
  const create = async () => {
    setBusy(true);
    try {
      const made = await page.createForm(element.businessObject.name || _("Formulir baru", {}, {}));
      page.choices.forms.push(made);
      set(modeling, element, made.value);
    } catch (error) {
      page.fail(_("Formulir belum dibuat: {reason}", { reason: error.message }));
    }
    setBusy(false);
  };
  return row(jsx("button", { type: "button", disabled: busy, onClick: create, children: _("Buat formulir") }));
}

export const leadTo = (list, label, { get }) => ({ id: `buka-${list}`, component: Open, list, get, label });
export const newForm = ({ get, set }) => ({ id: "buat-formulir", component: Create, get, set });
