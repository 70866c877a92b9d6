"""Citations in the words of each text."""

from __future__ import annotations

import pytest

from complaints.articles import cite, cite_first, join


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("TL-VI.B.1.a-11", "Lampiran BAB VI.B.1.a angka 11"),
        ("TL-P1.16", "Pasal 1 angka 16"),
        ("LT-VI.C.1", "BAB VI.C.1"),
        ("LT-VI.B.1.b-10", "BAB VI.B.1.b angka 10"),
        ("LT-RA.5", "Rencana Aksi nomor 5"),
        ("LT-gap.closure", ""),
        ("LT-VI.B.1.b-gap", ""),
        ("LT-III.tier-a", ""),
        ("BT-P24(1)b", "Pasal 24 ayat (1) huruf b"),
        ("BT-P26.a", "Pasal 26 huruf a"),
        ("NG-P6(3)-14", "Pasal 6 ayat (3)"),
        ("SB-L.II.D.3.c", "Lampiran BAB II.D.3.c"),
        ("NG-LI.e", "Lampiran I huruf e"),
        ("NG-LII.2.1.a.4", "Lampiran II angka 2.1.a.4"),
        ("NG-LII", "Lampiran II"),
        ("NG-gap.verif", ""),
    ],
)
def test_a_citation_reads_as_the_text_is_built(source: str, words: str) -> None:
    assert cite(source) == words


def test_the_first_that_names_an_article_is_cited_and_chapters_stay_apart() -> None:
    assert cite_first("LT-gap.closure,LT-IV.A.1.d") == "BAB IV.A.1.d"
    assert join(["BAB VI.C.1", "BAB VI.C.2"]) == "BAB VI.C.1, BAB VI.C.2"
    assert join([cite("BT-P24(1)a"), cite("BT-P24(1)b"), cite("BT-P24(1)a")]) == "Pasal 24 ayat (1) huruf a, b"
