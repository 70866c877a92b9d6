"""Every wait for the complainant says what silence does, recalls it twice, and loses nothing that it closes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from complaints.law.bundles import ROOT, read_folders
from complaints.properties import CONSEQUENCE, CONTINUATION
from complaints.tracking.waits import WAIT, wait_at
from engine.definition.bundle import Bundle, read_bundle
from engine.definition.diagram import Element

OPEN_ENDED = {"Task_tunggu_kesediaan", "Task_tunggu_laporan"}
"""The offer of the Ombudsman: nothing ends it but the end of the handling (SB-L.II.D.6)."""
TOLD_ON_THE_PAGE = {"Task_tunggu_laporan"}
"""Its criteria are sent to those as well who have nothing to complete."""


EXAMPLE = "_ct"
"""Of the invented regulation, whose text sets a reminder of its own."""
BUNDLE: Bundle = read_bundle(read_folders([ROOT / "processes"]))


def waits() -> Iterator[Element]:
    for diagram in BUNDLE.diagrams.values():
        steps = (each for each in diagram.elements.values() if each.kind == "receiveTask" and each.form)
        yield from (each for each in steps if not each.id.endswith(EXAMPLE))


ASKING = [each for each in waits() if CONTINUATION not in each.properties]
CLOSED = [each for each in waits() if CONTINUATION in each.properties]
named = pytest.mark.parametrize("element", ASKING, ids=lambda each: each.id)


def attached(element: Element) -> list[Element]:
    diagram = BUNDLE.diagrams[element.process_id]
    return [each for each in diagram.elements.values() if each.attached_to == element.id and each.event == "timer"]


def messages(element: Element) -> set[str]:
    """The sends that announce or recall a wait."""
    found = (each for diagram in BUNDLE.diagrams.values() for each in diagram.elements.values())
    return {each.id for each in found if each.parameters.get(WAIT) == element.id}


@named
def test_it_says_what_silence_does_on_the_page_and_in_the_message(element: Element) -> None:
    assert element.properties[CONSEQUENCE]
    sent = {name for name in messages(element) if not name.startswith("Task_ingat_")}
    assert sent or element.id in TOLD_ON_THE_PAGE


@named
def test_it_is_recalled_half_way_and_two_working_days_before(element: Element) -> None:
    if element.id in OPEN_ENDED:
        assert attached(element) == []
        return
    limit = wait_at(BUNDLE, element.id)
    assert limit is not None
    assert limit.timer is not None
    match = re.search(r"jangka\((\w+), (\w+), (\w+)\)", limit.timer.timer)
    assert match is not None
    days, unit, since = match.groups()
    quiet = {each.timer.strip("${}") for each in attached(element) if not each.interrupting}
    assert quiet == {f"jangka(floor({days} / 2), {unit}, {since})", f"sebelum(2, jangka({days}, {unit}, {since}))"}
    assert any(name.startswith("Task_ingat_") for name in messages(element))


@pytest.mark.parametrize("element", CLOSED, ids=lambda each: each.id)
def test_what_is_closed_can_be_gone_on_with_for_a_stated_time(element: Element) -> None:
    assert element.properties[CONSEQUENCE]
    (limit,) = attached(element)
    assert limit.interrupting
    assert "tenggat_lanjut_hari" in limit.timer


def test_every_wait_is_looked_at() -> None:
    assert (len(ASKING), len(CLOSED)) == (12, 8)
