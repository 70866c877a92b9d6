"""The Chromium found on this machine, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from typing import Any

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


def settle_after_clicks() -> None:
    """A click that leads to another page is over when that page is there: what is read next is read from it."""
    from playwright.sync_api import Locator, Page

    for kind in (Page, Locator):
        if not hasattr(kind.click, "settles"):
            kind.click = _settling(kind.click, of_page=kind is Page)


def _settling(plain: Any, *, of_page: bool) -> Any:
    def click(self: Any, *arguments: Any, **options: Any) -> None:
        plain(self, *arguments, **options)
        page = self if of_page else self.page
        if not page.is_closed():
            page.wait_for_load_state("domcontentloaded")

    click.settles = True
    return click
