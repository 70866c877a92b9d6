"""What says who reported: the form names the questions, and the words are masked wherever a text leaves the desk."""

from __future__ import annotations

import json
from typing import Any

import pytest

from complaints.audit.acts import happenings
from complaints.casework import history
from complaints.casework.visibility import Access, Reason, Withheld
from complaints.intake.identity import WELL_KNOWN, identity_keys
from engine.clock import FixedClock
from engine.db import SessionFactory, reading
from engine.definition.forms import Form, parse_form
from engine.running import queries
from tests.support import diagrams as d
from tests.support.lab import INSTANSI, Lab


def source(*questions: tuple[str, str], **more: Any) -> str:
    """A form of text questions, each with the column that it names or ""."""
    parts: list[dict[str, Any]] = [
        {"type": "textfield", "key": key, "label": key, "properties": {"kolom": column} if column else {}}
        for key, column in questions
    ]
    parts += more.get("parts", [])
    return json.dumps({"type": "default", "schemaVersion": 19, "components": parts})


def form(*questions: tuple[str, str], **more: Any) -> Form:
    return parse_form(source(*questions, **more), name="uji")


@pytest.mark.parametrize("column", ["pelapor", "pelapor.nama", "pelapor.telepon", "pelapor.salah_ketik"])
def test_a_form_says_which_answers_are_the_reporters(column: str) -> None:
    assert identity_keys(form(("saksi_utama", column), ("nama", ""))) == {"saksi_utama"}


def test_a_form_that_declares_something_else_hides_nothing_by_its_key() -> None:
    assert identity_keys(form(("nama", ""), ("isi", "pengaduan.uraian"))) == frozenset()


def test_a_form_that_declares_nothing_is_read_by_the_well_known_keys() -> None:
    assert identity_keys(form(("nama", ""))) == WELL_KNOWN
    assert identity_keys(None) == WELL_KNOWN


def test_what_a_task_changes_in_the_treatment_says_nothing_about_who_reported() -> None:
    assert identity_keys(form(("nama", ""), ("jenis", "pengaduan.jenis"))) == WELL_KNOWN
    assert identity_keys(form(("saksi", "pelapor"), ("jenis", "pengaduan.jenis"))) == {"saksi"}


def test_rows_and_copies_are_hidden_with_what_they_hold() -> None:
    inner = {"type": "textfield", "key": "nik", "label": "NIK", "properties": {"kolom": "pelapor.identitas"}}
    rows = {"type": "dynamiclist", "path": "pengadu_lain", "label": "Pengadu lain", "components": [inner]}
    copy = {"type": "expression", "key": "salinan", "expression": "=penghubung"}
    found = form(("penghubung", "pelapor.nama"), ("catatan", ""), parts=[rows, copy])
    assert identity_keys(found) == {"penghubung", "pengadu_lain", "salinan"}


def test_the_history_hides_what_the_form_of_the_day_declared(
    session_factory: SessionFactory, clock: FixedClock
) -> None:
    lab = Lab(session_factory, clock)
    diagram = d.process(
        "uji",
        [d.start(), d.user("Task_satu", form="tanya"), d.user("Task_dua", form="lama"), d.end()],
        d.chain("Start_mulai", "Task_satu", "Task_dua", "End_selesai"),
    )
    asked, undeclared = source(("penghubung", "pelapor.nama"), ("nama", "")), source(("nama", ""), ("hasil", ""))
    lab.deploy("uji", uji=diagram, tanya=asked, lama=undeclared)
    case_id = lab.start("uji")
    lab.complete(case_id, "Task_satu", penghubung="Aisyah", nama="Jembatan Merah")
    lab.complete(case_id, "Task_dua", nama="Aisyah", hasil="Selesai")

    def told(**access: Reason) -> list[dict[str, Any]]:
        with reading(session_factory, INSTANSI) as session:
            rows = history(
                session, instansi_id=INSTANSI, case_id=case_id, access=Access(case=True, noted=True, **access)
            )
        return [dict(row.answers) for row in rows if row.kind == "task_completed"]  # type: ignore[call-overload]

    assert told(identity=Reason.ANONIM) == [{"nama": "Jembatan Merah"}, {"hasil": "Selesai"}]
    assert told() == [{"penghubung": "Aisyah", "nama": "Jembatan Merah"}, {"nama": "Aisyah", "hasil": "Selesai"}]


def test_the_auditor_reads_no_choice_about_a_reporter_who_is_hidden(
    session_factory: SessionFactory, clock: FixedClock
) -> None:
    choice = {
        "type": "radio", "key": "golongan", "label": "Golongan", "properties": {"kolom": "pelapor.jenis_pengadu"},
        "values": [{"label": "Perangkat desa", "value": "desa"}, {"label": "Warga", "value": "warga"}],
    }  # fmt: skip
    plain = {**choice, "key": "hasil", "label": "Hasil", "properties": {}}
    lab = Lab(session_factory, clock)
    diagram = d.process(
        "uji",
        [d.start(), d.user("Task_satu", form="tanya"), d.end()],
        d.chain("Start_mulai", "Task_satu", "End_selesai"),
    )
    lab.deploy("uji", uji=diagram, tanya=source(parts=[choice, plain]))
    case_id = lab.start("uji")
    lab.complete(case_id, "Task_satu", golongan="desa", hasil="warga")

    def told(access: Access) -> dict[str, Any]:
        with reading(session_factory, INSTANSI) as session:
            events = queries.timeline(session, instansi_id=INSTANSI, case_id=case_id)
            version = next(each.version_id for each in events if each.version_id)
            bundle = queries.bundle_of_version(session, instansi_id=INSTANSI, version_id=version)
        rows = happenings(events, lambda _event: bundle, access=access, options={}, recorded=frozenset())
        return {change.key: change.new for row in rows for change in row.changes}

    assert told(Access(case=True)) == {"golongan": ("Perangkat desa",), "hasil": ("Warga",)}
    hidden = told(Access(case=True, identity=Reason.ANONIM))
    assert hidden == {"golongan": Withheld(Reason.ANONIM), "hasil": ("Warga",)}
