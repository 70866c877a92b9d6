"""Patterns are JavaScript's, unanchored, and cost linear time whatever they are."""

from __future__ import annotations

import time

import pytest

from engine.definition.forms.patterns import PatternError, compile_pattern


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        (r"\d{16}", ["x1234567890123456y"], ["123456789012345", ""]),
        (r"^\d{16}$", ["1234567890123456"], ["x1234567890123456", "12345678901234567"]),
        (r"^(TL|BJB)-\d{4}-[A-Z0-9]{6}$", ["TL-2026-7K4M2Q", "BJB-2026-AAAAAA"], ["TL-26-7K4M2Q", "XX-2026-AAAAAA"]),
        (r"a|b", ["xb", "a"], ["c", ""]),
        (r"^(?:a|bc)*d?$", ["", "abca", "bcd"], ["ac", "dd"]),
        (r"[^\d\s]+", ["1a"], ["1 2", ""]),
        (r"[a-c\-x]{2,3}", ["a-", "xxx"], ["a", "yz"]),
        (r"a.c", ["abc"], ["a\nc"]),
        (r"^$", [""], ["a"]),
        (r"", ["", "a"], []),
        (r"\.\*\/", ["x.*/y"], ["x*/"]),
        (r"x{2}$", ["axx"], ["x", "xxa"]),
        (r"x{2,}", ["xx", "xxxx"], ["x"]),
        (r"(a+)+$", ["aaa"], ["aab"]),
        (r"[\w.]+@[\w.]+", ["saya@contoh.id"], ["saya"]),
        (r"\bkel\b", ["di kel x"], ["kelas"]),
        (r"^é.$", ["éx", "é字"], ["e字"]),
    ],
)
def test_matches(pattern: str, inside: list[str], outside: list[str]) -> None:
    compiled = compile_pattern(pattern)
    assert [text for text in inside if not compiled.search(text)] == []
    assert [text for text in outside if compiled.search(text)] == []


REFUSED = {
    "(": "kurung tutup",
    ")": "kurung tutup",
    "[": "kurung siku",
    "[z-a]": "rentang",
    "a{2,1}": "pengulangan",
    "a{1001}": "pengulangan",
    "(a{100}){100}": "pengulangan",
    "*a": "tanda ulang",
    "a**": "tanda ulang",
    "\\": "belum selesai",
    "(?=a)": "kelompok khusus",
    "(?!a)": "kelompok khusus",
    "(?<=a)b": "kelompok khusus",
    r"(a)\1": "rujukan balik",
    "(?i)a": "peramban",
    "(?P<n>a)": "peramban",
    r"\Aa": "peramban",
    r"a\z": "peramban",
    r"\p{L}": "peramban",
    "[[:alpha:]]": "peramban",
    "a" * 201: "lebih panjang",
    "\ud800": "tidak dapat dibaca",
}


@pytest.mark.parametrize(("pattern", "reason"), REFUSED.items())
def test_refused_with_a_reason(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError, match=reason):
        compile_pattern(pattern)


def test_a_pattern_that_means_the_same_in_a_browser_is_not_refused() -> None:
    assert compile_pattern(r"\\A(?<nama>x)\b").search("\\Ax")
    assert compile_pattern("a{").search("a{")


def test_a_text_that_is_no_unicode_is_only_no_match() -> None:
    assert not compile_pattern("^a$").search("\ud800")


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "a*a*a*a*a*a*b", "(.*)(.*)(.*)(.*)z", "(x+x+)+y", ".{0,200}b"]
)
def test_patterns_that_kill_a_backtracking_matcher(pattern: str) -> None:
    compiled = compile_pattern(pattern)
    started = time.perf_counter()
    assert not compiled.search("a" * 1_000 + "!" + "x" * 1_000)
    assert time.perf_counter() - started < 2  # a backtracking matcher needs longer than the universe has
