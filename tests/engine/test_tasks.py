"""Claim, release, hand over, complete: who may, what a refusal leaves behind, and what never leaves the history."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text

from engine.actors import Actor
from engine.db import reading, unit_of_work
from engine.errors import (
    AnswersRefusedError,
    CaseBrokenError,
    EngineError,
    NotAllowedError,
    NotFoundError,
    NotWaitingError,
    TaskClaimedError,
    TaskGoneError,
)
from engine.models import Case, Event
from engine.record.events import TaskTakenOver
from engine.running import commands, queries
from tests.support import diagrams as d
from tests.support.deploying import deploy
from tests.support.everywhere import everywhere
from tests.support.lab import ADMIN, INSTANSI, OUTSIDER, RIVAL, ROLES, Lab

STRANGER = Actor("orang-3", "Cici", frozenset({("penghubung", "dinas-b")}))
LIAISON = Actor("orang-4", "Dedi", frozenset({("penghubung", "dinas-a")}))
FORM = json.dumps(
    {
        "type": "default",
        "schemaVersion": 19,
        "components": [
            {"type": "checkbox", "key": "lagi", "label": "Lagi", "id": "F_lagi"},
            {"type": "number", "key": "angka", "label": "Angka", "id": "F_angka", "validate": {"required": True, "max": 9}},
            {"type": "textarea", "key": "catatan", "label": "Catatan", "id": "F_catatan"},
            {"type": "expression", "key": "salinan", "id": "F_salinan", "expression": "=catatan", "computeOn": "change"},
        ],
    }
)  # fmt: skip


def two_steps() -> str:
    return d.process(
        "dua",
        [d.start(), d.user("Task_satu", role="penghubung", form="isi", unit="'dinas-a'"), d.operation("Task_catat"),
         d.receive("Task_tunggu"), d.user("Task_dua"), d.end()],
        d.chain("Start_mulai", "Task_satu", "Task_catat", "Task_tunggu", "Task_dua", "End_selesai"),
    )  # fmt: skip


@pytest.fixture
def case_id(lab: Lab) -> uuid.UUID:
    lab.deploy("dua", dua=two_steps(), isi=FORM)
    return lab.start("dua")


def do(lab: Lab, command: Callable[..., Any], task_id: uuid.UUID, by: Actor = LIAISON, **arguments: Any) -> Any:
    with unit_of_work(lab.factory, INSTANSI) as session:
        return command(session, lab.runtime, instansi_id=INSTANSI, task_id=task_id, by=by, **arguments)


def finish(lab: Lab, task_id: uuid.UUID, by: Actor = LIAISON, token: str = "t", **answers: Any) -> Any:
    return do(lab, commands.complete, task_id, by, answers={"angka": 1, **answers}, token=token)


def everything(lab: Lab) -> dict[str, list[Any]]:
    """All rows of all tables of the engine, to prove that nothing changed."""
    tables = ("case", "task", "task_draft", "timer", "event", "outbox_message", "incident")
    with everywhere(lab.factory) as session:
        return {name: sorted(map(repr, session.execute(text(f'SELECT * FROM "{name}"')).all())) for name in tables}


def test_claim_release_and_hand_over(lab: Lab, case_id: uuid.UUID) -> None:
    task_id = lab.task(case_id, "Task_satu").id
    do(lab, commands.claim, task_id)
    do(lab, commands.claim, task_id)
    assert lab.task(case_id, "Task_satu").claimed_by == LIAISON.id
    for command, extra in ((commands.claim, {}), (commands.release, {}), (commands.assign, {"to": ADMIN})):
        with pytest.raises(TaskClaimedError):
            do(lab, command, task_id, ADMIN, **extra)
    with pytest.raises(TaskClaimedError):
        finish(lab, task_id, ADMIN)
    do(lab, commands.assign, task_id, to=ADMIN)
    do(lab, commands.release, task_id, ADMIN)
    do(lab, commands.release, task_id, ADMIN)
    assert lab.task(case_id, "Task_satu").claimed_by is None
    kinds = [(event.kind, event.actor, event.unit) for event in lab.timeline(case_id)]
    assert kinds[1:] == [
        ("task_claimed", LIAISON.id, "dinas-a"),
        ("task_assigned", LIAISON.id, "dinas-a"),
        ("task_released", ADMIN.id, "dinas-a"),
    ]


def test_a_colleague_takes_a_task_over_with_a_reason(lab: Lab, case_id: uuid.UUID) -> None:
    task_id = lab.task(case_id, "Task_satu").id
    with pytest.raises(TaskClaimedError):
        do(lab, commands.take_over, task_id, ADMIN, note="Belum diambil siapa pun")
    do(lab, commands.claim, task_id)
    do(lab, commands.save_draft, task_id, answers={"angka": 7})
    with pytest.raises(EngineError, match="alasan"):
        do(lab, commands.take_over, task_id, ADMIN, note="  ")
    do(lab, commands.take_over, task_id, ADMIN, note=" Cuti sampai Senin. ")
    do(lab, commands.take_over, task_id, ADMIN, note="Dua kali klik")
    assert lab.task(case_id, "Task_satu").claimed_by == ADMIN.id
    taken = lab.timeline(case_id)[-1]
    assert (taken.kind, taken.actor, taken.element) == ("task_taken_over", ADMIN.id, "Task_satu")
    expected = TaskTakenOver(task=str(task_id), process=taken.process_id, from_=LIAISON.id, to=ADMIN.id, place="")
    assert taken.what == expected
    assert taken.answers == {"alasan_ambil_alih": (None, "Cuti sampai Senin.")}
    with pytest.raises(TaskClaimedError):
        finish(lab, task_id, LIAISON)
    with reading(lab.factory, INSTANSI) as session:
        mine = {"instansi_id": INSTANSI, "task_id": task_id}
        assert queries.draft(session, **mine, user_id=LIAISON.id) == {"angka": 7}
        assert queries.draft(session, **mine, user_id=ADMIN.id) == {"angka": 7}
    finish(lab, task_id, ADMIN)
    with pytest.raises(TaskGoneError):
        do(lab, commands.take_over, task_id, LIAISON, note="Sudah kembali")


@pytest.mark.parametrize(
    "by", [STRANGER, OUTSIDER, Actor("x", "Tanpa peran")], ids=["another unit", "somebody outside", "nobody"]
)
def test_whoever_lacks_the_role_or_the_unit_can_do_nothing(lab: Lab, case_id: uuid.UUID, by: Actor) -> None:
    task_id = lab.task(case_id, "Task_satu").id
    before = everything(lab)
    for command, extra in (
        (commands.claim, {}), (commands.release, {}), (commands.assign, {"to": LIAISON}),
        (commands.take_over, {"note": "x"}), (commands.save_draft, {"answers": {}}), (commands.complete, {"answers": {"angka": 1}, "token": "t"}),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            do(lab, command, task_id, by, **extra)
    with pytest.raises(NotAllowedError):
        do(lab, commands.assign, task_id, to=by)
    assert everything(lab) == before


def test_who_acts_for_another_is_named_with_both(lab: Lab, case_id: uuid.UUID) -> None:
    finish(lab, lab.task(case_id, "Task_satu").id, replace(LIAISON, on_behalf_of="pejabat-7"))
    event = lab.timeline(case_id)[-1]
    assert (event.actor, event.actor_name, event.on_behalf_of, event.role, event.unit) == (
        "orang-4", "Dedi", "pejabat-7", "penghubung", "dinas-a",
    )  # fmt: skip


REFUSALS = {"missing": {"angka": None}, "too large": {"angka": 10}, "no number": {"angka": "banyak"}}


@pytest.mark.parametrize("answers", REFUSALS.values(), ids=REFUSALS)
def test_refused_answers_leave_everything_as_it_was(lab: Lab, case_id: uuid.UUID, answers: dict[str, Any]) -> None:
    task_id = lab.task(case_id, "Task_satu").id
    do(lab, commands.save_draft, task_id, answers={"catatan": "belum selesai"})
    before = everything(lab)
    with pytest.raises(AnswersRefusedError) as refused:
        finish(lab, task_id, **answers)
    assert list(refused.value.errors) == ["angka"]
    assert everything(lab) == before
    assert lab.called == []


def test_the_draft_is_kept_per_person_until_the_task_is_done(lab: Lab, case_id: uuid.UUID) -> None:
    task_id = lab.task(case_id, "Task_satu").id
    do(lab, commands.save_draft, task_id, answers={"catatan": "a"})
    do(lab, commands.save_draft, task_id, answers={"catatan": "b"})
    do(lab, commands.save_draft, task_id, ADMIN, answers={"catatan": "milik Ani"})

    def drafts() -> list[dict[str, Any]]:
        with reading(lab.factory, INSTANSI) as session:
            people = (LIAISON.id, ADMIN.id)
            return [queries.draft(session, instansi_id=INSTANSI, task_id=task_id, user_id=person) for person in people]

    assert drafts() == [{"catatan": "b"}, {"catatan": "milik Ani"}]
    finish(lab, task_id)
    assert drafts() == [{}, {}]


def test_the_same_form_sent_twice_completes_once(lab: Lab, case_id: uuid.UUID) -> None:
    task_id = lab.task(case_id, "Task_satu").id
    finish(lab, task_id, token="satu")
    after = everything(lab)
    assert finish(lab, task_id, token="satu") == []
    assert everything(lab) == after
    for by, token in ((LIAISON, "dua"), (ADMIN, "satu")):
        with pytest.raises(TaskGoneError):
            finish(lab, task_id, by, token=token)
    for command in (commands.claim, commands.release):
        with pytest.raises(TaskGoneError):
            do(lab, command, task_id)
    assert everything(lab) == after
    assert lab.called == ["Task_catat"]


def test_a_task_a_case_and_a_process_that_do_not_exist(lab: Lab, case_id: uuid.UUID) -> None:
    with pytest.raises(NotFoundError):
        finish(lab, uuid.uuid4())
    for call in (lab.case, lab.timeline, lab.visits, lab.send):
        with pytest.raises(NotFoundError):
            call(uuid.uuid4())
    with pytest.raises(NotFoundError):
        lab.start("tidak_ada")
    with pytest.raises(NotWaitingError, match="Start_lain"):
        lab.start("dua", "Start_lain")


def test_a_message_is_taken_only_while_it_is_waited_for(lab: Lab, case_id: uuid.UUID) -> None:
    with pytest.raises(NotWaitingError):
        lab.send(case_id)
    finish(lab, lab.task(case_id, "Task_satu").id)
    with pytest.raises(NotWaitingError):
        lab.send(case_id, "Pesan_lain")
    before = len(lab.timeline(case_id))
    lab.send(case_id)
    with pytest.raises(NotWaitingError):
        lab.send(case_id)
    lab.complete(case_id, "Task_dua")
    with pytest.raises(NotWaitingError, match="selesai"):
        lab.send(case_id)
    assert len(lab.timeline(case_id)) == before + 2


def test_a_neighbour_with_the_same_ids_is_another_world(lab: Lab, case_id: uuid.UUID) -> None:
    """The same case id and the same process in another instansi: nothing is seen, nothing is touched."""
    with unit_of_work(lab.factory, "tetangga") as session:
        there = {"instansi_id": "tetangga", "process_id": "dua", "by": ADMIN}
        files = {"dua.bpmn": two_steps(), "isi.form": FORM}
        deploy(session, lab.runtime, files=files, roles=ROLES, **there)
        start = {"case_id": case_id, "start_element": "Start_mulai", "variables": {}}
        commands.start_case(session, lab.runtime, **start, **there)
    task_id = lab.task(case_id, "Task_satu").id
    with unit_of_work(lab.factory, "tetangga") as session, pytest.raises(NotFoundError):
        commands.claim(session, lab.runtime, instansi_id="tetangga", task_id=task_id, by=LIAISON)
    finish(lab, task_id)
    with reading(lab.factory, "tetangga") as session:
        untouched = queries.case(session, instansi_id="tetangga", case_id=case_id)
        with pytest.raises(NotFoundError):
            queries.bundle_of_version(session, instansi_id="tetangga", version_id=lab.case(case_id).version_id)
    assert [task.element for task in untouched.open_tasks] == ["Task_satu"]
    assert untouched.event_count == 1
    assert lab.case(case_id).event_count == 2


CANARIES = ("KENARI-CATATAN", "KENARI-PESAN", "KENARI-KONSEP")


def test_texts_of_people_stay_in_the_one_column_that_can_be_erased(lab: Lab, case_id: uuid.UUID) -> None:
    task_id = lab.task(case_id, "Task_satu").id
    do(lab, commands.save_draft, task_id, answers={"catatan": "KENARI-KONSEP"})
    finish(lab, task_id, catatan="KENARI-CATATAN")
    lab.send(case_id, isi="KENARI-PESAN", panjang="KENARI-PESAN " * 20)
    lab.complete(case_id, "Task_dua")
    rows = everything(lab)
    with everywhere(lab.factory) as session:
        personal = json.dumps(list(session.scalars(select(Event.personal))))
        session.execute(text("SELECT 1"))
        cases = list(session.scalars(select(Case)))
        import zlib

        states = "".join(zlib.decompress(case.state).decode() + json.dumps(case.variables) for case in cases)
        payloads = "".join(session.scalars(select(Event.payload)))
    assert "KENARI-CATATAN" in personal
    assert "KENARI-PESAN" in personal
    for canary in CANARIES:
        assert canary not in states
        assert canary not in payloads
        elsewhere = {name for name, found in rows.items() if name != "event" and canary in "".join(found)}
        assert elsewhere == set()
    answers = lab.timeline(case_id)[1].answers
    assert answers["catatan"] == (None, "KENARI-CATATAN")


def test_an_operation_that_fails_undoes_the_whole_command(lab: Lab) -> None:
    text_ = d.process(
        "rapuh", [d.start(), d.user("Task_satu"), d.operation("Task_rusak", topic="gagal"), d.end()],
        d.chain("Start_mulai", "Task_satu", "Task_rusak", "End_selesai"),
    )  # fmt: skip
    lab.deploy("rapuh", rapuh=text_)
    case_id = lab.start("rapuh")
    lab.broken = True
    before = everything(lab)
    with pytest.raises(CaseBrokenError) as broken:
        lab.complete(case_id, "Task_satu", by=RIVAL)
    assert isinstance(broken.value, EngineError)
    assert everything(lab) == before
    lab.broken = False
    lab.complete(case_id, "Task_satu", by=RIVAL)
    assert lab.case(case_id).status == "completed"
