// Runs tests/ with Node's own runner. They are bundled first: the editors' libraries are written for a bundler.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, "node_modules", ".tests");
rmSync(outdir, { recursive: true, force: true });
const entryPoints = readdirSync(join(here, "tests")).map((name) => join(here, "tests", name));
await build({
  entryPoints,
  outdir,
  bundle: true,
  platform: "node",
  format: "esm",
  sourcemap: "inline",
  outExtension: { ".js": ".mjs" },
});
const files = entryPoints.map((path) => join(outdir, path.split(/[\\/]/).pop().replace(/\.js$/, ".mjs")));
process.exit(
  spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-reporter=dot", ...files], { stdio: "inherit" })
    .status ?? 1,
);
