// Which norms, files or elements a person means by what they typed and what a file says.
export function matching(norms, words, taken) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return [];
  return norms.filter(
    ({ value, label }) => !taken.includes(value) && wanted.every((word) => label.toLowerCase().includes(word)),
  );
}
