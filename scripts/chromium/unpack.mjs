// Unpacks Chromium, the libraries and the font that it needs into build/chromium, with a `chromium` that starts it there.
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import { extract } from "tar-fs";

const here = dirname(fileURLToPath(import.meta.url));
const packed = join(here, "node_modules", "@sparticuz", "chromium", "bin");
const target = resolve(here, "../../build/chromium");

const unpack = (name, into) =>
  pipeline(createReadStream(join(packed, name)), createBrotliDecompress(), into);

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await unpack("al2023.tar.br", extract(target, { chown: false }));
await unpack("swiftshader.tar.br", extract(target, { chown: false }));
await unpack("fonts.tar.br", extract(target, { chown: false }));
await unpack("chromium.br", createWriteStream(join(target, "headless_shell"), { mode: 0o755 }));
await writeFile(
  join(target, "fonts.conf"),
  `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${target}/fonts</dir><cachedir>${target}/cache</cachedir></fontconfig>
`,
);
await writeFile(
  join(target, "chromium"),
  `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" FONTCONFIG_PATH="$here" exec "$here/headless_shell" "$@"
`,
);
await chmod(join(target, "chromium"), 0o755);
