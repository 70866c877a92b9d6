"""One filled demo per worker, served to a real Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.demo import Demo, filled_demo
from tests.support.live import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

NewPage = Callable[..., "Page"]
LOOSE_LABELS = """() => [...document.querySelectorAll('label[for]')].filter(label => !label.control)
    .map(label => label.textContent.trim())"""
"""Labels on a page that name no field: another element has its id, so who taps them chooses nothing."""


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with filled_demo(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest.fixture(scope="package")
def address(demo: Demo) -> Iterator[str]:
    with serving(demo.app) as address:
        yield address


def is_fault(message: ConsoleMessage) -> bool:
    """Whether the browser complains. That what is refused answers with 422 or 409 is no fault: the page says why."""
    return message.type == "error" and not any(f"status of {code}" in message.text for code in (409, 422))


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[NewPage]:
    """Opens a page of a fresh browser profile: `open_page(width=320)`. Fails if anything broke the content policy."""
    contexts = []
    broken: list[str] = []

    def opened(*, width: int = 1280, height: int = 900, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            locale="id-ID",
            timezone_id="Asia/Makassar",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda message: broken.append(message.text) if is_fault(message) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert broken == []
