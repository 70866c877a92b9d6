"""Drafts that no editor would make: every page of the workshop still answers, and says what is wrong."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from complaints.workshop.bench import Bench
from engine import workshop as engine_workshop
from engine.actors import Actor
from engine.db import unit_of_work
from tests.support.desk import words
from tests.support.owner import Desk, workshop
from tests.support.shipped import shipped
from tests.support.slow_tables import slow_table

FILES = shipped()
DIAGRAM = FILES["pengaduan_ngawi.bpmn"]
PAGES = (
    "",
    "/perbedaan",
    "/pemeriksaan",
    "/dampak",
    "/kasus-lalu",
    "/skenario",
    "/coba",
    "/berkas/pengaduan_ngawi.bpmn",
)
GHOST = "Elemen_yang_tidak_ada"


def large(count: int) -> str:
    """A chain of so many tasks without a drawing."""
    tasks = "".join(f'<bpmn:userTask id="T{n}" name="Tugas {n}" />' for n in range(count))
    flows = "".join(f'<bpmn:sequenceFlow id="F{n}" sourceRef="T{n}" targetRef="T{n + 1}" />' for n in range(count - 1))
    return DIAGRAM.replace("</bpmn:process>", f"{tasks}{flows}</bpmn:process>", 1)


BROKEN = {
    "no_xml": "ini bukan XML",
    "cut": DIAGRAM[: len(DIAGRAM) // 2],
    "empty": "",
    "other_root": "<a/>",
    "entity": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "flow_to_nowhere": DIAGRAM.replace('targetRef="End_selesai_ng"', f'targetRef="{GHOST}"', 1),
    "flow_from_nowhere": DIAGRAM.replace('sourceRef="Gateway_masuk_ng"', f'sourceRef="{GHOST}"', 1),
    "lane_to_nowhere": DIAGRAM.replace(
        "<bpmn:flowNodeRef>Start_sms_ng</bpmn:flowNodeRef>", f"<bpmn:flowNodeRef>{GHOST}</bpmn:flowNodeRef>", 1
    ),
    "shape_of_nothing": DIAGRAM.replace('bpmnElement="Start_sms_ng"', f'bpmnElement="{GHOST}"', 1),
    "edge_of_nothing": re.sub(r'bpmnElement="Flow_masuk_ke[^"]*"', f'bpmnElement="{GHOST}"', DIAGRAM, count=1),
    "attached_to_nothing": re.sub(r'attachedToRef="[^"]*"', f'attachedToRef="{GHOST}"', DIAGRAM, count=1),
    "default_of_nothing": re.sub(r'default="[^"]*"', f'default="{GHOST}"', DIAGRAM, count=1),
    "message_of_nothing": re.sub(r'messageRef="[^"]*"', f'messageRef="{GHOST}"', DIAGRAM, count=1),
    "calls_nothing": re.sub(r'calledElement="[^"]*"', f'calledElement="{GHOST}"', DIAGRAM, count=1),
    "bounds_no_number": re.sub(r'<dc:Bounds x="[^"]*"', '<dc:Bounds x="kiri"', DIAGRAM, count=1),
    "no_process": re.sub(r"<bpmn:process .*</bpmn:process>", "", DIAGRAM, flags=re.DOTALL),
    "other_process": DIAGRAM.replace('<bpmn:process id="pengaduan_ngawi"', '<bpmn:process id="lain"', 1),
    "same_id_twice": DIAGRAM.replace('id="Start_sms_ng"', 'id="Start_website_ng"', 1),
    "five_thousand": large(5_000),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with workshop(tmp_path_factory.mktemp("ngawi"), "ngawi", "proses.ngawi") as desk:
        yield desk


def _saved(desk: Desk, name: str, text: str) -> str:
    """A draft with this text in it, past the editor."""
    path = desk.draft("pengaduan_ngawi", "Berkas aneh")
    with unit_of_work(desk.demo.tools.session_factory, "ngawi") as session:
        engine_workshop.save_file(
            session,
            desk.demo.tools.runtime,
            instansi_id="ngawi",
            draft_id=uuid.UUID(path.rpartition("/")[2]),
            name=name,
            text=text,
            seen=0,
            by=Actor("pemilik-1", "Galih", frozenset()),
        )
    return path


@pytest.mark.parametrize("kind", BROKEN)
def test_no_page_breaks_on_a_broken_diagram(desk: Desk, kind: str) -> None:
    assert BROKEN[kind] != DIAGRAM
    path = _saved(desk, "pengaduan_ngawi.bpmn", BROKEN[kind])
    answers = {page: desk.get(path + page).status_code for page in PAGES}
    assert {page: status for page, status in answers.items() if status >= 500} == {}
    for step in ("jalankan/scenarios", "jalankan/replay", "coba/mulai"):
        fields = {"masuk": "Start_website_ng|website", "catatan": "Coba", "jenis": "pengaduan"}
        assert desk.post(f"{path}/{step}", **fields).status_code < 500, step
    assert desk.decide(path, "ajukan", catatan="Coba").status_code < 500
    if kind not in ("no_process", "other_process"):
        assert "Tidak ada yang menghalangi" not in words(desk.get(f"{path}/pemeriksaan").text)


@pytest.mark.parametrize("kind", [kind for kind in BROKEN if "nothing" in kind or "nowhere" in kind])
def test_what_leads_nowhere_is_named(desk: Desk, kind: str) -> None:
    path = _saved(desk, "pengaduan_ngawi.bpmn", BROKEN[kind])
    said = words(desk.get(f"{path}/pemeriksaan").text)
    assert GHOST in said, said


@pytest.mark.parametrize("name", ["verifikasi_ngawi.form", "tenggat_ngawi.dmn"])
@pytest.mark.parametrize("text", ["", "{", "[]", "<a/>", '{"components": 7}', "ini bukan apa-apa"])
def test_no_page_breaks_on_a_broken_form_or_table(desk: Desk, name: str, text: str) -> None:
    path = _saved(desk, name, text)
    answers = {page: desk.get(path + page).status_code for page in (*PAGES, f"/berkas/{name}")}
    assert {page: status for page, status in answers.items() if status >= 500} == {}
    assert desk.decide(path, "ajukan", catatan="Coba").status_code < 500


@pytest.mark.parametrize("step", ["pemeriksaan", "ajukan"])
def test_people_log_in_while_a_draft_keeps_the_gate_busy(desk: Desk, bench: Bench, step: str) -> None:
    """Five tables take the gate seconds, a hundred would take a minute: it is stopped, and holds nothing meanwhile."""
    path = desk.draft("pengaduan_ngawi", "Tabel tanpa akhir")
    for number in range(5):
        name = f"lambat_{number}.dmn"
        desk.post(f"{path}/unggah", berkas=(io.BytesIO(slow_table(number).encode()), name))
    seen = desk.read(path)
    with ThreadPoolExecutor(1) as pool:
        ask = partial(desk.get, f"{path}/{step}")
        if step == "ajukan":
            ask = partial(desk.post, f"{path}/{step}", dibaca=seen, catatan="Coba")
        asked = pool.submit(ask)
        while not bench._served:
            assert not asked.done(), words(asked.result().text)
        Desk(desk.demo, "auditor.ngawi")
        assert not asked.done()
        answer = words(asked.result().text)
    assert ("belum dapat diperiksa" if step == "pemeriksaan" else "1 hal harus diselesaikan") in answer


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A bench that has less patience than that of the pages."""
    hasty = Bench(seconds=0.3)
    monkeypatch.setattr("web.owner.verdicts.GATE", hasty)
    yield hasty
    hasty.end()


def test_odd_uploads_are_refused_in_words(desk: Desk) -> None:
    path = desk.draft("pengaduan_ngawi", "Unggahan aneh")
    for name, content in (
        ("a.bpmn", b"\xff\xfe\x00\x00\x01"), ("b.bpmn", b"<a"), ("c.exe", b"MZ"), ("d.form", b"{"), ("e.dmn", b""),
        ("../f.bpmn", b"<a/>"), ("", b""),
    ):  # fmt: skip
        answer = desk.post(f"{path}/unggah", berkas=(io.BytesIO(content), name))
        assert answer.status_code < 500, name
