"""One line and several lines of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.catalogue import _
from engine.definition.forms import messages
from engine.definition.forms.components.base import AUTOCOMPLETE, Field, Run
from engine.definition.forms.contacts import is_email, is_phone
from engine.definition.forms.numbers import format_number
from engine.definition.forms.options import Options
from engine.definition.forms.patterns import Pattern, PatternError, compile_pattern
from engine.definition.forms.source import Source
from engine.definition.forms.text import clean_text, scalar_text

PATTERN_LIMIT = 2000
"""Characters of a text with a pattern: with the pattern's own limit this bounds the time of the match."""


@dataclass(frozen=True, kw_only=True)
class TextInput(Field):
    """Common to both."""

    personal: ClassVar[bool] = True
    lines: ClassVar[bool]
    hard_limit: ClassVar[int]
    empty: ClassVar[str] = ""

    min_length: int | None
    max_length: int
    pattern: Pattern | None
    pattern_message: str
    validation: str
    autocomplete: str

    @classmethod
    def special(cls, source: Source, validate: Source) -> dict[str, Any]:
        pattern = _pattern(source, validate)
        longest = validate.whole("maxLength", least=1)
        limit = PATTERN_LIMIT if pattern and cls.lines else cls.hard_limit
        shortest = validate.whole("minLength")
        if shortest is not None and shortest > min(longest or limit, limit):
            source.refuse("form-value", _("`minLength` lebih besar dari panjang yang diperbolehkan"))
        own = source.inner("properties")
        return {
            "min_length": shortest,
            "max_length": min(longest or limit, limit),
            "pattern": pattern,
            "pattern_message": validate.text("patternErrorMessage"),
            "validation": validate.one_of("validationType", ("", "custom", "email", "phone")),
            "autocomplete": own.one_of("autocomplete", AUTOCOMPLETE),
        }

    def clean(self, value: object, run: Run) -> str:
        text = scalar_text(value)
        if text is None:
            self.refuse(messages.NOT_TEXT)
        return clean_text(text, lines=self.lines)

    def verify(self, value: str, run: Run) -> None:
        length = len(value)
        if length > self.max_length:
            self.refuse(messages.TOO_LONG, limit=format_number(self.max_length), length=format_number(length))
        if self.min_length is not None and length < self.min_length:
            self.refuse(messages.TOO_SHORT, limit=self.min_length, length=length)
        if self.pattern is not None and not self.pattern.search(value):
            self.refuse(self.pattern_message.replace("%", "%%") or messages.PATTERN)
        if self.validation == "email" and not is_email(value):
            self.refuse(messages.EMAIL)
        if self.validation == "phone" and not is_phone(value):
            self.refuse(messages.PHONE)

    def summarise(self, value: Any, options: Options) -> list[str]:
        return [line for line in (scalar_text(value) or "").split("\n") if line.strip()]


@dataclass(frozen=True, kw_only=True)
class TextField(TextInput):
    """A text of one line."""

    kind: ClassVar[str] = "textfield"
    lines: ClassVar[bool] = False
    hard_limit: ClassVar[int] = 1000

    prefix: str
    suffix: str
    suggestions: str
    """Name of a list whose labels help to type; any other text is as good."""

    @classmethod
    def special(cls, source: Source, validate: Source) -> dict[str, Any]:
        suggestions = source.properties().get("saran", "")
        return {**super().special(source, validate), **adorners(source), "suggestions": suggestions}


@dataclass(frozen=True, kw_only=True)
class TextArea(TextInput):
    """A text of several lines."""

    kind: ClassVar[str] = "textarea"
    lines: ClassVar[bool] = True
    hard_limit: ClassVar[int] = 20_000


def adorners(source: Source) -> dict[str, str]:
    """Short texts before and behind an input, such as `Rp` and `hari`."""
    appearance = source.inner("appearance")
    found = {"prefix": appearance.text("prefixAdorner", limit=40), "suffix": appearance.text("suffixAdorner", limit=40)}
    appearance.finish("appearance.")
    return found


def _pattern(source: Source, validate: Source) -> Pattern | None:
    text = validate.get("pattern")
    if text in (None, ""):
        return None
    if not isinstance(text, str):
        source.refuse("form-pattern", _("`validate.pattern` harus berupa teks"))
        return None
    try:
        return compile_pattern(text)
    except PatternError as error:
        source.refuse("form-pattern", f"`validate.pattern`: {error}")
        return None
