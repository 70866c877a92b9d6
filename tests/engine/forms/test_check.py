"""Each kind of field: what is accepted and how it is stored, what is refused and with which words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.definition.forms import Option
from tests.support.forms import LETTERS, YES_NO, a_form, part

FILE = "018f3b1e-7c1a-7b0e-9d67-0242ac120002"
REFUSED = object()


def outcome(component: dict[str, Any], value: object, **more: Any) -> Any:
    """The stored value, or the error's text behind REFUSED."""
    checked = a_form(component).check({"k": value}, **more)
    return (REFUSED, checked.errors["k"]) if checked.errors else checked.answers["k"]


ACCEPTED = [
    (part("textfield", "k"), "  Jalan\trusak\r\n ", "Jalan rusak"),
    (part("textfield", "k"), "a\x00b\x1b\ud800c", "abc"),
    (part("textfield", "k"), 12, "12"),
    (part("textfield", "k", validate={"maxLength": 3}), "😀😀😀", "😀😀😀"),
    (part("textarea", "k"), "a\r\nb\rc", "a\nb\nc"),
    (part("textfield", "k", validate={"validationType": "email"}), "nama.saya@dinas.tanahlautkab.go.id", ...),
    (part("number", "k"), "1.250,5", 1250.5),
    (part("number", "k"), "1.250", 1250),
    (part("number", "k"), "12.5", 12.5),
    (part("number", "k"), "-3", -3),
    (part("number", "k"), "−3", -3),
    (part("number", "k"), " 007 ", 7),
    (part("number", "k"), 2.0, 2),
    (part("number", "k"), "", None),
    (part("number", "k", increment="0.1"), "0,3", 0.3),
    (part("datetime", "k", subtype="date"), "2026-03-16", "2026-03-16"),
    (part("datetime", "k", subtype="date"), "16-03-2026", "2026-03-16"),
    (part("datetime", "k", subtype="date"), "16/3/2026", "2026-03-16"),
    (part("datetime", "k", subtype="date"), "16 Maret 2026", "2026-03-16"),
    (part("datetime", "k", subtype="date"), "1 Agt 2026", "2026-08-01"),
    (part("datetime", "k", subtype="date"), "1 Nopember 2026", "2026-11-01"),
    (part("datetime", "k", subtype="date"), "9  agu 2026", "2026-08-09"),
    (part("datetime", "k", subtype="time"), "14.30", "14:30"),
    (part("datetime", "k", subtype="time"), "7:05", "07:05"),
    (part("datetime", "k", subtype="datetime"), "2026-03-16T14:30", "2026-03-16T14:30"),
    (part("datetime", "k", subtype="datetime"), "16-03-2026 14.30", "2026-03-16T14:30"),
    (part("datetime", "k", subtype="date"), "", None),
    (part("checkbox", "k"), "true", True),
    (part("checkbox", "k"), None, False),
    (part("radio", "k", values=YES_NO), "false", False),
    (part("radio", "k", values=YES_NO), True, True),
    (part("select", "k", values=[{"label": "14 hari", "value": 14}]), "14", 14),
    (part("select", "k", values=LETTERS), "", None),
    (part("checklist", "k", values=LETTERS), ["b", "a", "b"], ["b", "a"]),
    (part("taglist", "k", values=LETTERS), "a", ["a"]),
    (part("filepicker", "k"), [FILE], [FILE]),
    (part("filepicker", "k"), None, []),
]


@pytest.mark.parametrize(("component", "value", "stored"), ACCEPTED)
def test_accepted(component: dict[str, Any], value: object, stored: object) -> None:
    result = outcome(component, value)
    assert result == (value if stored is ... else stored)
    assert type(result) is type(value if stored is ... else stored)


