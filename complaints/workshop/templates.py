"""An empty form, decision table or diagram to begin with."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

EMPTY = Path(__file__).with_name("empty")


def new_file(kind: str, name: str, title: str) -> str:
    """The text of a new file. `name`: as its file, without ending; `title`: as people read it."""
    text = (EMPTY / f"empty.{kind}").read_text(encoding="utf-8")
    return text.replace("{id}", name).replace("{name}", escape(title or name, {'"': "&quot;"}))
