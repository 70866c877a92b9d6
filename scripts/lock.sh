#!/usr/bin/env bash
# Renews requirements/*.txt: releases and hashes only, no address, no path.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x build/uv/bin/uv ] || { python3 -m venv build/uv && build/uv/bin/pip --quiet install uv; }

compile() {
    build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@"
}
compile pyproject.toml -o requirements/run.txt
compile pyproject.toml --group dev --constraint requirements/run.txt -o requirements/dev.txt
compile requirements/node.in -o requirements/node.txt
