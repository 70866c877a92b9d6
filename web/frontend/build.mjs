// Compiles src/*.scss and bundles the editors of workshop/ into ../static/build, each with a gzip twin that is sent as it is.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
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

const EDITORS = ["modeler", "tables", "forms"];
await build({
  entryPoints: ["progress.js", ...EDITORS.flatMap((name) => [`${name}.js`, `${name}.css`])].map((file) => join(here, "workshop", file)),
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
keep("progress.js", readFileSync(join(target, "progress.js")));
for (const name of EDITORS) for (const kind of ["js", "css"]) keep(`${name}.${kind}`, readFileSync(join(target, `${name}.${kind}`)));
