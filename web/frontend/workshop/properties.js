// camunda attributes and camunda:properties of an element, each change one step for undo.
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";

export function attribute(element, name) {
  return getBusinessObject(element).get(`camunda:${name}`);
}

export function setAttribute(modeling, element, name, value, more = {}) {
  modeling.updateProperties(element, { [`camunda:${name}`]: value, ...more });
}

function holder(element) {
  return getBusinessObject(element).extensionElements?.values?.find((one) => one.$type === "camunda:Properties");
}

function held(object, list) {
  const model = object.$model;
  const mine = model.create("camunda:Properties", {
    values: list.map((one) => model.create("camunda:Property", one)),
  });
  for (const one of mine.values) one.$parent = mine;
  return mine;
}

// Of an element that is not on the canvas yet.
export function setProperties(object, list) {
  const values = [held(object, list)];
  object.extensionElements = object.$model.create("bpmn:ExtensionElements", { values });
  object.extensionElements.$parent = object;
  values[0].$parent = object.extensionElements;
}

export function properties(element) {
  return (holder(element)?.values ?? []).map(({ name, value }) => ({ name, value }));
}

export function property(element, name) {
  return properties(element).find((one) => one.name === name)?.value;
}

// Without a value the property goes. `renamed` puts other names in its place, where it stood.
export function setProperty(modeling, element, name, value, renamed = {}) {
  const object = getBusinessObject(element);
  const model = object.$model;
  const now = properties(element);
  const place = now.findIndex((one) => one.name === name);
  const put = [
    ...(value === undefined ? [] : [{ name, value }]),
    ...Object.entries(renamed).map(([other, kept]) => ({ name: other, value: kept })),
  ];
  now.splice(place < 0 ? now.length : place, place < 0 ? 0 : 1, ...put);
  const others = (object.extensionElements?.values ?? []).filter((one) => one.$type !== "camunda:Properties");
  const mine = now.length ? [held(object, now)] : [];
  const values = [...others, ...mine];
  const extensionElements = values.length ? model.create("bpmn:ExtensionElements", { values }) : undefined;
  if (extensionElements) {
    extensionElements.$parent = object;
    for (const one of values) one.$parent = extensionElements;
  }
  modeling.updateProperties(element, { extensionElements });
}
