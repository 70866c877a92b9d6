"""From a typed change to the next version: kept as typed, reviewed by another person, deployed, followed, brought back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, update

from engine import workshop as engine_workshop
from engine.actors import Actor
from engine.db import reading, unit_of_work
from engine.definition.bundle import Bundle
from engine.errors import DeployRefusedError, EngineError, Finding, NotAllowedError
from engine.models import Case, DraftFile, FollowPolicy, MigrationOrder, ProcessDraft, ProcessVersion
from engine.workshop.workshop import LawWarning, Workshop
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import INSTANSI, ROLES, Lab

ANI = Actor("pemilik-1", "Ani", frozenset())
BUDI = Actor("pemilik-2", "Budi", frozenset())
WORKSHOP = Workshop(ROLES)


def drawn(*tasks: str) -> str:
    names = [f"Task_{each}" for each in tasks]
    return d.process(
        "kajian", [d.start(), *[d.user(each) for each in names], d.end()], d.chain("Start_mulai", *names, "End_selesai")
    )


def do(lab: Lab, command: Any, **arguments: Any) -> Any:
    with unit_of_work(lab.factory, INSTANSI) as session:
        return command(session, lab.runtime, instansi_id=INSTANSI, **arguments)


def drafted(lab: Lab, text: str, *, by: Actor = ANI) -> uuid.UUID:
    draft = do(lab, engine_workshop.open_draft, process_id="kajian", title="Tambah langkah", by=by)
    do(lab, engine_workshop.save_file, draft_id=draft.id, name="kajian.bpmn", text=text, seen=0, by=by)
    return uuid.UUID(str(draft.id))


def content(lab: Lab, draft_id: uuid.UUID) -> str:
    with reading(lab.factory, INSTANSI) as session:
        return engine_workshop.content_of(session, session.get_one(ProcessDraft, (INSTANSI, draft_id)))


def propose(lab: Lab, *, draft_id: uuid.UUID, seen: str = "", **given: Any) -> None:
    do(lab, engine_workshop.propose, draft_id=draft_id, seen=seen or content(lab, draft_id), **given)


def judged(lab: Lab, draft_id: uuid.UUID, *, workshop: Workshop = WORKSHOP) -> engine_workshop.Verdict:
    with reading(lab.factory, INSTANSI) as session:
        draft = session.get_one(ProcessDraft, (INSTANSI, draft_id))
        return engine_workshop.verdict(session, lab.runtime, workshop, draft=draft)


def approve(
    lab: Lab,
    draft_id: uuid.UUID,
    *,
    by: Actor = BUDI,
    workshop: Workshop = WORKSHOP,
    seen: str = "",
    verdict: engine_workshop.Verdict | None = None,
) -> Any:
    given = {"seen": seen or content(lab, draft_id), "judged": verdict or judged(lab, draft_id, workshop=workshop)}
    with unit_of_work(lab.factory, INSTANSI) as session:
        return engine_workshop.approve(
            session, lab.runtime, workshop, instansi_id=INSTANSI, draft_id=draft_id, note="Sesuai", by=by, **given
        )


def files(lab: Lab, draft_id: uuid.UUID) -> Mapping[str, engine_workshop.SavedFile]:
    with reading(lab.factory, INSTANSI) as session:
        return engine_workshop.draft_files(session, instansi_id=INSTANSI, draft_id=draft_id)


def test_what_was_not_read_is_not_approved(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    unread = content(lab, draft_id)
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    read = content(lab, draft_id)
    do(lab, engine_workshop.give_back, draft_id=draft_id, note="Sunting lagi", by=ANI)
    do(
        lab,
        engine_workshop.save_file,
        draft_id=draft_id,
        name="kajian.bpmn",
        text=drawn("satu", "tiga"),
        seen=1,
        by=ANI,
    )

    with pytest.raises(engine_workshop.DraftChangedError):
        propose(lab, draft_id=draft_id, seen=unread, note="Langkah kedua", by=ANI)
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    with pytest.raises(engine_workshop.DraftChangedError, match="bacalah lagi"):
        approve(lab, draft_id, seen=read)
    assert approve(lab, draft_id).number == 2


def test_another_reason_or_moment_is_another_content(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    seen = {content(lab, draft_id)}
    do(lab, engine_workshop.accept_warning, draft_id=draft_id, key="k", text="t", reason="Disepakati rapat", by=ANI)
    seen.add(content(lab, draft_id))
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    seen.add(content(lab, draft_id))
    do(lab, engine_workshop.give_back, draft_id=draft_id, note="Lagi", by=ANI)
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI, deploy_at=lab.clock.now() + timedelta(days=1))
    seen.add(content(lab, draft_id))
    assert len(seen) == 4


def test_who_accepted_a_warning_does_not_approve(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    do(lab, engine_workshop.accept_warning, draft_id=draft_id, key="k", text="t", reason="Disepakati rapat", by=BUDI)
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    with pytest.raises(NotAllowedError, match="rekan"):
        approve(lab, draft_id, by=BUDI)


def test_nothing_is_proposed_that_changes_nothing_or_comes_too_late(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu"))
    with pytest.raises(EngineError, match="tidak mengubah apa pun"):
        propose(lab, draft_id=draft_id, note="Tidak ada", by=ANI)
    with pytest.raises(EngineError, match="sudah lewat"):
        propose(lab, draft_id=draft_id, note="Kemarin", by=ANI, deploy_at=lab.clock.now())


def test_a_change_becomes_a_version_only_with_a_second_person(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)

    with pytest.raises(NotAllowedError, match="rekan"):
        approve(lab, draft_id, by=ANI)
    version = approve(lab, draft_id)

    assert (version.number, version.deployed_by, version.reviewed_by_name) == (2, ANI.id, "Budi")
    case_id = lab.start("kajian")
    lab.complete(case_id, "Task_satu")
    assert lab.open_tasks(case_id) == ["Task_dua"]


def test_of_two_who_approve_at_once_one_does(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    seen, verdict, begun = content(lab, draft_id), judged(lab, draft_id), Barrier(2)

    def answer(by: Actor) -> str:
        begun.wait()
        try:
            return str(approve(lab, draft_id, by=by, seen=seen, verdict=verdict).number)
        except EngineError as refused:
            return type(refused).__name__

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(answer, (BUDI, Actor("pemilik-3", "Citra", frozenset()))))
    assert answers == ["2", "DraftClosedError"]
    with everywhere(lab.factory) as session:
        assert len(session.scalars(select(ProcessVersion)).all()) == 2


def test_who_typed_one_file_does_not_approve_either(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    do(
        lab,
        engine_workshop.save_file,
        draft_id=draft_id,
        name="kajian.bpmn",
        text=drawn("satu", "tiga"),
        seen=1,
        by=BUDI,
    )
    propose(lab, draft_id=draft_id, note="Langkah lain", by=ANI)
    with pytest.raises(NotAllowedError):
        approve(lab, draft_id, by=BUDI)


def test_the_second_to_save_is_told_and_both_texts_stay(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    with pytest.raises(engine_workshop.DraftConflictError) as told:
        do(lab, engine_workshop.save_file, draft_id=draft_id, name="kajian.bpmn", text=drawn("lain"), seen=0, by=BUDI)
    assert (told.value.by, told.value.revision) == ("Ani", 1)
    assert files(lab, draft_id)["kajian.bpmn"].text == drawn("satu", "dua")

    do(lab, engine_workshop.save_file, draft_id=draft_id, name="kajian.bpmn", text=drawn("lain"), seen=1, by=BUDI)
    with everywhere(lab.factory) as session:
        rows = session.scalars(select(DraftFile).order_by(DraftFile.revision)).all()
    assert [(row.revision, row.saved_by_name) for row in rows] == [(1, "Ani"), (2, "Budi")]


def test_saving_the_same_text_again_makes_no_new_state(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    same = {"draft_id": draft_id, "name": "kajian.bpmn", "text": drawn("satu", "dua"), "by": ANI}
    assert do(lab, engine_workshop.save_file, seen=1, **same) == 1


def test_a_draft_that_the_gate_refuses_is_not_deployed_and_stays_proposed(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua").replace('candidateGroups="admin"', 'candidateGroups="hantu"'))
    propose(lab, draft_id=draft_id, note="Peran baru", by=ANI)
    with pytest.raises(DeployRefusedError, match="hantu"):
        approve(lab, draft_id)
    do(lab, engine_workshop.give_back, draft_id=draft_id, note="Peran hantu tidak ada", by=BUDI)
    do(lab, engine_workshop.save_file, draft_id=draft_id, name="kajian.bpmn", text=drawn("satu", "dua"), seen=1, by=ANI)
    propose(lab, draft_id=draft_id, note="Sudah diperbaiki", by=ANI)
    assert approve(lab, draft_id).number == 2


def test_a_warning_of_the_law_is_accepted_with_a_reason_that_stays_with_the_version(lab: Lab) -> None:
    def law(
        _session: object, _instansi: str, _process: str, _old: Bundle, new: Bundle, _now: datetime
    ) -> list[LawWarning]:
        long = [e for s in new.diagrams.values() for e in s.elements.values() if e.id == "Task_dua"]
        return [LawWarning("dua", "tenggat lebih panjang", article="Pasal 1") for _ in long]

    workshop = Workshop(ROLES, warnings=law)
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    with pytest.raises(DeployRefusedError, match="tenggat lebih panjang"):
        approve(lab, draft_id, workshop=workshop)

    do(lab, engine_workshop.give_back, draft_id=draft_id, note="Beri alasan", by=BUDI)
    accept = {"draft_id": draft_id, "key": "dua", "text": "tenggat lebih panjang", "by": ANI}
    with pytest.raises(EngineError, match="alasan"):
        do(lab, engine_workshop.accept_warning, reason=" ya ", **accept)
    do(lab, engine_workshop.accept_warning, reason="Sesuai keputusan bupati", **accept)
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    version = approve(lab, draft_id, workshop=workshop)
    assert [(each["key"], each["reason"], each["name"]) for each in version.accepted] == [
        ("dua", "Sesuai keputusan bupati", "Ani")
    ]


def test_a_finding_of_the_application_blocks_like_one_of_the_engine(lab: Lab) -> None:
    workshop = Workshop(ROLES, findings=lambda *_: [Finding("kajian.bpmn", "Task_satu", "people", "tidak ada orang")])
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    with pytest.raises(DeployRefusedError, match="tidak ada orang"):
        approve(lab, draft_id, workshop=workshop)


def test_no_verdict_but_one_of_exactly_this_approves(lab: Lab) -> None:
    """One of what was there before, of files in an editor, of other people at work, and of a moment that is over."""
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    before = judged(lab, draft_id)
    do(lab, engine_workshop.save_file, draft_id=draft_id, name="kajian.bpmn", text=drawn("tiga"), seen=1, by=ANI)
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    people = ["verifikator"]
    workshop = Workshop(ROLES, rests_on=lambda *_: {"held": people})
    others = judged(lab, draft_id, workshop=workshop)
    soon = replace(judged(lab, draft_id, workshop=workshop), until=lab.clock.now() + timedelta(minutes=1))
    edited = replace(before, basis="")
    people.append("penghubung")
    lab.clock.set(lab.clock.now() + timedelta(minutes=1))
    for old in (before, others, edited, replace(judged(lab, draft_id, workshop=workshop), until=soon.until)):
        with pytest.raises(engine_workshop.VerdictOutdatedError, match="periksa lagi"):
            approve(lab, draft_id, workshop=workshop, verdict=old)
    assert approve(lab, draft_id, workshop=workshop).number == 2


def test_approving_asks_no_rule(lab: Lab) -> None:
    def asked(*_: object) -> list[Any]:
        raise AssertionError("judged where others wait")

    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    found = judged(lab, draft_id)
    silent = Workshop(ROLES, findings=asked, warnings=asked, tested=asked, departing=asked)
    assert approve(lab, draft_id, workshop=silent, verdict=found).number == 2


def test_a_moment_that_is_written_down_ends_the_verdict(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    moment = lab.clock.now() + timedelta(hours=1)
    node = d.user("Task_satu", due=moment.isoformat())
    text = d.process("kajian", [d.start(), node, d.end()], d.chain("Start_mulai", "Task_satu", "End_selesai"))
    assert judged(lab, drafted(lab, text)).until == moment


def numbers(lab: Lab) -> list[int]:
    with everywhere(lab.factory) as session:
        return list(session.scalars(select(ProcessVersion.number).order_by(ProcessVersion.number)))


def test_safe_cases_follow_and_the_others_finish_as_they_began(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu", "akhir"))
    first, second = lab.start("kajian"), lab.start("kajian")
    lab.complete(second, "Task_satu")
    draft_id = drafted(lab, drawn("satu", "dua", "akhir"))
    propose(lab, draft_id=draft_id, note="Sisipkan", by=ANI, follow=FollowPolicy.SAFE)
    approve(lab, draft_id)

    assert engine_workshop.move_ordered(lab.factory, lab.runtime, WORKSHOP) == 2
    assert engine_workshop.move_ordered(lab.factory, lab.runtime, WORKSHOP) == 0
    with everywhere(lab.factory) as session:
        answers = {order.case_id: (order.moved, order.answer) for order in session.scalars(select(MigrationOrder))}
    assert answers[first] == (True, "")
    assert (answers[second][0], "persetujuan" in answers[second][1]) == (False, True)
    assert (lab.case(first).version_number, lab.case(second).version_number) == (2, 1)
    lab.complete(first, "Task_satu")
    assert (lab.open_tasks(first), lab.open_tasks(second)) == (["Task_dua"], ["Task_akhir"])


def test_an_approval_looks_at_no_running_case(lab: Lab) -> None:
    """They may be many and large; one that cannot even be read stays, and keeps no other."""
    lab.deploy("kajian", kajian=drawn("satu", "akhir"))
    sick, sound = lab.start("kajian"), lab.start("kajian")
    with everywhere(lab.factory) as session:
        session.execute(update(Case).where(Case.id == sick).values(state=b"rusak"))
    draft_id = drafted(lab, drawn("satu", "dua", "akhir"))
    propose(lab, draft_id=draft_id, note="Sisipkan", by=ANI, follow=FollowPolicy.SAFE)
    assert approve(lab, draft_id).number == 2

    assert engine_workshop.move_ordered(lab.factory, lab.runtime, WORKSHOP) == 2
    assert lab.case(sound).version_number == 2
    with everywhere(lab.factory) as session:
        order = session.scalars(select(MigrationOrder).where(MigrationOrder.case_id == sick)).one()
    assert (order.moved, order.answer) == (False, "galat pada sistem; lihat catatan sistem")


def test_an_order_that_cannot_be_carried_out_says_why_and_changes_nothing(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu", "akhir"))
    case_id = lab.start("kajian")
    lab.deploy("kajian", kajian=drawn("lain"))
    with everywhere(lab.factory) as session:
        newest = session.scalars(select(ProcessVersion).order_by(ProcessVersion.number.desc())).first()
    assert newest is not None
    do(lab, engine_workshop.order_migration, case_id=case_id, version_id=newest.id, by=ANI)
    engine_workshop.move_ordered(lab.factory, lab.runtime, WORKSHOP)
    with everywhere(lab.factory) as session:
        order = session.scalars(select(MigrationOrder)).one()
    assert (order.moved, "tidak dapat dipindahkan" in order.answer) == (False, True)
    lab.complete(case_id, "Task_satu")
    assert lab.open_tasks(case_id) == ["Task_akhir"]


def test_an_earlier_version_comes_back_as_the_newest_and_says_so(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    lab.deploy("kajian", kajian=drawn("satu", "dua"))
    draft = do(lab, engine_workshop.restore_version, process_id="kajian", number=1, by=ANI)
    propose(lab, draft_id=draft.id, note="Kembali", by=ANI)
    version = approve(lab, draft.id)
    assert (version.number, version.restored_from) == (3, 1)
    case_id = lab.start("kajian")
    lab.complete(case_id, "Task_satu")
    assert lab.case(case_id).status == "completed"


def test_a_draft_begun_on_an_older_version_is_put_on_top_of_the_newest_first(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    lab.deploy("kajian", kajian=drawn("satu", "tiga"))
    with pytest.raises(EngineError, match="sudah berubah"):
        approve(lab, draft_id)
    do(lab, engine_workshop.give_back, draft_id=draft_id, note="Perbarui", by=BUDI)
    with pytest.raises(EngineError, match="perbarui konsep"):
        propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    assert do(lab, engine_workshop.rebase, draft_id=draft_id, by=ANI) == ["kajian.bpmn"]
    assert do(lab, engine_workshop.rebase, draft_id=draft_id, by=ANI, keep_mine=True) == ["kajian.bpmn"]
    propose(lab, draft_id=draft_id, note="Langkah kedua", by=ANI)
    assert approve(lab, draft_id).number == 3


def test_a_closed_draft_takes_no_more_typing(lab: Lab) -> None:
    lab.deploy("kajian", kajian=drawn("satu"))
    draft_id = drafted(lab, drawn("satu", "dua"))
    do(lab, engine_workshop.withdraw, draft_id=draft_id, by=ANI)
    with pytest.raises(EngineError, match="ditarik"):
        do(lab, engine_workshop.save_file, draft_id=draft_id, name="kajian.bpmn", text=drawn("x"), seen=1, by=ANI)
    with everywhere(lab.factory) as session:
        assert session.scalars(select(ProcessDraft)).one().title == "Tambah langkah"
    assert files(lab, draft_id)["kajian.bpmn"].text == drawn("satu", "dua")
