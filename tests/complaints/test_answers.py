"""What a complainant types: checked by the form of the start event, cleaned, and put where the form says."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any

import pytest

from complaints.intake.answers import KEPT_CHARACTERS, Answers, clean
from complaints.intake.start_form import StartForm, start_form
from engine.definition.forms import Option, parse_form
from engine.errors import AnswersRefusedError
from tests.support.citizen import TYPED, read

TODAY = date(2026, 3, 9)
OLD = {
    "type": "default",
    "schemaVersion": 19,
    "components": [
        {"type": "select", "key": "kanal", "label": "Saluran", "validate": {"required": True},
         "values": [{"label": "Website", "value": "website"}]},
        {"type": "datetime", "key": "tanggal_terima", "dateLabel": "Diterima", "subtype": "date",
         "validate": {"required": True}},
        {"type": "textfield", "key": "nama", "label": "Nama"},
        {"type": "textarea", "key": "uraian", "label": "Uraian", "validate": {"required": True}},
        {"type": "textfield", "key": "subjek", "label": "Siapa yang diadukan"},
        {"type": "radio", "key": "minta_anonim", "label": "Anonim?", "validate": {"required": True},
         "values": [{"label": "Ya", "value": "ya"}, {"label": "Tidak", "value": "tidak"}]},
    ],
}  # fmt: skip
"""A form from before forms named the columns themselves."""


def checked(**typed: Any) -> Answers:
    return read({**TYPED, **typed}, today=TODAY)


def test_good_answers_become_typed_values() -> None:
    told = checked(minta_rahasia="ya")
    assert told.tanggal_kejadian == date(2026, 3, 1)
    assert (told.anonim, told.rahasia, told.nama) == (False, True, "Siti Aminah")


def test_an_anonymous_report_keeps_nothing_of_the_person() -> None:
    told = checked(minta_anonim="ya", telepon="bukan nomor")
    assert told.anonim
    assert (told.nama, told.telepon, told.email, told.alamat, told.jenis_pengadu) == ("",) * 5


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("jenis", "", "Pilih satu"),
        ("jenis", "protes", "dari daftar"),
        ("judul", " \t ", "wajib diisi"),
        ("judul", "x" * 151, "sekarang 151"),
        ("uraian", "Rusak", "paling sedikit 20"),
        ("uraian", "x" * 10_001, "paling banyak 10.000 karakter; sekarang 10.001"),
        ("kecamatan", "Atlantis", "dari daftar"),
        ("tanggal_kejadian", "2026-02-30", "harus berupa tanggal"),
        ("tanggal_kejadian", "kemarin", "harus berupa tanggal"),
        ("tanggal_kejadian", "10-03-2026", "belum tiba"),
        ("nama", "", "wajib diisi"),
        ("telepon", "12ab", "0812 3456 7890"),
        ("email", "siti@", "nama@contoh.id"),
        ("jenis_pengadu", "partai", "dari daftar"),
        ("kebutuhan_khusus", "x" * 301, "sekarang 301"),
    ],
)
def test_each_field_says_what_is_wrong_with_it(field: str, typed: str, message: str) -> None:
    with pytest.raises(AnswersRefusedError) as refusal:
        checked(**{field: typed})
    assert list(refusal.value.errors) == [field]
    assert message in refusal.value.errors[field]


@pytest.mark.parametrize("missing", ["kecamatan", "desa", "lokasi", "tanggal_kejadian"])
def test_who_does_not_know_the_place_or_the_day_may_still_report(missing: str) -> None:
    assert getattr(checked(**{missing: ""}), missing) in ("", None)


def test_a_question_without_a_column_is_kept_under_its_key() -> None:
    told = checked(kebutuhan_khusus="Huruf besar")
    assert told.more == {"kebutuhan_khusus": "Huruf besar"}
    assert told.variables["minta_anonim"] == "tidak"
    assert "nama" not in told.variables


def test_a_question_about_the_person_goes_with_the_person() -> None:
    form = {"type": "default", "schemaVersion": 19, "components": [
        {"type": "textfield", "key": "ibu", "label": "Nama ibu", "properties": {"kolom": "pelapor"}},
        {"type": "checkbox", "key": "diam", "label": "Tanpa nama", "properties": {"kolom": "pengaduan.anonim"}},
    ]}  # fmt: skip
    asked = start_form(parse_form(json.dumps(form), name="uji"), kanal="website")
    named = asked.read({"ibu": "Aisyah", "diam": False}, options={}, today=TODAY)
    assert (named.about_reporter, named.more, named.anonim) == ({"ibu": "Aisyah"}, {}, False)
    unnamed = asked.read({"ibu": "Aisyah", "diam": True}, options={}, today=TODAY)
    assert (unnamed.about_reporter, unnamed.more, unnamed.anonim) == ({}, {}, True)


def asking(*questions: dict[str, Any]) -> StartForm:
    form = {"type": "default", "schemaVersion": 19, "components": list(questions)}
    return start_form(parse_form(json.dumps(form), name="uji"), kanal="website")


def question(key: str, column: str, kind: str = "radio", **more: Any) -> dict[str, Any]:
    values = {"values": [{"label": each.title(), "value": each} for each in ("ya", "tidak")]} if kind == "radio" else {}
    return {"type": kind, "key": key, "label": key, "properties": {"kolom": column}, **values, **more}


def test_of_an_anonymous_report_no_choice_or_number_about_the_person_becomes_a_variable() -> None:
    copy = {"type": "expression", "key": "salinan", "expression": "=[difabel]"}
    asked = asking(
        question("difabel", "pelapor"), question("telepon", "pelapor.telepon", "number"), copy,
        question("diam", "pengaduan.anonim"),
    )  # fmt: skip
    typed = {"difabel": "ya", "telepon": "812", "diam": "tidak"}
    assert asked.read(typed, options={}, today=TODAY).variables == {
        "difabel": "ya", "telepon": 812, "salinan": ["ya"], "diam": "tidak",
    }  # fmt: skip
    unnamed = asked.read({**typed, "diam": "ya"}, options={}, today=TODAY)
    assert unnamed.variables == {"difabel": None, "telepon": None, "salinan": None, "diam": "ya"}


def test_of_two_questions_whether_to_stay_anonymous_one_yes_is_enough() -> None:
    asked = asking(
        question("nama", "pelapor.nama", "textfield"), question("diam", "pengaduan.anonim"),
        question("sungguh", "pengaduan.anonim"),
    )  # fmt: skip
    for diam, sungguh in (("tidak", "ya"), ("ya", "tidak")):
        told = asked.read({"nama": "Siti", "diam": diam, "sungguh": sungguh}, options={}, today=TODAY)
        assert (told.anonim, told.nama) == (True, "")


def test_a_question_about_anonymity_that_nobody_can_answer_with_yes_decides_nothing() -> None:
    never = [{"label": "Jangan sebut nama saya", "value": "anonim"}]
    asked = asking(question("nama", "pelapor.nama", "textfield"), question("diam", "pengaduan.anonim", values=never))
    named = asked.read({"nama": "Siti", "diam": "anonim"}, options={}, today=TODAY)
    assert (named.anonim, named.nama) == (False, "Siti")
    assert asked.read({"diam": "anonim"}, options={}, today=TODAY).anonim


def test_a_list_about_the_person_goes_with_the_person() -> None:
    rows = [{"type": "textfield", "key": "nama", "label": "Nama"}]
    family = {"type": "dynamiclist", "path": "keluarga", "label": "Keluarga", "components": rows}
    asked = asking({**family, "properties": {"kolom": "pelapor"}}, question("diam", "pengaduan.anonim"))
    typed = {"keluarga": [{"nama": "Siti"}], "diam": "tidak"}
    named = asked.read(typed, options={}, today=TODAY)
    assert (named.about_reporter, named.more) == ({"keluarga": [{"nama": "Siti"}]}, {})
    unnamed = asked.read({**typed, "diam": "ya"}, options={}, today=TODAY)
    assert (unnamed.about_reporter, unnamed.more) == ({}, {})


def test_files_of_questions_that_are_not_asked_are_not_handed_in() -> None:
    hidden = {"conditional": {"hide": '=diam = "ya"'}}
    asked = asking(
        question("diam", "pengaduan.anonim"), question("ktp", "pelapor", "filepicker"),
        question("surat", "", "filepicker", **hidden), question("foto", "", "filepicker"),
    )  # fmt: skip
    ktp, letter, picture = ("a" * 32, "b" * 32, "c" * 32)
    files = [Option(each, each) for each in (ktp, letter, picture)]
    options = dict.fromkeys(("ktp", "surat", "foto"), files)
    typed = {"diam": "tidak", "ktp": [ktp], "surat": [letter], "foto": [picture]}
    assert asked.read(typed, options=options, today=TODAY).files == (ktp, letter, picture)
    assert asked.read({**typed, "diam": "ya"}, options=options, today=TODAY).files == (picture,)


@pytest.mark.parametrize("key", ["telepon", "ibu"])
def test_a_contact_without_a_name_is_kept_where_nobody_asks_about_anonymity(key: str) -> None:
    form = {"type": "default", "schemaVersion": 19, "components": [
        {"type": "textfield", "key": "telepon", "label": "Telepon", "properties": {"kolom": "pelapor.telepon"}},
        {"type": "textfield", "key": "ibu", "label": "Nama ibu", "properties": {"kolom": "pelapor"}},
        {"type": "textfield", "key": "macam", "label": "Siapa", "properties": {"kolom": "pelapor.jenis_pengadu"}},
    ]}  # fmt: skip
    asked = start_form(parse_form(json.dumps(form), name="uji"), kanal="website")
    told = asked.read({key: "0812 3456", "macam": "perorangan"}, options={}, today=TODAY)
    assert (told.anonim, told.telepon or told.about_reporter["ibu"]) == (False, "0812 3456")
    assert asked.read({"macam": "perorangan"}, options={}, today=TODAY).anonim


def test_a_text_longer_than_its_column_is_refused_at_its_question() -> None:
    form = {"type": "default", "schemaVersion": 19, "components": [
        {"type": "textfield", "key": "kota", "label": "Kota", "properties": {"kolom": "pengaduan.kecamatan"}},
    ]}  # fmt: skip
    asked = start_form(parse_form(json.dumps(form), name="uji"), kanal="website")
    with pytest.raises(AnswersRefusedError, match="paling banyak 80"):
        asked.read({"kota": "k" * 81}, options={}, today=TODAY)


def test_forms_from_before_columns_were_named_still_work() -> None:
    old = parse_form(json.dumps(OLD), name="lama")
    typed = {"uraian": "Jalan rusak.", "nama": "Siti", "minta_anonim": "tidak", "subjek": "Dinas"}
    citizen = start_form(old, kanal="website")
    assert set(citizen.form.fields) == {"nama", "uraian", "subjek", "minta_anonim"}
    told = citizen.read(typed, options={}, today=TODAY)
    assert (told.uraian, told.nama, told.anonim, told.more) == ("Jalan rusak.", "Siti", False, {"subjek": "Dinas"})
    officer = start_form(old, kanal="surat", role="admin_instansi")
    assert "tanggal_terima" in officer.form.fields
    received = officer.read({**typed, "tanggal_terima": "2026-03-05"}, options={}, today=TODAY)
    assert received.received_day == date(2026, 3, 5)


def test_an_officer_is_asked_when_it_came() -> None:
    letter = {**TYPED, "tanggal_terima": "2026-03-05", "jam_terima": "10.15"}
    told = read(letter, today=TODAY, role="admin_instansi", kanal="surat")
    assert (told.received_day, told.received_time) == (date(2026, 3, 5), time(10, 15))
    assert checked(tanggal_terima="2026-03-05").received_day is None


def test_texts_are_kept_safe_and_bounded() -> None:
    assert clean("a\x00b\u202ec") == "abc"
    assert len(clean("x" * (KEPT_CHARACTERS + 5))) == KEPT_CHARACTERS
    assert clean([{"a": " b "}, 3, True]) == [{"a": "b"}, 3, True]
