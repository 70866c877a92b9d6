"""Work never sticks to a person: who may take a task out of whose hands, in whose place, and what goes along."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.actors import SISTEM, Actor, Headship, StandIn
from engine.db import reading, unit_of_work
from engine.errors import EngineError, NotAllowedError, TaskClaimedError, TaskGoneError
from engine.running import commands, queries
from tests.support import diagrams as d
from tests.support.lab import INSTANSI, Lab

LIAISON = Actor("orang-4", "Dedi", frozenset({("penghubung", "dinas-a")}))
COLLEAGUE = Actor("orang-5", "Euis", frozenset({("penghubung", "dinas-a")}))
ELSEWHERE = Actor("orang-6", "Fitri", frozenset({("penghubung", "dinas-b")}))
SATU = frozenset({"satu"})
DEPUTY = replace(ELSEWHERE, stands_in=(StandIn("penghubung", "dinas-a", SATU, LIAISON.id),))
HEAD = Actor("kepala-1", "Gusti", frozenset({("kepala", "dinas-a")}), heads=(Headship("kepala", "dinas-a", SATU),))


def one_step(name: str) -> str:
    return d.process(
        name,
        [d.start(), d.user("Task_satu", role="penghubung", unit="'dinas-a'"), d.end()],
        d.chain("Start_mulai", "Task_satu", "End_selesai"),
    )


@pytest.fixture
def case_id(lab: Lab) -> uuid.UUID:
    lab.deploy("satu", satu=one_step("satu"))
    return lab.start("satu")


@pytest.fixture
def task_id(lab: Lab, case_id: uuid.UUID) -> uuid.UUID:
    """A task of the liaison of dinas-a."""
    return lab.task(case_id, "Task_satu").id


def do(lab: Lab, command: Callable[..., Any], task_id: uuid.UUID, by: Actor = LIAISON, **arguments: Any) -> Any:
    with unit_of_work(lab.factory, INSTANSI) as session:
        return command(session, lab.runtime, instansi_id=INSTANSI, task_id=task_id, by=by, **arguments)


def finish(lab: Lab, task_id: uuid.UUID, by: Actor) -> None:
    do(lab, commands.complete, task_id, by, answers={}, token="t")


def draft(lab: Lab, task_id: uuid.UUID, person: Actor) -> dict[str, Any]:
    with reading(lab.factory, INSTANSI) as session:
        return queries.draft(session, instansi_id=INSTANSI, task_id=task_id, user_id=person.id)


def last(lab: Lab, case_id: uuid.UUID) -> tuple[str, str, str, str]:
    event = lab.timeline(case_id)[-1]
    return (event.kind, event.actor, event.on_behalf_of, event.role)


# In the place of an absent person


def test_a_stand_in_works_in_the_place_of_the_absent_and_both_are_named(
    lab: Lab, case_id: uuid.UUID, task_id: uuid.UUID
) -> None:
    do(lab, commands.claim, task_id, DEPUTY)
    assert last(lab, case_id) == ("task_claimed", DEPUTY.id, LIAISON.id, "penghubung")
    task = lab.task(case_id, "Task_satu")
    assert (task.claimed_by, task.on_behalf_of) == (DEPUTY.id, LIAISON.id)
    finish(lab, task_id, DEPUTY)
    assert last(lab, case_id) == ("task_completed", DEPUTY.id, LIAISON.id, "penghubung")


def test_who_completes_without_claiming_is_named_with_both_too(
    lab: Lab, case_id: uuid.UUID, task_id: uuid.UUID
) -> None:
    finish(lab, task_id, DEPUTY)
    assert last(lab, case_id) == ("task_completed", DEPUTY.id, LIAISON.id, "penghubung")
    with reading(lab.factory, INSTANSI) as session:
        assert queries.task(session, instansi_id=INSTANSI, task_id=task_id).on_behalf_of == LIAISON.id


COMMANDS = (
    (commands.claim, {}), (commands.release, {}), (commands.assign, {"to": LIAISON}), (commands.take_over, {"note": "x"}),
    (commands.save_draft, {"answers": {}}), (commands.complete, {"answers": {}, "token": "t"}),
)  # fmt: skip


@pytest.mark.parametrize(
    "by",
    [
        replace(DEPUTY, stands_in=(StandIn("penghubung", "dinas-a", frozenset({"lain"}), LIAISON.id),)),
        replace(DEPUTY, stands_in=(StandIn("penghubung", "dinas-a", frozenset(), LIAISON.id),)),
        replace(DEPUTY, stands_in=(StandIn("penghubung", "dinas-b", SATU, LIAISON.id),)),
        replace(DEPUTY, stands_in=(StandIn("admin", "dinas-a", SATU, LIAISON.id),)),
        replace(HEAD, heads=(Headship("kepala", "dinas-b", SATU),)),
        replace(HEAD, heads=(Headship("kepala", "", frozenset({"lain"})),)),
        replace(HEAD, heads=()),
    ],
    ids=["another process", "no process", "another unit", "another role", "head elsewhere", "head of another process", "no head"],
)  # fmt: skip
def test_a_right_reaches_as_far_as_it_was_named_and_no_further(
    lab: Lab, case_id: uuid.UUID, task_id: uuid.UUID, by: Actor
) -> None:
    for command, extra in COMMANDS:
        with pytest.raises(NotAllowedError):
            do(lab, command, task_id, by, **extra)
    do(lab, commands.claim, task_id)
    for command, extra in COMMANDS:
        with pytest.raises(NotAllowedError):
            do(lab, command, task_id, by, **extra)
    assert [event.kind for event in lab.timeline(case_id)] == ["case_started", "task_claimed"]


def test_when_the_time_is_over_a_task_in_hand_is_nothing_to_them(
    lab: Lab, case_id: uuid.UUID, task_id: uuid.UUID
) -> None:
    do(lab, commands.claim, task_id, DEPUTY)
    with pytest.raises(NotAllowedError):
        finish(lab, task_id, ELSEWHERE)


# The head of the unit


def test_a_head_takes_over_at_any_time_and_works_in_the_place_of_the_holder(
    lab: Lab, case_id: uuid.UUID, task_id: uuid.UUID
) -> None:
    do(lab, commands.claim, task_id)
    do(lab, commands.take_over, task_id, HEAD, note="")
    assert last(lab, case_id) == ("task_taken_over", HEAD.id, "", "kepala")
    with pytest.raises(TaskClaimedError):
        finish(lab, task_id, LIAISON)
    finish(lab, task_id, HEAD)
    assert last(lab, case_id) == ("task_completed", HEAD.id, LIAISON.id, "penghubung")


def test_a_head_does_not_work_before_taking_over(lab: Lab, case_id: uuid.UUID, task_id: uuid.UUID) -> None:
    for held in (False, True):
        if held:
            do(lab, commands.claim, task_id)
        for command, extra in ((commands.claim, {}), (commands.complete, {"answers": {}, "token": "t"})):
            with pytest.raises((NotAllowedError, TaskClaimedError)):
                do(lab, command, task_id, HEAD, **extra)
    do(lab, commands.release, task_id)
    with pytest.raises(TaskClaimedError):
        do(lab, commands.take_over, task_id, HEAD, note="")


def test_a_head_gives_a_task_to_another_or_back_to_the_list(lab: Lab, case_id: uuid.UUID, task_id: uuid.UUID) -> None:
    do(lab, commands.claim, task_id)
    do(lab, commands.assign, task_id, HEAD, to=COLLEAGUE, note="Dedi dinas luar.")
    assert last(lab, case_id) == ("task_assigned", HEAD.id, "", "kepala")
    assert lab.timeline(case_id)[-1].answers == {"catatan_pengalihan": (None, "Dedi dinas luar.")}
    with pytest.raises(NotAllowedError):
        do(lab, commands.assign, task_id, HEAD, to=ELSEWHERE)
    do(lab, commands.release, task_id, HEAD, note="")
    assert lab.task(case_id, "Task_satu").claimed_by is None
    do(lab, commands.assign, task_id, HEAD, to=LIAISON)
    assert lab.task(case_id, "Task_satu").claimed_by == LIAISON.id


# A colleague


def test_a_task_that_rests_is_taken_over_without_a_reason(lab: Lab, case_id: uuid.UUID, task_id: uuid.UUID) -> None:
    do(lab, commands.claim, task_id)
    claimed = lab.clock.now()
    for since in (None, claimed - timedelta(seconds=1)):
        with pytest.raises(EngineError, match="alasan"):
            do(lab, commands.take_over, task_id, COLLEAGUE, note=" ", resting_since=since)
    do(lab, commands.take_over, task_id, COLLEAGUE, note=" ", resting_since=claimed)
    assert lab.task(case_id, "Task_satu").claimed_by == COLLEAGUE.id
    assert lab.timeline(case_id)[-1].answers == {}


def test_what_was_typed_goes_along_and_stays_its_authors(lab: Lab, case_id: uuid.UUID, task_id: uuid.UUID) -> None:
    do(lab, commands.claim, task_id)
    do(lab, commands.save_draft, task_id, answers={"isi": "dari Dedi"})
    do(lab, commands.assign, task_id, to=COLLEAGUE, note=" Tinggal foto. ")
    assert lab.timeline(case_id)[-1].answers == {"catatan_pengalihan": (None, "Tinggal foto.")}
    assert draft(lab, task_id, COLLEAGUE) == draft(lab, task_id, LIAISON) == {"isi": "dari Dedi"}
    do(lab, commands.save_draft, task_id, COLLEAGUE, answers={"isi": "dari Euis"})
    do(lab, commands.take_over, task_id, note="Sudah kembali")
    assert draft(lab, task_id, LIAISON) == {"isi": "dari Dedi"}
    assert draft(lab, task_id, COLLEAGUE) == {"isi": "dari Euis"}


# Passing on


def test_what_a_departed_person_typed_waits_for_the_next(lab: Lab, case_id: uuid.UUID, task_id: uuid.UUID) -> None:
    do(lab, commands.claim, task_id)
    do(lab, commands.save_draft, task_id, answers={"isi": "setengah"})
    assert do(lab, commands.pass_on, task_id, SISTEM, holder=LIAISON.id, to=None)
    assert last(lab, case_id) == ("task_released", "sistem", "", "")
    assert draft(lab, task_id, COLLEAGUE) == {}
    do(lab, commands.claim, task_id, COLLEAGUE)
    assert draft(lab, task_id, COLLEAGUE) == {"isi": "setengah"}


def test_passing_on_leaves_alone_what_the_holder_has_no_more(lab: Lab, case_id: uuid.UUID, task_id: uuid.UUID) -> None:
    passing = {"holder": LIAISON.id, "to": COLLEAGUE, "on_behalf_of": LIAISON.id}
    assert not do(lab, commands.pass_on, task_id, SISTEM, **passing)
    do(lab, commands.claim, task_id)
    assert do(lab, commands.pass_on, task_id, SISTEM, **passing)
    assert lab.task(case_id, "Task_satu").on_behalf_of == LIAISON.id
    assert not do(lab, commands.pass_on, task_id, SISTEM, **passing)
    finish(lab, task_id, COLLEAGUE)
    assert last(lab, case_id)[:3] == ("task_completed", COLLEAGUE.id, LIAISON.id)
    assert not do(lab, commands.pass_on, task_id, SISTEM, holder=COLLEAGUE.id, to=None)
    with pytest.raises(TaskGoneError):
        do(lab, commands.claim, task_id)
