"""How often an element ran and where the case stands, told from the rows of the history alone."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from complaints.audit.path import anchor, diagrams, steps, with_callers
from engine.definition.bundle import Bundle, read_bundle
from engine.definition.drawing import Words
from engine.record.events import TaskCompleted
from engine.record.path import Passed, PathCount
from engine.running.queries import EventView
from tests.support import diagrams as d

MOMENT = datetime(2026, 3, 9, tzinfo=UTC)


def event(*path: list[str], number: int = 1, **values: Any) -> EventView:
    """A row of the history that ran these elements."""
    row = {
        "number": number, "at": MOMENT, "kind": "task_completed", "actor": "1", "actor_name": "Ani",
        "on_behalf_of": "", "role": "admin", "unit": "", "process_id": "utama", "element": path[0][1] if path else "",
        "element_name": "", "what": TaskCompleted(task="t", process="utama"), "path": tuple(Passed(process, element, tuple(flows)) for process, element, *flows in path), "answers": {}, "personal_keys": frozenset(),
        "erased": False, "hash": "", "previous_hash": "",
    }  # fmt: skip
    return EventView(**(row | values))


def bundle() -> Bundle:
    """Two calls of one process, a task for several at once, and a task that a timer may take away."""
    several = d.user("Task_banyak", body=d.instances("banyak", "satuan"))
    taken_away = d.boundary("Timer_batas", "Task_kerja", d.timer("timeDate", "hari_kerja(3)"), interrupting=True)
    main = d.process(
        "utama",
        [d.start(), d.call("Call_satu", "dalam"), d.call("Call_dua", "dalam"), several, d.end()],
        d.chain("Start_mulai", "Call_satu", "Call_dua", "Task_banyak", "End_selesai"),
    )
    inner = d.process(
        "dalam",
        [d.start("Start_dalam"), d.user("Task_kerja"), taken_away, d.end("End_dalam"), d.end("End_lewat")],
        [*d.chain("Start_dalam", "Task_kerja", "End_dalam"), *d.chain("Timer_batas", "End_lewat")],
    )
    return read_bundle({"utama.bpmn": main, "dalam.bpmn": inner})


def drawn(events: list[EventView], current: set[tuple[str, str]]) -> dict[str, str]:
    """Process id -> drawing."""
    words = Words(ran="{name}={count}", not_run="{name}=0")
    found = diagrams(events, bundle(), process_id="utama", current=current, linked=(), words=words, title="{name}")
    return {one.process_id: one.markup or "" for one in found}


def test_instances_are_counted_and_their_common_end_is_not() -> None:
    end = ["utama", "Task_banyak", "Flow_task_banyak_end_selesai"]
    events = [event(["utama", "Task_banyak"]), event(["utama", "Task_banyak"], end, number=2)]
    assert "<title>Banyak=2</title>" in drawn(events, set())["utama"]


def test_work_that_was_taken_away_counts_as_begun() -> None:
    start = ["dalam", "Start_dalam", "Flow_start_dalam_task_kerja"]
    events = [
        event(start),
        event(["dalam", "Timer_batas", "Flow_timer_batas_end_lewat"], ["dalam", "End_lewat"], number=2),
    ]
    assert "<title>Kerja=1</title>" in drawn(events, set())["dalam"]


def test_only_the_call_that_is_still_open_is_marked() -> None:
    events = [
        event(["utama", "Start_mulai", "Flow_start_mulai_call_satu"]),
        event(["utama", "Call_satu", "Flow_call_satu_call_dua"], number=2),
    ]
    markup = drawn(events, {("dalam", "Task_kerja")})["utama"]
    assert "<title>Dua=1. Sekarang di sini</title>" in markup
    assert "<title>Satu=1</title>" in markup


def test_a_place_deep_inside_marks_every_process_on_the_way() -> None:
    count = PathCount(flows=Counter({("utama", "Flow_start_mulai_call_satu"): 1}))
    here = with_callers({("dalam", "Task_kerja")}, count, bundle())
    assert here == {("dalam", "Task_kerja"), ("utama", "Call_satu")}


def test_what_never_ran_is_not_drawn_but_the_process_itself_is() -> None:
    assert list(drawn([], set())) == ["utama"]


def test_only_the_first_step_of_an_element_is_a_target_and_only_its_own_step_names_the_actor() -> None:
    listed = steps(
        [event(["utama", "Call_satu"], ["utama", "Call_dua"]), event(["utama", "Call_satu"], number=2)],
        lambda _: bundle(),
    )
    assert [step.anchor for step in listed] == [anchor("utama", "Call_satu"), anchor("utama", "Call_dua"), ""]
    assert [step.actor_name for step in listed] == ["Ani", "", "Ani"]


def test_an_element_or_flow_that_the_diagram_no_longer_has_is_shown_by_its_id() -> None:
    (step,) = steps([event(["utama", "Task_hilang", "Flow_hilang"])], lambda _: bundle())
    assert (step.name, step.kind, step.flows[0].name) == ("Task_hilang", "", "Flow_hilang")
