// The properties panel: of the camunda provider only the groups that are executed, and pick lists instead of free text.
import {
  isSelectEntryEdited,
  isTextAreaEntryEdited,
  isTextFieldEntryEdited,
  ListGroup,
  SelectEntry,
  TextAreaEntry,
  TextFieldEntry,
} from "@bpmn-io/properties-panel";
import { is, isAny } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";
import { leadTo, newForm } from "./leading.js";
import { normsGroup } from "./norms.js";
import { page } from "./page.js";
import { attribute, properties, property, setAttribute, setProperty } from "./properties.js";
import { _ } from "./texts.js";

const EXECUTED = new Set([
  "general",
  "documentation",
  "timer",
  "message",
  "signal",
  "error",
  "multiInstance",
  "CamundaPlatform__Condition",
  "CamundaPlatform__InMappingPropagation",
  "CamundaPlatform__InMapping",
  "CamundaPlatform__OutMappingPropagation",
  "CamundaPlatform__OutMapping",
]);
const HIDDEN_ENTRIES = new Set([
  "errorMessage",
  "errorCodeVariable",
  "errorMessageVariable",
  "multiInstance-asyncBefore",
  "multiInstance-asyncAfter",
  "multiInstance-exclusive",
  "multiInstance-retryTimeCycle",
  "versionTag",
  "isExecutable",
  "processId",
  "loopCharacteristics-type",
]);

function entry(id, component, edited, given) {
  return { id, component, isEdited: edited, ...given };
}

function Select({ element, id, label, description, get, set, options }) {
  const modeling = useService("modeling");
  return SelectEntry({
    element,
    id,
    label,
    description,
    getValue: () => get(element) ?? "",
    setValue: (value) => set(modeling, element, value || undefined),
    getOptions: () => withUnknown(options(element), get(element)),
  });
}

// A value that no list knows is shown as it is: nothing that was drawn elsewhere is lost by looking at it.
function withUnknown(options, value) {
  const known = !value || options.some((option) => option.value === value);
  return [
    { value: "", label: "–" },
    ...options,
    ...(known ? [] : [{ value, label: _("{value} (tidak dikenal)", { value }) }]),
  ];
}

function Text({ element, id, label, description, get, set }) {
  const debounce = useService("debounceInput");
  const modeling = useService("modeling");
  return TextFieldEntry({
    element,
    id,
    label,
    description,
    debounce,
    getValue: () => get(element) ?? "",
    setValue: (value) => set(modeling, element, value || undefined),
  });
}

function LongText({ element, id, label, description, get, set }) {
  const debounce = useService("debounceInput");
  const modeling = useService("modeling");
  return TextAreaEntry({
    element,
    id,
    label,
    description,
    debounce,
    rows: 2,
    autoResize: true,
    getValue: () => get(element) ?? "",
    setValue: (value) => set(modeling, element, value || undefined),
  });
}

const fromAttribute = (name) => ({
  get: (element) => attribute(element, name),
  set: (modeling, element, value) => setAttribute(modeling, element, name, value),
});
const fromProperty = (name) => ({
  get: (element) => property(element, name),
  set: (modeling, element, value) => setProperty(modeling, element, name, value),
});
const listed = (name) => () => page.choices[name];

const select = (id, label, source, options, description) =>
  entry(id, Select, isSelectEntryEdited, { label, description, options, ...source });
const text = (id, label, source, description) =>
  entry(id, Text, isTextFieldEntryEdited, { label, description, ...source });
const longText = (id, label, source, description) =>
  entry(id, LongText, isTextAreaEntryEdited, { label, description, ...source });

const formSource = {
  get: (element) => attribute(element, "formRef"),
  set: (modeling, element, value) =>
    setAttribute(modeling, element, "formRef", value, { "camunda:formRefBinding": value ? "deployment" : undefined }),
};
const operationSource = {
  get: (element) => attribute(element, "topic"),
  set: (modeling, element, value) =>
    setAttribute(modeling, element, "topic", value, { "camunda:type": value ? "external" : undefined }),
};
const calledSource = {
  get: (element) => element.businessObject.calledElement,
  set: (modeling, element, value) => modeling.updateProperties(element, { calledElement: value }),
};

// What an operation is given: every name that our diagrams give it, and what this element has besides.
function parameterNames(element) {
  if (!isAny(element, ["bpmn:ServiceTask", "bpmn:SendTask"])) return [];
  const known = page.choices.parameters[attribute(element, "topic")] ?? [];
  const own = properties(element)
    .map(({ name }) => name)
    .filter((name) => /^param\.(?!baru\d)/.test(name));
  return [...new Set([...known, ...own])];
}

function parameter(name) {
  const label = _("Parameter: {name}", { name: name.replace("param.", "").replaceAll("_", " ") });
  return text(`operasi-${name}`, label, fromProperty(name));
}

