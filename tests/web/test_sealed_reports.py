"""Whistleblowers' reports at rest: a thief of the database, the files and a backup reads nothing; work goes on as before."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from complaints.backup.taking import take
from complaints.models import Attachment, CaseKey, Complaint, ComplaintMessage, Instansi
from complaints.people.governments.limits import KEPT_GROUND, KEPT_YEARS
from complaints.people.retention import KeptPeriod, order_erasure
from complaints.people.roles import Role
from complaints.upkeep import sealing
from complaints.upkeep.erasing import Erasing
from engine.actors import SISTEM
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import Case, CaseStatus
from engine.record.examining import verify_history
from tests.support.accounts import Account, token_in
from tests.support.citizen import deploy_process
from tests.support.databases import server_tools
from tests.support.desk import FIELD, words
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.restricted import TYPED, deploy_restricted
from tests.support.sealed_report import FEEDBACK, FILE, NOTE, WORDS, Story, begin, photo_bytes
from tests.support.theft import found_in, on_disk, rows

if TYPE_CHECKING:
    from flask import Flask

    from engine.running.runtime import Runtime
    from web.services import Services


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)
    deploy_restricted(session_factory, runtime)


@pytest.fixture
def story(flask_app: Flask, account: Callable[..., Account]) -> Story:
    return Story(flask_app, account)


def loot(factory: SessionFactory, folder: Path) -> list[bytes]:
    """The database's rows and every file of the data folder, in which SQLite's database lies too."""
    return [*rows(factory.kw["bind"]), *on_disk(folder)]


def unbroken(factory: SessionFactory, runtime: Runtime) -> bool:
    with everywhere(factory) as session:
        return verify_history(session, verifier=runtime.verifier_in(session)) == []


def back_up(services: Services, folder: Path) -> None:
    url = services.session_factory.kw["bind"].url.render_as_string(hide_password=False)
    settings, given = replace(services.settings, database_url=url), server_tools()
    take(
        settings,
        services.session_factory,
        path=folder / "cadangan",
        now=services.clock.now(),
        tools=Path(given[1]) if given else None,
    )


def test_a_thief_reads_nothing_of_a_whole_report(
    story: Story, services: Services, session_factory: SessionFactory, runtime: Runtime, tmp_path: Path
) -> None:
    people = story.people()
    begin(session_factory, runtime)
    story.lived(*people)
    back_up(services, tmp_path)
    assert found_in(loot(session_factory, tmp_path), WORDS) == set()
    assert found_in(loot(session_factory, tmp_path), [story.number]) == {story.number}
    assert unbroken(session_factory, runtime)


def test_what_lay_open_is_sealed_and_gone_from_the_file_of_the_database(
    story: Story, services: Services, session_factory: SessionFactory, runtime: Runtime, tmp_path: Path
) -> None:
    people = story.people()
    story.lived(*people)
    assert found_in(loot(session_factory, tmp_path), WORDS) >= set(WORDS) - {NOTE}
    begin(session_factory, runtime)
    assert sealing.seal_open(session_factory, runtime, services.files, instansi_id=TANAH_LAUT) == 1
    sealing.scrub(session_factory.kw["bind"])
    assert found_in(loot(session_factory, tmp_path), WORDS) == set()
    assert unbroken(session_factory, runtime)
    assert sealing.seal_open(session_factory, runtime, services.files, instansi_id=TANAH_LAUT) == 0
    assert FEEDBACK not in story.track()
    story.officer("wbs", Role.PETUGAS_WBS, Account(people[0].id, "wbs"))
    assert FEEDBACK in story.track()


def test_what_is_on_its_way_and_what_an_officer_enters_lie_sealed_too(
    story: Story, session_factory: SessionFactory, runtime: Runtime, tmp_path: Path
) -> None:
    wbs = story.officer("wbs", Role.PETUGAS_WBS)
    begin(session_factory, runtime)
    story.person.fill_up_to("berkas", **TYPED)
    assert story.person.submit({"berkas": [(io.BytesIO(photo_bytes()), FILE)]}).status_code == 302
    page = wbs.client.get("/petugas/wbs/baru?kanal=surat").text
    token = FIELD.search(page)
    assert token is not None
    letter = {**TYPED, "kanal": "surat", "tanggal_terima": "2026-03-06", "csrf_token": token_in(page)}
    letter |= {"token": token[1], "berkas": [(io.BytesIO(photo_bytes()), FILE)]}
    assert "Tanda terima laporan" in wbs.client.post("/petugas/wbs/baru", data=letter).text
    wbs.post("/ambil")
    assert TYPED["uraian"] in wbs.read()
    assert FILE in wbs.read()
    assert found_in(loot(session_factory, tmp_path), WORDS) == set()


def test_an_erased_report_has_no_key_no_file_and_a_whole_history(
    story: Story, services: Services, session_factory: SessionFactory, runtime: Runtime
) -> None:
    people = story.people()
    begin(session_factory, runtime)
    story.lived(*people)
    now = runtime.clock.now()
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        mine = Complaint.instansi_id == TANAH_LAUT, Complaint.restricted
        case = session.get_one(Case, (TANAH_LAUT, session.scalars(select(Complaint.id).where(*mine)).one()))
        case.status, case.ended_at = CaseStatus.COMPLETED, now
        session.get_one(Instansi, TANAH_LAUT).limits = {KEPT_YEARS: "2", KEPT_GROUND: "JRA"}
        rule = KeptPeriod(2, "JRA").rule
        order_erasure(
            session, runtime, instansi_id=TANAH_LAUT, before=now + timedelta(days=1), rule=rule, by=SISTEM,
            restricted=True,
        )  # fmt: skip
    assert sum(iter(Erasing(session_factory, runtime, services.files), 0)) > 0
    with reading(session_factory, TANAH_LAUT) as session:
        for table in (CaseKey, Attachment, ComplaintMessage):
            assert session.scalars(select(table).where(table.instansi_id == TANAH_LAUT)).all() == []
    assert not [path for path in services.files.root.rglob("*") if path.is_file()]
    assert unbroken(session_factory, runtime)
    assert sealing.seal_open(session_factory, runtime, services.files, instansi_id=TANAH_LAUT) == 0
    told = words(story.track())
    assert story.number in told
    assert people[1].client.get("/petugas/berkas").status_code == 200
    assert people[1].client.get(f"/petugas/berkas/{case.id}").status_code == 200
