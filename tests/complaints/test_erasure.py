"""After its period a finished complaint loses texts and files, and nothing else; its history says who ordered it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.files.file_store import FileStore
from complaints.incoming.arrivals import HELD
from complaints.models import Attachment, Complaint, IncomingReply, Instansi
from complaints.people import persons, retention, unerased
from complaints.people.act_list import ActFilter, acts
from complaints.people.acts import Act
from complaints.people.governments.limits import KEPT_GROUND, KEPT_YEARS
from complaints.people.guarded import SecondPersonError, waiting
from complaints.people.retention import ErasureOrder
from complaints.people.roles import Role
from complaints.upkeep import erasing
from complaints.upkeep.erasing import GONE, Erasing
from engine.actors import Actor
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import EngineError
from engine.models import Base, Case, Event
from engine.record.events import TextsErased
from engine.record.examining import verify_beside, verify_history
from engine.record.payload import read
from engine.running.runtime import Runtime
from tests.complaints.figures.test_figures import BEGINS, STAFF, answered, disposed, report
from tests.support.year import Town

CANARY = "kenari-rahasia"
"""Stands in every text that somebody wrote."""
RULE = "masa simpan 2 tahun: Perbup 7/2023 tentang JRA"


@pytest.fixture
def town(session_factory: SessionFactory, tmp_path: Path) -> Town:
    found = Town(session_factory, "lombok_tengah", BEGINS, tmp_path)
    for role in (*STAFF, Role.PEJABAT_BERWENANG):
        found.hire(role)
    return found


def closed(town: Town, by: datetime = BEGINS + timedelta(days=200)) -> uuid.UUID:
    """Lodged with everything that a person can write, answered, rated and closed."""
    case_id = disposed(
        town, judul=f"Judul {CANARY}", uraian=f"Uraian {CANARY} panjang sekali.", nama=f"Nama {CANARY}",
        email=f"{CANARY}@contoh.id", lokasi=f"Lokasi {CANARY}",
    )  # fmt: skip
    answered(town, case_id, jawaban=f"Jawaban {CANARY}.")
    town.pass_time(by)
    with unit_of_work(town.factory, town.id) as session:
        assert session.get_one(Case, (town.id, case_id)).ended_at is not None
        stored = store_of(town).put_with(session, CANARY.encode())
        session.add(
            Attachment(
                instansi_id=town.id, complaint_id=case_id, name=f"{CANARY}.pdf", media_type="application/pdf",
                size=stored.size, sha256=stored.sha256, sealed_path=stored.path, origin="pengadu", added_at=BEGINS,
            )
        )  # fmt: skip
        session.add(
            IncomingReply(
                instansi_id=town.id, digest=uuid.uuid4().hex, channel="email", sender=f"{CANARY}@contoh.id",
                complaint_id=case_id, text=f"Balasan {CANARY}.", media=[], state=HELD, why="galat", came_at=BEGINS,
            )
        )  # fmt: skip
    return case_id


def store_of(town: Town) -> FileStore:
    return FileStore(town.folder / "berkas")


def keeps(town: Town, years: int) -> None:
    with unit_of_work(town.factory, town.id) as session:
        limits = {KEPT_YEARS: str(years), KEPT_GROUND: "Perbup 7/2023 tentang JRA"}
        session.get_one(Instansi, town.id).limits = limits


def asked(town: Town, by: Actor) -> int:
    with unit_of_work(town.factory, town.id) as session:
        return retention.ask(session, town.runtime, instansi_id=town.id, by=by)


def works(town: Town) -> int:
    return sum(iter(Erasing(town.factory, town.runtime, store_of(town)), 0))


def confirmed(town: Town, by: Actor) -> None:
    with unit_of_work(town.factory, town.id) as session:
        (request,) = waiting(session, instansi_id=town.id, now=town.clock.now())
        persons.confirm(session, town.runtime, instansi_id=town.id, by=by, request_id=request.id)


def everything(town: Town) -> str:
    """All that lies in the database, and in the folder of files."""
    with town.factory.kw["bind"].connect() as connection:
        rows = [str(row) for table in Base.metadata.sorted_tables for row in connection.execute(select(table))]
    files = [path.read_bytes().decode("latin1") for path in (town.folder / "berkas").rglob("*") if path.is_file()]
    return "\n".join(rows + files)


def test_texts_and_files_go_and_figures_path_and_seal_stay(town: Town) -> None:
    rina, budi = town.hire(Role.ADMIN), Actor(str(uuid.uuid4()), "Budi", frozenset({(Role.ADMIN.value, "")}))
    case_id, running = closed(town), disposed(town, judul="Masih berjalan")
    assert CANARY in everything(town)
    figures = [table.rows for table in report(town, "evaluasi")]
    keeps(town, 2)
    with pytest.raises(EngineError, match="tidak ada yang habis"):
        asked(town, rina)
    town.clock.set(BEGINS + timedelta(days=3 * 366))
    assert asked(town, rina) == 1
    with pytest.raises(SecondPersonError):
        confirmed(town, rina)
    confirmed(town, budi)
    assert works(town) > 0
    assert CANARY not in everything(town)
    assert [table.rows for table in report(town, "evaluasi")][1:5] == figures[1:5]
    with reading(town.factory, town.id) as session:
        key = town.runtime.signer.public_key()
        assert verify_history(session, verifier=key, instansi_id=town.id) == []
        complaint = session.get_one(Complaint, (town.id, case_id))
        assert (complaint.judul, complaint.jenis, complaint.erased_at) == (GONE, "pengaduan", town.clock.now())
        assert session.get_one(Complaint, (town.id, running)).judul == "Masih berjalan"
        last = session.scalars(
            select(Event).where(Event.instansi_id == town.id, Event.case_id == case_id).order_by(Event.number.desc())
        ).first()
        assert last is not None
        what = read(last.kind, last.payload)
        assert isinstance(what, TextsErased)
        assert (last.actor, what.rule, what.beside["berkas"]) == (budi.id, RULE, 1)
        told = [row.act for row in acts(session, instansi_id=town.id, filters=ActFilter(), before=None, limit=9).rows]
    assert told[:3] == [Act.CONTENTS_ERASED, Act.ERASURE_ORDERED, Act.SECOND_PERSON_ASKED]
    with pytest.raises(EngineError, match="tidak ada yang habis"):
        asked(town, rina)


def ordered(town: Town) -> uuid.UUID:
    rina = town.hire(Role.ADMIN)
    case_id = closed(town)
    keeps(town, 2)
    town.clock.set(BEGINS + timedelta(days=3 * 366))
    asked(town, rina)
    return case_id


BUDI = Actor(str(uuid.uuid4()), "Budi", frozenset({(Role.ADMIN.value, "")}))


def test_a_period_that_changed_meanwhile_is_asked_for_anew(town: Town) -> None:
    ordered(town)
    keeps(town, 10)
    with pytest.raises(EngineError, match="masa simpan berubah"):
        confirmed(town, BUDI)
    with reading(town.factory, town.id) as session:
        assert retention.orders(session) == []
        assert len(waiting(session, instansi_id=town.id, now=town.clock.now())) == 1


def test_files_go_although_the_worker_died_when_their_rows_had_gone(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DiedError(BaseException):
        pass

    def dies(*_given: object) -> None:
        raise DiedError

    case_id = ordered(town)
    confirmed(town, BUDI)
    with monkeypatch.context() as while_dying:
        while_dying.setattr(FileStore, "remove", dies)
        with pytest.raises(DiedError):
            works(town)
    with reading(town.factory, town.id) as session:
        assert session.get_one(Complaint, (town.id, case_id)).erased_at is not None
        assert len(retention.orders(session)) == 1, "not done while a file is there"
    works(town)
    assert CANARY not in everything(town)
    with reading(town.factory, town.id) as session:
        assert retention.orders(session) == []


def alters(town: Town, table: str, case_id: uuid.UUID, **values: object) -> None:
    """Past the program, with the database in hand."""
    entity = Base.metadata.tables[table]
    with town.factory.kw["bind"].begin() as connection:
        connection.execute(entity.update().where(entity.c.id == case_id).values(**values))


def erases(town: Town) -> None:
    confirmed(town, BUDI)
    works(town)


def found(town: Town, case_id: uuid.UUID) -> list[str]:
    with reading(town.factory, town.id) as session:
        key = town.runtime.verifier_in(session)
        breaks = [
            *verify_history(session, verifier=key, instansi_id=town.id),
            *verify_beside(session, instansi_id=town.id).breaks,
        ]
    assert {each.case_id for each in breaks} <= {case_id}
    return [each.reason for each in breaks]


def test_what_was_tampered_with_is_left_alone(town: Town) -> None:
    case_id = ordered(town)
    alters(town, "complaint", case_id, uraian="Ditulis ulang.")
    alarms: list[str] = []
    town.runtime = replace(town.runtime, alarm=alarms.append)
    erases(town)
    assert found(town, case_id) == ["complaint berbeda dari yang diikat riwayat"], "an erasure would have hidden it"
    assert [each.split(": ")[1] for each in alarms] == ["1 kept, not as their histories say"]
    with reading(town.factory, town.id) as session:
        assert session.get_one(Complaint, (town.id, case_id)).erased_at is None
        assert retention.orders(session) == [], "one that is left alone does not block the others"
        last = acts(session, instansi_id=town.id, filters=ActFilter(), before=None, limit=1).rows[0]
    assert {("count", 0), ("kept", 1)} <= {(name, after) for name, _before, after in last.changes}


def stumbles(monkeypatch: pytest.MonkeyPatch, *cases: uuid.UUID) -> None:
    """The erasure of these cases raises from now on; of no others."""
    real = erasing._erase

    def erase(session: Session, runtime: Runtime, order: ErasureOrder, case: Case) -> list[str]:
        paths = real(session, runtime, order, case)
        if case.id in cases:
            raise ZeroDivisionError
        return paths

    monkeypatch.setattr(erasing, "_erase", erase)


def test_a_case_that_always_raises_blocks_nothing_and_is_named(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    rina, bad, good = town.hire(Role.ADMIN), closed(town), closed(town, BEGINS + timedelta(days=350))
    keeps(town, 2)
    town.clock.set(BEGINS + timedelta(days=3 * 366))
    asked(town, rina)
    alarms: list[str] = []
    town.runtime = replace(town.runtime, alarm=alarms.append)
    with monkeypatch.context() as broken:
        stumbles(broken, bad)
        confirmed(town, BUDI)
        for _round in range(erasing.MOST_ROUNDS + 1):
            works(town)
            town.clock.advance(erasing.AGAIN_AFTER)
        assert works(town) == 0
    assert [each.split(": ", 1)[1] for each in alarms] == ["1 could not be erased, see the operator's desk"]
    with reading(town.factory, town.id) as session:
        assert session.get_one(Complaint, (town.id, good)).erased_at is not None
        complaint = session.get_one(Complaint, (town.id, bad))
        assert (complaint.erased_at, CANARY in complaint.judul) == (None, True)
        assert retention.orders(session) == []
        (left,) = unerased.unerased_of(session, instansi_id=town.id)
        assert (left.number, left.raised) == (complaint.number, "ZeroDivisionError")
        assert [each.case_id for each in unerased.unerased(session)] == [bad]
        last = acts(session, instansi_id=town.id, filters=ActFilter(), before=None, limit=1).rows[0]
    assert {("count", 1), ("failed", 1)} <= {(name, after) for name, _before, after in last.changes}
    assert asked(town, rina) == 1
    erases(town)
    with reading(town.factory, town.id) as session:
        assert unerased.unerased(session) == []
        assert session.get_one(Complaint, (town.id, bad)).erased_at is not None
    assert found(town, bad) == []


def test_a_case_that_raised_once_is_erased_at_the_next_round(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = ordered(town)
    confirmed(town, BUDI)
    with monkeypatch.context() as broken:
        stumbles(broken, case_id)
        works(town)
    assert works(town) == 0, "not at once"
    town.clock.advance(erasing.AGAIN_AFTER)
    works(town)
    assert CANARY not in everything(town)
    with reading(town.factory, town.id) as session:
        assert (retention.orders(session), unerased.unerased(session)) == ([], [])


def test_a_file_that_cannot_be_removed_is_told_and_blocks_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object) -> None:
        raise PermissionError

    ordered(town)
    confirmed(town, BUDI)
    alarms: list[str] = []
    town.runtime = replace(town.runtime, alarm=alarms.append)
    monkeypatch.setattr(FileStore, "remove", fails)
    for _round in range(erasing.MOST_ROUNDS + 2):
        works(town)
        town.clock.advance(erasing.AGAIN_AFTER)
    assert [" files could not be removed: " in each for each in alarms] == [True]
    with reading(town.factory, town.id) as session:
        assert retention.orders(session) == []


def test_an_end_set_back_in_the_database_makes_nothing_due(town: Town) -> None:
    case_id = closed(town)
    keeps(town, 2)
    alters(town, "case", case_id, ended_at=BEGINS - timedelta(days=900))
    assert asked(town, town.hire(Role.ADMIN)) == 1
    erases(town)
    with reading(town.factory, town.id) as session:
        assert session.get_one(Complaint, (town.id, case_id)).erased_at is None


def test_a_longer_period_stops_what_was_ordered(town: Town) -> None:
    case_id = ordered(town)
    confirmed(town, BUDI)
    keeps(town, 10)
    works(town)
    with reading(town.factory, town.id) as session:
        assert session.get_one(Complaint, (town.id, case_id)).erased_at is None
        assert retention.orders(session) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"jenis": "aspirasi"},
        {"unit": "dinkes"},
        {"received_at": BEGINS - timedelta(days=1)},
        {"uraian": "Baru."},
        {"erased_at": None},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_stays_is_bound_anew(town: Town, changed: dict[str, object]) -> None:
    case_id = ordered(town)
    erases(town)
    assert found(town, case_id) == []
    alters(town, "complaint", case_id, **changed)
    (reason,) = found(town, case_id)
    assert reason.endswith("berbeda dari yang diikat riwayat")


def test_what_comes_after_an_erasure_comes_from_outside(town: Town) -> None:
    case_id = ordered(town)
    erases(town)
    message = Base.metadata.tables["complaint_message"]
    with town.factory.kw["bind"].begin() as connection:
        connection.execute(
            message.insert().values(
                instansi_id=town.id, id=uuid.uuid4(), complaint_id=case_id, at=BEGINS, kind="tanggapan", sender="unit",
                text="Tidak pernah dikirim.",
            )
        )  # fmt: skip
    (reason,) = found(town, case_id)
    assert reason.endswith("tidak dikenal riwayat: ditambahkan dari luar")


def test_an_erased_mark_from_outside_is_found(town: Town) -> None:
    """It would keep the text for ever, since what is erased is never due."""
    case_id = closed(town)
    alters(town, "complaint", case_id, erased_at=BEGINS)
    assert found(town, case_id) == ["complaint.erased_at berbeda dari yang diikat riwayat"]


def test_without_a_period_nothing_is_ever_due(town: Town) -> None:
    closed(town)
    town.clock.set(BEGINS + timedelta(days=99 * 366))
    with pytest.raises(EngineError, match="masa simpan"):
        asked(town, town.hire(Role.ADMIN))
