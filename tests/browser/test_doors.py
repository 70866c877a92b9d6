"""The doors of the diagrams open in a browser: the citizen's page, and what an officer enters by each channel.

Two governments with doors of every kind; that each start event of all five has one: tests/processes/test_doors.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from complaints.intake.starts import ROLE_OF_TIER, UNATTENDED, WEBSITE, entrances_of
from tests.processes.test_doors import bundle_of, government
from tests.support.demo import log_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def doors(name: str) -> Iterator[tuple[str, str, str]]:
    """(role, channel, what opens it) of every start event of a government; a citizen has no role."""
    values = government(name).values
    for process_id, path in ((values["process"], "pengaduan"), (values["restricted_process"], "wbs")):
        for way in entrances_of(bundle_of(process_id), process_id=process_id) if process_id else ():
            for kanal in way.kanal:
                if kanal == WEBSITE:
                    yield "", kanal, "/wbs/lapor" if path == "wbs" else "/lapor"
                elif kanal not in UNATTENDED:
                    role = "petugas_wbs" if path == "wbs" else ROLE_OF_TIER[way.tingkat]
                    yield role, kanal, f"/petugas/{path}/baru"


@pytest.mark.parametrize("name", ["belitung_timur", "ngawi"])
def test_every_door_opens(open_page: Callable[..., Page], name: str) -> None:
    home = name.replace("_", "-")
    people = government(name).values["people"]
    found = list(dict.fromkeys(doors(name)))
    assert len(found) > 3
    page = open_page(javascript=False)
    for role in sorted({each[0] for each in found}):
        who, unit = holder(people, role)
        if who:
            page.context.clear_cookies()
            log_in(page, who)
        first, *rest = [
            f"{path}?kanal={kanal}&tingkat={role}:{unit}" if role else f"/{home}{path}"
            for other, kanal, path in found
            if other == role
        ]
        page.goto(first)
        assert page.locator("main form").is_visible(), first
        for path in rest:
            answer = page.request.get(path)
            assert (answer.status, "<form" in answer.text().partition("<main")[2]) == (200, True), path


def holder(people: Mapping[str, Mapping[str, Any]], role: str) -> tuple[str, str]:
    """Who holds a role, and in which unit; nobody for the citizen's."""
    held = ((name, each.partition(":")) for name, person in people.items() for each in person["roles"])
    return next(((name, unit) for name, (own, _colon, unit) in held if own == role), ("", ""))
