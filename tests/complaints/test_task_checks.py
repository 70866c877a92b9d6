"""What a task form asks the domain to check: the number of another complaint must be one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from complaints.casework.task_checks import verify
from complaints.law.bundles import ROOT
from complaints.models import Complaint
from engine.actors import SISTEM
from engine.db import SessionFactory
from engine.definition.diagram import Element
from engine.definition.forms import parse_form
from engine.errors import AnswersRefusedError
from engine.running.runtime import Completion
from tests.complaints.desk_rows import NOW, Rows
from tests.support.everywhere import everywhere
from tests.support.government import Government

FORM = parse_form((ROOT / "forms/ngawi/verifikasi.form").read_text(encoding="utf-8"), name="verifikasi_ngawi")


@pytest.fixture
def rows(session_factory: SessionFactory, instansi: Government) -> Iterator[Rows]:
    with everywhere(session_factory) as session:
        Rows(session, instansi.neighbour).version().complaint(number="TL-2026-999999")
        yield Rows(session, instansi.id).version()
        session.rollback()


def archived(rows: Rows, complaint: Complaint, number: str | None) -> Completion:
    """Archived as a repetition of this number (NG-T2.arsip)."""
    element = Element(id="Task_uji", kind="userTask", name="Uji", process_id="p", scope="p")
    answers = {"alasan_arsip": "berulang", **({"nomor_sebelumnya": number} if number else {})}
    return Completion(rows.session, rows.instansi_id, complaint.id, element, FORM, answers, SISTEM, NOW)


def test_the_number_of_another_complaint_is_taken_however_it_is_typed(rows: Rows) -> None:
    first, second = rows.complaint(number="TL-2026-7K4M2Q"), rows.complaint()
    for typed in (first.number, first.number.lower(), "tl 2026 7k4m2q"):
        verify(archived(rows, second, typed))


def test_a_number_that_nobody_has_is_refused_at_its_field(rows: Rows) -> None:
    own, secret = rows.complaint(number="TL-2026-AAAAAA"), rows.complaint(number="TL-2026-CCCCCC", restricted=True)
    for typed in ("NGAWI-2026-123", own.number, secret.number, "TL-2026-999999"):
        with pytest.raises(AnswersRefusedError) as refused:
            verify(archived(rows, own, typed))
        assert refused.value.errors == {
            "nomor_sebelumnya": "Tidak ada pengaduan lain dengan nomor ini. Periksa nomornya."
        }


def test_what_is_not_asked_is_not_checked(rows: Rows) -> None:
    complaint = rows.complaint()
    verify(archived(rows, complaint, None))
    verify(replace(archived(rows, complaint, "apa saja"), form=None))
