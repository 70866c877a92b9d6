"""The catalogues: what each text of ours is in another language than the one it is written in.

A language is a folder with two files, of Python and templates (`messages.po`) and of the scripts in the browser
(`scripts.po`). What is made of them is no part of the sources: it lies beside them under the digest of what it was made
from, and is made where it is missing. Nothing is read before somebody asks for the language."""

from __future__ import annotations

import hashlib
import io
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from babel.support import Translations

ROOT = Path(__file__).parent
SOURCE = "id"
LANGUAGES = {SOURCE: "Bahasa Indonesia", "en": "English"}
"""Each in its own words."""
DOMAINS = ("messages", "scripts")


def file_of(language: str, domain: str) -> Path:
    """The texts of a language, as translators write them."""
    return ROOT / language / "LC_MESSAGES" / f"{domain}.po"


@lru_cache(maxsize=len(LANGUAGES) * len(DOMAINS))
def texts_in(language: str, domain: str = "messages") -> Translations:
    """The catalogue of a language that is not the source. A text that has none yet stays as it is written."""
    made = _made(language, domain)
    try:
        ready = made.read_bytes()
    except OSError:
        ready = _compiled(file_of(language, domain).read_bytes(), language)
        with suppress(OSError):  # somebody else's folder: each process makes its own
            _keep(ready, made)
    return Translations(io.BytesIO(ready), domain=domain)


def made_of(language: str) -> str:
    """The file that a process beside ours can read (`engine.catalogue.speak`); "" where none could be kept."""
    texts_in(language)
    made = _made(language, "messages")
    return str(made) if made.is_file() else ""


@lru_cache(maxsize=len(LANGUAGES) * len(DOMAINS))
def _made(language: str, domain: str) -> Path:
    source = file_of(language, domain)
    return source.with_name(f"{domain}.{hashlib.sha256(source.read_bytes()).hexdigest()[:12]}.mo")


def texts_of_scripts(language: str) -> dict[str, str]:
    """What the scripts in the browser say, by what they say in the source language; of a language that is not it."""
    texts = texts_in(language, "scripts")._catalog
    return {str(source): text for source, text in texts.items() if source}


def _compiled(written: bytes, language: str) -> bytes:
    from babel.messages.mofile import write_mo  # a page that finds them made needs neither
    from babel.messages.pofile import read_po

    catalog, made = read_po(io.BytesIO(written), locale=language), io.BytesIO()
    for text in catalog:
        if not all(text.string or ""):  # one form of several is none
            text.string = ""
    write_mo(made, catalog)
    return made.getvalue()


def _keep(made: bytes, path: Path) -> None:
    own = path.with_name(f"{path.name}.{os.getpid()}")
    own.write_bytes(made)
    for former in path.parent.glob(f"{path.name.split('.')[0]}.*.mo"):
        former.unlink(missing_ok=True)
    own.replace(path)
