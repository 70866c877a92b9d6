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
    ],
)
def test_matches(pattern: str, inside: list[str], outside: list[str]) -> None:
    compiled = compile_pattern(pattern)
    assert [text for text in inside if not compiled.search(text)] == []
    assert [text for text in outside if compiled.search(text)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        *("(", ")", "[", "[z-a]", "a{", "a{2,1}", "a{300}", "*a", "a**", "(?=a)", "(?!a)", "(?<n>a)", "(?i)a", "^*"),
        *(r"\1", r"\b", r"\p{L}", "\\", "(a{100}){100}", "a" * 201, "(" * 12 + "a" + ")" * 12),
    ],
)
def test_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "a*a*a*a*a*a*b", "(.*)(.*)(.*)(.*)z", "(x+x+)+y", ".{0,200}b"]
)
def test_patterns_that_kill_a_backtracking_matcher(pattern: str) -> None:
    compiled = compile_pattern(pattern)
    started = time.perf_counter()
    assert not compiled.search("a" * 1_000 + "!" + "x" * 1_000)
    assert time.perf_counter() - started < 2  # a backtracking matcher needs longer than the universe has
