"""The safe expression language: no text runs code, hangs, or fails in another way than by ExpressionError."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.deadlines import Deadline, OfficeCalendar, WorkCalendar
from engine.definition.expressions import CONSTANTS, FUNCTIONS, MAX_LENGTH, compile_expression
from engine.errors import ExpressionError

CALENDAR = OfficeCalendar(WorkCalendar(decreed_years=range(2020, 2036)), ZoneInfo("Asia/Makassar"))
NOW = datetime.fromisoformat("2026-03-09T09:00+08:00")
BOUND_SECONDS = 0.25


@dataclass(frozen=True)
class Values:
    """A scope over a dict."""

    variables: Mapping[str, Any]
    now: datetime = NOW
    calendar: OfficeCalendar = CALENDAR

    def variable(self, name: str) -> Any:
        return self.variables.get(name)


def value(text: str, **variables: Any) -> Any:
    return compile_expression(text).evaluate(Values(variables))


def refused(text: str, **variables: Any) -> str:
    with pytest.raises(ExpressionError) as error:
        value(text, **variables)
    return str(error.value)


ATTACKS = {
    "subclasses": "().__class__.__base__.__subclasses__()",
    "subclasses from a list": "[].__class__.__mro__[1].__subclasses__()",
    "globals of a function": "hari.__globals__",
    "globals of a call": "hari_kerja(3).__class__.__init__.__globals__",
    "an attribute": "setuju.__dict__",
    "a subscript": "semua[0]",
    "a slice": "semua[0:1]",
    "import": "__import__('os').system('id')",
    "eval": "eval('1')",
    "exec": "exec('x = 1')",
    "open": "open('/etc/passwd')",
    "getattr": "getattr(setuju, 'x')",
    "vars": "vars()",
    "breakpoint": "breakpoint()",
    "a method": "'x'.upper()",
    "format": "'{0.__class__}'.format(setuju)",
    "percent": "'%s' % setuju",
    "an f-string": "f'{setuju}'",
    "an f-string with an attribute": "f'{setuju.__class__}'",
    "a lambda": "(lambda: 1)()",
    "a comprehension": "[x for x in semua]",
    "a generator": "jumlah(x for x in semua)",
    "a dict": "{'a': 1}",
    "a set": "{1, 2}",
    "walrus": "(x := 1)",
    "await": "await hari(1)",
    "yield": "(yield 1)",
    "conditional": "1 if setuju else 2",
    "starred": "[*semua]",
    "starred call": "hari(*semua)",
    "keywords": "hari(n=1)",
    "double starred": "hari(**semua)",
    "a power": "9 ** 9",
    "a huge power": "9 ** 9 ** 9 ** 9",
    "a shift": "1 << 999999999",
    "a division": "1 / 0",
    "bit operations": "1 | 2",
    "inversion": "~1",
    "matrix product": "a @ b",
    "identity": "setuju is None",
    "bytes": "b'x'",
    "complex": "1j",
    "ellipsis": "...",
    "a huge integer": "9" * 900,
    "infinity": "1e999",
    "a huge product": "999999999999 * 999999999999 * 999999999999",
    "a long string by multiplication": "'a' * 999999999999",
    "a long list by multiplication": "[1] * 999999999",
    "string addition": "'a' + 'b'",
    "statements": "import os",
    "two statements": "1; 2",
    "an assignment": "a = 1",
    "two lines": "1\n2",
    "a comment only": "# nothing",
    "a backslash": "'\\x41'",
    "an escaped name": "\\N{LATIN SMALL LETTER A}",
    "homoglyph function": "h\u0430ri(3)",
    "homoglyph name": "s\u0435tuju == true",
    "a name of another script": "設定 == true",
    "null byte": "1\x00",
    "lone surrogate": "'\ud800",
    "deep parentheses": "(" * 400 + "1" + ")" * 400,
    "deep lists": "[" * 150 + "]" * 150,
    "deep not": "not " * 150 + "true",
    "deep minus": "-" * 600 + "1",
    "deep inversion": "~" * 99 + "1",
    "deep calls": "ada(" * 60 + "1" + ")" * 60,
    "deep lambdas": "lambda: " * 90 + "1",
    "a long sum": "+".join(["1"] * 400),
    "a long input": "a" * (MAX_LENGTH + 1),
    "an endless string": "'" + "a" * 999,
    "nothing": "",
    "blanks": "   ",
    "an empty wrapper": "${}",
    "a wrapper in a wrapper": "${${1}}",
    "a leap beyond the calendar": "hari(3650, '9999-12-01T00:00+00:00')",
    "a leap before the calendar": "sebelum(3650, '0001-01-02T00:00+00:00')",
    "half a day": "hari_kerja(1.5)",
    "negative days": "hari_kerja(-1)",
    "a million days": "hari_kerja(1000000)",
    "days without a number": "hari_kerja(true)",
    "a unit nobody knows": "jangka(3, 'bulan')",
    "a moment without zone": "hari(3, '2026-03-09T09:00')",
    "not a moment": "hari(3, 'kemarin')",
    "comparing words and numbers": "'a' < 1",
    "searching in a number": "1 in 2",
    "counting with words": "'3' - 1",
}  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_is_refused_quickly_and_clearly(text: str) -> None:
    began = time.perf_counter()
    message = refused(text, setuju=True, semua=["a", "b"])
    assert time.perf_counter() - began < BOUND_SECONDS
    assert 0 < len(message) < 2 * MAX_LENGTH


def test_what_the_language_can() -> None:
    moment = "2026-03-09T09:00+08:00"
    assert value("${ lengkap == true and jenis in ['a', 'b'] }", lengkap=True, jenis="b") is True
    assert value("1 < n <= 3", n=3) is True
    assert value("2 * n + 1 - 4", n=5) == 7
    assert value("not ada(catatan)", catatan="") is True
    assert value("jumlah(daftar) == 2", daftar=["x", "y"]) is True
    assert value("jenis not in ('a', 'b')", jenis="c") is True
    assert value("belum_diisi == null") is True
    assert value("hari_kerja(5)").moment.isoformat() == "2026-03-16T16:00:00+08:00"
    assert value("hari(5, mulai)", mulai=moment).moment.isoformat() == "2026-03-14T16:00:00+08:00"
    assert value("jangka(n, satuan, mulai)", n=5, satuan="hari_kerja", mulai=moment).count == 5
    assert value("sebelum(2, hari_kerja(5), 'hari_kerja')").moment.isoformat() == "2026-03-12T16:00:00+08:00"


def test_names_are_what_an_expression_reads() -> None:
    assert compile_expression("a == true or hari(n) == b").names == {"a", "n", "b"}


def test_true_means_true_and_a_word_that_looks_like_it_does_not() -> None:
    assert value("lagi == true", lagi=True) is True
    assert value("lagi == true", lagi="true") is False


words = st.sampled_from(
    [*FUNCTIONS, *CONSTANTS, "a", "semua", "1", "2.5", "'x'", "==", "<", "in", "not", "and", "or", "+", "-", "*", "(", ")",
     ",", "[", "]", ".", ":", "lambda", "for", "if", "else", "is", "**", "{", "}", "f'", "=", ":=", "await", "%", "\n", "#"]
)  # fmt: skip
texts = st.one_of(
    st.text(max_size=80),
    st.lists(words, max_size=25).map(" ".join),
    st.lists(words, max_size=15).map("".join),
    st.text(alphabet="()[]-~+not ", max_size=1_100),
)


@given(texts)
@example("[" * 100 + "~1" + "]" * 100)
@example("\ud800")
@settings(max_examples=400, deadline=None)
def test_any_text_compiles_or_is_refused(text: str) -> None:
    try:
        compiled = compile_expression(text)
    except ExpressionError:
        return
    _evaluates_or_is_refused(compiled.text, {})


names = st.sampled_from(["a", "b", "semua", "satuan"])
moments = st.datetimes(timezones=st.just(UTC))
plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), moments,
    st.just("hari_kerja"), moments.map(datetime.isoformat), st.just(CALENDAR.due(3, "hari_kerja", NOW)),
)  # fmt: skip
values = st.one_of(plain, st.lists(plain, max_size=3))
literals = st.one_of(
    st.integers(0, 10**12).map(str), st.sampled_from(["true", "false", "null", "'hari'", "'hari_kerja'", "'x'"])
)
sound = st.recursive(
    st.one_of(literals, names),
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from(["==", "!=", "<", ">=", "in", "not in", "+", "-", "*", "and", "or"]), part).map(
            lambda three: f"({' '.join(three)})"
        ),
        part.map(lambda text: f"(not {text})"),
        part.map(lambda text: f"-{text}"),
        st.lists(part, max_size=3).map(lambda parts: f"[{', '.join(parts)}]"),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(part, min_size=1, max_size=3)).map(
            lambda call: f"{call[0]}({', '.join(call[1])})"
        ),
    ),
    max_leaves=12,
)


@given(sound, st.dictionaries(names, values))
@settings(max_examples=600, deadline=None)
def test_any_expression_over_any_values_answers_or_is_refused(text: str, variables: dict[str, Any]) -> None:
    _evaluates_or_is_refused(text, variables)


def _evaluates_or_is_refused(text: str, variables: dict[str, Any]) -> None:
    began = time.perf_counter()
    try:
        found = value(text, **variables)
    except ExpressionError:
        found = None
    assert time.perf_counter() - began < BOUND_SECONDS
    known = (bool, int, float, str, list, type(None), Deadline, datetime)
    assert isinstance(found, known)


@given(st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_a_warning_is_never_later_than_its_deadline(count: int, ahead: int) -> None:
    due = value("hari_kerja(n)", n=count)
    warning = value("sebelum(k, hari_kerja(n), 'hari_kerja')", n=count, k=ahead)
    assert warning.moment <= due.moment
    assert due.moment - warning.moment >= timedelta(days=ahead) or count < ahead or ahead == 0
