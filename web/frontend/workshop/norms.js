// The legal basis: norms are found by id, article or words of the text, and picked, never typed.
import { Group, SelectEntry, isSelectEntryEdited } from "@bpmn-io/properties-panel";
import { jsx, jsxs } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { useState } from "@bpmn-io/properties-panel/preact/hooks";
import { useService } from "bpmn-js-properties-panel";
import { page } from "./page.js";
import { property, setProperty } from "./properties.js";

const MOST_SHOWN = 8;

const ids = (element) => (property(element, "dasarHukum") ?? "").split(",").map((id) => id.trim()).filter(Boolean);
const described = (id) => page.choices.norms.find((norm) => norm.value === id)?.label ?? `${id} (tidak dikenal)`;

function put(modeling, element, list) {
  setProperty(modeling, element, "dasarHukum", list.length ? [...new Set(list)].join(",") : undefined);
}

export function matching(norms, words, taken) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return [];
  return norms.filter(({ value, label }) => !taken.includes(value) && wanted.every((word) => label.toLowerCase().includes(word)));
}

function button(className, label, act, name) {
  return jsx("button", { type: "button", class: className, onClick: act, "aria-label": name, children: label });
}

function Chosen({ element }) {
  const modeling = useService("modeling");
  const chosen = ids(element);
  if (!chosen.length) return jsx("p", { class: "alur-norms__none", children: "Belum ada norma" });
  const remove = (norm) => put(modeling, element, ids(element).filter((one) => one !== norm));
  return jsx("ul", {
    class: "alur-norms",
    children: chosen.map((norm) =>
      jsxs("li", { children: [jsx("span", { children: described(norm) }), button("alur-norms__out", "×", () => remove(norm), `Buang ${norm}`)] }, norm),
    ),
  });
}

function Find({ element }) {
  const modeling = useService("modeling");
  const [words, setWords] = useState("");
  const found = matching(page.choices.norms, words, ids(element));
  const add = (norm) => {
    put(modeling, element, [...ids(element), norm]);
    setWords("");
  };
  const onKeyDown = (event) => event.key === "Enter" && found.length && add(found[0].value);
  return jsxs("div", {
    class: "bio-properties-panel-entry",
    children: [
      jsx("label", { class: "bio-properties-panel-label", for: "norma-cari", children: "Cari dan tambah norma" }),
      jsx("input", {
        id: "norma-cari", type: "search", class: "bio-properties-panel-input", autocomplete: "off", value: words,
        placeholder: "Nomor pasal atau kata dalam bunyinya", onInput: (event) => setWords(event.target.value), onKeyDown,
      }),
      jsx("p", { class: "alur-norms__count", role: "status", children: words.trim() ? `${found.length} norma cocok` : "" }),
      jsx("ul", {
        class: "alur-norms alur-norms--found",
        children: found.slice(0, MOST_SHOWN).map(({ value, label }) => jsx("li", { children: button("alur-norms__in", label, () => add(value)) }, value)),
      }),
    ],
  });
}

function Source({ element, id }) {
  const modeling = useService("modeling");
  return SelectEntry({
    element,
    id,
    label: "Sifat sumber",
    getValue: () => property(element, "sumber") ?? "",
    setValue: (value) => setProperty(modeling, element, "sumber", value || undefined),
    getOptions: () => [{ value: "", label: "–" }, ...page.choices.sources],
  });
}

export function normsGroup() {
  return {
    id: "alur-norms",
    label: "Dasar hukum",
    component: Group,
    entries: [
      { id: "norma-dipilih", component: Chosen, isEdited: (node) => Boolean(node?.querySelector("li")) },
      { id: "norma-mencari", component: Find },
      { id: "norma-sumber", component: Source, isEdited: isSelectEntryEdited },
    ],
  };
}
