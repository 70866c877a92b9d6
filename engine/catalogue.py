"""Every text that a person reads goes through here. The source language is Indonesian.

The engine knows no library for translations: whoever speaks to people binds theirs, once. Where nobody did (worker,
command line), and for what is kept for others to read, a text is said as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations
from pathlib import Path

_bound: list[Callable[[str], str]] = [str]
_language: list[Callable[[], str]] = [str]
_file: list[Callable[[], str]] = [str]
_kept_for_others: ContextVar[bool] = ContextVar("kept_for_others", default=False)


def bind(lookup: Callable[[str], str], language: Callable[[], str], file: Callable[[], str] = str) -> None:
    """`lookup` gives a source text in the language of whoever reads it now, `language` the name of that language ("" is
    the source), `file` the compiled catalogue of it for a process beside ours ("" where there is none)."""
    _bound[0], _language[0], _file[0] = lookup, language, file


def spoken() -> str:
    """In which language `_` says a text now: belongs to the name of whatever is remembered with texts in it. "" is the
    source."""
    return "" if _kept_for_others.get() else _language[0]()


def _(source: str, /, **values: object) -> str:
    """The text in the reader's language, with its %(names)s filled in. Without values a % is only a %."""
    text = source if _kept_for_others.get() else _bound[0](source)
    return text % values if values else text


def N_(text: str) -> str:  # noqa: N802 - the name that `make messages` looks for
    """Marks a text of a table or a constant and returns it unchanged: `_` follows where it is said."""
    return text


def carried() -> tuple[str, str]:
    """What a process beside ours needs to say texts as `_` does here and now: `speak(*carried())`."""
    language = spoken()
    return language, _file[0]() if language else ""


def speak(language: str, file: str) -> None:
    """In a process that computes for one reader after the other: from now on texts are said so."""
    bind(*((_texts_in(file), lambda: language) if file else (str, str)))


@lru_cache(maxsize=8)
def _texts_in(file: str) -> Callable[[str], str]:
    with Path(file).open("rb") as texts:
        return GNUTranslations(texts).gettext


def written(source: str, /, **values: object) -> str:
    """The text as it is written, for what is stored or sent: `written(N_("…"))`."""
    return source % values if values else source


@contextmanager
def as_written() -> Iterator[None]:
    """What is said within is stored, sent or remembered for others: it stays as it is written, whoever asks for it now.

    Also above a function: `@as_written()`."""
    before = _kept_for_others.set(True)
    try:
        yield
    finally:
        _kept_for_others.reset(before)


def kept_for_others() -> bool:
    """Whether texts are said as they are written just now; for whoever binds a lookup and says more than texts."""
    return _kept_for_others.get()
