// Compiles src/*.scss and bundles the editors of workshop/ and what a citizen's device does (citizen/) into ../static/build, each with a gzip twin that is sent as it is.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "static", "build");
mkdirSync(target, { recursive: true });

function keep(name, content) {
  const packed = gzipSync(content, { level: 9 });
  writeFileSync(join(target, name), content);
  writeFileSync(join(target, `${name}.gz`), packed);
  console.log(`${name}: ${content.length} bytes, ${packed.length} gzip`);
}

for (const name of readdirSync(join(here, "src")).filter((file) => /^[^_].*\.scss$/.test(file))) {
  const { css } = compile(join(here, "src", name), {
    style: "compressed",
    charset: false,
    loadPaths: [join(here, "node_modules"), join(here, "src")],
    quietDeps: true,
  });
  keep(name.replace(/\.scss$/, ".css"), Buffer.from(css));
}

const DEVICE = ["report", "offline", "waiting"];
const EDITORS = ["modeler", "tables", "forms"];
const { metafile } = await build({
  metafile: true,
  absWorkingDir: here,
  entryPoints: [
    ...[
      "progress.js",
      "desk.js",
      "passkey.js",
      "replay.js",
      ...EDITORS.flatMap((name) => [`${name}.js`, `${name}.css`]),
    ].map((file) => join(here, "workshop", file)),
    ...DEVICE.map((name) => join(here, "citizen", `${name}.js`)),
  ],
  entryNames: "[name]",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  outdir: target,
  // Fonts and cursors travel inside the style sheet: one address fewer, and no other origin.
  loader: Object.fromEntries([".woff", ".woff2", ".ttf", ".eot", ".svg"].map((kind) => [kind, "dataurl"])),
  legalComments: "none",
  logLevel: "warning",
});
for (const name of ["progress.js", "desk.js", "passkey.js", "replay.js", ...DEVICE.map((each) => `${each}.js`)])
  keep(name, readFileSync(join(target, name)));
for (const name of EDITORS)
  for (const kind of ["js", "css"]) keep(`${name}.${kind}`, readFileSync(join(target, `${name}.${kind}`)));

// What the bundles are made of, each package with its own words: they travel with every copy.
function licence(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file
    ? readFileSync(join(folder, file), "utf8").trim()
    : `${license ?? ""} ${author?.name ?? author ?? ""}`.trim();
  return `${name} ${version} (${license ?? "lihat di bawah"})\n${"=".repeat(72)}\n${text}\n`;
}

const packages = new Set(["node_modules/govuk-frontend"]);
for (const file of Object.keys(metafile.inputs)) {
  const found = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file);
  if (found && existsSync(join(here, found[0], "package.json"))) packages.add(found[0]);
}
const licences = new Set([...packages].sort().map((each) => licence(join(here, each))));
keep("LICENSES.txt", Buffer.from([...licences].join("\n\n")));
