"""Files brought into a draft from elsewhere: kept byte for byte, opened where possible, told what is not carried out."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from complaints.law.bundles import FOLDERS, paths_by_name
from complaints.workshop.foreign import our_name
from tests.support.accounts import token_in
from tests.support.desk import words
from tests.support.foreign import large_diagram
from tests.support.owner import Desk, workshop
from web.owner.editing import EDITOR_POLICY
from web.security import CONTENT_SECURITY_POLICY

OTHERS = Path(__file__).parents[1] / "data" / "diagram_lain"
ROOT = Path(__file__).parents[2]
CLOSED = '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="x"'


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with workshop(tmp_path_factory.mktemp("berkas"), "ngawi", "proses.ngawi") as desk:
        yield desk


@pytest.fixture
def draft(desk: Desk) -> str:
    return desk.draft("pengaduan_ngawi")


def _upload(desk: Desk, draft: str, name: str, content: bytes) -> str:
    """Uploads; gives what the page says afterwards."""
    token = token_in(desk.get("/pemilik/proses/pengaduan_ngawi").text)
    file = FileStorage(io.BytesIO(content), filename=name)
    boundary, body = encode_multipart({"csrf_token": token, "berkas": file})
    kind = f'multipart/form-data; boundary="{boundary}"'
    answer = desk.client.post(f"{draft}/unggah", data=body, content_type=kind)
    assert answer.status_code == 303
    return words(desk.get(draft).text)


def _post_json(desk: Desk, path: str, **given: object) -> tuple[int, dict[str, object]]:
    token = token_in(desk.get("/pemilik/proses/pengaduan_ngawi").text)
    answer = desk.client.post(path, json=given, headers={"X-CSRFToken": token})
    return answer.status_code, answer.get_json()


def _content(name: str) -> bytes:
    """As the tool writes it: Visio in UTF-16."""
    text = (OTHERS / name).read_text()
    return text.encode("utf-16" if 'encoding="utf-16"' in text else "utf-8")


@pytest.mark.parametrize("name", ["pengaduan_ngawi.bpmn", "tenggat_ngawi.dmn", "verifikasi_ngawi.form"])
def test_up_and_down_every_byte_is_kept(desk: Desk, draft: str, name: str) -> None:
    path = paths_by_name(FOLDERS)[name]
    content = path.read_bytes().replace(b"\n", b"\r\n") + "\r\n<!-- ünïcode -->".encode()
    if name.endswith(".form"):
        content = path.read_bytes().replace(b"\n", b"\r\n") + b"  \r\n"
    assert f"{name} dimuat" in _upload(desk, draft, path.name, content)
    assert desk.get(f"{draft}/unduh/{name}").data == content


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("signavio.bpmn", ["dibuat dengan Signavio", "1 × tugas skrip", "1 × akhir yang"]),
        ("bizagi.bpmn", ["dibuat dengan Bizagi", "1 × gerbang kompleks", "2 proses dalam satu"]),
        ("camunda8.bpmn", ["dibuat dengan Camunda 8", "1 × subproses bebas"]),
        ("visio_ekspor.bpmn", ["dibuat dengan Visio", "tidak berisi gambar"]),
        ("camunda_modeler.bpmn", ["1 × objek data", "1 × peristiwa galat"]),
    ],
)
def test_a_diagram_of_another_tool_opens_and_says_what_is_not_carried_out(
    desk: Desk, draft: str, name: str, told: list[str]
) -> None:
    said = _upload(desk, draft, name, _content(name))
    assert f"{name} dimuat" in said
    assert [each for each in told if each not in said] == []
    assert desk.get(f"{draft}/berkas/{name}").status_code == 200
    for page in ("", "/pemeriksaan", "/perbedaan", "/dampak", "/skenario"):
        assert desk.get(draft + page).status_code == 200, page
    status, answer = _post_json(desk, f"{draft}/periksa/{name}", text=(OTHERS / name).read_text())
    assert status == 200
    assert answer["findings"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("visio.bpmn", (OTHERS / "visio.bpmn").read_bytes(), "gambar Visio, bukan BPMN"),
        ("lama.bpmn", b'<Package xmlns="http://www.wfmc.org/2009/XPDL2.2" Id="a"/>', "ini XPDL"),
        ("rusak.bpmn", f"{CLOSED}><bpmn:process".encode(), "bukan diagram yang dapat dibaca"),
        ("kosong.bpmn", b"", "bukan diagram yang dapat dibaca"),
        ("gambar.bpmn", b"\x89PNG\r\n\x1a\n\x00\xff", "bukan berkas teks"),
        ("entitas.bpmn", f'<!DOCTYPE x [<!ENTITY a "b">]>{CLOSED}/>'.encode(), "DOCTYPE"),
        ("utf16.bpmn", b"\xff\xfe\x00", "bukan berkas teks"),
        ("nol.bpmn", f"{CLOSED}><a>\x00</a></bpmn:definitions>".encode(), "bukan diagram yang dapat dibaca"),
        ("tabel.dmn", b"<html/>", "bukan tabel keputusan"),
        ("isian.form", b"{", "bukan formulir"),
        ("daftar.form", b"[]", "bukan formulir"),
        ("dalam.form", b"[" * 100_000, "bukan formulir"),
        ("catatan.docx", b"<a/>", "hanya berkas .bpmn, .dmn, atau .form"),
        ("raksasa.bpmn", b" " * 2_000_001, "terlalu besar"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(desk: Desk, draft: str, name: str, content: bytes, told: str) -> None:
    assert told.lower() in _upload(desk, draft, name, content).lower()
    assert desk.get(f"{draft}/unduh/{name.lower()}").status_code == 404


def test_other_encodings_become_ours(desk: Desk, draft: str) -> None:
    text = (OTHERS / "visio_ekspor.bpmn").read_text()
    for content in (text.encode("utf-16"), text.replace("utf-16", "iso-8859-1").encode("latin-1")):
        assert "pakai.bpmn dimuat" in _upload(desk, draft, "pakai.bpmn", content)
        kept = desk.get(f"{draft}/unduh/pakai.bpmn").text
        assert 'encoding="UTF-8"' in kept
        assert kept.partition("?>")[2] == text.partition("?>")[2]


def test_five_thousand_elements_are_opened_and_checked(desk: Desk, draft: str) -> None:
    text = large_diagram(5_000)
    assert "besar.bpmn dimuat" in _upload(desk, draft, "besar.bpmn", text.encode())
    assert desk.get(f"{draft}/berkas/besar.bpmn").status_code == 200
    status, answer = _post_json(desk, f"{draft}/periksa/besar.bpmn", text=text)
    assert status == 200
    assert answer["findings"]


@pytest.mark.parametrize(
    "text", ["", "<", "{", "\x00", "[]", "null", CLOSED + "/>", "<a>" * 5_000, '{"components": 3}']
)
@pytest.mark.parametrize("name", ["pengaduan_ngawi.bpmn", "tenggat_ngawi.dmn", "verifikasi_ngawi.form"])
def test_whatever_stands_in_an_editor_is_kept_and_answered(desk: Desk, draft: str, name: str, text: str) -> None:
    seen = desk.get(f"{draft}/isi/{name}").get_json()["revision"]
    status, answer = _post_json(desk, f"{draft}/simpan/{name}", text=text, seen=seen)
    assert (status, "revision" in answer) == (200, True)
    assert desk.get(f"{draft}/unduh/{name}").text == text
    assert _post_json(desk, f"{draft}/periksa/{name}", text=text)[0] == 200
    for page in (f"/berkas/{name}", "", "/pemeriksaan", "/perbedaan", "/dampak"):
        assert desk.get(draft + page).status_code == 200, page
    if name.endswith(".form"):
        assert _post_json(desk, f"{draft}/pratinjau/{name}", text=text)[0] in (200, 422)


def test_a_start_form_is_previewed_page_by_page_for_citizens_and_for_officers(desk: Desk, draft: str) -> None:
    name = "pengaduan_masuk_ngawi.form"
    text = desk.get(f"{draft}/isi/{name}").get_json()["text"]
    html = _post_json(desk, f"{draft}/pratinjau/{name}", text=text)[1]["html"]
    citizen, _, officer = html.partition("Petugas yang mencatat: ")
    assert "Halaman 1 dari 5: Apa yang dilaporkan?" in citizen
    assert "Tanggal disampaikan" not in citizen
    assert "Halaman 1 dari 6: Kapan disampaikan" in officer
    assert "Nomor identitas" in officer
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_form_of_a_task_is_previewed_as_one(desk: Desk, draft: str) -> None:
    name = "verifikasi_ngawi.form"
    text = desk.get(f"{draft}/isi/{name}").get_json()["text"]
    html = _post_json(desk, f"{draft}/pratinjau/{name}", text=text)[1]["html"]
    assert "Hasil verifikasi" in html
    assert "Halaman 1" not in html


@pytest.mark.parametrize("given", [{"seen": "x"}, {"seen": None}, {"text": 3}, {}])
def test_a_save_that_says_nothing_sensible_is_refused(desk: Desk, draft: str, given: dict[str, object]) -> None:
    assert _post_json(desk, f"{draft}/simpan/tenggat_ngawi.dmn", **given)[0] == 400


def test_the_second_owner_overwrites_nothing(desk: Desk, draft: str) -> None:
    name = "tenggat_ngawi.dmn"
    seen = desk.get(f"{draft}/isi/{name}").get_json()["revision"]
    assert _post_json(desk, f"{draft}/simpan/{name}", text="<pertama/>", seen=seen)[0] == 200
    status, answer = _post_json(desk, f"{draft}/simpan/{name}", text="<kedua/>", seen=seen)
    assert status == 409
    assert "menyimpan berkas ini pukul" in str(answer["message"])
    assert desk.get(f"{draft}/unduh/{name}").text == "<pertama/>"


def test_a_closed_draft_is_read_and_not_changed(desk: Desk, draft: str) -> None:
    name = "tenggat_ngawi.dmn"
    text = desk.get(f"{draft}/unduh/{name}").text
    assert desk.post(f"{draft}/tarik").status_code == 303
    page = desk.get(f"{draft}/berkas/{name}").text
    assert 'data-read-only="true"' in page
    assert "Konsep ini sudah ditutup" in words(page)
    assert _post_json(desk, f"{draft}/simpan/{name}", text="<lain/>", seen=0)[0] == 410
    _upload(desk, draft, name, text.encode() + b"\n")
    assert desk.post(f"{draft}/tambah", nama="baru", jenis="form").status_code == 303
    assert desk.post(f"{draft}/keluarkan/{name}").status_code == 303
    assert desk.get(f"{draft}/unduh/{name}").text == text


def test_only_the_editor_is_allowed_styles_of_its_own(desk: Desk, draft: str) -> None:
    assert desk.get(f"{draft}/berkas/tenggat_ngawi.dmn").headers["Content-Security-Policy"] == EDITOR_POLICY
    for page in ("", "/pemeriksaan", "/perbedaan", "/dampak", "/skenario", "/coba", "/isi/tenggat_ngawi.dmn"):
        assert desk.get(draft + page).headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY, page
    assert desk.get("/pemilik/proses").headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert re.findall(r"'unsafe-\w+'", EDITOR_POLICY) == ["'unsafe-inline'"]
    assert "script-src 'self';" in EDITOR_POLICY


@pytest.mark.parametrize("kind", ["form", "dmn", "bpmn"])
def test_a_new_file_opens_in_its_editor(desk: Desk, draft: str, kind: str) -> None:
    answer = desk.post(f"{draft}/tambah", nama='Periksa "lokasi" & <foto>', jenis=kind)
    assert answer.status_code == 303
    assert answer.location.endswith(f"/berkas/periksa_lokasi_foto.{kind}")
    assert desk.get(answer.location).status_code == 200
    text = desk.get(f"{draft}/unduh/periksa_lokasi_foto.{kind}").text
    assert json.loads(text)["id"] if kind == "form" else "Periksa &quot;lokasi&quot; &amp; &lt;foto&gt;" in text


def test_a_form_is_begun_for_a_task_and_its_list_names_it(desk: Desk, draft: str) -> None:
    address = f"{draft}/buat-formulir"
    made = {"file": "periksa_lokasi.form", "label": "Periksa lokasi", "value": "periksa_lokasi"}
    assert _post_json(desk, address, nama="  2. Periksa lokasi ") == (200, made)
    assert _post_json(desk, address, nama="Periksa lokasi")[1]["value"] == "periksa_lokasi_2"
    assert _post_json(desk, address, nama="…")[1]["value"] == "formulir"
    assert _post_json(desk, address, nama=3)[0] == 400
    page = desk.get(f"{draft}/berkas/pengaduan_ngawi.bpmn").text
    found = re.search(r'id="pilihan">(.*?)</script>', page, re.S)
    assert found
    listed = json.loads(found[1])
    assert made in listed["forms"]
    assert all(each["file"].endswith(".dmn") for each in listed["decisions"])
    assert {"pengaduan_ngawi.bpmn", "penanganan_ngawi.bpmn"} <= {each["file"] for each in listed["processes"]}
    told = _post_json(
        desk, f"{draft}/periksa/periksa_lokasi.form", text=desk.get(f"{draft}/unduh/periksa_lokasi.form").text
    )
    assert [
        each for each in told[1]["findings"] if each["file"] == "periksa_lokasi.form" and each["weight"] == "error"
    ] == []


def test_differences_open_at_the_change(desk: Desk, draft: str) -> None:
    name = "pengaduan_ngawi.bpmn"
    text = desk.get(f"{draft}/isi/{name}").get_json()["text"]
    renamed = text.replace('name="Sampaikan juga kepada pelapor"', 'name="Sampaikan kepada pelapor"')
    assert renamed != text
    assert _post_json(desk, f"{draft}/simpan/{name}", text=renamed, seen=0)[0] == 200
    page = desk.get(f"{draft}/perbedaan").text
    near, _, whole = page.partition("Seluruh diagram: ")
    widths = [
        [float(each) for each in re.findall(r'class="diagram"[^>]* viewBox="\S+ \S+ (\S+) ', part)]
        for part in (near, whole)
    ]
    assert [len(each) for each in widths] == [2, 2]
    assert max(widths[0]) < 700 < min(widths[1])


def test_the_pick_lists_name_the_parameters_of_operations(desk: Desk, draft: str) -> None:
    page = desk.get(f"{draft}/berkas/pengaduan_ngawi.bpmn").text
    found = re.search(r'id="pilihan">(.*?)</script>', page, re.S)
    assert found
    listed = json.loads(found[1])
    assert {"param.isi", "param.jenis", "param.penantian"} <= set(listed["parameters"]["kirim_pesan"])
    assert {"roles", "forms", "decisions", "processes", "operations", "norms", "phases"} <= set(listed)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Diagram 1.bpmn", "diagram_1.bpmn"),
        ("proses-pengaduan.BPMN20.xml", "proses_pengaduan.bpmn"),
        ("2026 Tenggat (baru).dmn", "berkas_2026_tenggat_baru.dmn"),
        ("Vérifikasi.form.json", "verifikasi.form"),
    ],
)
def test_files_named_as_tools_name_them_are_taken_in_and_renamed(given: str, name: str) -> None:
    assert our_name(given) == name


def test_a_renamed_file_is_told_and_there(desk: Desk, draft: str) -> None:
    content = paths_by_name(FOLDERS)["verifikasi_ngawi.form"].read_bytes()
    page = _upload(desk, draft, "Formulir Baru-2.form", content)
    assert "diberi nama formulir_baru_2.form" in page
    assert desk.get(f"{draft}/unduh/formulir_baru_2.form").data == content


def test_only_names_of_files_of_a_process_are_saved(desk: Desk, draft: str) -> None:
    for name in ("Nama Aneh.bpmn", "x.html", "..bpmn"):
        status, answer = _post_json(desk, f"{draft}/simpan/{name}", text="x", seen=0)
        assert (status, "huruf kecil" in str(answer["message"])) == (422, True)


def test_drafts_and_what_they_save_have_an_end(desk: Desk, draft: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.workshop.drafts.MOST_SAVED", -1)
    status, answer = _post_json(desk, f"{draft}/simpan/a.form", text="{}", seen=0)
    assert (status, answer["message"]) == (
        422,
        "Simpanan konsep ini sudah penuh; ajukan, atau mulai konsep baru dari isinya.",
    )
    monkeypatch.setattr("engine.workshop.drafts.LONGEST_FILE", 3)
    status, answer = _post_json(desk, f"{draft}/simpan/a.form", text="{    }", seen=0)
    assert (status, answer["message"]) == (422, "Berkas terlalu besar; paling besar 5 MB.")
    monkeypatch.setattr("engine.workshop.drafts.MOST_OPEN", 1)
    desk.post("/pemilik/proses/pengaduan_ngawi/konsep", judul="Satu lagi")
    assert "konsep yang belum selesai" in words(desk.get("/pemilik/proses/pengaduan_ngawi").text)
