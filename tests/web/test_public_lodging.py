"""Lodging over the web: nothing typed is lost, one form makes one complaint, odd input gets a calm answer."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from complaints.intake import drafts
from complaints.models import LodgingDraft, Reporter
from engine.clock import FixedClock
from engine.db import SessionFactory
from engine.running.runtime import Runtime
from tests.complaints.test_attachments import photo
from tests.support.citizen import TYPED, deploy_process
from tests.support.everywhere import everywhere
from tests.support.government import Government
from tests.web.citizen import FILES, PERSON, PLACE, REPORT, VERSION, WHO, Citizen
from tests.web.lodging_pages import complaints, hidden_of, typed_in

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


def test_the_whole_way_gives_number_and_secret(citizen: Citizen, session_factory: SessionFactory) -> None:
    number, secret = citizen.lodge()
    (complaint,) = complaints(session_factory)
    assert complaint.number == number
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", secret)
    assert "Siti" not in complaint.secret_hash


def test_errors_stand_at_the_fields_and_nothing_typed_is_lost(citizen: Citizen) -> None:
    citizen.submit({"judul": "Jalan", "uraian": "Rusak"})
    answer = citizen.submit({"judul": "Jalan", "uraian": "Rusak"})
    assert answer.status_code == 422
    assert "<title>Galat:" in answer.text
    for field in ("jenis", "uraian"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}-error"' in answer.text
    assert 'id="judul-error"' not in answer.text
    assert (typed_in(answer.text, "judul"), typed_in(answer.text, "uraian")) == ("Jalan", "Rusak")


def test_every_page_keeps_what_is_wrong_on_it(citizen: Citizen) -> None:
    citizen.fill()
    citizen.at = citizen.page(PLACE)
    answer = citizen.submit({"kecamatan": "Atlantis", "tanggal_kejadian": "31-02-2026"})
    assert answer.status_code == 422
    assert typed_in(citizen.get(citizen.at).text, "tanggal_kejadian") == "31-02-2026"
    assert "harus berupa tanggal" in answer.text
    assert "belum tiba" in citizen.submit({"tanggal_kejadian": "2026-03-10"}).text


def test_a_report_that_was_begun_can_be_continued_from_the_first_page(citizen: Citizen, flask_app: Flask) -> None:
    citizen.fill()
    assert typed_in(citizen.get(citizen.page(PERSON)).text, "nama") == "Siti Aminah"
    again = citizen.get("/lapor").text
    assert f'href="/tanah-laut{citizen.at}"' in again
    assert typed_in(again, "judul") == ""
    stranger = Citizen(flask_app)
    assert "belum terkirim" not in stranger.get("/lapor").text
    assert stranger.get(citizen.at).headers["Location"] == "/tanah-laut/lapor"


def test_a_report_that_was_begun_can_be_thrown_away(citizen: Citizen, session_factory: SessionFactory) -> None:
    citizen.fill()
    citizen.add(("lubang.jpg", photo()))
    citizen.post(f"{citizen.draft}/hapus", page="/lapor")
    with everywhere(session_factory) as session:
        assert session.scalar(select(func.count()).select_from(LodgingDraft)) == 0
    assert "belum terkirim" not in citizen.get("/lapor").text


def test_the_kind_of_a_link_is_chosen_beforehand(citizen: Citizen) -> None:
    citizen.fill()
    assert re.search(r'value="aspirasi" checked', citizen.get("/lapor?jenis=aspirasi").text)


def test_the_check_page_shows_no_answer_that_nobody_gave(citizen: Citizen) -> None:
    """The form proposes that a report is not secret and that a person reports: who has not come there has not said so."""
    citizen.fill_up_to("minta_rahasia", **TYPED)
    html = citizen.get(f"{citizen.draft}/periksa").text
    assert TYPED["judul"] in html
    assert "Perorangan" not in html
    assert re.search(r'<span id="minta_rahasia" dir="auto">Tidak diisi</span>', html)
    assert citizen.send().status_code == 422


def test_the_check_page_shows_every_answer_with_a_way_to_change_it(citizen: Citizen) -> None:
    citizen.fill(uraian="Baris satu yang panjang\nbaris dua & <b>tebal</b>")
    html = citizen.get(citizen.at).text
    assert "Baris satu yang panjang<br>baris dua &amp; &lt;b&gt;tebal&lt;/b&gt;" in html
    assert "1 Maret 2026" in html
    for field in (
        "jenis",
        "judul",
        "uraian",
        "kecamatan",
        "tanggal_kejadian",
        "nama",
        "telepon",
        "email",
        "data_dukung",
    ):
        assert f"kembali=periksa#{field}" in html
    assert "Langkah 6 dari 6" in html
    place = citizen.page(REPORT) + "?kembali=periksa"
    version = VERSION.search(citizen.get(place).text)
    assert version is not None
    typed = {key: TYPED[key] for key in ("jenis", "uraian")}
    changed = citizen.post(
        citizen.page(REPORT), {**typed, "judul": "Lain", "kembali": "periksa", "versi": version[1]}, page=place
    )
    assert changed.headers["Location"] == "/tanah-laut" + citizen.at
    assert "Lain" in citizen.get(citizen.at).text


def test_a_changed_answer_that_asks_for_more_leads_there_before_the_check(citizen: Citizen) -> None:
    citizen.fill(minta_anonim="ya")
    typed = {"minta_anonim": "tidak", "minta_rahasia": "tidak", "kembali": "periksa"}
    citizen.at = citizen.page(WHO)
    assert citizen.submit(typed).headers["Location"] == f"/tanah-laut{citizen.page(PERSON)}?kembali=periksa"
    citizen.at = citizen.page(PERSON)
    person = {name: TYPED[name] for name in ("nama", "telepon", "email", "jenis_pengadu")}
    assert citizen.submit({**person, "kembali": "periksa"}).headers["Location"].endswith("/periksa")


def test_sending_an_incomplete_form_names_what_is_missing(citizen: Citizen, session_factory: SessionFactory) -> None:
    citizen.fill()
    citizen.at = citizen.page(REPORT)
    citizen.submit({"judul": "Jalan"})
    answer = citizen.send()
    assert answer.status_code == 422
    assert "Pilih satu jawaban untuk “Jenis laporan”." in answer.text
    assert complaints(session_factory) == []


def test_a_person_without_a_name_is_not_asked_about_the_person(
    citizen: Citizen, session_factory: SessionFactory
) -> None:
    citizen.fill(minta_anonim="ya")
    html = citizen.get(citizen.at).text
    assert "Langkah 5 dari 5" in html
    assert "Nama lengkap" not in html
    assert citizen.draft + "/5" not in html
    citizen.send()
    with everywhere(session_factory) as session:
        assert session.scalar(select(func.count()).select_from(Reporter)) == 0


def test_who_asks_for_information_is_not_asked_when_it_happened(citizen: Citizen) -> None:
    citizen.fill(jenis="permintaan_informasi")
    assert "Tanggal kejadian" not in citizen.get(citizen.page(PLACE)).text
    assert "Tanggal kejadian" not in citizen.get(citizen.at).text


def test_another_report_starts_empty(citizen: Citizen, session_factory: SessionFactory) -> None:
    first, _ = citizen.lodge()
    assert typed_in(citizen.get("/lapor").text, "judul") == ""
    second, _ = citizen.lodge(judul="Lampu jalan mati")
    assert first != second
    assert len(complaints(session_factory)) == 2


def test_the_receipt_can_be_taken_off_the_browser(citizen: Citizen) -> None:
    _number, secret = citizen.lodge()
    receipt = citizen.at
    citizen.post(f"{citizen.draft}/hapus", page=receipt)
    again = citizen.get(receipt)
    assert again.status_code == 302
    assert secret not in again.text


def test_the_receipt_tells_date_days_and_article(citizen: Citizen) -> None:
    citizen.lodge()
    html = citizen.get(citizen.at).text
    assert "paling lambat Kamis, 12 Maret 2026 pukul 24.00 WITA" in html
    assert "3 hari kerja, Lampiran BAB VI.B.1.a" in html
    assert "5, 14, atau 60 hari kerja" in html


@pytest.mark.parametrize(
    ("typed", "warned"),
    [({}, False), ({"email": ""}, True), ({"email": "", "telepon": ""}, True)],
    ids=["email", "telephone where no SMS is sent", "nothing"],
)
def test_who_names_themselves_and_cannot_be_told_hears_what_that_means(
    citizen: Citizen, typed: dict[str, str], warned: bool
) -> None:
    citizen.fill(**typed)
    page = citizen.get(f"{citizen.draft}/periksa").text
    assert ("Anda tidak meninggalkan alamat yang dapat kami kabari" in page) is warned
    assert citizen.send().status_code == 302
    assert ("Kami tidak dapat mengabari Anda" in citizen.get(citizen.at).text) is warned


def test_the_secret_leaves_the_page_when_its_time_is_over(citizen: Citizen, clock: FixedClock) -> None:
    number, secret = citizen.lodge()
    clock.advance(drafts.RECEIPT_SHOWN)
    html = citizen.get(citizen.at).text
    assert number in html
    assert secret not in html
    assert "tidak ditampilkan lagi" in html


def test_nobody_else_sees_the_receipt(citizen: Citizen, flask_app: Flask) -> None:
    citizen.lodge()
    assert Citizen(flask_app).get(citizen.at).headers["Location"].endswith("/lapor")


def test_a_form_of_the_day_before_yesterday_says_so(citizen: Citizen, clock: FixedClock) -> None:
    citizen.fill()
    page = citizen.get(citizen.at).text
    clock.advance(drafts.KEPT + timedelta(hours=1))
    answer = citizen.client.post("/tanah-laut" + citizen.at, data=hidden_of(page))
    assert answer.status_code == 410
    assert "Tidak ada yang terkirim" in answer.text


def test_an_anonymous_report_stores_nothing_about_the_person(citizen: Citizen, session_factory: SessionFactory) -> None:
    citizen.fill()
    citizen.at = citizen.page(WHO)
    citizen.submit({"minta_anonim": "ya", "minta_rahasia": "tidak"})
    citizen.send()
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
    html = citizen.get(citizen.at).text
    assert "<script>alert" not in html
    assert "49" not in complaint.uraian


def test_ten_megabytes_of_text_are_answered_in_words_and_partly_kept(citizen: Citizen) -> None:
    answer = citizen.submit({"jenis": "pengaduan", "judul": "Jalan berlubang", "uraian": "panjang " * 1_300_000})
    assert answer.status_code == 422
    assert "paling banyak 10.000 karakter" in answer.text
    assert typed_in(answer.text, "judul") == "Jalan berlubang"
    assert len(typed_in(answer.text, "uraian")) == 100_000


def test_a_body_beyond_the_limit_is_refused_and_earlier_pages_are_kept(citizen: Citizen, services: Services) -> None:
    citizen.fill()
    answer = citizen.client.post(
        "/tanah-laut" + citizen.page(FILES),
        data=bytes(services.settings.max_body_bytes + 1),
        content_type="multipart/form-data; boundary=batas",
    )
    assert answer.status_code == 413
    assert "terlalu besar" in answer.text
    assert typed_in(citizen.get(citizen.page(REPORT)).text, "judul") == "Jalan berlubang"


# Limits and forgery


def test_a_forged_form_is_refused(citizen: Citizen, session_factory: SessionFactory) -> None:
    citizen.fill()
    assert citizen.client.post("/tanah-laut" + citizen.at).status_code == 400
    assert complaints(session_factory) == []


def test_one_source_cannot_flood(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    from complaints.people.throttle import Limit
    from web.public import lodging

    monkeypatch.setattr(lodging, "REPORTS_PER_SOURCE", Limit("lapor.kirim", 1, timedelta(hours=1)))
    citizen.lodge()
    citizen.fill()
    answer = citizen.send()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert citizen.get(citizen.at).status_code == 200


def test_what_is_refused_counts_too(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its count does not go with what its transaction undoes."""
    from complaints.people.throttle import Limit
    from web.public import lodging

    monkeypatch.setattr(lodging, "REPORTS_PER_SOURCE", Limit("lapor.kirim", 1, timedelta(hours=1)))
    citizen.fill_up_to("kecamatan", **TYPED)
    assert citizen.send().status_code == 422
    citizen.fill()
    assert citizen.send().status_code == 429


def test_the_token_of_the_draft_is_not_for_other_pages_or_scripts(citizen: Citizen) -> None:
    answer = citizen.get("/lapor")
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
    citizen.fill()
    for path in ("/lapor", citizen.page(REPORT), citizen.page(FILES), citizen.at, "/lacak"):
        answer = citizen.client.post("/tanah-laut" + path, data=body, content_type=kind)
        assert answer.status_code == 400
        assert "<h1" in answer.text


def test_a_token_that_is_none_is_no_draft(citizen: Citizen) -> None:
    for token in ("x", "x" * 50, "x" * 3_000):
        citizen.client.set_cookie("alur-lapor", token, path="/tanah-laut/lapor")
        assert citizen.get("/lapor").status_code == 200
        assert citizen.get("/lapor/0123456789ab/terima").status_code == 302
