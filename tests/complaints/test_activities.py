"""Work without a complaint: begun by the clock or by an officer, computed, told, published, submitted."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from complaints.intake import lodging
from complaints.models import User
from complaints.people.accounts import grant
from complaints.reports.activities import manual_start
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import DeployRefusedError, NotAllowedError, NotFoundError
from engine.models import Case, OutboxMessage, new_id
from engine.running import commands, queries
from engine.running.commands import fire_starts
from engine.running.queries import CaseView
from engine.running.runtime import Runtime
from tests.support import activities as toy
from tests.support import citizen
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.government import TANAH_LAUT, TETANGGA, UNITS, Government


@pytest.fixture
def ready(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> SessionFactory:
    """Monitoring and complaints of Tanah Laut are deployed, on 9 March 2026."""
    citizen.deploy_process(session_factory, runtime)
    toy.deploy_monitoring(session_factory, runtime)
    return session_factory


def lodge(factory: SessionFactory, runtime: Runtime, **typed: str) -> None:
    with unit_of_work(factory, TANAH_LAUT) as session:
        lodging.lodge(
            session,
            runtime,
            instansi_id=TANAH_LAUT,
            answers=citizen.answers(runtime, **typed),
            submission_token=uuid.uuid4().hex,
        )


def begin(factory: SessionFactory, runtime: Runtime, by: Actor = toy.ADMIN) -> uuid.UUID:
    with unit_of_work(factory, TANAH_LAUT) as session:
        return manual_start.begin(
            session, runtime, instansi_id=TANAH_LAUT, process_id=toy.PROCESS, start_element="Start_petugas", by=by
        )


def case(factory: SessionFactory, case_id: uuid.UUID) -> CaseView:
    with reading(factory, TANAH_LAUT) as session:
        return queries.case(session, instansi_id=TANAH_LAUT, case_id=case_id)


def complete(
    factory: SessionFactory, runtime: Runtime, case_id: uuid.UUID, element: str, by: Actor, **answers: Any
) -> None:
    task = next(
        t for t in case(factory, case_id).open_tasks if t.element == element and by.may_do(role=t.role, unit=t.unit)
    )
    with unit_of_work(factory, TANAH_LAUT) as session:
        commands.complete(
            session, runtime, instansi_id=TANAH_LAUT, task_id=task.id, by=by, answers=answers, token=uuid.uuid4().hex
        )


def at(clock: FixedClock, moment: str) -> None:
    clock.set(datetime.fromisoformat(moment))


def test_the_clock_begins_an_activity_for_the_month_that_is_over(
    ready: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    at(clock, "2026-03-31T08:00+08:00")
    assert fire_starts(ready, runtime) == 1
    (activity,) = toy.activities(ready)
    assert activity.title == toy.TITLE
    assert (activity.period_from.isoformat(), activity.period_to.isoformat()) == ("2026-02-01", "2026-02-28")


def test_months_that_no_worker_saw_are_each_about_their_own_month(
    ready: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    """The period is as seen from the moment of the start, not from when somebody came to it."""
    at(clock, "2026-06-15T10:00+08:00")
    assert fire_starts(ready, runtime) == 3
    assert [activity.period_to.isoformat() for activity in toy.activities(ready)] == [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]


def test_the_day_of_the_office_decides_not_that_of_the_server(
    ready: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    at(clock, "2026-04-01T00:30+08:00")  # still 31 March in UTC
    begin(ready, runtime)
    assert toy.activities(ready)[0].period_to.isoformat() == "2026-03-31"


def test_an_activity_goes_its_way(ready: SessionFactory, runtime: Runtime, clock: FixedClock) -> None:
    lodge(ready, runtime)
    at(clock, "2026-04-01T09:00+08:00")
    case_id = begin(ready, runtime)
    (report,) = toy.reports(ready, case_id)
    assert (report.kind, report.unit, report.published_at) == ("statistik", "", None)
    assert report.tables[0]["rows"][0]["masuk"] == 1
    assert case(ready, case_id).variables["terbaru_jumlah_masuk"] == 1

    complete(ready, runtime, case_id, "Task_evaluasi", toy.ANGGOTA, penyebab="Drainase.", perbaikan="Diperlebar.")
    (report,) = toy.reports(ready, case_id)
    assert report.texts == [["Penyebab", "Drainase."], ["Perbaikan", "Diperlebar."]]
    assert report.published_at == clock.now()

    standing = case(ready, case_id)
    assert sorted(task.unit for task in standing.open_tasks) == sorted(UNITS)
    for unit in UNITS:
        liaison = Actor(f"p-{unit}", unit, frozenset({("pejabat_penghubung", unit)}))
        complete(ready, runtime, case_id, "Task_tanggapi", liaison, tanggapan="Sudah.")
    assert case(ready, case_id).end_element == "End_selesai"
    with reading(ready, TANAH_LAUT) as session:
        last = queries.timeline(session, instansi_id=TANAH_LAUT, case_id=case_id)[-1]
    submitted = {"to": ["Menteri PANRB", "pembina"], "kind": "laporan_disampaikan", "laporan": "statistik"}
    assert last.what.notices == (submitted,)


def test_without_complaints_it_is_short_and_the_notice_names_the_activity(
    ready: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    with unit_of_work(ready, TANAH_LAUT) as session:
        person = new_id()
        session.add(
            User(instansi_id=TANAH_LAUT, id=person, username="pj", name="Aswan", password_hash="", email="pj@contoh.id")
        )
        session.flush()
        grant(session, instansi_id=TANAH_LAUT, user_id=person, role="penanggung_jawab", unit="")
    at(clock, "2026-04-01T09:00+08:00")
    case_id = begin(ready, runtime)
    assert case(ready, case_id).end_element == "End_nihil"
    with everywhere(ready) as session:
        (mail,) = session.scalars(select(OutboxMessage))
        assert mail.subject == "Kabar tentang Laporan pengelolaan pengaduan, Maret 2026"
        assert mail.body["template"] == "petugas_kegiatan"


def test_only_the_named_role_begins_an_activity_by_hand(ready: SessionFactory, runtime: Runtime) -> None:
    with pytest.raises(NotAllowedError):
        begin(ready, runtime, by=toy.ANGGOTA)
    with seen_everywhere(ready) as session:
        assert list(session.scalars(select(Case.id).where(Case.process_id == toy.PROCESS))) == []
        assert [
            (way.element, way.role, way.unit)
            for way in manual_start.manual_starts(session, instansi_id=TANAH_LAUT, actor=toy.ADMIN)
        ] == [("Start_petugas", "admin_instansi", "")]
        assert manual_start.manual_starts(session, instansi_id=TANAH_LAUT, actor=toy.ANGGOTA) == []
        assert manual_start.manual_starts(session, instansi_id=TETANGGA, actor=toy.ADMIN) == []


@pytest.mark.parametrize(
    ("process_id", "start"),
    [
        (toy.PROCESS, "Start_bulanan"),
        (toy.PROCESS, "Start_lain"),
        (toy.PROCESS, "Task_evaluasi"),
        ("pengaduan_tanah_laut", "Start_petugas"),
    ],
)
def test_what_starts_otherwise_is_not_begun_by_hand(
    ready: SessionFactory, runtime: Runtime, process_id: str, start: str
) -> None:
    with pytest.raises(NotFoundError), unit_of_work(ready, TANAH_LAUT) as session:
        manual_start.begin(
            session, runtime, instansi_id=TANAH_LAUT, process_id=process_id, start_element=start, by=toy.ADMIN
        )


@pytest.mark.parametrize(
    ("old", "new", "element"),
    [
        ("bulan_lalu", "minggu_lalu", "Task_buka"),
        (f'value="{toy.TITLE}"', 'value=""', "Task_buka"),
        ('name="param.laporan" value="statistik"', 'name="param.laporan" value="statistika"', "Task_rekap"),
        ('name="param.isi" value="penyebab,perbaikan"', 'name="param.isi" value=" "', "Task_catat"),
        ('name="param.jenis" value="pd"', 'name="param.jenis" value="desa"', "Task_unit"),
        ("param.penerima", "param.kepada", "Task_sampaikan"),
    ],
)
def test_parameters_that_no_operation_can_read_are_refused_at_deploy(
    ready: SessionFactory, runtime: Runtime, old: str, new: str, element: str
) -> None:
    text = toy.diagram().replace(old, new).replace("param.peran", "param.peran" if "penerima" not in old else "param.p")
    with pytest.raises(DeployRefusedError) as refused:
        toy.deploy_monitoring(ready, runtime, **{f"{toy.PROCESS}.bpmn": text})
    assert element in {finding.element for finding in refused.value.findings if finding.rule == "operations"}


@pytest.mark.parametrize("name", ["jumlah_masuk", "jenis", "kanal", "lain"])
def test_a_variable_that_nothing_gives_is_refused_at_deploy(ready: SessionFactory, runtime: Runtime, name: str) -> None:
    """The prefix belongs to the name; what a complaint brings along an activity does not have."""
    text = toy.diagram().replace("terbaru_jumlah_masuk", name)
    with pytest.raises(DeployRefusedError) as refused:
        toy.deploy_monitoring(ready, runtime, **{f"{toy.PROCESS}.bpmn": text})
    assert {finding.rule for finding in refused.value.findings} == {"variables"}
