// Every text of ours that a person reads goes through `_`: Indonesian is the source, another language comes with the page.
const catalogue = JSON.parse(globalThis.document?.querySelector("#katalog")?.textContent ?? "{}");

// The text with its {names} filled in; a name that is not given stays to be seen.
export function _(source, values = {}, texts = catalogue) {
  return (texts[source] ?? source).replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole,
  );
}
