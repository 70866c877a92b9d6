#!/usr/bin/env bash
# venv.sh LOCKFILE: makes .venv with the first Python >= 3.11 found and installs the locked releases into it.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=$1

new_enough() {
    command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in ${PYTHON:-} python3 python python3.13 python3.12 python3.11 python3.14; do
        if new_enough "$candidate"; then echo "$candidate"; return; fi
    done
    echo "Python 3.11 or newer is needed and was not found. Name it: make setup PYTHON=/path/to/python3.12" >&2
    exit 1
}

if ! [ -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
    python=$(find_python)
    "$python" -m venv --clear .venv || {
        echo "This Python cannot make virtual environments (Debian: apt install python3-venv)." >&2
        exit 1
    }
fi
echo "Installing $lock"
.venv/bin/python -m pip -qq --disable-pip-version-check install --only-binary :all: --require-hashes -r "$lock"
