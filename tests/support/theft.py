"""What a thief gets: the database as it lies on disk, the data folder, a backup; and the words that are looked for in it."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Engine, text

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def spellings(word: str) -> set[bytes]:
    """A word as it may lie in bytes: plain, as JSON has it, in UTF-16, in base64 wherever it begins, in hexadecimal."""
    plain = {word, word.lower(), word.upper(), json.dumps(word)[1:-1]}
    found = {each.encode(encoding) for each in plain for encoding in ENCODINGS}
    for each in [each.encode() for each in plain]:
        found |= {each.hex().encode(), each.hex().upper().encode()}
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + each).rstrip(b"=")
            found |= {
                coded[4 if shift else 0 : -4],
                coded[4 if shift else 0 : -4].translate(bytes.maketrans(b"+/", b"-_")),
            }
    return {each for each in found if len(each) >= 6}


def found_in(loot: Iterable[bytes], words: Iterable[str]) -> set[str]:
    """Which words are in it, in any spelling, also inside of what zlib packed."""
    pattern = {word: re.compile(b"|".join(map(re.escape, spellings(word)))) for word in words}
    return {word for each in loot for word, spelled in pattern.items() if spelled.search(each)}


def unpacked(content: bytes) -> Iterator[bytes]:
    """The bytes, and what every zlib stream in them unfolds to."""
    yield content
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", content):
        try:
            yield zlib.decompressobj().decompress(content[start.start() :])
        except zlib.error:
            continue


def on_disk(folder: Path) -> Iterator[bytes]:
    """Every file of a folder, the database's own files among them."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name.encode()
            yield from unpacked(path.read_bytes())


def rows(engine: Engine) -> Iterator[bytes]:
    """Every value of every table, as a dump has it."""
    with engine.connect() as connection:
        tables = connection.execute(text(TABLES[engine.dialect.name])).scalars().all()
        for table in tables:
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                for value in row:
                    yield from unpacked(bytes(value)) if isinstance(value, bytes | memoryview) else (_text(value),)


TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
}


def _text(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)).encode()
