"""What a whistleblower may leave out, what they must say, and the name they are given."""

from __future__ import annotations

import pytest

from complaints.intake import whistleblowing
from complaints.intake.pseudonyms import FLOWERS, new_pseudonym
from engine.errors import AnswersRefusedError

TYPED = {"uraian": "Barang dibayar tetapi tidak pernah datang.", "waktu_kejadian": "telah"}


def test_a_report_without_a_word_about_the_person_is_complete() -> None:
    checked = whistleblowing.read(TYPED)
    assert checked.anonim
    assert (checked.nama, checked.telepon, checked.email, checked.identitas) == ("", "", "", "")
    assert (checked.waktu_kejadian, checked.hubungan_pelapor) == ("telah", "tidak_disebut")


def test_what_was_typed_before_choosing_to_stay_unknown_is_dropped() -> None:
    checked = whistleblowing.read({**TYPED, "pengenalan": "anonim", "nama": "Rahmat", "telepon": "081234567890"})
    assert (checked.anonim, checked.nama, checked.telepon) == (True, "", "")


def test_who_gives_a_name_is_kept_with_it() -> None:
    checked = whistleblowing.read({**TYPED, "pengenalan": "nama", "nama": "Rahmat", "telepon": "0812 3456 7890"})
    assert (checked.anonim, checked.nama) == (False, "Rahmat")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"uraian": "pendek"}, "uraian"),
        ({"waktu_kejadian": ""}, "waktu_kejadian"),
        ({"waktu_kejadian": "kemarin"}, "waktu_kejadian"),
        ({"hubungan_pelapor": "kepala"}, "hubungan_pelapor"),
        ({"pihak_terlibat": "a" * 1001}, "pihak_terlibat"),
        ({"pengenalan": "nama"}, "nama"),
        ({"pengenalan": "nama", "nama": "Rahmat", "telepon": "12"}, "telepon"),
        ({"pengenalan": "lain"}, "pengenalan"),
    ],
)
def test_each_wrong_answer_is_named(typed: dict[str, str], field: str) -> None:
    with pytest.raises(AnswersRefusedError) as refused:
        whistleblowing.read(TYPED | typed)
    assert list(refused.value.errors) == [field]


def test_a_pseudonym_is_a_flower_and_a_number() -> None:
    for _ in range(200):
        word, _space, rest = new_pseudonym().partition(" ")
        flower, _space, number = rest.rpartition(" ")
        assert word == "Pelapor"
        assert flower in FLOWERS
        assert number.isdigit()


def test_pseudonyms_are_drawn_not_derived() -> None:
    assert len({new_pseudonym() for _ in range(300)}) > 250
