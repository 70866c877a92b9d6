"""Nobody opens reports of whistleblowers to further roles by changing their process."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaints.models import Instansi
from complaints.words import role as role_name
from complaints.workshop.deploy_checks import workshop
from engine.db import SessionFactory, reading, unit_of_work
from engine.definition.bundle import read_bundle
from engine.running.runtime import Runtime
from tests.support.government import Government
from tests.support.restricted import PROCESS, deploy_restricted
from tests.support.shipped import shipped_for

OFFICIAL = 'camunda:candidateGroups="apip"'


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """What the gate says is the same on every database."""
    return sqlite_factory


def strangers(factory: SessionFactory, home: Government, role: str) -> list[tuple[str | None, str]]:
    """What the gate says of the process of whistleblowers' reports when the examiner's tasks go to this role."""
    files = shipped_for(PROCESS)
    assert any(OFFICIAL in text for text in files.values())
    changed = {name: text.replace(OFFICIAL, f'camunda:candidateGroups="{role}"') for name, text in files.items()}
    with reading(factory, home.id) as session:
        found = workshop().findings(session, home.id, PROCESS, read_bundle(changed), datetime(2026, 3, 9, tzinfo=UTC))
        return [(each.element, each.message) for each in found if each.rule == "restricted_role"]


@pytest.mark.parametrize("role", ["admin_instansi", "pemilik_proses", "auditor", "kepala_daerah", "pembina"])
def test_the_gate_refuses_a_role_outside_the_list(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime, role: str
) -> None:
    deploy_restricted(session_factory, runtime)
    (found,) = strangers(session_factory, instansi, role)
    assert found[0] == "Task_pemeriksaan_wbs_bt"
    assert f"peran {role_name(role)} tidak boleh" in found[1]


def test_the_regulations_own_roles_pass(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime
) -> None:
    deploy_restricted(session_factory, runtime)
    assert strangers(session_factory, instansi, "apip") == []
    assert strangers(session_factory, instansi, "petugas_wbs") == []


def test_other_processes_choose_their_roles(
    session_factory: SessionFactory, instansi: Government, runtime: Runtime
) -> None:
    deploy_restricted(session_factory, runtime)
    with unit_of_work(session_factory, instansi.id) as session:
        session.get_one(Instansi, instansi.id).restricted_process_id = ""
    assert strangers(session_factory, instansi, "admin_instansi") == []
