"""A second person approves where the diagram says so: who wrote the answer can neither take, get nor complete it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from engine.actors import Actor
from engine.db import unit_of_work
from engine.errors import DeployRefusedError, SamePersonError
from engine.running import commands
from tests.support import diagrams as d
from tests.support.lab import INSTANSI, Lab

ANI = Actor("orang-11", "Ani", frozenset({("admin", "")}))
BUDI = Actor("orang-12", "Budi", frozenset({("admin", "")}))
CITRA = Actor("orang-13", "Citra", frozenset({("admin", "")}))
FORM = json.dumps(
    {
        "type": "default",
        "schemaVersion": 19,
        "components": [{"type": "checkbox", "key": "setuju", "label": "Setuju", "id": "F_setuju"}],
    }
)


def approved(apart: str = "Task_susun") -> str:
    return d.process(
        "setuju",
        [
            d.start(), d.xor("Gateway_lagi"), d.user("Task_susun"),
            d.user("Task_setujui", form="isi", orangLain=apart), d.xor("Gateway_setuju"), d.end(),
        ],
        [
            *d.chain("Start_mulai", "Gateway_lagi", "Task_susun", "Task_setujui", "Gateway_setuju"),
            d.flow("Gateway_setuju", "End_selesai", "setuju"),
            d.flow("Gateway_setuju", "Gateway_lagi", "not(setuju)"),
        ],
    )  # fmt: skip


def do(lab: Lab, command: Callable[..., Any], task_id: uuid.UUID, by: Actor, **arguments: Any) -> Any:
    with unit_of_work(lab.factory, INSTANSI) as session:
        return command(session, lab.runtime, instansi_id=INSTANSI, task_id=task_id, by=by, **arguments)


def test_who_wrote_the_answer_does_not_approve_it(lab: Lab) -> None:
    lab.deploy("setuju", setuju=approved(), isi=FORM)
    case_id = lab.start("setuju")
    lab.complete(case_id, "Task_susun", by=ANI)
    task_id = lab.task(case_id, "Task_setujui").id
    before = len(lab.timeline(case_id))
    ways: list[tuple[Callable[..., Any], Actor, dict[str, Any]]] = [
        (commands.claim, ANI, {}),
        (commands.assign, BUDI, {"to": ANI}),
        (commands.complete, ANI, {"answers": {"setuju": True}, "token": "t"}),
    ]
    for command, by, extra in ways:
        with pytest.raises(SamePersonError):
            do(lab, command, task_id, by, **extra)
    do(lab, commands.claim, task_id, BUDI)
    with pytest.raises(SamePersonError):
        do(lab, commands.take_over, task_id, ANI, note="Budi sakit")
    assert len(lab.timeline(case_id)) == before + 1
    lab.complete(case_id, "Task_setujui", by=BUDI, setuju=False)
    lab.clock.advance(timedelta(minutes=1))
    lab.complete(case_id, "Task_susun", by=BUDI)
    for one in (BUDI, ANI):  # Ani's words go round once more: they are hers still
        with pytest.raises(SamePersonError):
            lab.complete(case_id, "Task_setujui", by=one, setuju=True)
    lab.complete(case_id, "Task_setujui", by=CITRA, setuju=True)


@pytest.mark.parametrize("apart", ["Task_antah", "Task_setujui", "Gateway_lagi", "Task_susun,Start_mulai"])
def test_the_gate_refuses_what_is_no_task_of_somebody_else(lab: Lab, apart: str) -> None:
    with pytest.raises(DeployRefusedError) as refused:
        lab.deploy("setuju", setuju=approved(apart), isi=FORM)
    assert {(each.rule, each.element) for each in refused.value.findings} == {("properties", "Task_setujui")}
