"""A government that takes reports of whistleblowers, one such report full of canaries, and its people."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from complaints.actors import PENGADU
from complaints.intake.lodging import Receipt, lodge
from complaints.law.bundles import PROCESS_ROLE_NAMES
from complaints.models import Instansi
from engine.actors import SISTEM, Actor
from engine.db import SessionFactory, reading, unit_of_work
from engine.running import commands, queries
from engine.running.queries import TaskView
from tests.support.citizen import read
from tests.support.decrees import know_decrees
from tests.support.deploying import deploy
from tests.support.government import TANAH_LAUT
from tests.support.shipped import shipped_for

if TYPE_CHECKING:
    from engine.running.runtime import Runtime

PROCESS = "wbs_belitung_timur"
TYPED = {
    "uraian": "Kenari dibayar lunas tetapi sangkarnya tidak pernah datang.",
    "waktu_kejadian": "telah",
    "pihak_terlibat": "Kepala bagian merpatibiru",
    "lokasi": "Gudang merpatibiru",
    "hubungan_pelapor": "pegawai",
    "minta_anonim": "tidak",
    "nama": "Kenari Namawati",
    "telepon": "0812 9999 1234",
}
CANARIES = ("merpatibiru", "Kenari", "9999 1234")
OFFICER = Actor("petugas-wbs-uji", "Petugas Uji", frozenset({("petugas_wbs", "")}))
APIP = Actor("apip-uji", "Pemeriksa Uji", frozenset({("apip", "")}))


def deploy_restricted(factory: SessionFactory, runtime: Runtime) -> None:
    """The process for reports of whistleblowers, in the government of the tests."""
    with unit_of_work(factory, TANAH_LAUT) as session:
        know_decrees(session)
        session.get_one(Instansi, TANAH_LAUT).restricted_process_id = PROCESS
        deploy(
            session,
            runtime,
            instansi_id=TANAH_LAUT,
            process_id=PROCESS,
            files=shipped_for(PROCESS),
            roles=PROCESS_ROLE_NAMES,
            by=SISTEM,
        )


def reported(factory: SessionFactory, runtime: Runtime, **options: Any) -> Receipt:
    """A report that runs. `typed` overrides what the whistleblower typed."""
    typed = {**TYPED, **options.pop("typed", {})}
    options.setdefault("entered_by", PENGADU)
    with unit_of_work(factory, TANAH_LAUT) as session:
        return lodge(
            session,
            runtime,
            instansi_id=TANAH_LAUT,
            answers=read(typed, today=runtime.clock.now().date(), form="laporan_wbs_belitung_timur"),
            submission_token=uuid.uuid4().hex,
            restricted=True,
            **options,
        )


def open_task(factory: SessionFactory, case_id: uuid.UUID) -> TaskView:
    """The only open task of a report."""
    with reading(factory, TANAH_LAUT) as session:
        (task,) = queries.case(session, instansi_id=TANAH_LAUT, case_id=case_id).open_tasks
    return task


def do(factory: SessionFactory, runtime: Runtime, case_id: uuid.UUID, by: Actor, **answers: Any) -> None:
    """Completes the open task of a report."""
    task = open_task(factory, case_id)
    with unit_of_work(factory, TANAH_LAUT) as session:
        commands.complete(
            session,
            runtime,
            instansi_id=TANAH_LAUT,
            task_id=task.id,
            by=by,
            answers=answers,
            token=uuid.uuid4().hex,
        )
