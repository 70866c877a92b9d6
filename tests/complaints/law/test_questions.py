"""The open questions: each says what was chosen, why, and where it is changed; places that vanish are found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from complaints.law.carriers import Known
from complaints.law.library import library
from complaints.law.questions import ChangePlace, Question, findings, read_questions
from complaints.law.registers import Listed, Norm, Register, RegisterError

NORM = Norm("TL-VI.C", "BAB VI", "paling lambat")
REGISTER = Register("tanah-laut", "tanah_laut.yaml", "TL", "Peraturan", (NORM,), (Listed("TL-VI.C", "BAB VI", "hak"),))
KNOWN = Known(names={"elemen": frozenset({"proses#Task_a"}), "keputusan": frozenset({"tabel#Aturan_a"})})
SOUND = Question(
    1,
    "Apa?",
    ("TL",),
    "Ini.",
    "default",
    ("TL-VI.C",),
    (ChangePlace("elemen", "proses#Task_a"), ChangePlace("pengaturan", "units")),
)


def rules(question: Question) -> list[str]:
    return [finding.rule for finding in findings([question], [REGISTER], KNOWN)]


def test_a_sound_question_has_no_finding() -> None:
    assert rules(SOUND) == []


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"regulations": ("TL", "XX")}, "unknown"),
        ({"norms": ("TL-VI.D",)}, "unknown"),
        ({"source": "kira-kira"}, "source"),
        ({"places": ()}, "where"),
        ({"places": (ChangePlace("elemen", "proses#Task_b"),)}, "vanished"),
        ({"places": (ChangePlace("keputusan", "tabel#Aturan_b"),)}, "vanished"),
        ({"places": (ChangePlace("pengaturan", "warna"),)}, "vanished"),
        ({"places": (ChangePlace("kode", "a.py"),)}, "key"),
    ],
)
def test_what_does_not_fit_is_named(changed: dict[str, object], rule: str) -> None:
    assert rules(replace(SOUND, **changed)) == [rule]  # type: ignore[arg-type]


def test_all_questions_are_numbered_without_gap_and_concern_somebody() -> None:
    examples = {each.code for each in library().registers if each.example}
    questions = [each for each in library().questions if not set(each.regulations) <= examples]
    assert [question.number for question in questions] == list(range(1, len(questions) + 1))
    assert all(question.text.endswith("?") and question.choice and question.regulations for question in questions)


@pytest.mark.parametrize("text", ["", "keputusan: {}x", "keputusan: [{nomor: satu}]", "keputusan: [{nomor: 1}]"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "keputusan_terbuka.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError, match=r"^keputusan_terbuka\.yaml"):
        read_questions(tmp_path)
