"""A message from outside starts a case: by its name, and nothing else does so there."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from engine.definition.bundle import read_bundle
from engine.errors import NotWaitingError
from engine.models import Event
from engine.running import commands
from engine.running.move_plan import MoveVerdict
from engine.workshop.replay import record, replay
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import OUTSIDER, Lab


def drawn(*more: str) -> str:
    """Two ways in, one by a message, and one step behind each of them."""
    nodes = [
        d.start(), d.start("Start_lapor", d.message("Pesan_lapor")), d.xor("Gateway_masuk"),
        d.boundary("Timer_ingat", "Task_baca", d.timer("timeDuration", "P1D")), d.operation("Task_catat"), d.end("End_ingat"),
        d.user("Task_baca"), *map(d.user, more), d.end(),
    ]  # fmt: skip
    flows = [
        *d.chain("Start_mulai", "Gateway_masuk"), *d.chain("Start_lapor", "Gateway_masuk"),
        *d.chain("Gateway_masuk", "Task_baca", *more, "End_selesai"), *d.chain("Timer_ingat", "Task_catat", "End_ingat"),
    ]  # fmt: skip
    return d.process("induk", nodes, flows, messages=("Pesan_lapor",))


def told(lab: Lab, message: str = "Pesan_lapor") -> uuid.UUID:
    case_id = uuid.uuid4()
    lab._do(
        commands.start_by_message, process_id="induk", message=message, case_id=case_id, variables={}, by=OUTSIDER
    )  # fmt: skip
    return case_id


def test_a_message_starts_a_case_that_goes_on_like_any_other(lab: Lab) -> None:
    lab.deploy("induk", induk=drawn())
    case_id = told(lab)
    assert lab.open_tasks(case_id) == ["Task_baca"]
    assert lab.visits(case_id) == {"Start_lapor": 1, "Gateway_masuk": 1}
    assert lab.at("2026-03-31T09:00+08:00") == 1
    assert lab.called == ["Task_catat"]
    lab.complete(case_id, "Task_baca")
    assert lab.case(case_id).status == "completed"
    other = lab.start("induk")
    assert lab.visits(other) == {"Start_mulai": 1, "Gateway_masuk": 1}


@pytest.mark.parametrize("message", ["Pesan_lain", "", "Start_mulai"])
def test_no_other_word_starts_it(sqlite_lab: Lab, message: str) -> None:
    sqlite_lab.deploy("induk", induk=drawn())
    with pytest.raises(NotWaitingError, match="tidak dimulai oleh pesan"):
        told(sqlite_lab, message)


def test_what_started_a_case_does_not_reach_it_again(sqlite_lab: Lab) -> None:
    sqlite_lab.deploy("induk", induk=drawn())
    case_id = told(sqlite_lab)
    with pytest.raises(NotWaitingError, match="tidak sedang menunggu"):
        sqlite_lab.send(case_id, "Pesan_lapor")
    assert sqlite_lab.case(case_id).waiting_messages == ()


def test_such_a_case_is_moved_and_played_again(lab: Lab) -> None:
    lab.deploy("induk", induk=drawn())
    case_id = told(lab)
    lab.deploy("induk", induk=drawn("Task_lagi"))
    assert lab.migrate(case_id, "induk").plan.outcome == MoveVerdict.SAFE
    for task in ("Task_baca", "Task_lagi"):
        lab.complete(case_id, task)
    with everywhere(lab.factory) as session:
        rows = list(session.scalars(select(Event).where(Event.case_id == case_id).order_by(Event.number)))
    played = replay(
        read_bundle({"induk.bpmn": drawn("Task_lagi")}), "induk", record(rows),
        calendar=lab.calendar, given={}, until=lab.clock.now(),
    )  # fmt: skip
    assert (played.error, played.unused, played.end_element) == ("", [], "End_selesai")
