#!/usr/bin/env bash
# build.sh [NAME]: builds the image from what is committed, with podman (rootless) or docker. Needs `make setup` before.
set -euo pipefail
cd "$(dirname "$0")/../.."
name=${1:-alur:latest}
[ -f web/static/build/alur.css ] || { echo "The style sheet was not built: make setup" >&2; exit 1; }
for tool in "${BUILDER:-}" podman docker; do
    if [ -n "$tool" ] && command -v "$tool" >/dev/null; then builder=$tool; break; fi
done
[ -n "${builder:-}" ] || { echo "Neither podman nor docker was found." >&2; exit 1; }
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
git archive HEAD -- app.py pyproject.toml requirements console complaints engine web processes forms docs LICENSE | tar -x -C "$context"
rm -rf "$context/web/frontend"
cp -r web/static/build "$context/web/static/"
"$builder" build --file deploy/container/Containerfile --tag "$name" "$context"
