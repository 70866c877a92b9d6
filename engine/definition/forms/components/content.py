"""What is shown and not answered: texts, pictures, lines, buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.catalogue import _
from engine.definition.forms.components.base import Component
from engine.definition.forms.markup import markdown_html, safe_html
from engine.definition.forms.source import MAX_TEXT, Source

OWN_PICTURE = re.compile(r"/(?!/)[A-Za-z0-9/_.-]{1,200}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Prose(Component):
    """Text as safe HTML."""

    html: str


@dataclass(frozen=True, kw_only=True)
class Text(Prose):
    """Markdown: paragraphs, headings, lists, emphasis, links."""

    kind: ClassVar[str] = "text"

    @classmethod
    def common(cls, source: Source) -> dict[str, Any]:
        return {**super().common(source), "html": markdown_html(source.text("text", limit=MAX_TEXT))}


@dataclass(frozen=True, kw_only=True)
class Html(Prose):
    """HTML of the process owner, reduced to an allow-list."""

    kind: ClassVar[str] = "html"

    @classmethod
    def common(cls, source: Source) -> dict[str, Any]:
        source.cosmetic("strict")
        return {**super().common(source), "html": safe_html(source.text("content", limit=MAX_TEXT))}


@dataclass(frozen=True, kw_only=True)
class Separator(Component):
    """A line between parts of a form."""

    kind: ClassVar[str] = "separator"


@dataclass(frozen=True, kw_only=True)
class Spacer(Component):
    """A gap between parts of a form."""

    kind: ClassVar[str] = "spacer"

    @classmethod
    def common(cls, source: Source) -> dict[str, Any]:
        source.cosmetic("height")
        return super().common(source)


@dataclass(frozen=True, kw_only=True)
class Image(Component):
    """Only from the own server: a picture elsewhere would tell others who reads the form."""

    kind: ClassVar[str] = "image"

    address: str
    alt: str

    @classmethod
    def common(cls, source: Source) -> dict[str, Any]:
        address = source.text("source")
        if not OWN_PICTURE.fullmatch(address) or ".." in address:
            source.refuse(
                "form-value", _("`source` harus berupa alamat gambar di server ini, misalnya /static/denah.png")
            )
        return {**super().common(source), "address": address, "alt": source.label("alt")}


@dataclass(frozen=True, kw_only=True)
class Button(Component):
    """The page draws its own buttons; a submit button here gives it the words."""

    kind: ClassVar[str] = "button"

    label: str
    action: str

    @classmethod
    def common(cls, source: Source) -> dict[str, Any]:
        source.cosmetic("key")
        action = source.one_of("action", ("submit", "reset"))
        return {**super().common(source), "label": source.label(), "action": action}
