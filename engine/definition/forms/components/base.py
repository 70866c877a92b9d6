"""What all components share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, NoReturn, Protocol, Self

from engine.definition.forms import messages
from engine.definition.forms.feel import Feel
from engine.definition.forms.messages import Refused
from engine.definition.forms.options import Option, Options
from engine.definition.forms.source import Source

AUTOCOMPLETE = (
    "",
    "name",
    "email",
    "tel",
    "street-address",
    "address-line1",
    "postal-code",
    "organization",
    "bday",
    "off",
)
MAX_POSTED = 200_000
"""Characters of one posted value that are looked at; a browser form of ours never sends more."""


class SupportsGetlist(Protocol):
    """What a posted form must be able to do (werkzeug's MultiDict can)."""

    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True)
class Run:
    """What a check may know besides the answers."""

    options: Options = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    today: date | None = None


@dataclass(frozen=True, kw_only=True)
class Component:
    """Anything drawn on a form."""

    kind: ClassVar[str]
    id: str
    hide: Feel | None

    @classmethod
    def common(cls, source: Source) -> dict[str, Any]:
        """The arguments that every component takes."""
        value = source.get("id")
        return {"id": value[:80] if isinstance(value, str) else "", "hide": source.hide()}

    @classmethod
    def parse(cls, source: Source) -> Self:
        """Read the component; what is wrong becomes a finding of the source."""
        return cls(**cls.common(source))


@dataclass(frozen=True, kw_only=True)
class Field(Component):
    """A component with an answer."""

    personal: ClassVar[bool] = False
    """Whether answers are words or files of people, to be kept apart and erasable; choices, numbers, dates are not."""
    required_message: ClassVar[str] = messages.REQUIRED
    empty: ClassVar[Any] = None

    key: str
    label: str
    description: str
    required: bool
    disabled: bool
    readonly: bool
    default: Any = None
    required_when: Feel | None = None
    """A condition under which the answer is required (property `wajib`)."""
    properties: Mapping[str, str] = field(default_factory=dict)
    """What the form editor calls custom properties: texts by name, for whoever uses the form."""

    @classmethod
    def common(cls, source: Source) -> dict[str, Any]:
        return {
            **super().common(source),
            "key": source.key(),
            "label": source.label(),
            "description": source.text("description", limit=1000),
            "disabled": source.flag("disabled"),
            "readonly": source.flag("readonly"),
            "default": source.get("defaultValue"),
            "required_when": cls._required_when(source),
            "properties": source.properties(),
        }

    @classmethod
    def _required_when(cls, source: Source) -> Feel | None:
        text = source.properties().get("wajib", "")
        return source.feel("properties.wajib", text) if text else None

    @classmethod
    def parse(cls, source: Source) -> Self:
        validate = source.inner("validate")
        required = validate.flag("required")
        component = cls(**cls.common(source), required=required, **cls.special(source, validate))
        validate.finish("validate.")
        component.refuse_wrong_default(source)
        return component

    @classmethod
    def special(cls, source: Source, validate: Source) -> dict[str, Any]:
        """The arguments that only this kind takes."""
        return {}

    def refuse_wrong_default(self, source: Source) -> None:
        if self.default is None or source.findings.found:
            return
        try:
            self.clean(self.default, Run(options={}, context={}))
        except Refused as refused:
            source.refuse("form-value", f"`defaultValue`: {refused.message}")

    def read(self, posted: SupportsGetlist, name: str) -> Any:
        """The posted value as far as it can be typed; what cannot stays text, so that nobody has to type it again."""
        values = posted.getlist(name)
        return values[-1][:MAX_POSTED] if values else ""

    def clean(self, value: object, run: Run) -> Any:
        """The value as it is stored, or `empty`. Raises Refused when it is not of the kind; never anything else."""
        raise NotImplementedError

    def verify(self, value: Any, run: Run) -> None:
        """Limits on a value that is not empty. Raises Refused."""

    def check(self, value: object, run: Run) -> Any:
        """Clean, required, limits. Raises Refused."""
        return self.limited(self.clean(value, run), run)

    def limited(self, clean: Any, run: Run) -> Any:
        """A value that is clean already: required, limits. Raises Refused."""
        if clean == self.empty and type(clean) is type(self.empty):
            if self.required:
                self.refuse(self.required_message)
            return clean
        self.verify(clean, run)
        return clean

    def refuse(self, source: str, **values: object) -> NoReturn:
        """Raise Refused with this message."""
        raise Refused(source, label=self.label, **values)

    def summarise(self, value: Any, options: Options) -> list[str]:
        """What the answer says, a text for each line or item; nothing when there is no answer."""
        return [] if value in (None, "") else [str(value)]


def option_labels(values: Iterable[Any], options: Iterable[Option]) -> list[str]:
    """Labels of stored values; a value whose option is gone stands for itself."""
    labels = {option.wire: option.label for option in options}
    wires = (Option(value, "").wire if isinstance(value, str | int) else str(value) for value in values)
    return [labels.get(wire, wire) for wire in wires]
