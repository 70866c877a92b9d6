// The legal basis: norms are found by id, article or words of the text, and picked, never typed.
import { Group, isSelectEntryEdited, SelectEntry } from "@bpmn-io/properties-panel";
import { useState } from "@bpmn-io/properties-panel/preact/hooks";
import { jsx, jsxs } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { useService } from "bpmn-js-properties-panel";
import { link } from "./leading.js";
import { matching } from "./matching.js";
import { page } from "./page.js";
import { property, setProperty } from "./properties.js";
import { _ } from "./texts.js";

const MOST_SHOWN = 8;

const ids = (element) =>
  (property(element, "dasarHukum") ?? "")
    .split(",")
    .map((id) => id.trim())
    .filter(Boolean);
const described = (id) =>
  page.choices.norms.find((norm) => norm.value === id)?.label ?? _("{value} (tidak dikenal)", { value: id });

function put(modeling, element, list) {
  setProperty(modeling, element, "dasarHukum", list.length ? [...new Set(list)].join(",") : undefined);
}

function button(className, label, act, name) {
  return jsx("button", { type: "button", class: className, onClick: act, "aria-label": name, children: label });
}

function Chosen({ element }) {
  const modeling = useService("modeling");
  const chosen = ids(element);
  if (!chosen.length) return jsx("p", { class: "alur-norms__none", children: _("Belum ada norma") });
  const remove = (norm) =>
    put(
      modeling,
      element,
      ids(element).filter((one) => one !== norm),
    );
  return jsx("ul", {
    class: "alur-norms",
    children: chosen.map((norm) =>
      jsxs(
        "li",
        {
          children: [
            link(page.pageOfNorm(norm), described(norm)),
            button("alur-norms__out", "×", () => remove(norm), _("Buang {norm}", { norm })),
          ],
        },
        norm,
      ),
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
      jsx("label", { class: "bio-properties-panel-label", for: "norma-cari", children: _("Cari dan tambah norma") }),
      jsx("input", {
        id: "norma-cari",
        type: "search",
        class: "bio-properties-panel-input",
        autocomplete: "off",
        value: words,
        placeholder: _("Nomor pasal atau kata dalam bunyinya"),
        onInput: (event) => setWords(event.target.value),
        onKeyDown,
      }),
      jsx("p", {
        class: "alur-norms__count",
        role: "status",
        children: words.trim() ? _("{count} norma cocok", { count: found.length }) : "",
      }),
      jsx("ul", {
        class: "alur-norms alur-norms--found",
        children: found
          .slice(0, MOST_SHOWN)
          .map(({ value, label }) => jsx("li", { children: button("alur-norms__in", label, () => add(value)) }, value)),
      }),
    ],
  });
}

function Source({ element, id }) {
  const modeling = useService("modeling");
  return SelectEntry({
    element,
    id,
    label: _("Sifat sumber"),
    getValue: () => property(element, "sumber") ?? "",
    setValue: (value) => setProperty(modeling, element, "sumber", value || undefined),
    getOptions: () => [{ value: "", label: "–" }, ...page.choices.sources],
  });
}

export function normsGroup() {
  return {
    id: "alur-norms",
    label: _("Dasar hukum"),
    component: Group,
    entries: [
      { id: "norma-dipilih", component: Chosen, isEdited: (node) => Boolean(node?.querySelector("li")) },
      { id: "norma-mencari", component: Find },
      { id: "norma-sumber", component: Source, isEdited: isSelectEntryEdited },
    ],
  };
}
