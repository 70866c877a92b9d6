#!/usr/bin/env bash
# build.sh [NAME] [-- ARGUMENT…]: builds the image from what is committed, with podman (rootless), buildah or docker. Needs
# `make setup` before. What stands after -- goes to the builder.
#   BUILDER=buildah      the one to use
#   BASE=IMAGE           what it is built on, instead of Debian 13 of Docker Hub
#   BASE=made            where no registry is reached: made on the spot from Debian's packages, with mmdebstrap
set -euo pipefail
cd "$(dirname "$0")/../.."
name=alur:latest
if [ $# -gt 0 ] && [ "$1" != -- ]; then name=$1; shift; fi
if [ "${1:-}" = -- ]; then shift; fi
[ -f web/static/build/alur.css ] || { echo "The style sheet was not built: make setup" >&2; exit 1; }
for tool in "${BUILDER:-}" podman buildah docker; do
    if [ -n "$tool" ] && command -v "$tool" >/dev/null; then builder=$tool; break; fi
done
[ -n "${builder:-}" ] || { echo "Neither podman, buildah nor docker was found." >&2; exit 1; }
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
if [ "${BASE:-}" = made ]; then
    mmdebstrap --quiet --variant=minbase --include=ca-certificates trixie "$context/base.tar" "deb http://deb.debian.org/debian trixie main" \
        "deb http://deb.debian.org/debian trixie-updates main" "deb http://deb.debian.org/debian-security trixie-security main"
    printf 'FROM scratch\nADD base.tar /\n' >"$context/Containerfile"
    "$builder" build --file "$context/Containerfile" --tag localhost/alur-base "$@" "$context"
    rm "$context/base.tar" "$context/Containerfile"
    BASE=localhost/alur-base
fi
git archive HEAD -- app.py pyproject.toml requirements console complaints engine web processes forms docs LICENSE | tar -x -C "$context"
rm -rf "$context/web/frontend"
cp -r web/static/build "$context/web/static/"
"$builder" build --file deploy/container/Containerfile --tag "$name" ${BASE:+--build-arg BASE="$BASE"} "$@" "$context"
