"""Every page that a role can reach from its first one: sound for axe, no script, no scrolling sideways on a phone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from complaints.demo.government import demo_governments
from complaints.upkeep.history_log import append_batch
from tests.browser.conftest import LOOSE_LABELS, NewPage
from tests.support.demo import Demo, log_in, track

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

MOST_PAGES = 24
PER_KIND = 2
"""Pages of the same kind that are looked at, e.g. tasks."""
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
PASSKEYS = "/kunci"
"""A device is asked for a passkey by script, and by nothing else."""
TASKS = "/petugas/tugas"
"""The list and the tasks have keys and keep drafts by script; all that they do, forms do without it."""
REPLAY = "/putar/"
"""A replay may be moved by keys and a slider, and is moved by its links without."""
WIDTHS = (320, 1280)
SHOWN: dict[str, bool] = {}
"""Which kinds of addresses are pages."""
LOOKED: Counter[str] = Counter()
"""How often axe looked at each kind of page, whoever was logged in."""


def _links(page: Page) -> Iterator[str]:
    for target in page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))"):
        parts = urlsplit(target)
        if not parts.netloc and parts.path.startswith("/") and not parts.path.startswith(("/aset/", "/petugas/keluar")):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _walk(page: Page) -> Iterator[str]:
    """Addresses reachable from the page it stands on, each visited in turn."""
    seen = {urlsplit(page.url).path}
    kinds: dict[str, int] = {}
    waiting = list(_links(page))
    yield page.url
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        kind = ID.sub("…", address)
        if address in seen or kinds.get(kind, 0) >= PER_KIND:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        if not _opens(page, address):
            continue
        yield address
        waiting += _links(page)


def _opens(page: Page, address: str) -> bool:
    """Whether the address is a page; it stands there now. What is a file is for no browser to show."""
    kind = ID.sub("…", address)
    if kind not in SHOWN:
        SHOWN[kind] = page.request.get(address).headers.get("content-type", "").startswith("text/html")
    if SHOWN[kind]:
        page.goto(address)
    return SHOWN[kind]


def _check(page: Page, address: str) -> list[str]:
    """Faults of the page that it stands on. axe looks at one page of a kind on a desk, at the next on a phone."""
    found = []
    kind = ID.sub("…", address)
    LOOKED[kind] += 1
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if width == WIDTHS[LOOKED[kind] % len(WIDTHS)]:
            found += [
                f"{address} at {width}: {violation['id']} {violation['nodes'][0]['html'][:160]}"
                for violation in Axe().run(page).response["violations"]
            ]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{address} at {width}: scrolls sideways")
    found += [f"{address}: label of no field: {label}" for label in page.evaluate(LOOSE_LABELS)]
    path = urlsplit(page.url).path
    if (
        page.locator('script:not([src$="/build/report.js"])').count()
        and not path.endswith(PASSKEYS)
        and REPLAY not in path
        and TASKS not in path
    ):
        found.append(f"{address}: has a script")
    if page.locator("h1").count() != 1:
        found.append(f"{address}: {page.locator('h1').count()} headings of the first level")
    return found


@pytest.mark.parametrize(
    "username",
    ["nasional", "instansi", "penghubung.pupr", "berwenang.pupr", "apip", "auditor", "operator", "administrator"],
)
def test_every_page_of_an_officer(open_page: NewPage, username: str) -> None:
    page = open_page()
    log_in(page, username)
    assert [fault for address in _walk(page) for fault in _check(page, address)] == []


def test_every_page_of_a_citizen(demo: Demo, open_page: NewPage) -> None:
    page = open_page()
    page.goto("/tanah-laut/")
    assert [fault for address in _walk(page) for fault in _check(page, address)] == []
    for judul in ("Jalan berlubang", "KTP-el belum", "Obat hipertensi", "Sampah menumpuk", "Air leding"):
        track(page, demo.receipt(judul))
        assert _check(page, judul) == []


@pytest.mark.parametrize("home", [home.id for home in demo_governments()])
def test_first_pages_of_each_government(open_page: NewPage, home: str) -> None:
    page = open_page()
    addresses = [f"/{home}/", f"/{home}/kontak"]
    for address in addresses + (["/", "/subulussalam/hasil"] if home == "subulussalam" else []):
        page.goto(address)
        assert _check(page, address) == []


def test_the_page_of_the_seal(demo: Demo, open_page: NewPage) -> None:
    tools = demo.tools
    while append_batch(tools.session_factory, name="contoh.go.id", key=tools.head_key, at=tools.clock.now()):
        pass
    page = open_page()
    for _width in WIDTHS:
        page.goto("/segel")
        assert _check(page, "/segel") == []
    assert page.get_by_text("belum disaksikan").is_visible()
