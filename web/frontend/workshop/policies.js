// dmn-js leaves out a hit policy that is the default; a file that states it keeps stating it.

// Ids of the tables of a parsed file that state their hit policy.
export function statedPolicies(document) {
  const tables = document.getElementsByTagNameNS("*", "decisionTable");
  return new Set([...tables].filter((table) => table.hasAttribute("hitPolicy")).map((table) => table.id));
}

// The file with the default written out again at those tables.
export function withStatedPolicies(xml, stated) {
  return xml.replace(/(<(?:[\w-]+:)?decisionTable)(\s[^>]*)/g, (whole, head, attributes) => {
    const left = !/\bhitPolicy=/.test(attributes) && stated.has(/\bid="([^"]*)"/.exec(attributes)?.[1]);
    return left ? `${head} hitPolicy="UNIQUE"${attributes}` : whole;
  });
}
