"""Regular expressions of form files, matched in linear time.

A process owner writes patterns and a stranger writes the text that they meet. A backtracking matcher can be made to
run for years by such a pair; this one follows all alternatives at once (Thompson's construction), so the work is at
most length of the text × size of the pattern. Back references and look-around do not exist in it and are refused.
"""

from __future__ import annotations

from engine.definition.forms.patterns.match import Pattern
from engine.definition.forms.patterns.read import PatternError, read_pattern

__all__ = ["Pattern", "PatternError", "compile_pattern"]


def compile_pattern(text: str) -> Pattern:
    """Compile a pattern in JavaScript's notation. Raises PatternError with a reason in Indonesian."""
    return Pattern(text, read_pattern(text))
