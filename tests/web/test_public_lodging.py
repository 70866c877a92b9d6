"""Lodging over the web: nothing typed is lost, one form makes one complaint, odd input gets a calm answer."""

from __future__ import annotations

import errno
import os
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from complaints.intake import drafts
from complaints.models import Attachment, Complaint, LodgingDraft, Reporter
from engine.clock import FixedClock
from engine.db import SessionFactory
from engine.running.runtime import Runtime
from tests.complaints.test_attachments import geotagged, photo, zip_bomb
from tests.support.citizen import TYPED, deploy_process
from tests.support.everywhere import everywhere
from tests.support.government import Government
from tests.web.citizen import CODE, SUBSTANCE, Citizen

if TYPE_CHECKING:
    from flask import Flask

    from web.services import Services


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Pages do not depend on the kind of database; the commands behind them are tested on both."""
    return sqlite_factory


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)


@pytest.fixture
def citizen(flask_app: Flask) -> Citizen:
    return Citizen(flask_app)


def complaints(factory: SessionFactory) -> list[Complaint]:
    with everywhere(factory) as session:
        return list(session.scalars(select(Complaint)))


def typed_in(html: str, field: str) -> str:
    """The value that a text field or an area shows."""
    area = re.search(rf'<textarea[^>]* id="{field}"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    text = re.search(rf'<input[^>]* id="{field}"[^>]* value="([^"]*)"', html)
    return area[1] if area else text[1] if text else ""


def test_the_whole_way_gives_number_and_secret(citizen: Citizen, session_factory: SessionFactory) -> None:
    number, secret = citizen.lodge()
    (complaint,) = complaints(session_factory)
    assert complaint.number == number
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", secret)
    assert "Siti" not in complaint.secret_hash


def test_errors_stand_at_the_fields_and_nothing_typed_is_lost(citizen: Citizen) -> None:
    answer = citizen.post("/lapor", {"judul": "Jalan", "uraian": "Rusak", "tanggal_kejadian": "31-02-2026"})
    assert answer.status_code == 422
    assert "<title>Galat:" in answer.text
    for field in ("jenis", "uraian", "tanggal_kejadian"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}-error"' in answer.text
    assert 'id="judul-error"' not in answer.text
    again = citizen.get("/lapor").text
    assert (typed_in(again, "judul"), typed_in(again, "uraian")) == ("Jalan", "Rusak")


def test_a_draft_survives_a_closed_browser_tab_but_not_another_browser(citizen: Citizen, flask_app: Flask) -> None:
    citizen.fill()
    assert typed_in(citizen.get("/lapor/pelapor").text, "nama") == "Siti Aminah"
    stranger = Citizen(flask_app)
    assert typed_in(stranger.get("/lapor/pelapor").text, "nama") == ""
    assert stranger.get("/lapor/periksa").status_code == 302


def test_the_check_page_shows_every_answer_with_a_way_to_change_it(citizen: Citizen) -> None:
    citizen.fill(uraian="Baris satu yang panjang\nbaris dua & <b>tebal</b>")
    html = citizen.get("/lapor/periksa").text
    assert "baris dua &amp; &lt;b&gt;tebal&lt;/b&gt;" in html
    assert "Minggu, 1 Maret 2026" in html
    for field in ("jenis", "judul", "uraian", "kecamatan", "nama", "telepon", "email"):
        assert f"kembali=periksa#{field}" in html
    changed = citizen.post("/lapor", {**{key: TYPED[key] for key in SUBSTANCE}, "judul": "Lain", "kembali": "periksa"})
    assert changed.headers["Location"] == "/tanah-laut/lapor/periksa"
    assert "Lain" in citizen.get("/lapor/periksa").text


def test_sending_an_incomplete_form_names_what_is_missing(citizen: Citizen, session_factory: SessionFactory) -> None:
    citizen.post("/lapor", {"judul": "Jalan"})
    answer = citizen.send()
    assert answer.status_code == 422
    assert "Pilih jenis laporan Anda." in answer.text
    assert complaints(session_factory) == []


def test_double_click_back_reload_and_two_tabs_make_one_complaint(
    citizen: Citizen, session_factory: SessionFactory
) -> None:
    citizen.fill()
    token = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', citizen.get("/lapor/periksa").text)[1]}  # type: ignore[index]
    for _ in range(3):
        assert (
            citizen.client.post("/tanah-laut/lapor/periksa", data=token).headers["Location"].endswith("/lapor/terima")
        )
    stale = citizen.client.post("/tanah-laut/lapor", data={**token, "judul": "Dari tab lama"})
    assert stale.headers["Location"].endswith("/lapor/terima")
    receipts = {tuple(CODE.findall(citizen.get("/lapor/terima").text)) for _ in range(2)}
    assert len(receipts) == 1
    (complaint,) = complaints(session_factory)
    assert complaint.judul == "Jalan berlubang"


def test_another_report_starts_empty(citizen: Citizen, session_factory: SessionFactory) -> None:
    first, _ = citizen.lodge()
    citizen.post("/lapor/baru", page="/lapor/terima")
    assert typed_in(citizen.get("/lapor").text, "judul") == ""
    second, _ = citizen.lodge(judul="Lampu jalan mati")
    assert first != second
    assert len(complaints(session_factory)) == 2


def test_the_receipt_tells_date_days_and_article(citizen: Citizen) -> None:
    citizen.lodge()
    html = citizen.get("/lapor/terima").text
    assert "paling lambat Kamis, 12 Maret 2026 pukul 16.00 WITA" in html
    assert "3 hari kerja, Lampiran BAB VI.B.1.a" in html
    assert "5, 14, atau 60 hari kerja" in html


def test_the_secret_leaves_the_page_when_its_time_is_over(citizen: Citizen, clock: FixedClock) -> None:
    number, secret = citizen.lodge()
    clock.advance(drafts.RECEIPT_SHOWN)
    html = citizen.get("/lapor/terima").text
    assert number in html
    assert secret not in html
    assert "tidak ditampilkan lagi" in html


def test_nobody_else_sees_the_receipt(citizen: Citizen, flask_app: Flask) -> None:
    citizen.lodge()
    assert Citizen(flask_app).get("/lapor/terima").headers["Location"].endswith("/lapor")


def test_a_form_of_the_day_before_yesterday_says_so(citizen: Citizen, clock: FixedClock) -> None:
    citizen.fill()
    page = citizen.get("/lapor/periksa").text
    clock.advance(drafts.KEPT + timedelta(hours=1))
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    answer = citizen.client.post("/tanah-laut/lapor/periksa", data={"csrf_token": token[1]})
    assert answer.status_code == 410
    assert "Tidak ada yang terkirim" in answer.text


def test_an_anonymous_report_stores_nothing_about_the_person(citizen: Citizen, session_factory: SessionFactory) -> None:
    citizen.lodge(pengenalan="anonim")
    with everywhere(session_factory) as session:
        assert session.scalar(select(func.count()).select_from(Reporter)) == 0
        assert "Siti" not in str(session.scalars(select(LodgingDraft.answers)).all())


@pytest.mark.parametrize(
    "text",
    [
        "NUL\x00 dan BEL\x07 di tengah kalimat ini",
        "Emoji 🚧🙏 dan keluarga 👨‍👩‍👧 di jalan",
        "نص عربي من اليمين إلى اليسار في الشكوى",
        "<script>alert(1)</script> {{ 7*7 }} ' OR 1=1 --",
        "baris\r\nbaris\rbaris yang cukup panjang",
    ],
)
def test_odd_texts_arrive_and_are_shown_as_text(citizen: Citizen, session_factory: SessionFactory, text: str) -> None:
    citizen.lodge(uraian=text)
    (complaint,) = complaints(session_factory)
    assert "\x00" not in complaint.uraian
    assert complaint.uraian.split()[-1] == text.split()[-1]
    html = citizen.get("/lapor/terima").text
    assert "<script>alert" not in html
    assert "49" not in complaint.uraian


def test_ten_megabytes_of_text_are_answered_in_words_and_partly_kept(
    citizen: Citizen, session_factory: SessionFactory
) -> None:
    answer = citizen.post("/lapor", {**{key: TYPED[key] for key in SUBSTANCE}, "uraian": "panjang " * 1_300_000})
    assert answer.status_code == 422
    assert "Paling panjang 10.000 huruf" in answer.text
    assert typed_in(citizen.get("/lapor").text, "judul") == "Jalan berlubang"
    assert len(typed_in(citizen.get("/lapor").text, "uraian")) == 100_000


def test_a_body_beyond_the_limit_is_refused_and_earlier_pages_are_kept(citizen: Citizen, services: Services) -> None:
    citizen.fill()
    answer = citizen.client.post(
        "/tanah-laut/lapor/berkas",
        data=bytes(services.settings.max_body_bytes + 1),
        content_type="multipart/form-data; boundary=batas",
    )
    assert answer.status_code == 413
    assert "terlalu besar" in answer.text
    assert typed_in(citizen.get("/lapor").text, "judul") == "Jalan berlubang"


# Files


def test_good_files_are_kept_and_bad_ones_named(citizen: Citizen) -> None:
    citizen.fill()
    answer = citizen.add(("lubang.jpg", photo()), ("surat.docx", zip_bomb()), ("virus.jpg", b"MZ" + bytes(99)))
    assert answer.status_code == 422
    assert "“surat.docx” tidak dapat diterima" in answer.text
    assert "“virus.jpg” tidak dapat diterima" in answer.text
    html = citizen.get("/lapor/berkas").text
    assert html.count("alur-files__item") == 1
    assert "lubang.jpg" in html


def test_a_file_can_be_taken_out_again(citizen: Citizen) -> None:
    citizen.add(("lubang.jpg", photo()))
    html = citizen.get("/lapor/berkas").text
    found = re.search(r'name="berkas" value="([0-9a-f]+)"', html)
    assert found is not None
    citizen.post("/lapor/berkas/hapus", {"berkas": found[1]}, page="/lapor/berkas")
    assert "lubang.jpg" not in citizen.get("/lapor/berkas").text


def test_a_photo_is_looked_at_without_its_place(
    citizen: Citizen, session_factory: SessionFactory, services: Services
) -> None:
    citizen.fill()
    citizen.add(("rumah.jpg", geotagged()), step="lanjut")
    citizen.send()
    with everywhere(session_factory) as session:
        attachment = session.scalars(select(Attachment)).one()
    assert services.files.bytes_of(attachment.sealed_path) == geotagged()
    assert b"Ponsel Rahasia" not in services.files.bytes_of(attachment.view_path)


def test_too_many_files_are_refused_without_losing_the_first(citizen: Citizen) -> None:
    answer = citizen.add(*((f"{at}.jpg", photo(size=(10 + at, 10))) for at in range(6)))
    assert answer.status_code == 422
    assert "Paling banyak 5 berkas" in answer.text
    assert citizen.get("/lapor/berkas").text.count("alur-files__item") == 5


def test_a_full_disk_is_told_and_nothing_is_half_stored(
    citizen: Citizen, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.fill()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = citizen.add(("lubang.jpg", photo()))
    assert answer.status_code == 422
    assert "ruang penyimpanan kami penuh" in answer.text
    assert [path for path in services.files.root.rglob("*") if path.is_file()] == []
    assert typed_in(citizen.get("/lapor").text, "judul") == "Jalan berlubang"


# Limits and forgery


def test_a_forged_form_is_refused(citizen: Citizen, session_factory: SessionFactory) -> None:
    citizen.fill()
    assert citizen.client.post("/tanah-laut/lapor/periksa").status_code == 400
    assert complaints(session_factory) == []


def test_one_source_cannot_flood(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    from complaints.people.throttle import Limit
    from web.public import lodging

    monkeypatch.setattr(lodging, "REPORTS_PER_SOURCE", Limit("lapor.kirim", 1, timedelta(hours=1)))
    citizen.lodge()
    citizen.post("/lapor/baru", page="/lapor/terima")
    citizen.fill()
    answer = citizen.send()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert citizen.get("/lapor/periksa").status_code == 200


def test_the_token_of_the_draft_is_not_for_other_pages_or_scripts(citizen: Citizen) -> None:
    answer = citizen.post("/lapor", {"judul": "Jalan"})
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("alur-lapor"))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/tanah-laut/lapor" in cookie


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"sampah", "multipart/form-data; boundary=xx"),
        (b"sampah", "multipart/form-data"),
        (b'--xx\r\nContent-Disposition: form-data; name="judul"\r\n\r\nputus', "multipart/form-data; boundary=xx"),
        (b"\xff\xfe\x00=%zz&%", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % at for at in range(5_000)), "application/x-www-form-urlencoded"),
        (b'{"judul": 1}', "application/json"),
    ],
)
def test_malformed_posts_get_a_calm_page(citizen: Citizen, body: bytes, kind: str) -> None:
    for path in ("/lapor", "/lapor/pelapor", "/lapor/berkas", "/lapor/periksa", "/lacak"):
        answer = citizen.client.post("/tanah-laut" + path, data=body, content_type=kind)
        assert answer.status_code == 400
        assert "<h1" in answer.text


def test_a_token_that_is_none_is_no_draft(citizen: Citizen) -> None:
    for token in ("x", "x" * 50, "x" * 3_000):
        citizen.client.set_cookie("alur-lapor", token, path="/tanah-laut/lapor")
        assert citizen.get("/lapor").status_code == 200
        assert citizen.get("/lapor/terima").status_code == 302