NO_DATE = "“K” harus berupa tanggal, misalnya 2026-03-16 atau 16-03-2026."
NO_MOMENT = "“K” harus berupa tanggal dan jam, misalnya 2026-03-16 14.30."
NO_NUMBER = "“K” harus berupa angka, misalnya 12 atau 12,5."
WRONG = [
    (part("textfield", "k", validate={"required": True}), "   ", "“K” wajib diisi."),
    (part("textfield", "k"), ["a"], "“K” harus berupa teks."),
    (part("textfield", "k"), {"a": 1}, "“K” harus berupa teks."),
    (part("textfield", "k"), "x" * 1001, "“K” paling banyak 1.000 karakter; sekarang 1.001."),
    (part("textarea", "k"), "x" * 10_000_000, "“K” paling banyak 20.000 karakter; sekarang 10.000.000."),
    (part("textarea", "k", validate={"minLength": 10}), " pendek ", "“K” paling sedikit 10 karakter; sekarang 6."),
    (part("textfield", "k", validate={"pattern": "^x$"}), "y", "“K” tidak sesuai dengan bentuk yang diminta."),
    (part("textfield", "k", validate={"pattern": "^x$", "patternErrorMessage": "100% salah"}), "y", "100% salah"),
    (part("number", "k"), "dua", NO_NUMBER),
    (part("number", "k"), "1e5", NO_NUMBER),
    (part("number", "k"), True, NO_NUMBER),
    (part("number", "k"), float("nan"), NO_NUMBER),
    (part("number", "k"), float("inf"), NO_NUMBER),
    (part("number", "k"), "9" * 16, NO_NUMBER),
    (part("number", "k", decimalDigits=0), "1,5", "“K” harus berupa bilangan bulat."),
    (part("number", "k", decimalDigits=1), "1,25", "“K” paling banyak 1 angka di belakang koma."),
    (part("number", "k", validate={"min": 1000}), "999", "“K” paling kecil 1.000."),
    (part("number", "k", validate={"max": 2.5}), "3", "“K” paling besar 2,5."),
    (part("number", "k", increment="5"), "12", "“K” harus kelipatan 5; yang terdekat 10 dan 15."),
    (
        part("datetime", "k", subtype="date"),
        "31-02-2026",
        NO_DATE,
    ),
    (
        part("datetime", "k", subtype="date"),
        "0202-01-01",
        NO_DATE,
    ),
    (part("datetime", "k", subtype="date"), 20260316, NO_DATE),
    (part("datetime", "k", subtype="time"), "24:00", "“K” harus berupa jam dan menit, misalnya 14.30."),
    (part("datetime", "k", subtype="time", timeInterval=15), "14:20", "Menit pada “K” harus kelipatan 15."),
    (
        part("datetime", "k", subtype="datetime"),
        "2026-03-16",
        NO_MOMENT,
    ),
    (part("checkbox", "k", validate={"required": True}), False, "Centang “K” untuk melanjutkan."),
    (part("checkbox", "k"), "ya", "“K” hanya dapat dicentang atau tidak."),
    (part("radio", "k", values=LETTERS, validate={"required": True}), "", "Pilih satu jawaban untuk “K”."),
    (part("radio", "k", values=LETTERS), "c", "Pilih “K” dari daftar yang tersedia."),
    (part("radio", "k", values=LETTERS), ["a"], "Pilih “K” dari daftar yang tersedia."),
    (part("select", "k", valuesKey="skpd"), "pupr", "Pilih “K” dari daftar yang tersedia."),
    (part("checklist", "k", values=LETTERS), ["a", "c"], "Pilih “K” dari daftar yang tersedia."),
    (part("checklist", "k", values=LETTERS), [{"a": 1}], "Pilih “K” dari daftar yang tersedia."),
    (part("checklist", "k", values=LETTERS, validate={"required": True}), [], "Pilih sedikitnya satu untuk “K”."),
    (part("filepicker", "k", validate={"required": True}), [], "Lampirkan berkas untuk “K”."),
    (part("filepicker", "k"), ["../../etc/passwd"], "Berkas pada “K” tidak dikenal; unggah kembali."),
    (part("filepicker", "k"), [FILE, FILE.replace("1", "2")], "“K” hanya menerima satu berkas."),
]


@pytest.mark.parametrize(("component", "value", "message"), WRONG)
def test_refused(component: dict[str, Any], value: object, message: str) -> None:
    assert outcome(component, value) == (REFUSED, message)


PHONES = """081234567890, 0812-3456-7890, 0812 3456 7890, (0511) 123456, 021/765432, +62 812 3456 7890, 62812 34567890,
+62 (0)812 3456 7890, 0062811223344, +6581234567, 112""".replace("\n", " ").split(", ")
NO_PHONES = ["0812", "8123456789x", "+62", "00000000000", "+62000000000", "telepon", "٠٨١٢٣٤٥٦٧٨٩٠", "0" * 41]


