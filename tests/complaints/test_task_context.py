"""Option lists of task forms, and what answers change in the complaint's row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from complaints.casework.task_context import LISTS, observe, options_for
from complaints.models import Complaint
from engine.actors import SISTEM
from engine.db import SessionFactory
from engine.definition.diagram import Element
from engine.definition.forms import Form, parse_form
from engine.running.runtime import Completion, OptionsRequest
from tests.complaints.desk_rows import NOW, Rows
from tests.complaints.test_desk import counted
from tests.support.everywhere import everywhere
from tests.support.government import UNITS, Government
from tests.support.shipped import shipped

UMUM = "dinas-pekerjaan-umum"


@pytest.fixture
def rows(session_factory: SessionFactory, instansi: Government) -> Iterator[Rows]:
    with everywhere(session_factory) as session:
        noise = Rows(session, instansi.neighbour).version()
        noise.complaint()
        noise.person("Tetangga", ("pejabat_berwenang", UMUM))
        yield Rows(session, instansi.id).version()
        session.rollback()


def lists(rows: Rows, unit: str = UMUM) -> Any:
    return options_for(rows.session, OptionsRequest(rows.instansi_id, rows.complaint().id, unit, "admin_instansi", NOW))


def test_every_list_that_a_form_of_ours_names_is_supplied() -> None:
    files = shipped()
    forms = [parse_form(text, name=name) for name, text in files.items() if name.endswith(".form")]
    named = {name for form in forms for name in form.lists_read()}
    assert named
    assert named <= set(LISTS)


def test_units_that_work_can_be_given_to(rows: Rows) -> None:
    from complaints.models import Unit

    rows.session.add(Unit(instansi_id=rows.instansi_id, id="dinas-lama", name="Dinas Lama", active=False))
    rows.session.flush()
    options = lists(rows)["daftar_skpd"]
    assert [(option.value, option.label) for option in options] == sorted(UNITS.items(), key=lambda item: item[1])


def test_people_of_the_unit_who_follow_up(rows: Rows) -> None:
    rows.person("Rahman", ("pejabat_berwenang", UMUM))
    rows.person("Lain Unit", ("pejabat_berwenang", "dinas-kesehatan"))
    rows.person("Lain Peran", ("admin_upp", UMUM))
    assert [option.label for option in lists(rows)["daftar_pejabat"]] == ["Rahman"]


def test_a_list_is_read_once_and_only_when_asked_for(rows: Rows) -> None:
    found = lists(rows)
    rows.session.flush()
    with counted(rows.session) as statements:
        assert "daftar_skpd" in found
        assert "daftar_lain" not in found
        assert found.get("daftar_lain", ()) == ()
        assert set(found) == set(LISTS)
        assert len(found) == len(LISTS)
        assert statements == []
        assert found["daftar_skpd"] is found["daftar_skpd"]
        assert len(statements) == 1
    with pytest.raises(KeyError):
        found["daftar_lain"]


YES_NO = {"values": [{"label": "Ya", "value": "ya"}, {"label": "Tidak", "value": "tidak"}]}
QUESTIONS = [
    {"type": "checkbox", "key": "tutup_nama", "label": "Anonim", "properties": {"kolom": "pengaduan.anonim"}},
    {"type": "radio", "key": "tutup_isi", "label": "Rahasia", "properties": {"kolom": "pengaduan.rahasia"}, **YES_NO},
    {"type": "radio", "key": "macam", "label": "Macam", "properties": {"kolom": "pengaduan.jenis"}, **YES_NO},
    {"type": "taglist", "key": "pelaksana", "label": "Unit", "valuesKey": "daftar_skpd",
     "properties": {"kolom": "pengaduan.unit"}},
    {"type": "textfield", "key": "skpd", "label": "Catatan"},
]  # fmt: skip
FORMER = [
    {"type": "checkbox", "key": "fitur_anonim", "label": "Anonim"},
    {"type": "radio", "key": "fitur_rahasia", "label": "Rahasia", **YES_NO},
    {"type": "textfield", "key": "jenis", "label": "Jenis"},
    {"type": "select", "key": "skpd", "label": "Unit", "valuesKey": "daftar_skpd"},
]


def form_of(questions: list[dict[str, Any]]) -> Form:
    return parse_form(json.dumps({"type": "default", "schemaVersion": 19, "components": questions}), name="uji")


SAID, SINCE_EVER = form_of(QUESTIONS), form_of(FORMER)
CHANGES: list[tuple[Form | None, dict[str, Any], dict[str, Any]]] = [
    (SAID, {"tutup_nama": True}, {"anonim": True}),
    (SAID, {"tutup_isi": "ya"}, {"rahasia": True}),
    (SAID, {"tutup_nama": False, "tutup_isi": "tidak"}, {}),
    (SAID, {"macam": "tidak"}, {"jenis": "tidak"}),
    (SAID, {"pelaksana": [UMUM, "inspektorat"]}, {"unit": UMUM}),
    (SAID, {"pelaksana": []}, {}),
    (SAID, {"skpd": UMUM, "fitur_anonim": True}, {}),
    (SINCE_EVER, {"fitur_anonim": True}, {"anonim": True}),
    (SINCE_EVER, {"fitur_rahasia": "ya"}, {"rahasia": True}),
    (SINCE_EVER, {"jenis": "aspirasi"}, {"jenis": "aspirasi"}),
    (SINCE_EVER, {"jenis": "bukan jenis"}, {}),
    (SINCE_EVER, {"skpd": UMUM}, {"unit": UMUM}),
    (SINCE_EVER, {"catatan": "apa saja"}, {}),
    (None, {}, {}),
]


@pytest.mark.parametrize(("form", "answers", "changed"), CHANGES, ids=lambda value: str(value)[:50])
def test_answers_that_decide_the_treatment_reach_the_row(
    rows: Rows, form: Form | None, answers: dict[str, Any], changed: dict[str, Any]
) -> None:
    complaint, other = rows.complaint(), rows.complaint()
    before = _treatment(complaint)
    observe(_completed(rows, complaint, form, answers))
    rows.session.refresh(complaint)
    rows.session.refresh(other)
    assert _treatment(complaint) == before | changed
    assert _treatment(other) == before


def test_protection_that_the_complainant_asked_for_is_never_taken_away(rows: Rows) -> None:
    complaint = rows.complaint(anonim=True, rahasia=True)
    for answer in (False, "tidak", None):
        observe(_completed(rows, complaint, SAID, {"tutup_nama": answer, "tutup_isi": answer}))
    rows.session.refresh(complaint)
    assert complaint.anonim
    assert complaint.rahasia


def _treatment(row: Complaint) -> dict[str, Any]:
    return {"anonim": row.anonim, "rahasia": row.rahasia, "jenis": row.jenis, "unit": row.unit}


def _completed(rows: Rows, complaint: Complaint, form: Form | None, answers: dict[str, Any]) -> Completion:
    element = Element(id="Task_uji", kind="userTask", name="Uji", process_id="p", scope="p")
    later = NOW + timedelta(hours=1)
    return Completion(rows.session, rows.instansi_id, complaint.id, element, form, answers, SISTEM, later)
