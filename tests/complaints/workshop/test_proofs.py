"""A norm is proved by what its carriers show, or by what its register names; what proves nothing is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from complaints.law.bundles import FOLDERS, ROOT
from complaints.law.carriers import Known
from complaints.law.registers import Norm, Register, RegisterError
from complaints.workshop.mutation.proofs import Evidence, evidence, findings, proofs, read_tests
from engine.definition.bundle import read_bundle
from tests.support.shipped import shipped

NORM = Norm("TL-VI.C", "Lampiran BAB VI huruf C", "paling lambat", carriers={"elemen": ("proses#Task_a",)})
REGISTER = Register("tanah-laut", "tanah_laut.yaml", "TL", "Peraturan", (NORM,))
OWN_TEST = "tests/complaints/workshop/test_proofs.py::test_a_norm_without_proof_is_found"
SHOWN = Evidence(
    passing={
        "proses#Task_a": frozenset({"tanah_laut/satu.yaml", "ngawi/lain.yaml"}),
        "proses#Task_b": frozenset({"ngawi/b.yaml"}),
    },
    noticing={
        "formulir#isian": frozenset({"tanah_laut/isian.yaml"}),
        "tabel#Aturan": frozenset({"bersama/tabel.yaml"}),
    },
    users={("peran", "pembina"): frozenset({"proses#Task_b"}), ("formulir", "formulir"): frozenset({"proses#Task_a"})},
    tests={("halaman", "public.home"): OWN_TEST},
    told=frozenset({OWN_TEST}),
)
KNOWN = Known(names={"halaman": frozenset({"public.home"})}, root=ROOT)


@pytest.mark.parametrize(
    ("carriers", "expected"),
    [
        ({"elemen": ("proses#Task_a",)}, ["tanah_laut/satu.yaml"]),
        ({"formulir": ("formulir#isian",)}, ["tanah_laut/isian.yaml", "tanah_laut/satu.yaml"]),
        ({"keputusan": ("tabel#Aturan",)}, ["bersama/tabel.yaml"]),
        ({"peran": ("pembina",)}, ["ngawi/b.yaml"]),
        ({"halaman": ("public.home",)}, [OWN_TEST]),
        ({"uji": (OWN_TEST,)}, [OWN_TEST]),
        ({"operasi": ("rekap",)}, []),
    ],
)
def test_what_a_carrier_shows(carriers: dict[str, tuple[str, ...]], expected: list[str]) -> None:
    assert proofs(replace(NORM, carriers=carriers), REGISTER, SHOWN) == expected


def found(norm: Norm) -> list[str]:
    return [each.rule for each in findings([replace(REGISTER, norms=(norm,))], SHOWN, KNOWN)]


def test_a_norm_without_proof_is_found() -> None:
    assert found(NORM) == []
    bare = replace(NORM, carriers={"operasi": ("rekap",)})
    assert found(bare) == ["proof"]
    assert found(replace(bare, proofs=(OWN_TEST,))) == []
    assert found(Norm("TL-II", "BAB II", "asas", organisational="dilaksanakan pimpinan unit masing-masing")) == []


def test_a_proof_that_is_not_there_is_found() -> None:
    assert found(replace(NORM, proofs=("tanah_laut/tidak_ada.yaml",))) == ["vanished"]
    assert found(replace(NORM, proofs=("tests/tidak_ada.py::test_apa_pun",))) == ["vanished", "proof"]
    gone = replace(SHOWN, tests={("halaman", "public.antah"): OWN_TEST})
    assert [each.rule for each in findings([REGISTER], gone, KNOWN)] == ["vanished"]


def test_a_test_without_a_sentence_for_people_is_found() -> None:
    untold = replace(SHOWN, told=frozenset())
    assert [each.element for each in findings([REGISTER], untold, KNOWN)] == [OWN_TEST]


def test_every_page_and_command_that_carries_a_norm_has_its_test() -> None:
    shown = evidence(read_bundle(shipped()), FOLDERS[0] / "dasar_hukum")
    assert shown.tests
    assert shown.passing
    assert shown.users["laporan", "statistik"]


def test_a_list_of_tests_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "bukti.yaml").write_text("halaman: {}\n", encoding="utf-8")
    with pytest.raises(RegisterError, match=r"bukti\.yaml"):
        read_tests(tmp_path / "bukti.yaml")
