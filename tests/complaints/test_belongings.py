"""What pages show beside a history is bound by it: whoever changes it in the database is found, the part named."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, insert, update

from complaints.intake.lodging import NewFile, Receipt, lodge
from complaints.models import Attachment, Complaint, ComplaintMessage, Reporter
from engine.db import SessionFactory, unit_of_work
from engine.models import Event, OutboxMessage
from engine.record.belongings import bound_models, rule_of
from engine.record.examining import verify_beside
from tests.support.citizen import Desk, answers, deploy_process
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.clock import FixedClock
    from engine.running.runtime import Runtime
    from tests.support.government import Government

FILE = NewFile("foto.jpg", "image/jpeg", 10, "a" * 64, "ab/1", "ab/2.jpg")
NOON = datetime(2026, 1, 1, 5, tzinfo=UTC)


@pytest.fixture
def receipt(session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock) -> Receipt:
    """A complaint with a file, whose reporter was asked for more and told so by mail."""
    deploy_process(session_factory, runtime)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        found = lodge(
            session, runtime, instansi_id=TANAH_LAUT, answers=answers(runtime),
            submission_token=uuid.uuid4().hex, files=[FILE],
        )  # fmt: skip
    desk = Desk(session_factory, runtime, clock, found.complaint_id)
    desk.complete("Task_verifikasi_nasional", lengkap="tidak", data_diminta="Foto lubang")
    return found


def told(factory: SessionFactory, case_id: uuid.UUID, tamper: Callable[[Session], object] = lambda _: None) -> str:
    with everywhere(factory) as session:
        tamper(session)
        session.flush()
        session.expire_all()
        found = verify_beside(session).breaks
        session.rollback()
    assert {each.case_id for each in found} <= {case_id}
    return " ".join(f"{each.number} {each.reason}" for each in found)


def _of(model: Any, **values: Any) -> Callable[[Session], object]:
    return lambda session: session.execute(update(model).values(**values))


TAMPERINGS: dict[str, tuple[Callable[[Session], object], str]] = {
    "its text": (_of(Complaint, uraian="lain"), "1 complaint berbeda"),
    "its title": (_of(Complaint, judul="lain"), "1 complaint berbeda"),
    "when it came": (_of(Complaint, received_at=NOON), "1 complaint berbeda"),
    "its kind": (_of(Complaint, jenis="aspirasi"), "complaint.jenis berbeda"),
    "its class": (_of(Complaint, kategori_sla="berat"), "complaint.kategori_sla berbeda"),
    "its unit": (_of(Complaint, unit="dinas-lain"), "complaint.unit berbeda"),
    "its protection": (_of(Complaint, rahasia=True), "complaint.rahasia berbeda"),
    "who reported": (_of(Reporter, nama="Orang Lain"), "1 reporter berbeda"),
    "nobody reported": (lambda session: session.execute(delete(Reporter)), "1 reporter hilang"),
    "a file": (_of(Attachment, sha256="b" * 64), "berbeda"),
    "a file's name": (_of(Attachment, name="lain.jpg"), "berbeda"),
    "a file is gone": (lambda session: session.execute(delete(Attachment)), "hilang tanpa catatan"),
    "what the reporter was told": (_of(ComplaintMessage, text="Sudah selesai."), "complaint_message:"),
    "what was told is gone": (lambda session: session.execute(delete(ComplaintMessage)), "hilang tanpa catatan"),
    "a letter": (_of(OutboxMessage, recipient="lain@contoh.id"), "outbox_message:"),
}


def test_what_was_changed_beside_the_history_is_named(session_factory: SessionFactory, receipt: Receipt) -> None:
    assert told(session_factory, receipt.complaint_id) == ""
    found = {name: told(session_factory, receipt.complaint_id, tamper) for name, (tamper, _) in TAMPERINGS.items()}
    assert [name for name, (_, said) in TAMPERINGS.items() if said not in found[name]] == []
    assert "Orang Lain" not in str(found)


def test_a_message_nobody_sent_is_named(session_factory: SessionFactory, receipt: Receipt) -> None:
    row = {"instansi_id": TANAH_LAUT, "id": uuid.uuid4(), "complaint_id": receipt.complaint_id, "at": NOON}
    more = {"kind": "jawaban", "sender": "instansi", "text": "palsu"}
    found = told(
        session_factory,
        receipt.complaint_id,
        lambda session: session.execute(insert(ComplaintMessage).values(**row, **more)),
    )
    assert "ditambahkan dari luar" in found


def test_the_salt_is_the_personal_part_and_the_commitments_outlive_it(
    session_factory: SessionFactory, receipt: Receipt
) -> None:
    erased = told(
        session_factory, receipt.complaint_id, lambda session: session.execute(update(Event).values(personal=None))
    )
    assert erased == ""


def test_what_belongs_to_a_case_is_found_along_a_key() -> None:
    for model in bound_models():
        table = model.metadata.tables[str(model.__tablename__)]
        keys = [each.columns.keys()[:2] for each in table.indexes] + [table.primary_key.columns.keys()[:2]]
        assert ["instansi_id", rule_of(model).case] in keys, table.name
