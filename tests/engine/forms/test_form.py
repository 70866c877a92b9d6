"""A form as a whole: reading a post, rows, drafts, separating what is personal, summaries, cost."""

from __future__ import annotations

import time
from typing import Any

import pytest

from engine.definition.forms import Form, Option, Summary
from tests.support.forms import LETTERS, YES_NO, Posted, a_form, part


@pytest.fixture
def form() -> Form:
    return a_form(
        part("radio", "lengkap", values=YES_NO, validate={"required": True}),
        part("textarea", "data_diminta", conditional={"hide": "=lengkap = true"}, validate={"required": True}),
        part("number", "hari"),
        part("datetime", "tanggal", subtype="date"),
        part("datetime", "rapat", subtype="datetime", timeSerializingFormat="no_timezone"),
        part("checkbox", "yakin"),
        part("checklist", "tembusan", valuesKey="skpd"),
        part("filepicker", "bukti", multiple=True),
        {"type": "dynamiclist", "path": "saksi", "label": "Saksi", "components": [part("textfield", "nama")]},
        part("textfield", "nomor", readonly=True),
    )


SKPD = {
    "skpd": [Option("pupr", "Dinas PUPR"), Option("dinkes", "Dinas Kesehatan")],
    "bukti": [Option("f-1", "foto.jpg")],
}


def test_read_types_what_it_can_and_keeps_the_rest(form: Form) -> None:
    posted = Posted.of(
        {
            "lengkap": "true",
            "data_diminta": " kelak ",
            "hari": "dua",
            "tanggal": "31 Februari",
            "rapat": "2026-03-16",
            "rapat.jam": "14.30",
            "yakin": "true",
            "tembusan": ["pupr", "x"],
            "bukti": ["f-1", ""],
            "saksi": ["0", "7", "x"],
            "saksi.0.nama": "Ani",
            "saksi.7.nama": "Budi",
            "nomor": "palsu",
        }
    )
    assert form.read(posted) == {
        "lengkap": True,
        "data_diminta": " kelak ",
        "hari": "dua",
        "tanggal": "31 Februari",
        "rapat": "2026-03-16 14.30",
        "yakin": True,
        "tembusan": ["pupr", "x"],
        "bukti": ["f-1"],
        "saksi": [{"nama": "Ani"}, {"nama": "Budi"}],
    }


def test_nothing_posted(form: Form) -> None:
    read = form.read(Posted())
    assert read["lengkap"] == ""
    assert read["saksi"] == []
    assert set(form.check(read).errors) == {"lengkap", "data_diminta"}


def test_hidden_answer_survives_in_the_draft_and_not_in_the_answers(form: Form) -> None:
    read = form.read(Posted(lengkap="true", data_diminta="Lokasi"))
    assert read["data_diminta"] == "Lokasi"
    checked = form.check(read)
    assert checked.ok
    assert "data_diminta" not in checked.answers
    assert form.check({**read, "lengkap": False}).answers["data_diminta"] == "Lokasi"


def test_add_and_remove_rows(form: Form) -> None:
    rows: dict[str, Any] = {"saksi": ["0", "1"], "saksi.0.nama": "Ani", "saksi.1.nama": "Budi"}
    assert not form.edits_rows(Posted.of(rows))
    added = Posted.of({**rows, "_tambah": "saksi"})
    assert form.edits_rows(added)
    assert form.read(added)["saksi"] == [{"nama": "Ani"}, {"nama": "Budi"}, {}]
    removed = Posted.of({**rows, "_hapus": "saksi.0"})
    assert form.edits_rows(removed)
    assert form.read(removed)["saksi"] == [{"nama": "Budi"}]
    assert form.read(Posted.of({**rows, "_tambah": "lain"}))["saksi"] == [{"nama": "Ani"}, {"nama": "Budi"}]


def test_rows_are_bounded(form: Form) -> None:
    many = Posted.of({"saksi": [str(n) for n in range(1000)], "_tambah": "saksi"})
    assert len(form.read(many)["saksi"]) == 51
    assert form.check({"saksi": [{}] * 51}).errors["saksi"] == "“Saksi” paling banyak 50 baris."
    assert form.check({"saksi": "x"}).errors["saksi"] == "“Saksi” harus berupa daftar isian."
    assert form.check({"saksi": [1]}).errors["saksi"] == "“Saksi” harus berupa daftar isian."


