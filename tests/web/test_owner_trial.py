"""A draft tried out by hand: any government, any way in, what was typed stays, a run becomes a scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import words
from tests.support.owner import Desk, ways_in, workshop

OWNERS = {
    "tanah-laut": ("proses", "pengaduan_tanah_laut"),
    "lombok-tengah": ("proses.lombok-tengah", "pengaduan_lombok_tengah"),
    "subulussalam": ("proses.subulussalam", "pengaduan_subulussalam"),
    "belitung-timur": ("proses.belitung-timur", "pengaduan_belitung_timur"),
    "ngawi": ("proses.ngawi", "pengaduan_ngawi"),
}


@pytest.fixture(scope="module")
def ngawi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with workshop(tmp_path_factory.mktemp("ngawi"), "ngawi", "proses.ngawi") as desk:
        yield desk


@pytest.mark.parametrize("instansi_id", OWNERS)
def test_every_way_in_begins_a_case(instansi_id: str, tmp_path: Path) -> None:
    username, process_id = OWNERS[instansi_id]
    with workshop(tmp_path, instansi_id, username) as desk:
        path = desk.draft(process_id)
        offered = ways_in(desk.get(f"{path}/coba").text)
        assert offered
        for way in {each.partition("|")[0]: each for each in offered}.values():
            answer = desk.post(f"{path}/coba/mulai", masuk=way)
            assert answer.status_code == 303, (way, words(answer.text))
            assert "Selesaikan sebagai" in desk.get(f"{path}/coba").text, way


def test_a_report_of_a_whistleblower_and_an_activity_begin_too(tmp_path: Path) -> None:
    with workshop(tmp_path, "belitung-timur", "proses.belitung-timur") as desk:
        path = desk.draft("wbs_belitung_timur")
        for way in ways_in(desk.get(f"{path}/coba").text):
            assert desk.post(f"{path}/coba/mulai", masuk=way).status_code == 303, way
        path = desk.draft("pemantauan_belitung_timur")
        way = next(each for each in ways_in(desk.get(f"{path}/coba").text))
        begun = desk.post(f"{path}/coba/mulai", masuk=way, pengaduan="2", unit=["dinas-pupr", "dinas-kesehatan"])
        assert begun.status_code == 303, words(begun.text)
        assert "Jam simulasi" in desk.get(f"{path}/coba").text


def test_refused_answers_stay_with_the_error_at_the_field(ngawi: Desk) -> None:
    path = ngawi.draft("pengaduan_ngawi")
    ngawi.post(f"{path}/coba/mulai", masuk=_website(ngawi, path))
    answer = ngawi.post(
        f"{path}/coba/tugas/Task_verifikasi_ng",
        formulir="verifikasi_ngawi",
        hasil_verifikasi="dikembalikan",
        data_diminta="",
    )
    assert answer.status_code == 422
    assert 'href="#Task_verifikasi_ng-data_diminta"' in answer.text
    assert 'id="Task_verifikasi_ng-data_diminta-error"' in answer.text
    assert re.search(r'value="dikembalikan"[^>]*checked', answer.text)
    assert "Jam simulasi" in answer.text


def test_the_citizens_answer_is_checked_as_on_the_citizens_page(ngawi: Desk) -> None:
    path = ngawi.draft("pengaduan_ngawi")
    ngawi.post(f"{path}/coba/mulai", masuk=_website(ngawi, path))
    asked = {"hasil_verifikasi": "dikembalikan", "data_diminta": "Mohon nama desanya."}
    task = f"{path}/coba/tugas/Task_verifikasi_ng"
    assert ngawi.post(task, formulir="verifikasi_ngawi", **asked).status_code == 303
    page = ngawi.get(f"{path}/coba").text
    (name, form, element) = re.search(
        r'/coba/pesan/([^"]+)".*?name="formulir" value="([^"]+)".*?name="elemen" value="([^"]+)"', page, re.DOTALL
    ).groups()  # type: ignore[union-attr]
    refused = ngawi.post(f"{path}/coba/pesan/{name}", formulir=form, elemen=element)
    assert refused.status_code == 422
    assert f'href="#{element}-' in refused.text


def test_timers_have_their_names_and_can_be_jumped_to(ngawi: Desk) -> None:
    path = ngawi.draft("pengaduan_ngawi")
    ngawi.post(f"{path}/coba/mulai", masuk=_website(ngawi, path))
    page = ngawi.get(f"{path}/coba").text
    assert "Batas waktu yang menanti" in page
    assert not re.search(r"<strong>(Timer|Boundary|Event)_", page)
    (until,) = re.findall(r'name="sampai" value="([^"]+)"', page)[:1]
    assert ngawi.post(f"{path}/coba/maju", sampai=until).status_code == 303
    assert until not in re.findall(r'name="sampai" value="([^"]+)"', ngawi.get(f"{path}/coba").text)


@pytest.mark.parametrize("fields", [{"jarak": "99999 hari"}, {"sampai": "kapan"}, {"sampai": "2999-01-01T00:00+07:00"}])
def test_odd_jumps_are_refused(ngawi: Desk, fields: dict[str, str]) -> None:
    path = ngawi.draft("pengaduan_ngawi")
    ngawi.post(f"{path}/coba/mulai", masuk=_website(ngawi, path))
    assert ngawi.post(f"{path}/coba/maju", **fields).status_code == 400


def test_a_run_becomes_a_scenario_that_can_be_named_anew_and_deleted(ngawi: Desk) -> None:
    path = ngawi.draft("pengaduan_ngawi")
    ngawi.post(f"{path}/coba/mulai", masuk=_website(ngawi, path))
    archived = {"hasil_verifikasi": "diarsipkan", "alasan_arsip": "tidak_jelas", "penjelasan_arsip": "Isi tidak jelas."}
    task = f"{path}/coba/tugas/Task_verifikasi_ng"
    assert ngawi.post(task, formulir="verifikasi_ngawi", **archived).status_code == 303
    assert ngawi.post(f"{path}/coba/simpan", nama="").status_code == 422
    assert ngawi.post(f"{path}/coba/simpan", nama="Diarsipkan langsung").status_code == 303
    page = ngawi.get(f"{path}/skenario").text
    assert "Diarsipkan langsung" in page
    address = next(
        each for each in re.findall(r'href="([^"]+/skenario/[^"]+)"', page) if "rekaman_pengaduan_ngawi" in each
    )
    file = f"{address}/unduh"
    assert "scenario: Diarsipkan langsung" in ngawi.get(file).text
    assert "ended:" in ngawi.get(file).text
    assert ngawi.post(f"{address}/nama", nama="Tidak jelas").status_code == 303
    assert "scenario: Tidak jelas" in ngawi.get(file).text
    assert ngawi.post(f"{address}/hapus").status_code == 303
    assert "Tidak jelas" not in ngawi.get(f"{path}/skenario").text
    assert ngawi.post(f"{address}/hapus").status_code == 404


def _website(desk: Desk, path: str) -> str:
    desk.post(f"{path}/coba/buang")
    return next(way for way in ways_in(desk.get(f"{path}/coba").text) if way.endswith("|website"))
