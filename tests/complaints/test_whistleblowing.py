"""What a whistleblower may leave out, what they must say, and the name they are given."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from complaints.intake.answers import Answers
from complaints.intake.pseudonyms import FLOWERS, new_pseudonym
from engine.errors import AnswersRefusedError
from tests.support.citizen import read

TYPED = {
    "uraian": "Barang dibayar tetapi tidak pernah datang.",
    "waktu_kejadian": "telah",
    "hubungan_pelapor": "tidak_disebut",
    "minta_anonim": "ya",
}


def checked(**typed: Any) -> Answers:
    return read({**TYPED, **typed}, form="laporan_wbs_belitung_timur", today=date(2026, 3, 9))


def test_a_report_without_a_word_about_the_person_is_complete() -> None:
    told = checked()
    assert told.anonim
    assert (told.nama, told.telepon, told.email, told.identitas) == ("", "", "", "")
    assert (told.waktu_kejadian, told.hubungan_pelapor) == ("telah", "tidak_disebut")


def test_what_was_typed_before_choosing_to_stay_unknown_is_dropped() -> None:
    told = checked(nama="Rahmat", telepon="081234567890")
    assert (told.anonim, told.nama, told.telepon) == (True, "", "")


def test_who_gives_a_name_is_kept_with_it() -> None:
    told = checked(minta_anonim="tidak", nama="Rahmat", telepon="0812 3456 7890")
    assert (told.anonim, told.nama) == (False, "Rahmat")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"uraian": "pendek"}, "uraian"),
        ({"waktu_kejadian": ""}, "waktu_kejadian"),
        ({"waktu_kejadian": "kemarin"}, "waktu_kejadian"),
        ({"hubungan_pelapor": "kepala"}, "hubungan_pelapor"),
        ({"pihak_terlibat": "a" * 1001}, "pihak_terlibat"),
        ({"minta_anonim": "tidak"}, "nama"),
        ({"minta_anonim": "tidak", "nama": "Rahmat", "telepon": "12"}, "telepon"),
        ({"minta_anonim": ""}, "minta_anonim"),
    ],
)
def test_each_wrong_answer_is_named(typed: dict[str, str], field: str) -> None:
    with pytest.raises(AnswersRefusedError) as refused:
        checked(**typed)
    assert field in refused.value.errors


def test_a_pseudonym_is_a_flower_and_a_number() -> None:
    for _ in range(200):
        word, _space, rest = new_pseudonym().partition(" ")
        flower, _space, number = rest.rpartition(" ")
        assert word == "Pelapor"
        assert flower in FLOWERS
        assert number.isdigit()


def test_pseudonyms_are_drawn_not_derived() -> None:
    assert len({new_pseudonym() for _ in range(300)}) > 250
