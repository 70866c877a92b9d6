"""The Chromium found on this machine, driven by Playwright."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def executable() -> str:
    """Path of Chromium or Chrome. Raises LookupError with the way to mend it: browser tests are never left out."""
    named = os.environ.get("ALUR_TEST_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    raise LookupError(
        "no Chromium found: run the tests by `make test`, install chromium, or name one with ALUR_TEST_CHROMIUM=/path"
    )


def arguments() -> list[str]:
    """Chromium refuses its sandbox to root; nothing else here needs the flag."""
    return [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else list(ARGUMENTS)
