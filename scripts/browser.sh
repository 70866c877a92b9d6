#!/usr/bin/env bash
# Browser tests need a Chromium. Where none is found, installs Debian's if it may; otherwise says how to mend it.
# Fails when CI=true and there is none: browser tests are never left out there.
set -euo pipefail
found() {
    [ -x "${ALUR_TEST_CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null
}

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Chromium not found: installing Debian's"
    apt-get update --quiet --quiet
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet --quiet --yes --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi
found && exit 0
echo "Browser tests need Chromium or Chrome: install it, or name it with ALUR_TEST_CHROMIUM=/path/to/chromium." >&2
exit 1
