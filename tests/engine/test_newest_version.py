"""Which version of a process is in force: asked once in a transaction, never kept longer, anew when one is added."""

from __future__ import annotations

import pytest

from engine.db import reading, unit_of_work
from engine.definition.versions import newest_version
from engine.errors import NotFoundError
from tests.support import diagrams as d
from tests.support.deploying import deploy
from tests.support.lab import ADMIN, INSTANSI, ROLES, Lab
from tests.support.statements import statements


def process(step: str) -> str:
    return d.process("a", [d.start(), d.user(step), d.end()], d.chain("Start_mulai", step, "End_selesai"))


def test_a_transaction_asks_once_for_the_newest_version(lab: Lab) -> None:
    lab.deploy("a", a=process("Task_kerja"))
    with reading(lab.factory, INSTANSI) as session, statements(lab.factory) as sent:
        found = [newest_version(session, INSTANSI, "a").number for _ in range(3)]
    assert found == [1, 1, 1]
    assert len(sent) == 1, sent


def test_the_next_transaction_of_a_session_sees_what_another_one_deployed(lab: Lab) -> None:
    lab.deploy("a", a=process("Task_kerja"))
    with reading(lab.factory, INSTANSI) as session:
        assert newest_version(session, INSTANSI, "a").number == 1
        session.rollback()
        lab.deploy("a", a=process("Task_lagi"))
        assert newest_version(session, INSTANSI, "a").number == 2


def test_a_transaction_that_deploys_has_its_own_version_from_then_on(lab: Lab) -> None:
    lab.deploy("a", a=process("Task_kerja"))
    with unit_of_work(lab.factory, INSTANSI) as session:
        assert newest_version(session, INSTANSI, "a").number == 1
        deploy(
            session, lab.runtime, instansi_id=INSTANSI, process_id="a", files={"a.bpmn": process("Task_lagi")},
            roles=ROLES, by=ADMIN,
        )  # fmt: skip
        assert newest_version(session, INSTANSI, "a").number == 2


def test_a_process_that_was_never_deployed_is_refused_each_time(lab: Lab) -> None:
    with reading(lab.factory, INSTANSI) as session:
        for _ in range(2):
            with pytest.raises(NotFoundError):
                newest_version(session, INSTANSI, "tiada")
