"""Reads the properties of one component of a form file, and notes everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.catalogue import _
from engine.definition.forms.feel import Feel
from engine.errors import ExpressionError, Finding

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}", re.ASCII)
RESERVED_KEYS = frozenset(
    {"this", "parent", "i", "csrf_token", "token", "true", "false", "null", "and", "or", "not", "if", "in"}
)
COSMETIC = frozenset({"id", "type", "layout", "conditional", "properties"})
MAX_TEXT = 20_000


@dataclass
class Findings:
    """Everything wrong with one file, collected before it is refused."""

    file: str
    found: list[Finding] = field(default_factory=list)

    def add(self, element: str | None, rule: str, message: str) -> None:
        """Note one fault: of which component (None: of the file), against which rule, in a sentence."""
        self.found.append(Finding(self.file, element, rule, message))


class Source:
    """One JSON object. Getters return a harmless value when the property is wrong, so that reading can go on."""

    def __init__(self, raw: Mapping[str, Any], findings: Findings, known: set[str] | None = None) -> None:
        self.raw = raw
        self.findings = findings
        self._known = set(COSMETIC) if known is None else known
        self._properties: dict[str, str] | None = None
        self.element = _name(raw)

    def refuse(self, rule: str, message: str) -> None:
        """Note a fault of this component."""
        self.findings.add(self.element, rule, message)

    def has(self, name: str) -> bool:
        """Whether the property is given (and not null)."""
        self._known.add(name)
        return self.raw.get(name) is not None

    def get(self, name: str) -> Any:
        """The property as it stands, None when absent."""
        self._known.add(name)
        return self.raw.get(name)

    def text(self, name: str, *, limit: int = 500) -> str:
        """A plain text, empty when absent. Templates and expressions inside texts are refused."""
        value = self.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse("form-value", _("`%(name)s` harus berupa teks", name=name))
            return ""
        if len(value) > limit:
            self.refuse("form-value", _("`%(name)s` lebih panjang dari %(limit)s karakter", name=name, limit=limit))
        if value.startswith("=") or "{{" in value:
            self.refuse(
                "form-value", _("`%(name)s` berisi ungkapan atau templat; hanya teks biasa yang didukung", name=name)
            )
        return value.strip()

    def label(self, name: str = "label") -> str:
        """A text that people need in order to answer: refused when missing."""
        text = self.text(name)
        if not text:
            self.refuse("form-label", _("`%(name)s` wajib diisi: tanpa itu isian tidak dapat dibaca orang", name=name))
        return text

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A true or false; anything else is refused and counts as `default`."""
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.refuse("form-value", _("`%(name)s` harus true atau false; ungkapan tidak didukung", name=name))
            return default
        return value

    def number(self, name: str, *, least: int | None = None) -> int | float | None:
        """A number (also written as text, as the form editor does for some), or None when absent."""
        value = self.get(name)
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", value, re.ASCII):
            value = float(value) if "." in value else int(value)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 10**12:
            self.refuse("form-value", _("`%(name)s` harus berupa angka; ungkapan tidak didukung", name=name))
            return None
        if least is not None and value < least:
            self.refuse("form-value", _("`%(name)s` paling kecil %(least)s", name=name, least=least))
            return None
        return value

    def whole(self, name: str, *, least: int = 0) -> int | None:
        """A whole number not below `least`, or None when absent."""
        value = self.number(name, least=least)
        if value is not None and value != int(value):
            self.refuse("form-value", _("`%(name)s` harus berupa bilangan bulat", name=name))
            return None
        return None if value is None else int(value)

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of these words; the first when absent."""
        value = self.get(name)
        if value is None:
            return allowed[0]
        if value not in allowed:
            self.refuse(
                "form-value",
                _("`%(name)s` harus salah satu dari: %(value)s", name=name, value=", ".join(allowed) or "kosong"),
            )
            return allowed[0]
        return str(value)

    def key(self, name: str = "key") -> str:
        """The name under which the answer is stored."""
        value = self.get(name)
        if not isinstance(value, str) or not KEY.fullmatch(value) or value in RESERVED_KEYS:
            self.refuse(
                "form-key",
                _(
                    "`%(name)s` harus diawali huruf, hanya huruf, angka dan garis bawah, dan bukan kata cadangan",
                    name=name,
                ),
            )
            return ""
        return value

    def inner(self, name: str) -> Source:
        """An object inside this one, empty when absent; its unknown properties are reported by its own `finish`."""
        value = self.get(name)
        if value is not None and not isinstance(value, Mapping):
            self.refuse("form-value", _("`%(name)s` harus berupa objek", name=name))
        inside = Source(value if isinstance(value, Mapping) else {}, self.findings, known=set())
        inside.element = self.element
        return inside

    def properties(self) -> dict[str, str]:
        """The custom properties: short texts by name."""
        if self._properties is None:
            self._properties = self._read_properties()
        return self._properties

    def _read_properties(self) -> dict[str, str]:
        given = self.get("properties")
        if given is not None and not isinstance(given, Mapping):
            self.refuse("form-value", _("`properties` harus berupa objek"))
            return {}
        wrong = [name for name, value in (given or {}).items() if not isinstance(value, str) or len(value) > 300]
        for name in wrong:
            self.refuse(
                "form-value", _("`properties.%(name)s` harus berupa teks, paling banyak 300 karakter", name=name[:80])
            )
        return {str(name): str(value).strip() for name, value in (given or {}).items() if name not in wrong}

    def cosmetic(self, *names: str) -> None:
        """Properties that change nothing here: looks, or help for the editor."""
        self._known.update(names)

    def hide(self) -> Feel | None:
        """The condition under which the component is hidden."""
        conditional = self.inner("conditional")
        value = conditional.get("hide")
        conditional.finish("conditional.")
        if value is None or value == "" or value is False:
            return None
        if value is True:
            value = "=true"
        return self.feel("conditional.hide", value)

    def feel(self, name: str, value: object) -> Feel | None:
        """Compile a FEEL expression; refusing it gives None."""
        try:
            return Feel.compile(value if isinstance(value, str) else "")
        except ExpressionError as error:
            self.refuse("form-condition", f"`{name}`: {error}")
            return None

    def finish(self, prefix: str = "") -> None:
        """Report every property that nothing has asked for: ignoring it could change what the form means."""
        for name in sorted(set(self.raw) - self._known):
            self.refuse("form-property", _("sifat `%(prefix)s%(name)s` tidak didukung", prefix=prefix, name=name))


def _name(raw: Mapping[str, Any]) -> str | None:
    for name in ("key", "path", "id"):
        value = raw.get(name)
        if isinstance(value, str) and value:
            return value[:80]
    return None
