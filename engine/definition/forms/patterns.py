"""Regular expressions of form files, matched in linear time by RE2.

A process owner writes patterns and a stranger writes the text that they meet. A backtracking matcher can be made to
run for years by such a pair; RE2 follows all alternatives at once, and has neither look-around nor back-references.
"""

from __future__ import annotations

import re

import re2

from engine.catalogue import N_, _

MAX_LENGTH = 200
MAX_MEMORY = 1 << 20
"""Bytes that one compiled pattern may take, its remembered states included."""
NOT_JAVASCRIPT = re.compile(r"(?<!\\)(?:\\\\)*(?:\\[ACEPQapz]|\\x\{|\(\?(?![:<=!])|\[\[:)")
"""What RE2 reads and a browser does not, or reads otherwise: the form editor would show another form than ours."""

OPTIONS = re2.Options()
OPTIONS.max_mem = MAX_MEMORY
OPTIONS.log_errors = False


class PatternError(ValueError):
    """The pattern cannot be compiled, or could not be matched in bounded time."""


class Pattern:
    """A compiled pattern."""

    def __init__(self, text: str, compiled: re2._Regexp) -> None:
        self.text = text
        self._compiled = compiled

    def __repr__(self) -> str:
        return f"Pattern({self.text!r})"

    def search(self, text: str) -> bool:
        """Whether the pattern occurs anywhere in the text (JavaScript's `RegExp.test`, without flags).

        Takes time proportional to the length of the text times the size of the pattern.
        """
        return self._compiled.search(text.encode("utf-8", "replace").decode()) is not None


def compile_pattern(text: str) -> Pattern:
    """Compile a pattern in JavaScript's notation. Raises PatternError with a reason in Indonesian."""
    if len(text) > MAX_LENGTH:
        raise PatternError(_("pola lebih panjang dari %(max_length)s karakter", max_length=MAX_LENGTH))
    if found := NOT_JAVASCRIPT.search(text):
        raise PatternError(_("`%(value)s` tidak dikenal peramban", value=found[0]))
    try:
        return Pattern(text, re2.compile(text, OPTIONS))
    except (re2.error, UnicodeError) as error:
        raise PatternError(_reason(error)) from error


REASONS = {
    "invalid perl operator": N_("kelompok khusus seperti (?=…) atau (?!…) tidak didukung"),
    "invalid escape sequence": N_("tanda sesudah garis miring terbalik tidak didukung, misalnya rujukan balik \\1"),
    "missing )": N_("kurung tutup tidak ada"),
    "unexpected )": N_("kurung tutup tanpa pasangan"),
    "missing ]": N_("kurung siku tutup tidak ada"),
    "invalid character class range": N_("rentang di dalam […] tidak terbaca"),
    "invalid character class": N_("rentang di dalam […] tidak terbaca"),
    "no argument for repetition operator": N_("tanda ulang tanpa sesuatu di depannya"),
    "bad repetition operator": N_("dua tanda ulang berturut-turut"),
    "invalid repetition size": N_("pengulangan {…} terlalu besar atau tidak urut dari kecil"),
    "trailing \\": N_("pola belum selesai"),
    "pattern too large": N_("pola terlalu besar"),
}
"""RE2's own words for what it refuses, up to the colon -> ours."""


def _reason(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return _(REASONS.get(text.partition(":")[0].strip(), N_("pola tidak dapat dibaca")))
