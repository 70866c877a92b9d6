"""Choosing: a tick, one of a list, several of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from engine.catalogue import _
from engine.definition.forms import messages
from engine.definition.forms.components.base import Field, Run, SupportsGetlist, option_labels
from engine.definition.forms.options import Option, Options, find_option, listed
from engine.definition.forms.source import Source

MAX_OPTIONS = 500
MAX_CHOSEN = 1000
HINT = "keterangan."
"""Begins the name of a property that explains one choice: `keterangan.aspirasi`."""


@dataclass(frozen=True, kw_only=True)
class Checkbox(Field):
    """A required one must be ticked."""

    kind: ClassVar[str] = "checkbox"
    required_message: ClassVar[str] = messages.REQUIRED_TICK
    empty: ClassVar[bool] = False

    def read(self, posted: SupportsGetlist, name: str) -> Any:
        return "true" in posted.getlist(name)

    def clean(self, value: object, run: Run) -> bool:
        if value is None or value is False or value in ("", "false"):
            return False
        if value is not True and value != "true":
            self.refuse(messages.NOT_TICK)
        return True

    def summarise(self, value: Any, options: Options) -> list[str]:
        return [messages.YES if value is True else messages.NO] if isinstance(value, bool) else []


@dataclass(frozen=True, kw_only=True)
class FromList(Field):
    """Answers out of a list that stands in the form, or is supplied under the name `valuesKey`."""

    fixed: tuple[Option, ...]
    list_name: str

    @classmethod
    def special(cls, source: Source, validate: Source) -> dict[str, Any]:
        source.cosmetic("searchable")
        if source.has("valuesExpression"):
            source.refuse("form-value", _("`valuesExpression` tidak didukung: pakai `values` atau `valuesKey`"))
        list_name = source.key("valuesKey") if source.has("valuesKey") else ""
        fixed = _fixed(source) if source.has("values") else ()
        if bool(list_name) == bool(fixed):
            source.refuse("form-value", _("isi tepat satu dari `values` dan `valuesKey`"))
        hints = source.properties()
        explained = tuple(replace(option, hint=hints.get(f"{HINT}{option.wire}", "")) for option in fixed)
        return {"fixed": explained, "list_name": list_name}

    def choices(self, options: Options, context: Mapping[str, Any] | None = None) -> tuple[Option, ...]:
        """What can be chosen now: the list of the form, the one supplied, or else a process variable of that name."""
        if not self.list_name:
            return self.fixed
        if self.list_name in options:
            return tuple(options[self.list_name])
        return listed((context or {}).get(self.list_name))

    def summarise(self, value: Any, options: Options) -> list[str]:
        values = value if isinstance(value, list) else [] if value in (None, "") else [value]
        return option_labels(values, self.choices(options))


@dataclass(frozen=True, kw_only=True)
class OneOf(FromList):
    """An answer that is one of the choices."""

    required_message: ClassVar[str] = messages.REQUIRED_CHOICE

    def clean(self, value: object, run: Run) -> str | int | bool | None:
        if value is None or value == "":
            return None
        option = find_option(self.choices(run.options, run.context), value)
        if option is None:
            self.refuse(messages.NOT_OPTION)
        return option.value

    def read(self, posted: SupportsGetlist, name: str) -> Any:
        text = super().read(posted, name)
        option = find_option(self.fixed, text)
        return option.value if option else text


@dataclass(frozen=True, kw_only=True)
class Radio(OneOf):
    """One choice, all of them in sight."""

    kind: ClassVar[str] = "radio"


@dataclass(frozen=True, kw_only=True)
class Select(OneOf):
    """One choice of a list that opens."""

    kind: ClassVar[str] = "select"


@dataclass(frozen=True, kw_only=True)
class ManyOf(FromList):
    """An answer that is any number of the choices, in their order."""

    required_message: ClassVar[str] = messages.REQUIRED_CHOICES
    empty: ClassVar[list[Any]] = []

    def read(self, posted: SupportsGetlist, name: str) -> Any:
        found = posted.getlist(name)[:MAX_CHOSEN]
        options = ((find_option(self.fixed, text), text) for text in found)
        return [option.value if option else text for option, text in options]

    def clean(self, value: object, run: Run) -> list[str | int | bool]:
        if value is None or value == "":
            return []
        values = value if isinstance(value, list | tuple) else [value]
        known = {option.wire: option.value for option in self.choices(run.options, run.context)}
        chosen: dict[str, str | int | bool] = {}
        for item in values[:MAX_CHOSEN]:
            wire = Option(item, "").wire if isinstance(item, str | int) else ""
            if wire not in known:
                self.refuse(messages.NOT_OPTION)
            chosen[wire] = known[wire]
        return list(chosen.values())


@dataclass(frozen=True, kw_only=True)
class Checklist(ManyOf):
    """Several choices, all of them in sight."""

    kind: ClassVar[str] = "checklist"


@dataclass(frozen=True, kw_only=True)
class Taglist(ManyOf):
    """Several choices of a list that opens."""

    kind: ClassVar[str] = "taglist"


def _fixed(source: Source) -> tuple[Option, ...]:
    values = source.get("values")
    if not isinstance(values, list) or not 0 < len(values) <= MAX_OPTIONS:
        source.refuse(
            "form-value",
            _("`values` harus berupa daftar dengan 1 sampai %(max_options)s pilihan", max_options=MAX_OPTIONS),
        )
        return ()
    found: dict[str, Option] = {}
    for item in values:
        option = _option(item)
        if option is None or not option.wire or not option.label:
            source.refuse("form-value", _("setiap pilihan perlu `value` dan `label` yang berisi"))
        elif option.wire in found:
            source.refuse("form-value", _("nilai pilihan `%(wire)s` dipakai dua kali", wire=option.wire))
        else:
            found[option.wire] = option
    return tuple(found.values())


def _option(item: object) -> Option | None:
    if not isinstance(item, Mapping) or set(item) - {"label", "value"}:
        return None
    value, label = item.get("value"), item.get("label")
    if not isinstance(value, str | int) or not isinstance(label, str) or len(label) > 300 or len(str(value)) > 120:
        return None
    return Option(value, label.strip())
