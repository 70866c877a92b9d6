"""What a complainant types: cleaned, checked, refused in words that help."""

from __future__ import annotations

from datetime import date

import pytest

from complaints.intake.answers import KEPT_CHARACTERS, clean, read, reporter_errors, substance_errors
from engine.errors import AnswersRefusedError

TODAY = date(2026, 3, 9)
KECAMATAN = ("Bajuin", "Pelaihari")
GOOD = {
    "jenis": "pengaduan",
    "judul": "Jalan berlubang",
    "uraian": "Jalan di depan SD berlubang sejak bulan lalu.",
    "kecamatan": "Pelaihari",
    "desa": "Angsau",
    "lokasi": "Depan SDN Angsau 1",
    "tanggal_kejadian": "2026-03-01",
    "pengenalan": "nama",
    "nama": "Siti Aminah",
    "telepon": "0812-3456-7890",
    "email": "siti@contoh.id",
    "rahasia": "ya",
    "jenis_pengadu": "perorangan",
}


def test_good_answers_become_typed_values() -> None:
    answers = read(GOOD, kecamatan=KECAMATAN, today=TODAY)
    assert answers.tanggal_kejadian == date(2026, 3, 1)
    assert (answers.anonim, answers.rahasia, answers.nama) == (False, True, "Siti Aminah")


def test_an_anonymous_report_keeps_nothing_of_the_person() -> None:
    answers = read(GOOD | {"pengenalan": "anonim", "telepon": "bukan nomor"}, kecamatan=KECAMATAN, today=TODAY)
    assert answers.anonim
    assert (answers.nama, answers.telepon, answers.email, answers.alamat, answers.jenis_pengadu) == ("",) * 5


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("jenis", "", "Pilih jenis"),
        ("jenis", "protes", "Pilih jenis"),
        ("judul", " \t ", "Tulis judul"),
        ("judul", "x" * 151, "151 huruf"),
        ("uraian", "Rusak", "Ceritakan"),
        ("uraian", "x" * 10_001, "10.001 huruf. Paling panjang 10.000"),
        ("kecamatan", "Atlantis", "Pilih kecamatan"),
        ("tanggal_kejadian", "2026-02-30", "kalender"),
        ("tanggal_kejadian", "kemarin", "kalender"),
        ("tanggal_kejadian", "10-03-2026", "belum tiba"),
        ("pengenalan", "", "Pilih apakah"),
        ("nama", "", "Tulis nama"),
        ("telepon", "12ab", "0812 3456 7890"),
        ("email", "siti@", "nama@contoh.id"),
        ("jenis_pengadu", "partai", "sebagai siapa"),
        ("kebutuhan_khusus", "x" * 301, "301 huruf"),
    ],
)
def test_each_field_says_what_is_wrong_with_it(field: str, typed: str, message: str) -> None:
    with pytest.raises(AnswersRefusedError) as refusal:
        read(GOOD | {field: typed}, kecamatan=KECAMATAN, today=TODAY)
    assert list(refusal.value.errors) == [field]
    assert message in refusal.value.errors[field]


@pytest.mark.parametrize(
    "number", ["081234567890", "0812 3456 7890", "+62 812-3456-7890", "62812.3456.7890", "(0512) 21234", ""]
)
def test_phone_numbers_as_people_write_them(number: str) -> None:
    assert reporter_errors(GOOD | {"telepon": number}) == {}


@pytest.mark.parametrize("missing", ["kecamatan", "desa", "lokasi", "tanggal_kejadian"])
def test_who_does_not_know_the_place_or_the_day_may_still_report(missing: str) -> None:
    assert substance_errors(GOOD | {missing: ""}, kecamatan=KECAMATAN, today=TODAY) == {}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("baris satu\r\nbaris dua\rbaris tiga", "baris satu\nbaris dua\nbaris tiga"),
        ("jalan \U0001f6a7 \u0637\u0631\u064a\u0642", "jalan \U0001f6a7 \u0637\u0631\u064a\u0642"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\u200d\U0001f469\u200d\U0001f467"),
        ("gaji\u202egpj.exe\u2066x\u2069", "gajigpj.exex"),
        ("e\u0301", "\u00e9"),
        ("\ud800tunggal", "tunggal"),
    ],
)
def test_texts_are_made_safe_and_otherwise_left_alone(typed: str, kept: str) -> None:
    assert clean({"uraian": typed})["uraian"] == kept


def test_ten_megabytes_are_cut_and_refused_with_their_length_not_stored() -> None:
    cleaned = clean({"uraian": "panjang " * 1_300_000})
    assert len(cleaned["uraian"]) == KEPT_CHARACTERS
    assert "100.000 huruf" in substance_errors(GOOD | cleaned, kecamatan=KECAMATAN, today=TODAY)["uraian"]


def test_unknown_fields_are_left_behind() -> None:
    assert clean({"judul": "a", "is_admin": "ya"}) == {"judul": "a"}
