// Compiles src/*.scss into ../static/build, each with a gzip twin that the server sends as it is.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "static", "build");
mkdirSync(target, { recursive: true });

for (const name of readdirSync(join(here, "src")).filter((file) => /^[^_].*\.scss$/.test(file))) {
  const { css } = compile(join(here, "src", name), {
    style: "compressed",
    charset: false,
    loadPaths: [join(here, "node_modules"), join(here, "src")],
    quietDeps: true,
  });
  const file = join(target, name.replace(/\.scss$/, ".css"));
  const packed = gzipSync(css, { level: 9 });
  writeFileSync(file, css);
  writeFileSync(`${file}.gz`, packed);
  console.log(`${file}: ${css.length} bytes, ${packed.length} gzip`);
}
