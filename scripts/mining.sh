#!/usr/bin/env bash
# Plays the scenarios and has pm4py, in an environment of its own, read and replay what they give (make mining).
set -euo pipefail
cd "$(dirname "$0")/.."
FOLDER="${1:-.venv/mining}"
if [ ! -x "$FOLDER/venv/bin/python" ]; then
  .venv/bin/python -m venv "$FOLDER/venv"
  "$FOLDER/venv/bin/python" -m pip install --quiet pm4py
fi
rm -rf "$FOLDER/logs"
.venv/bin/python -m scripts.mining.logs "$FOLDER/logs"
"$FOLDER/venv/bin/python" scripts/mining/check.py "$FOLDER/logs" 2>/dev/null
