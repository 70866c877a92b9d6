// The kinds of components in a form, also inside groups, that are not among the known ones.
export function unknownKinds(schema, known) {
  const kinds = new Set();
  const walk = (components) => {
    for (const { type, components: inner } of components ?? []) {
      if (!known.includes(type)) kinds.add(String(type));
      walk(inner);
    }
  };
  walk(schema.components);
  return [...kinds];
}
