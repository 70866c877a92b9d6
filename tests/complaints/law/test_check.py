"""What `coverage` finds: each fault planted alone in a small register."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from complaints.law.carriers import CITED, Known
from complaints.law.check import findings
from complaints.law.registers import Listed, Norm, Register

NORM = Norm(
    "TL-VI.C",
    "Lampiran BAB VI huruf C",
    "paling lambat",
    carriers={"elemen": ("proses#Task_a",), "keputusan": ("tabel#Aturan_a",)},
)
LISTED = Listed("TL-VI.C", "Lampiran BAB VI huruf C", "kewajiban")
REGISTER = Register("tanah-laut", "tanah_laut.yaml", "TL", "Peraturan", (NORM,), (LISTED,))
KNOWN = Known(
    names={
        "elemen": frozenset({"proses#Task_a", "proses#Task_b"}),
        "formulir": frozenset({"formulir#isian"}),
        "keputusan": frozenset({"tabel#Aturan_a"}),
        "operasi": frozenset({"beritahu_petugas"}),
        "laporan": frozenset({"statistik"}),
        "halaman": frozenset({"public.home"}),
        "perintah": frozenset({"deploy"}),
        "peran": frozenset({"pembina"}),
    },
    elements={"proses#Task_a": frozenset({"TL-VI.C"}), "proses#Task_b": frozenset()},
    rules={"tabel#Aturan_a": frozenset({"TL-VI.C"})},
    root=Path(__file__).parents[3],
)
OWN_TEST = "tests/complaints/law/test_check.py::test_a_sound_register_has_no_finding"


def rules(norm: Norm, known: Known = KNOWN, register: Register = REGISTER) -> list[str]:
    return [finding.rule for finding in findings([replace(register, norms=(norm,))], known)]


def test_a_sound_register_has_no_finding() -> None:
    assert findings([REGISTER], KNOWN) == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("formulir", "formulir#isian"),
        ("keputusan", "tabel#Aturan_a"),
        ("operasi", "beritahu_petugas"),
        ("laporan", "statistik"),
        ("halaman", "public.home"),
        ("perintah", "deploy"),
        ("peran", "pembina"),
        ("uji", OWN_TEST),
    ],
)
def test_each_kind_of_carrier_is_missed_when_it_vanishes(kind: str, name: str) -> None:
    norm = replace(NORM, carriers={**NORM.carriers, kind: (name,)})
    assert rules(norm) == []
    assert rules(replace(norm, carriers={**NORM.carriers, kind: (f"{name}x",)}))[0] == "vanished"


def test_an_element_that_vanished_is_missed() -> None:
    assert rules(replace(NORM, carriers={**NORM.carriers, "elemen": ("proses#Task_a", "proses#Task_c")})) == [
        "vanished"
    ]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"carriers": {**NORM.carriers, "elemen": ("proses#Task_a", "proses#Task_b")}}, "disagree"),
        ({"quote": ""}, "quote"),
        ({"article": "Pasal 1"}, "article"),
        ({"unknown_keys": ("elemn",)}, "key"),
        ({"pending": "proses pemantauan"}, "open"),
    ],
)
def test_what_does_not_fit_is_named(changed: dict[str, object], rule: str) -> None:
    assert rules(replace(NORM, **changed)) == [rule]  # type: ignore[arg-type]


def test_a_norm_without_carrier_is_open_until_somebody_gives_a_reason() -> None:
    bare = replace(NORM, carriers={})
    quiet = replace(KNOWN, elements=dict.fromkeys(KNOWN.elements, frozenset()), rules={})
    assert (bare.state, rules(bare, quiet)) == ("open", ["open"])
    explained = replace(bare, explanation="Halaman publik.")
    assert (explained.state, rules(explained, quiet)) == ("open", ["open"])
    short = replace(bare, organisational="Asas.")
    assert (short.state, rules(short, quiet)) == ("organisational", ["reason"])
    reasoned = replace(bare, organisational="Pembentukan tim dengan keputusan.")
    assert (reasoned.state, rules(reasoned, quiet)) == ("organisational", [])


def test_a_pending_process_keeps_a_norm_open_whatever_else_carries_it() -> None:
    assert replace(NORM, pending="pemantauan").state == "open"


def test_an_element_that_cites_a_norm_stands_in_the_register() -> None:
    more = {**KNOWN.elements, "proses#Task_b": frozenset({"TL-VI.C"})}
    assert rules(NORM, replace(KNOWN, elements=more)) == ["disagree"]


@pytest.mark.parametrize("where", ["elements", "flows", "rules"])
def test_an_unknown_id_is_found_wherever_it_is_cited(where: str) -> None:
    cited = {**getattr(KNOWN, where), "proses#Lain": frozenset({"TL-XX.1"})}
    found = findings([REGISTER], replace(KNOWN, **{where: cited}))  # type: ignore[arg-type]
    assert [str(each) for each in found] == ["proses#Lain: norma TL-XX.1 tidak ada [unknown]"]


def test_a_rule_may_name_a_letter_of_the_norm_that_points_to_it() -> None:
    named = {"peran": ("pembina",), "keputusan": ("tabel#Aturan_a",)}
    for cited, found in (("TL-VI.C", []), ("TL-VI.C.1", []), ("TL-VI.D", ["disagree", "unknown"])):
        letter = replace(NORM, id="TL-VI.C.1", carriers=named if cited == "TL-VI.C.1" else {"peran": ("pembina",)})
        register = replace(REGISTER, norms=(NORM, letter), listed=(LISTED, replace(LISTED, id="TL-VI.C.1")))
        known = replace(KNOWN, rules={"tabel#Aturan_a": frozenset({cited})})
        assert [finding.rule for finding in findings([register], known)] == found


def test_a_norm_names_every_rule_that_rests_on_it_but_not_what_only_follows_it() -> None:
    norm = replace(NORM, carriers={"elemen": ("proses#Task_a",)})
    assert rules(norm) == ["disagree"]
    assert rules(norm, replace(KNOWN, models={"tabel#Aturan_a": frozenset({"TL-VI.C"})})) == []


def test_a_norm_of_the_list_that_the_register_left_out_is_found_and_one_too_many_too() -> None:
    missing = replace(REGISTER, listed=(LISTED, Listed("TL-VI.D", "BAB VI", "hak")))
    assert [(each.element, each.rule) for each in findings([missing], KNOWN)] == [("TL-VI.D", "missing")]
    assert [each.rule for each in findings([replace(REGISTER, listed=())], KNOWN)] == ["unlisted"]
    twice = findings([replace(REGISTER, norms=(NORM, NORM))], KNOWN)
    assert {each.rule for each in twice} == {"twice"}


def test_one_regulation_alone_leaves_the_others_out() -> None:
    other = Register("lain", "lain.yaml", "LT", "Lain", (replace(NORM, id="LT-1", carriers={}),), ())
    assert findings([REGISTER, other], KNOWN, of={"TL"}) == []
    assert findings([REGISTER, other], KNOWN, of={"LT"}) != []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("TL-VI.C.1: lima hari", ["TL-VI.C.1"]),
        ("seperti (BT-P27(1)) dan SB-P2(2)a)", ["BT-P27(1)", "SB-P2(2)a"]),
        ("NG-P6(3)-14: empat belas hari", ["NG-P6(3)-14"]),
        ("TL-VI.B.1.a-11, LT-gap.closure", ["TL-VI.B.1.a-11", "LT-gap.closure"]),
        ("SP4N-LAPOR! dan SB-L.II.D.8-tidakpuas", ["SB-L.II.D.8-tidakpuas"]),
    ],
)
def test_ids_are_found_in_sentences(text: str, ids: list[str]) -> None:
    assert CITED.findall(text) == ids