@pytest.mark.parametrize("number", PHONES)
def test_telephone_numbers(number: str) -> None:
    assert outcome(part("textfield", "k", validate={"validationType": "phone"}), number) == number


@pytest.mark.parametrize("number", NO_PHONES)
def test_no_telephone_numbers(number: str) -> None:
    assert outcome(part("textfield", "k", validate={"validationType": "phone"}), number)[0] is REFUSED


def test_lists_supplied_when_the_form_is_shown() -> None:
    skpd = part("select", "k", valuesKey="skpd")
    assert outcome(skpd, "pupr", options={"skpd": [Option("pupr", "Dinas PUPR")]}) == "pupr"
    assert outcome(skpd, "pupr", context={"skpd": ["pupr", "dinkes"]}) == "pupr"
    assert outcome(skpd, "pupr", context={"skpd": [{"value": "pupr", "label": "Dinas PUPR"}]}) == "pupr"
    assert outcome(skpd, "pupr", options={"skpd": []}, context={"skpd": ["pupr"]})[0] is REFUSED


def test_files_that_this_person_may_refer_to() -> None:
    mine = {"k": [Option("foto-1", "jalan.jpg")]}
    assert outcome(part("filepicker", "k"), ["foto-1"], options=mine) == ["foto-1"]
    assert outcome(part("filepicker", "k"), [FILE], options=mine)[0] is REFUSED


def test_dates_that_must_not_be_past() -> None:
    due = part("datetime", "k", subtype="date", disallowPassedDates=True)
    assert outcome(due, "2026-03-09", today=date(2026, 3, 9)) == "2026-03-09"
    assert outcome(due, "2026-03-08", today=date(2026, 3, 9)) == (REFUSED, "“K” tidak boleh sebelum hari ini.")


def test_readonly_answer_is_the_one_known_before() -> None:
    form = a_form(part("textfield", "nomor", readonly=True, validate={"required": True}), part("textfield", "k"))
    checked = form.check({"nomor": "palsu", "k": "x"}, context={"nomor": "TL-2026-1"})
    assert checked.answers == {"nomor": "TL-2026-1", "k": "x"}


def test_disabled_field_is_neither_stored_nor_checked() -> None:
    form = a_form(part("textfield", "k", disabled=True, validate={"required": True}))
    assert form.check({"k": "x"}).answers == {}


def test_computed_values() -> None:
    form = a_form(
        part("radio", "lengkap", values=YES_NO),
        part("expression", "perlu_data", expression='=lengkap = false and kanal = "website"'),
        part("expression", "selesai", expression="=perlu_data = false"),
    )
    checked = form.check({"lengkap": "false", "selesai": "palsu"}, context={"kanal": "website"})
    assert checked.answers == {"lengkap": False, "perlu_data": True, "selesai": False}


def test_unknown_answers_are_dropped() -> None:
    assert a_form(part("textfield", "k")).check({"k": "x", "lain": 1, 5: 6}).answers == {"k": "x"}


def test_errors_in_the_order_of_the_form() -> None:
    need = {"validate": {"required": True}}
    rows = {"type": "dynamiclist", "path": "rows", "label": "Baris", "components": [part("textfield", "b", **need)]}
    form = a_form(part("textfield", "a", **need), rows, part("textfield", "c", **need))
    assert list(form.check({"rows": [{}, {"b": "x"}, {}]}).errors) == ["a", "rows.0.b", "rows.2.b", "c"]


def test_message_remembers_its_source() -> None:
    error: Any = a_form(part("textfield", "k", validate={"required": True})).check({}).errors["k"]
    assert error.source % error.values == error == "“K” wajib diisi."


def test_of_two_answers_of_which_one_is_needed_the_first_asks_for_both() -> None:
    form = a_form(
        part("textfield", "telepon", properties={"wajib": '=email = ""'}),
        part("textfield", "email", properties={"wajib": '=telepon = ""'}),
        part("textfield", "alamat", properties={"wajib": '=email = ""'}),
    )
    errors = form.check({}).errors
    assert list(errors) == ["telepon", "alamat"]
    assert errors["telepon"] == "Isi “Telepon” atau “Email”."
    assert list(form.check({"telepon": "0812"}).errors) == ["alamat"]
    assert form.check({"email": "siti@contoh.id"}).ok
