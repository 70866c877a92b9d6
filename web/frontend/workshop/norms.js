// The legal basis: norms are found by id, article or words of the text, never typed blindly.
import { ListGroup, SelectEntry, TextFieldEntry, isSelectEntryEdited, isTextFieldEntryEdited } from "@bpmn-io/properties-panel";
import { useService } from "bpmn-js-properties-panel";
import { page } from "./page.js";
import { property, setProperty } from "./properties.js";

const ids = (element) => (property(element, "dasarHukum") ?? "").split(",").map((id) => id.trim()).filter(Boolean);
const described = (id) => page.choices.norms.find((norm) => norm.value === id)?.label ?? `${id} (tidak dikenal)`;

function put(modeling, element, list) {
  setProperty(modeling, element, "dasarHukum", list.length ? [...new Set(list)].join(",") : undefined);
}

function Norm({ element, id, norm }) {
  const modeling = useService("modeling");
  return SelectEntry({
    element,
    id,
    label: "Norma",
    getValue: () => norm,
    setValue: (value) => put(modeling, element, ids(element).map((one) => (one === norm ? value : one)).filter(Boolean)),
    getOptions: () => [
      ...(page.choices.norms.some((one) => one.value === norm) ? [] : [{ value: norm, label: described(norm) }]),
      ...page.choices.norms,
    ],
  });
}

function Find({ element, id }) {
  const modeling = useService("modeling");
  const debounce = useService("debounceInput");
  return TextFieldEntry({
    element,
    id,
    label: "Cari dan tambah norma",
    description: "Ketik bagian dari nomor atau bunyi pasal; bila tinggal satu yang cocok, norma itu ditambahkan",
    debounce,
    getValue: () => "",
    setValue: (value) => {
      const words = (value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
      const found = words.length ? page.choices.norms.filter((norm) => words.every((word) => norm.label.toLowerCase().includes(word))) : [];
      if (found.length === 1) put(modeling, element, [...ids(element), found[0].value]);
    },
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

export function normsGroup(element, injector) {
  const modeling = injector.get("modeling");
  return {
    id: "alur-norms",
    label: "Dasar hukum",
    component: ListGroup,
    add: (event) => {
      event.stopPropagation();
      const free = page.choices.norms.find((norm) => !ids(element).includes(norm.value));
      if (free) put(modeling, element, [...ids(element), free.value]);
    },
    items: [
      ...ids(element).map((norm, index) => ({
        id: `norma-${index}`,
        label: described(norm),
        entries: [{ id: `norma-${index}-pilih`, component: Norm, norm, isEdited: isSelectEntryEdited }],
        remove: () => put(modeling, element, ids(element).filter((one) => one !== norm)),
      })),
      {
        id: "norma-lain",
        label: "Cari norma, sifat sumber",
        entries: [
          { id: "norma-cari", component: Find, isEdited: isTextFieldEntryEdited },
          { id: "norma-sumber", component: Source, isEdited: isSelectEntryEdited },
        ],
      },
    ],
  };
}