function workGroup(element) {
  const entries = [];
  if (is(element, "bpmn:UserTask")) {
    entries.push(
      select("peran", _("Peran yang mengerjakan"), fromAttribute("candidateGroups"), listed("roles")),
      select("formulir", _("Formulir"), formSource, listed("forms")),
      leadTo("forms", _("Buka formulir"), formSource),
      newForm(formSource),
      text(
        "tenggat",
        _("Tenggat tugas"),
        fromAttribute("dueDate"),
        _("Misalnya ${hari_kerja(3)}, atau ${jangka(tenggat_hari, tenggat_satuan, diterima_penghubung)}"),
      ),
      text(
        "unit",
        _("Unit (ungkapan)"),
        fromProperty("unit"),
        _("Variabel yang berisi unit, misalnya skpd; kosong bila seluruh peran boleh mengerjakan"),
      ),
      text(
        "orang-lain",
        _("Orang lain daripada yang mengerjakan"),
        fromProperty("orangLain"),
        _("Id tugas lain dalam diagram ini, dipisah koma, misalnya tugas yang disetujui di sini"),
      ),
    );
  }
  if (is(element, "bpmn:StartEvent") || isAny(element, ["bpmn:ReceiveTask", "bpmn:IntermediateCatchEvent"])) {
    const source = fromProperty("formulir");
    entries.push(
      select("formulir-pesan", _("Formulir"), source, listed("forms")),
      leadTo("forms", _("Buka formulir"), source),
      newForm(source),
    );
  }
  if (is(element, "bpmn:StartEvent")) {
    entries.push(
      text("kanal", _("Kanal"), fromProperty("kanal"), _("Kanal yang masuk di sini, dipisah koma")),
      text("tingkat", _("Tingkat"), fromProperty("tingkat"), _("nasional, instansi, penghubung, atau kanal")),
      select("peran-mulai", _("Peran yang memulai"), fromProperty("peran"), listed("roles")),
    );
  }
  if (isAny(element, ["bpmn:ServiceTask", "bpmn:SendTask"])) {
    entries.push(
      select("operasi", _("Operasi"), operationSource, listed("operations")),
      ...parameterNames(element).map(parameter),
    );
  }
  if (is(element, "bpmn:BusinessRuleTask")) {
    const source = fromAttribute("decisionRef");
    entries.push(
      select("keputusan", _("Tabel keputusan"), source, listed("decisions")),
      leadTo("decisions", _("Buka tabel"), source),
    );
  }
  if (is(element, "bpmn:CallActivity")) {
    entries.push(
      select("proses-dipanggil", _("Proses yang dipanggil"), calledSource, listed("processes")),
      leadTo("processes", _("Buka diagram"), calledSource),
    );
  }
  return entries.length ? { id: "alur-work", label: _("Pekerjaan"), entries, shouldOpen: true } : null;
}

function meaningGroup(element) {
  if (!isAny(element, ["bpmn:FlowNode", "bpmn:SequenceFlow"])) return null;
  return {
    id: "alur-meaning",
    label: _("Bagi warga dan pemantau"),
    entries: [
      longText(
        "label-publik",
        _("Dibaca pengadu"),
        fromProperty("labelPublik"),
        _("Kalimat pada jejak pengaduan warga"),
      ),
      select("status", _("Tahap pengaduan mulai dari sini"), fromProperty("status"), listed("phases")),
      text(
        "catat-waktu",
        _("Catat saat tiba sebagai"),
        fromProperty("catatWaktu"),
        _("Nama variabel yang menerima waktu"),
      ),
    ],
  };
}

const SPOKEN_FOR = new Set([
  "dasarHukum",
  "sumber",
  "labelPublik",
  "status",
  "catatWaktu",
  "unit",
  "orangLain",
  "formulir",
  "kanal",
  "tingkat",
  "peran",
]);

function otherGroup(element, injector) {
  const modeling = injector.get("modeling");
  const shown = new Set([...SPOKEN_FOR, ...parameterNames(element)]);
  const others = properties(element).filter(({ name }) => !shown.has(name));
  return {
    id: "alur-other",
    label: _("Properti lain"),
    component: ListGroup,
    add: (event) => {
      event.stopPropagation();
      setProperty(modeling, element, nextName(element), "");
    },
    items: others.map(({ name }, index) => ({
      id: `lain-${index}`,
      label: name,
      entries: [
        text(`lain-${index}-nama`, _("Nama"), {
          get: () => name,
          set: (by, on, value) => value && setProperty(by, on, name, undefined, { [value]: property(on, name) }),
        }),
        text(`lain-${index}-nilai`, _("Nilai"), {
          get: (on) => property(on, name),
          set: (by, on, value) => setProperty(by, on, name, value ?? ""),
        }),
      ],
      remove: () => setProperty(modeling, element, name, undefined),
    })),
  };
}

function nextName(element) {
  const taken = new Set(properties(element).map(({ name }) => name));
  let number = 1;
  while (taken.has(`param.baru${number}`)) number += 1;
  return `param.baru${number}`;
}

const visible = (entries) => entries?.filter(({ id }) => !HIDDEN_ENTRIES.has(id) && !id.endsWith("-local"));
const withVisible = (item) => ({
  ...item,
  label: item.label === "<empty>" ? _("belum diisi") : item.label,
  entries: visible(item.entries),
});

function Provider(propertiesPanel, injector) {
  this.getGroups = (element) => (groups) =>
    [
      ...groups
        .filter((group) => EXECUTED.has(group.id))
        .map((group) => ({ ...group, entries: visible(group.entries), items: group.items?.map(withVisible) })),
      workGroup(element),
      isAny(element, ["bpmn:FlowNode", "bpmn:SequenceFlow"]) ? normsGroup() : null,
      meaningGroup(element),
      isAny(element, ["bpmn:FlowNode"]) ? otherGroup(element, injector) : null,
    ].filter(Boolean);
  propertiesPanel.registerProvider(400, this);
}
Provider.$inject = ["propertiesPanel", "injector"];

export const panelModule = { __init__: ["alurPanel"], alurPanel: ["type", Provider] };