def test_fixed_rows_cannot_be_added() -> None:
    fixed = {"allowAddRemove": False, "defaultRepetitions": 2, "components": [part("textfield", "a")]}
    form = a_form({"type": "dynamiclist", "path": "rows", "label": "R", **fixed})
    assert form.initial({}) == {"rows": [{}, {}]}
    assert form.check({"rows": [{}, {}, {}]}).errors == {"rows": "“R” paling banyak 2 baris."}
    posted = Posted.of({"rows": ["0", "1"], "_tambah": "rows", "_hapus": "rows.0"})
    assert len(form.read(posted)["rows"]) == 2


def test_initial_values() -> None:
    form = a_form(part("select", "kelas", values=LETTERS, defaultValue="b"), part("number", "hari", defaultValue=3))
    assert form.initial({}) == {"kelas": "b", "hari": 3}
    assert form.initial({"kelas": "a", "lain": 1}) == {"kelas": "a", "hari": 3}


def test_words_and_files_of_people_are_kept_apart(form: Form) -> None:
    answers = {
        "lengkap": False,
        "data_diminta": "Lokasi",
        "hari": 3,
        "tanggal": "2026-03-16",
        "yakin": True,
        "tembusan": ["pupr"],
        "bukti": ["f-1"],
        "saksi": [{"nama": "Ani"}],
        "tak_dikenal": "x",
    }
    typed, personal = form.split_answers(answers)
    assert typed == {"lengkap": False, "hari": 3, "tanggal": "2026-03-16", "yakin": True, "tembusan": ["pupr"]}
    assert personal == {name: answers[name] for name in ("data_diminta", "bukti", "saksi", "tak_dikenal")}
    assert typed.keys() <= form.typed_keys()


def test_files_after_an_upload() -> None:
    form = a_form(part("filepicker", "satu"), part("filepicker", "semua", multiple=True))
    assert form.file_keys() == ("satu", "semua")
    assert form.files_after("satu", ["lama"], ["baru"]) == ["baru"]
    assert form.files_after("satu", ["lama"], []) == ["lama"]
    assert form.files_after("semua", ["lama"], ["baru"]) == ["lama", "baru"]


def test_summary_in_words(form: Form) -> None:
    answers = {
        "saksi": [{"nama": "Ani"}, {"nama": ""}],
        "lengkap": False,
        "data_diminta": "Lokasi\n\nFoto",
        "hari": 1250.5,
        "tanggal": "2026-03-16",
        "rapat": "2026-03-16T14:30",
        "tembusan": ["pupr", "dibubarkan"],
        "bukti": ["f-1"],
    }
    assert form.summarise(answers, SKPD) == [
        Summary("lengkap", "Lengkap", ("Tidak",)),
        Summary("data_diminta", "Data_diminta", ("Lokasi", "Foto")),
        Summary("hari", "Hari", ("1.250,5",)),
        Summary("tanggal", "Tanggal", ("16 Maret 2026",)),
        Summary("rapat", "Rapat", ("16 Maret 2026 pukul 14.30",)),
        Summary("tembusan", "Tembusan", ("Dinas PUPR", "dibubarkan")),
        Summary("bukti", "Bukti", ("foto.jpg",)),
        Summary("saksi.0.nama", "Saksi 1: Nama", ("Ani",)),
        Summary("saksi.1.nama", "Saksi 2: Nama", ()),
    ]


def test_reading_and_checking_is_cheap(form: Form) -> None:
    posted = Posted(
        lengkap="false", data_diminta="Lokasi", hari="3", tanggal="2026-03-16", tembusan=["pupr"], saksi=["0"]
    )
    best = min(_timed(form, posted) for _ in range(50))
    assert best < 0.0005, f"{best * 1000:.2f} ms for ten fields"


def _timed(form: Form, posted: Posted) -> float:
    started = time.perf_counter()
    form.check(form.read(posted), options=SKPD)
    return time.perf_counter() - started


@pytest.mark.parametrize(
    ("formula", "carries"),
    [
        ("=nama", True),
        ("=if true then nama else null", True),
        ('=if hari > 3 then "tetap" else this.nama', True),
        ('="Yth. " + nama', True),
        ('=nama = "Ani"', False),
        ('=if nama = "Ani" then "kenal" else "lain"', False),
        ("=hari + 1", False),
    ],
)
def test_what_is_worked_out_from_words_of_people_is_personal_too(formula: str, carries: bool) -> None:
    form = a_form(part("textfield", "nama"), part("number", "hari"), part("expression", "hasil", expression=formula))
    assert ("hasil" in form.personal_keys) is carries
