"""What a receipt carries, on both databases: enough to prove it, and nothing that opens more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from complaints.tracking.evidence import NoEvidenceError, evidence
from complaints.upkeep.history_log import append_batch
from engine.db import SessionFactory, reading
from engine.models import Event
from engine.record.log.note import named
from tests.support.citizen import TYPED, deploy_process
from tests.support.desk import lodged
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT
from tests.support.restricted import deploy_restricted, reported
from tests.support.verifier import verifier

if TYPE_CHECKING:
    from complaints.intake.lodging import Receipt
    from complaints.tracking.evidence import ReceiptEvidence
    from engine.clock import FixedClock
    from engine.running.runtime import Runtime
    from tests.support.government import Government

NAME = "pengaduan.contoh.go.id"


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)


def _of(factory: SessionFactory, runtime: Runtime, receipt: Receipt) -> ReceiptEvidence:
    with reading(factory, TANAH_LAUT) as session:
        return evidence(session, runtime, instansi_id=TANAH_LAUT, complaint_id=receipt.complaint_id, log_name=NAME)


def test_it_proves_the_text_and_tells_nothing_of_the_person(
    session_factory: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    key = verifier.read_key(str(named(NAME, runtime.signer.public_key())))  # type: ignore[union-attr]
    text = "Jalan rusak.\r\n\r\n  “Lubang” sedalam 30 cm, 🚧 – dekat SD. " + "Ya. " * 400
    receipt = lodged(session_factory, runtime, uraian=text)
    found = _of(session_factory, runtime, receipt)
    codes = " ".join(found.codes)
    assert verifier.check_receipt(verifier.read_receipt(codes), key, text)["values"][0] == receipt.number
    assert max(map(len, found.codes)) <= 1_260
    with reading(session_factory, TANAH_LAUT) as session:
        (salt,) = session.scalars(select(Event.personal).where(Event.instansi_id == TANAH_LAUT, Event.number == 1))
    for secret in (TYPED["nama"], TYPED["email"], TYPED["telepon"], salt["salt"]):
        assert secret not in found.document + json.dumps(verifier.read_receipt(codes))
    assert not found.in_log
    assert append_batch(session_factory, name=NAME, key=runtime.signer, at=clock.now()) > 0  # type: ignore[arg-type]
    later = _of(session_factory, runtime, receipt)
    assert later.in_log
    assert verifier.check_receipt(json.loads(later.document), key)["checkpoint"]
    assert later.codes == found.codes


def test_there_is_none_for_a_whistleblower_nor_for_what_was_erased(
    session_factory: SessionFactory, runtime: Runtime
) -> None:
    deploy_restricted(session_factory, runtime)
    with pytest.raises(NoEvidenceError, match="tidak memakai bukti"):
        _of(session_factory, runtime, reported(session_factory, runtime))
    receipt = lodged(session_factory, runtime)
    with everywhere(session_factory) as session:
        session.execute(update(Event).where(Event.case_id == receipt.complaint_id).values(personal=None))
    with pytest.raises(NoEvidenceError, match="dihapus menurut masa simpannya"):
        _of(session_factory, runtime, receipt)
